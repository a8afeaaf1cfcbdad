"""Orders, hearings and proposals on the desk: what a site does, what the national desk does, and what each is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.adoption.actions import adopt, save_operation
from fellesnett.editorial.models import OpenItem
from fellesnett.foundation import clock
from fellesnett.national.actions import approve, sign_off
from fellesnett.national.models import TopicText
from fellesnett.national.tests.factories import clinician, make_edition, make_topic, medical_editor, national_editor
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.participation.models import Hearing, Order, OrderState, Proposal, ProposalState
from fellesnett.participation.tests.factories import assigned, drafted, editor_of, make_hearing, make_order

pytestmark = pytest.mark.django_db
WISH = {"kind": "treatment", "title": "Kneartroskopi", "reason": "40 pasienter i året.", "languages": ["nb", "nn"]}


@pytest.fixture
def site() -> Site:
    medical_editor()
    return make_site("fonna")


@pytest.fixture
def client_of() -> Any:
    def log_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def here(site: Site, client_of: Any) -> Client:
    return client_of(editor_of(site))


@pytest.fixture
def nation(client_of: Any) -> Client:
    return client_of(medical_editor())


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_what_exists_is_shown_before_the_order_is_made(here: Client, site: Site) -> None:
    knee = make_edition(make_topic("kneprotese", title="Kneprotese", synonyms={"nb": ["kunstig kne"]})).topic
    adopt(site=make_site("ahus"), topic=knee, by=editor_of(Site.objects.get(slug="ahus")), at=clock.now())
    answer = here.post("/admin/lokalt/fonna/bestilling/ny/", {**WISH, "title": "Kunstige knær, kneproteser", "do": "order"})
    assert not Order.objects.exists(), "nothing is ordered before it has been seen"
    assert "Kneprotese" in text_of(answer)
    answer = here.post("/admin/lokalt/fonna/bestilling/ny/", {**WISH, "title": "Kneproteser", "do": "check"})
    assert "Denne finnes, og 1 sykehus bruker den." in text_of(answer)
    assert f"/admin/lokalt/fonna/tekster/{knee.key}/" in text_of(answer)
    asked = {**WISH, "title": "Kneproteser", "do": "order", "seen": f"t{knee.pk}"}
    answer = here.post("/admin/lokalt/fonna/bestilling/ny/", asked)
    assert "skriv hvorfor den ikke dekker behovet" in text_of(answer)
    assert "Kneproteser" in text_of(answer), "nothing typed is lost"
    answer = here.post("/admin/lokalt/fonna/bestilling/ny/", {**asked, "despite": "Gjelder revisjon av gamle proteser."})
    order = Order.objects.get()
    assert answer.headers["Location"] == f"/admin/lokalt/fonna/bestilling/{order.pk}/"
    assert order.despite == "Gjelder revisjon av gamle proteser."
    assert order.languages == ["nb", "nn"]


def test_another_hospital_joins_an_order_that_is_open(client_of: Any, site: Site) -> None:
    order = make_order(site)
    bergen = make_site("bergen")
    there = client_of(editor_of(bergen))
    answer = there.post("/admin/lokalt/bergen/bestilling/ny/", {**WISH, "do": "check"})
    assert "Bli med på den bestillingen" in text_of(answer)
    there.post("/admin/lokalt/bergen/bestilling/bli-med/", {"order": order.pk})
    assert order.backings.get().site == bergen
    assert "sammen med Fonna" in text_of(there.get("/admin/lokalt/bergen/medvirkning/"))


def test_a_bad_order_says_what_is_missing(here: Client) -> None:
    answer = here.post("/admin/lokalt/fonna/bestilling/ny/", {"title": "Kneartroskopi", "codes": "icd99 M17"})
    assert "desk-why" in text_of(answer)
    assert "«icd99 M17»" in text_of(answer)
    assert 'value="Kneartroskopi"' in text_of(answer)


def test_the_medical_editor_assigns_and_the_writer_begins(nation: Client, client_of: Any, site: Site) -> None:
    order = make_order(site)
    assert order.title in text_of(nation.get("/admin/nasjonalt/bestillinger/"))
    assert "Bestilling fra Fonna: Kneartroskopi" in text_of(nation.get("/admin/"))
    answer = nation.post(f"/admin/nasjonalt/bestillinger/{order.pk}/fordel/", {"unit": "Ortopedi"})
    assert answer.status_code == 422
    said = {"writer": national_editor().pk, "unit": "Ortopedi", "owner": clinician().pk, "deadline": "2099-01-01"}
    answer = nation.post(f"/admin/nasjonalt/bestillinger/{order.pk}/fordel/", {**said, "key": "kneartroskopi"})
    assert answer.status_code == 302, text_of(answer)
    writer = client_of(national_editor())
    assert "Begynn å skrive" in text_of(writer.get(f"/admin/nasjonalt/bestillinger/{order.pk}/"))
    answer = writer.post(f"/admin/nasjonalt/bestillinger/{order.pk}/begynn/")
    text = TopicText.objects.get(topic__key="kneartroskopi")
    assert answer.headers["Location"].endswith(f"/edit/{text.pk}/")
    order.refresh_from_db()
    assert order.state == OrderState.WRITING


def test_declined_and_solved_are_told_with_the_reason_and_close_when_read(nation: Client, here: Client, site: Site) -> None:
    order, other = make_order(site), make_order(site, title="Meniskoperasjon")
    knee = make_edition(make_topic("meniskskade")).topic
    assert nation.post(f"/admin/nasjonalt/bestillinger/{order.pk}/avslag/", {"reason": ""}).status_code == 422
    nation.post(f"/admin/nasjonalt/bestillinger/{order.pk}/avslag/", {"reason": "Gjøres ved ett sykehus."})
    nation.post(f"/admin/nasjonalt/bestillinger/{other.pk}/finnes/", {"topic": knee.pk, "reason": "Den forklarer operasjonen."})
    inbox = text_of(here.get("/admin/venter/"))
    assert f'href="/admin/lokalt/fonna/bestilling/{order.pk}/"' in inbox
    assert f'href="/admin/lokalt/fonna/tekster/{knee.key}/"' in inbox
    page = text_of(here.get(f"/admin/lokalt/fonna/bestilling/{order.pk}/"))
    assert "Gjøres ved ett sykehus." in page
    assert "Vi har lest dette" in page
    page = text_of(here.get(f"/admin/lokalt/fonna/bestilling/{other.pk}/"))
    assert "Ta teksten i bruk" in page
    here.post("/admin/lokalt/fonna/medvirkning/sett/", {"subject": f"order:{order.pk}"})
    assert not OpenItem.objects.for_site(site).open().filter(key=f"order:{order.pk}:told:{site.pk}").exists()


def heard(site: Site) -> Hearing:
    candidate = drafted(assigned(make_order(site)).topic)
    return make_hearing(candidate, site, at=clock.now(), question="Er rådene om trening riktige?")


def test_a_hearing_is_answered_with_remarks_and_each_is_answered(nation: Client, here: Client, site: Site) -> None:
    hearing = heard(site)
    address = f"/admin/lokalt/fonna/horing/{hearing.pk}/"
    assert f'href="{address}"' in text_of(here.get("/admin/venter/"))
    page = text_of(here.get(address))
    assert "Er rådene om trening riktige?" in page
    assert "Legen ser inn i kneet med et kamera." in page
    answer = here.post(address, {"answer": "disagree", "hash": hearing.content_hash, "remark_0": "Vi bruker to kameraer."})
    assert "Skriv hva som må endres." in text_of(answer)
    assert "Vi bruker to kameraer." in text_of(answer), "nothing typed is lost"
    answer = here.post(address, {"answer": "remarks", "hash": hearing.content_hash, "remark_0": "Vi bruker to kameraer."})
    assert answer.status_code == 302
    remark = hearing.invitations.get().remarks.get()
    assert remark.block == "artro-1"

    desk = f"/admin/nasjonalt/horinger/{hearing.pk}/"
    assert "1 merknad må besvares først." in text_of(nation.get(desk))
    assert nation.post(desk + "avslutt/").status_code == 409
    assert nation.post(f"{desk}merknad/{remark.pk}/", {f"m{remark.pk}-outcome": "not_taken"}).status_code == 409
    reply = {f"m{remark.pk}-outcome": "not_taken", f"m{remark.pk}-reply": "Ett er det vanlige."}
    assert nation.post(f"{desk}merknad/{remark.pk}/", reply).status_code == 302
    assert nation.post(desk + "avslutt/", {"summary": "Takk."}).status_code == 302
    page = text_of(here.get(address))
    assert "Ikke tatt til følge" in page
    assert "Ett er det vanlige." in page


def test_an_answer_is_changed_until_the_deadline_and_both_sides_see_what_it_was(nation: Client, here: Client, site: Site) -> None:
    hearing = heard(site)
    address = f"/admin/lokalt/fonna/horing/{hearing.pk}/"
    sent = {"hash": hearing.content_hash, "instead_of": "0"}
    here.post(address, {**sent, "answer": "remarks", "remark_0": "Vi bruker to kameraer."})
    page = text_of(here.get(address))
    assert "Endre svaret" in page
    assert "Send det nye svaret" not in page
    assert "Vi bruker to kameraer.</textarea>" in text_of(here.get(address + "?endre=1"))
    typed = text_of(here.post(address, {**sent, "answer": "disagree", "reason": "Det er feil."}))
    assert "mens du skrev" in typed
    assert "Det er feil." in typed
    assert 'name="instead_of" value="1"' in typed
    assert here.post(address, {**sent, "answer": "disagree", "reason": "Det er feil.", "instead_of": "1"}).status_code == 302
    for page in (text_of(here.get(address)), text_of(nation.get(f"/admin/nasjonalt/horinger/{hearing.pk}/"))):
        assert "Tidligere svar" in page
        assert "Enig, med merknader" in page
        assert "trukket" in page
    assert hearing.invitations.get().answer == "disagree"


def test_a_text_changed_after_the_hearing_began_is_said_and_the_answer_stays_with_what_was_read(here: Client, site: Site) -> None:
    hearing = heard(site)
    candidate = hearing.candidate
    from fellesnett.national.actions import send_back

    send_back(candidate=candidate, by=medical_editor(), at=clock.now(), reason="Rett")
    drafted(candidate.topic, sections={"introduction": [("artro-1", "<p>Legen ser inn i kneet gjennom et lite hull.</p>")]})
    page = text_of(here.get(f"/admin/lokalt/fonna/horing/{hearing.pk}/"))
    assert "Teksten er endret etter at høringen begynte" in page
    assert "lite hull" in page
    here.post(f"/admin/lokalt/fonna/horing/{hearing.pk}/", {"answer": "agree", "hash": hearing.content_hash})
    assert hearing.invitations.get().content_hash == candidate.content_hash


def test_an_open_hearing_holds_the_release_until_it_is_told_why(nation: Client, site: Site) -> None:
    hearing = heard(site)
    candidate = sign_off(candidate=hearing.candidate, by=clinician(), at=clock.now())
    approve(candidate=candidate, by=medical_editor(), at=clock.now())
    address = f"/admin/nasjonalt/utkast/{candidate.pk}/"
    answer = nation.post(address + "slipp/")
    assert "Avslutt høringen først" in text_of(answer)
    answer = nation.post(address + "slipp/", {"despite": "Operasjonen endres fra mandag."})
    assert answer.status_code == 302


def test_the_usual_sites_are_chosen_when_a_text_is_sent_on_hearing(nation: Client, site: Site) -> None:
    make_site("ahus")
    candidate = drafted(assigned(make_order(site)).topic)
    page = text_of(nation.get(f"/admin/nasjonalt/utkast/{candidate.pk}/horing/"))
    assert page.count("checked") == 1
    day = f"{clock.now() + timedelta(days=14):%Y-%m-%d}"
    answer = nation.post(f"/admin/nasjonalt/utkast/{candidate.pk}/horing/", {"sites": [site.pk], "day": day})
    assert answer.headers["Location"] == f"/admin/nasjonalt/horinger/{Hearing.objects.get().pk}/"


def test_a_proposal_about_a_block_stands_in_the_draft_when_an_editor_takes_it(nation: Client, here: Client, site: Site) -> None:
    knee = make_edition(make_topic("kneprotese")).topic
    address = "/admin/lokalt/fonna/innspill/nytt/?tema=kneprotese&sprak=nb"
    assert "avsnitt=b1" in text_of(here.get(address))
    words = "<p>Du må faste i 6 timer. Vann kan du drikke.</p>"
    answer = here.post(f"{address}&avsnitt=b1", {"reason": "Pasientene spør om vann.", "words": words})
    proposal = Proposal.objects.get()
    again = here.post(f"{address}&avsnitt=b1", {"reason": "Pasientene spør om vann.", "words": words})
    assert again.headers["Location"] == answer.headers["Location"], "a double click"
    assert answer.headers["Location"] == f"/admin/lokalt/fonna/innspill/{proposal.pk}/"
    page = text_of(nation.get(f"/admin/nasjonalt/innspill/{proposal.pk}/"))
    assert "Pasientene spør om vann." in page
    assert "<ins>" in page
    answer = nation.post(f"/admin/nasjonalt/innspill/{proposal.pk}/ta-inn/", {"words": words, "partly": "on"})
    assert "Skriv hvorfor." in text_of(answer)
    nation.post(f"/admin/nasjonalt/innspill/{proposal.pk}/ta-inn/", {"words": words, "reply": "Takk."})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.TAKEN
    assert "Vann kan du drikke." in str(TopicText.objects.get(topic=knee).before)
    assert "Tatt inn" in text_of(here.get(f"/admin/lokalt/fonna/innspill/{proposal.pk}/"))


def test_local_words_are_offered_upwards_with_their_reason(nation: Client, site: Site, client_of: Any) -> None:
    site.language = "nb"
    site.save()
    knee = make_edition(make_topic("kneprotese")).topic
    doctor = editor_of(site, Role.CLINICIAN)
    adoption = adopt(site=site, topic=knee, by=editor_of(site), at=clock.now())
    operation = save_operation(
        adoption=adoption, language="nb", op="override", target="b1", by=doctor, at=clock.now(),
        content=[{"type": "text", "html": "<p>Du må faste fra midnatt.</p>"}], reason_code="local_practice",
        reason_text="Mange reiser langt.", clinical_owner=doctor,
    )  # fmt: skip
    here = client_of(doctor)
    address = f"/admin/lokalt/fonna/innspill/nytt/?endring={operation.pk}"
    page = text_of(here.get(address))
    assert "Du må faste fra midnatt." in page
    assert "Mange reiser langt." in page
    here.post(address, {"reason": "Mange reiser langt."})
    proposal = Proposal.objects.get()
    assert (proposal.operation, proposal.block, proposal.source) == (operation, "b1", "local_text")
    assert "faste fra midnatt" in proposal.words
    assert "lokal tekst tilbudt oppover" in text_of(nation.get(f"/admin/nasjonalt/innspill/{proposal.pk}/"))


@pytest.mark.parametrize("address", ["medvirkning/", "bestilling/ny/", "bestilling/{order}/", "horing/{hearing}/"])
def test_screens_ask_no_more_when_there_is_more(
    here: Client, site: Site, address: str, django_assert_max_num_queries: Any
) -> None:
    hearing = heard(site)
    for number in range(6):
        make_order(site, title=f"{chr(65 + number) * 6} operasjon")
    path = "/admin/lokalt/fonna/" + address.format(order=Order.objects.latest("pk").pk, hearing=hearing.pk)
    here.get(path)
    with django_assert_max_num_queries(29):
        assert here.get(path).status_code == 200
