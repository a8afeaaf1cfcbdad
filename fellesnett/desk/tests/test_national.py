"""The national desk as its people use it: the editor, the clinician, the medical editor, the auditor."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.users.models import UserProfile

from fellesnett.accounts.models import User
from fellesnett.adoption.models import Adoption, Answer
from fellesnett.codes.tests.factories import make_release
from fellesnett.national import actions
from fellesnett.national.models import Candidate, Edition, Topic, TopicText
from fellesnett.national.tests.factories import (
    clinician,
    make_candidate,
    make_edition,
    make_text,
    make_topic,
    medical_editor,
    national_editor,
    second_editor,
    sections_of,
)
from fellesnett.organizations.models import Membership, Role
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user

pytestmark = pytest.mark.django_db

BASE = "/admin/nasjonalt/"
KNEE = f"{BASE}tema/kneprotese/"
SIX = {
    "before": [("b1", "<p>Du må faste i 6 timer før operasjonen.</p><p>Ta med legitimasjon.</p>"), ("b2", "<p>Dusj hjemme.</p>")]
}
EIGHT = {
    "before": [("b1", "<p>Du må faste i 8 timer før operasjonen.</p><p>Ta med legitimasjon.</p>"), ("b2", "<p>Dusj hjemme.</p>")]
}
NEW_WORDS = {"key": "a", "text": "Nytt.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
LATER = datetime.fromisoformat("2026-11-24T08:00:00+00:00")


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("topics", "candidates", "arranging"):
        monkeypatch.setattr(f"fellesnett.desk.national.{room}.now", lambda: LATER)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def rewrite(topic: Topic, sections: dict[str, Any], by: User | None = None) -> TopicText:
    return actions.write_text(
        topic=topic, language="nb", title="Kneprotese", sections=sections_of(sections), by=by or national_editor(), at=LATER
    )


@pytest.fixture
def knee() -> Topic:
    """Released once; six hours of fasting."""
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, SIX, title="Kneprotese")
    return topic


def test_a_day_in_the_office_a_fasting_sentence_reaches_the_sites(knee: Topic) -> None:
    rewrite(knee, EIGHT)
    editor = as_(national_editor())

    page = text_of(editor.get(f"{KNEE}nb/til-godkjenning/"))
    assert '<del><span class="aloud">fjernet: </span>6</del>' in page
    assert '<ins><span class="aloud">nytt: </span>8</ins>' in page
    assert "Endringen rører" in page

    revision = TopicText.objects.get().latest_revision_id
    sent = editor.post(
        f"{KNEE}nb/til-godkjenning/", {"revision": revision, "class-b1": "content", "note_editors": "Ny anbefaling."}
    )
    candidate = Candidate.objects.latest("pk")
    assert sent.headers["Location"] == f"{BASE}utkast/{candidate.pk}/"

    address = f"{BASE}utkast/{candidate.pk}/"
    assert "Godkjenn faglig" in text_of(as_(clinician()).get(address))
    as_(clinician()).post(f"{address}godkjenn-faglig/", {"comment": "Stemmer."})
    assert "Godkjenn utgaven" in text_of(as_(medical_editor()).get(address))
    as_(medical_editor()).post(f"{address}godkjenn/")
    assert "Slipp utgaven nå" in text_of(editor.get(address))
    editor.post(f"{address}slipp/")

    edition = Edition.objects.live().get(topic=knee, language="nb")
    assert (edition.number, edition.note_editors) == (2, "Ny anbefaling.")
    assert "8 timer" in text_of(editor.get(f"{KNEE}nb/utgaver/2/"))


@pytest.mark.parametrize(("language", "called"), [("nb", "sikkerhetsendring"), ("nn", "tryggleiksendring")])
def test_a_safety_change_stands_out_in_both_languages(knee: Topic, language: str, called: str) -> None:
    candidate = make_candidate(knee, EIGHT, classes={"b1": "safety"})
    reader = medical_editor()
    UserProfile.objects.create(user=reader, preferred_language=language)

    shown = as_(reader).get(f"{BASE}utkast/{candidate.pk}/").content.decode()

    assert f'<span class="desk-tag desk-tag--warn">{called}</span>' in shown


def test_each_is_shown_only_the_step_that_is_theirs(knee: Topic) -> None:
    candidate = make_candidate(knee, EIGHT)
    address = f"{BASE}utkast/{candidate.pk}/"
    steps = ("Godkjenn faglig", "Godkjenn utgaven", "Slipp utgaven")
    for person, shown in ((national_editor(), []), (clinician(), ["Godkjenn faglig"]), (medical_editor(), [])):
        page = text_of(as_(person).get(address))
        assert [step for step in steps if f"{step}</button>" in page] == shown, person


def test_the_front_page_tells_each_what_waits_for_them(knee: Topic) -> None:
    candidate = make_candidate(knee, EIGHT)
    link = f"{BASE}utkast/{candidate.pk}/"
    assert link in text_of(as_(clinician()).get("/admin/"))
    assert link not in text_of(as_(national_editor()).get("/admin/"))
    assert link not in text_of(as_(medical_editor()).get("/admin/"))
    actions.sign_off(candidate=candidate, by=clinician(), at=LATER)
    assert link not in text_of(as_(clinician()).get("/admin/"))
    assert link in text_of(as_(medical_editor()).get("/admin/"))


def test_what_waits_nationally_says_why_me_what_waiting_costs_and_one_thing_to_do(knee: Topic) -> None:
    make_candidate(knee, EIGHT)
    page = text_of(as_(clinician()).get("/admin/"))
    assert "1 sak." in page
    assert "Kneprotese: les og godkjenn faglig (bokmål)" in page
    assert "Hvis du venter:</strong> Det nye vises ikke før det er godkjent faglig." in page
    assert re.search(r'Les og godkjenn<span class="desk-aloud">: Kneprotese', page)
    assert "Ingenting venter på deg nasjonalt nå." in text_of(as_(medical_editor()).get("/admin/"))


def test_the_menus_way_to_what_waits_shows_national_people_the_list_of_their_front_page(knee: Topic) -> None:
    make_candidate(knee, EIGHT)
    reader, idle = as_(clinician()), as_(medical_editor())
    for client in (reader, idle):
        assert '"desk-waiting"' in text_of(client.get("/admin/"))
    rows = re.compile(r'<li class="desk-item.*?</li>', re.DOTALL)
    waiting = text_of(reader.get("/admin/venter/"))
    assert rows.findall(waiting) == rows.findall(text_of(reader.get("/admin/"))) != []
    assert "Ved nettstedene dine" not in waiting, "who has no site is shown no empty list of one"
    nothing = text_of(idle.get("/admin/venter/"))
    assert nothing.count("Ingenting venter på deg") == 1


def test_who_answers_nationally_and_at_a_hospital_finds_both_under_what_waits(knee: Topic) -> None:
    person = clinician()
    Membership.objects.create(user=person, organization=make_site("bergen").organization, role=Role.EDITOR)
    make_candidate(knee, EIGHT)
    waiting = text_of(as_(person).get("/admin/venter/"))
    assert waiting.index("Kneprotese: les og godkjenn faglig") < waiting.index("Ved nettstedene dine")
    assert "Ingenting venter på deg ved nettstedene nå." in waiting
    alone = text_of(as_(make_user(roles={make_site("voss").organization: Role.EDITOR})).get("/admin/venter/"))
    assert "nasjonalt" not in alone.partition("<h1>")[2]
    assert "Ved nettstedene dine" not in alone


def test_an_approved_edition_waits_for_whoever_releases_it(knee: Topic) -> None:
    candidate = make_candidate(knee, EIGHT)
    actions.sign_off(candidate=candidate, by=clinician(), at=LATER)
    actions.approve(candidate=candidate, by=medical_editor(), at=LATER)
    page = text_of(as_(national_editor()).get("/admin/"))
    assert "Kneprotese (bokmål): slipp utgaven" in page
    assert "Den nye utgaven når ingen." in page


def test_the_author_who_is_also_medical_editor_is_told_why_not_and_what_to_do(knee: Topic) -> None:
    author = medical_editor()
    text = rewrite(knee, EIGHT, by=author)
    candidate = actions.submit(text=text, by=author, at=LATER, classes={"b1": "content"})
    actions.sign_off(candidate=candidate, by=clinician(), at=LATER)
    answer = as_(author).post(f"{BASE}utkast/{candidate.pk}/godkjenn/")
    page = text_of(answer)
    assert "Dette ble ikke gjort. Ingenting er endret." in page
    assert "Du har selv skrevet i denne teksten. <strong>Be en annen se på den.</strong>" in page
    candidate.refresh_from_db()
    assert candidate.state == "signed"


def test_a_number_cannot_be_sent_as_a_slip_of_the_pen(knee: Topic) -> None:
    text = rewrite(knee, EIGHT)
    answer = as_(national_editor()).post(
        f"{KNEE}nb/til-godkjenning/",
        {"revision": text.latest_revision_id, "class-b1": "editorial", "note_editors": "Et følgebrev jeg brukte tid på."},
    )
    assert answer.status_code == 200
    assert "Et følgebrev jeg brukte tid på." in text_of(answer)
    assert not Candidate.objects.filter(state="review").exists()


def test_words_alone_may_be_sent_as_editorial_when_a_colleague_confirms(knee: Topic) -> None:
    changed = {"before": [SIX["before"][0], ("b2", "<p>Dusj hjemme hos deg selv.</p>")]}
    text = rewrite(knee, changed)
    editor = as_(national_editor())
    assert "når en annen redaktør bekrefter" in text_of(editor.get(f"{KNEE}nb/til-godkjenning/"))
    editor.post(f"{KNEE}nb/til-godkjenning/", {"revision": text.latest_revision_id, "class-b2": "editorial"})
    candidate = Candidate.objects.latest("pk")
    address = f"{BASE}utkast/{candidate.pk}/"
    button = "Bekreft: meningen er den samme"
    assert button not in text_of(editor.get(address))
    assert button in text_of(as_(second_editor()).get(address))
    refused = text_of(editor.post(f"{address}bekreft/"))
    assert "Du har selv skrevet i denne teksten." in refused
    as_(second_editor()).post(f"{address}bekreft/")
    candidate.refresh_from_db()
    assert candidate.confirmed_editorial_by == second_editor()


def test_a_refusal_calls_a_block_by_its_words_and_not_by_its_id(knee: Topic) -> None:
    candidate = make_candidate(knee, EIGHT)
    page = text_of(as_(medical_editor()).post(f"{BASE}utkast/{candidate.pk}/godkjenn/"))
    assert "«Du må faste i 8 timer …» mangler faglig godkjenning" in page
    assert "«b1»" not in page


def test_what_is_sent_is_what_was_read(knee: Topic) -> None:
    """A colleague saved in between: the sender is asked to read again."""
    seen = rewrite(knee, EIGHT).latest_revision_id
    rewrite(knee, {"before": [("b1", "<p>Du må faste i 9 timer før operasjonen.</p>"), SIX["before"][1]]}, by=second_editor())
    answer = as_(national_editor()).post(f"{KNEE}nb/til-godkjenning/", {"revision": seen, "class-b1": "content"})
    assert "Teksten er lagret på nytt siden du åpnet denne siden." in text_of(answer)
    assert not Candidate.objects.filter(state="review").exists()


def test_nothing_changed_is_said_and_not_sent(knee: Topic) -> None:
    text = TopicText.objects.get(topic=knee)
    page = text_of(as_(national_editor()).get(f"{KNEE}nb/til-godkjenning/"))
    assert "Utkastet er likt utgave 1. Det er ingenting å sende." in page
    assert "Send til faglig godkjenning" not in page
    answer = as_(national_editor()).post(f"{KNEE}nb/til-godkjenning/", {"revision": text.latest_revision_id})
    assert "Ingenting er endret siden forrige utgave." in text_of(answer)


def test_an_empty_text_is_stopped_before_anybody_reads_it() -> None:
    make_text(make_topic("tomt"), {})
    page = text_of(as_(national_editor()).get(f"{BASE}tema/tomt/nb/til-godkjenning/"))
    assert "Teksten er tom." in page


def test_sent_back_with_a_reason_and_not_without(knee: Topic) -> None:
    candidate = make_candidate(knee, EIGHT)
    address = f"{BASE}utkast/{candidate.pk}/"
    assert "Send tilbake" in text_of(as_(clinician()).post(f"{address}send-tilbake/", {"reason": " "}))
    as_(clinician()).post(f"{address}send-tilbake/", {"reason": "Seks timer er riktig."})
    candidate.refresh_from_db()
    assert (candidate.state, candidate.return_reason) == ("returned", "Seks timer er riktig.")
    assert "Seks timer er riktig." in text_of(as_(national_editor()).get(KNEE))


def test_a_safety_change_waits_for_two_clinicians(knee: Topic) -> None:
    candidate = make_candidate(knee, EIGHT, classes={"b1": "safety"})
    address = f"{BASE}utkast/{candidate.pk}/"
    assert "mangler 2 klinikere" in text_of(as_(clinician()).get(address))
    as_(clinician(1)).post(f"{address}godkjenn-faglig/", {})
    assert "mangler 1 kliniker" in text_of(as_(clinician(2)).get(address))
    as_(clinician(2)).post(f"{address}godkjenn-faglig/", {})
    candidate.refresh_from_db()
    assert candidate.state == "signed"


def test_a_hospital_clinician_who_answers_for_the_topic_signs_from_the_hospital(now: datetime) -> None:
    hospital = make_site("bergen").organization
    surgeon = make_user(roles={hospital: Role.CLINICIAN})
    stranger = make_user(roles={hospital: Role.CLINICIAN})
    candidate = make_candidate(make_topic("kneprotese", owner=surgeon), SIX)
    address = f"{BASE}utkast/{candidate.pk}/"
    assert as_(stranger).get(address).status_code == 404
    assert as_(stranger).post(f"{address}godkjenn-faglig/").status_code == 404
    assert address in text_of(as_(surgeon).get("/admin/"))
    as_(surgeon).post(f"{address}godkjenn-faglig/", {})
    candidate.refresh_from_db()
    assert candidate.state == "signed"


def test_an_auditor_reads_everything_and_changes_nothing(knee: Topic) -> None:
    auditor = as_(make_user(roles={make_national_office(): Role.AUDITOR}))
    candidate = make_candidate(knee, EIGHT)
    for address in (BASE, KNEE, f"{KNEE}nb/utgaver/", f"{KNEE}nb/utgaver/1/", f"{BASE}utkast/{candidate.pk}/"):
        page = auditor.get(address)
        assert page.status_code == 200, address
        assert "Skriv</a>" not in text_of(page)
    for act in ("godkjenn-faglig", "bekreft", "godkjenn", "slipp", "send-tilbake"):
        assert auditor.post(f"{BASE}utkast/{candidate.pk}/{act}/", {"reason": "Nei"}).status_code == 404
    assert auditor.get(f"{BASE}nytt-tema/").status_code == 404


# --- topics ---------------------------------------------------------------------------------------------------------


def test_a_topic_is_found_by_its_title_its_other_names_and_its_code() -> None:
    make_release(codes={"M171": "Ensidig kneartrose"})
    make_topic("kneprotese", title="Kneprotese", codes=[("icd10", "M17.1")], synonyms={"nn": ["kunstig kne"]})
    make_topic("koloskopi", title="Koloskopi", kind="examination")
    editor = as_(national_editor())
    for words in ("knepro", "kunstig", "M17.1", "m171"):
        page = text_of(editor.get(BASE, {"q": words}))
        assert "Kneprotese" in page, words
        assert "Koloskopi" not in page, words
    page = text_of(editor.get(BASE, {"kind": "examination"}))
    assert "Koloskopi" in page
    assert "Kneprotese" not in page
    assert "Ingen temaer passer." in text_of(editor.get(BASE, {"q": "finnes ikke"}))


def test_the_list_of_topics_asks_the_database_as_often_for_fifty_as_for_two(django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        make_text(make_topic(f"tema-nummer-{number}"), {"before": [(f"x{number}", "<p>Tekst.</p>")]})
    editor = as_(national_editor())
    with django_assert_max_num_queries(30):
        assert editor.get(BASE).status_code == 200


def test_a_new_topic_gets_a_key_its_codes_and_an_empty_text() -> None:
    make_release(codes={"H25": "Senil katarakt"})
    editor = as_(national_editor())
    answer = editor.post(
        f"{BASE}nytt-tema/",
        {"title": "Grå stær", "kind": "treatment", "unit": "Øye", "codes": "icd10 H25", "synonyms_nb": "katarakt\nlinseuklarhet"},
    )
    assert answer.headers["Location"] == f"{BASE}tema/gra-staer/"
    topic = Topic.objects.get(key="gra-staer")
    assert [str(coding.code) for coding in topic.codings.all()] == ["H25"]
    assert {synonym.term for synonym in topic.synonyms.all()} == {"katarakt", "linseuklarhet"}
    assert topic.texts.get().language == "nb"


def test_a_wrong_code_is_named_and_what_was_typed_stays() -> None:
    make_release(codes={"H25": "Senil katarakt"})
    editor = as_(national_editor())
    page = text_of(
        editor.post(f"{BASE}nytt-tema/", {"title": "Grå stær", "kind": "treatment", "unit": "Øye", "codes": "icd10 Z99"})
    )
    assert "icd10 Z99" in page
    assert "Øye" in page
    assert not Topic.objects.exists()


def test_a_topic_keeps_its_key_and_kind_when_described_again() -> None:
    make_release(codes={"M170": "Kneartrose", "M171": "Ensidig kneartrose"})
    make_topic("kneprotese", title="Kneprotese", codes=[("icd10", "M17.0")], synonyms={"nb": ["kunstig kne", "nytt kne"]})
    editor = as_(national_editor())
    assert "kunstig kne" in text_of(editor.get(f"{KNEE}rediger/"))
    editor.post(
        f"{KNEE}rediger/",
        {
            "title": "Protese i kneet",
            "unit": "Ortopedi",
            "kind": "condition",
            "codes": "icd10 M17.1",
            "synonyms_nb": "nytt kne",
            "high_risk": "on",
            "owner": str(clinician().pk),
        },
    )
    topic = Topic.objects.get()
    assert (topic.key, topic.kind, topic.title, topic.high_risk) == ("kneprotese", "treatment", "Protese i kneet", True)
    assert [coding.code for coding in topic.codings.all()] == ["M171"]
    assert [synonym.term for synonym in topic.synonyms.all()] == ["nytt kne"]


def test_a_language_version_starts_from_the_norwegian_blocks(knee: Topic) -> None:
    editor = as_(national_editor())
    editor.post(f"{KNEE}nytt-sprak/", {"language": "nn"})
    text = TopicText.objects.get(topic=knee, language="nn")
    assert [child.id for child in text.before] == ["b1", "b2"]
    again = editor.post(f"{KNEE}nytt-sprak/", {"language": "nn"})
    assert again.status_code == 200
    assert TopicText.objects.filter(topic=knee).count() == 2


def test_a_topic_is_withdrawn_with_a_successor_and_a_deadline(knee: Topic) -> None:
    site = make_site("bergen")
    Adoption.objects.create(
        site=site, topic=knee, answer=Answer.ADOPTED, answered_by=national_editor(), answered_at=LATER, short_code="kneb"
    )
    successor = make_topic("leddprotese", title="Leddprotese")
    chief = as_(medical_editor())
    assert str(site) in text_of(chief.get(f"{KNEE}trekk/"))
    assert as_(national_editor()).get(f"{KNEE}trekk/").status_code == 404
    late = {
        "reason": "Slått sammen.",
        "successor": successor.pk,
        "deadline": (LATER - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    }
    assert "Fristen er passert." in text_of(chief.post(f"{KNEE}trekk/", late))
    chief.post(f"{KNEE}trekk/", {**late, "deadline": (LATER + timedelta(days=90)).strftime("%Y-%m-%dT%H:%M")})
    knee.refresh_from_db()
    assert (knee.withdrawn_at, knee.successor) == (LATER, successor)
    withdrawn = text_of(chief.get(KNEE))
    assert "Temaet er trukket" in withdrawn
    assert "Ingen utgave gjelder ennå." not in withdrawn, "nothing is on its way"


# --- blocks and editions --------------------------------------------------------------------------------------------


def test_a_block_is_split_between_paragraphs_and_the_sites_are_told(knee: Topic) -> None:
    editor = as_(national_editor())
    assert "Del opp</a>" in text_of(editor.get(f"{KNEE}nb/blokker/"))
    assert "Ny blokk begynner her" in text_of(editor.get(f"{KNEE}nb/blokker/b1/del/"))
    editor.post(f"{KNEE}nb/blokker/b1/del/", {"cut-1": "on"})
    text = TopicText.objects.get(topic=knee)
    first, second, _third = text.before
    assert ("faste" in first.value["html"].source, "legitimasjon" in second.value["html"].source) == (True, True)
    assert text.pending_lineage == [{"kind": "split", "from": ["b1"], "to": [first.id, second.id]}]
    assert "Delt opp" in text_of(editor.get(f"{KNEE}nb/til-godkjenning/"))


def test_a_split_without_a_cut_is_refused_in_words(knee: Topic) -> None:
    assert "Det må være minst to blokker." in text_of(as_(national_editor()).post(f"{KNEE}nb/blokker/b1/del/", {}))


def test_blocks_are_joined_and_moved(knee: Topic) -> None:
    editor = as_(national_editor())
    editor.post(f"{KNEE}nb/blokker/flytt/", {"block": "b2", "to": "after:"})
    text = TopicText.objects.get(topic=knee)
    assert [child.id for child in text.after] == ["b2"]
    editor.post(f"{KNEE}nb/blokker/flytt/", {"block": "b2", "to": "before:b1"})
    text.refresh_from_db()
    assert [child.id for child in text.before] == ["b1", "b2"]
    editor.post(f"{KNEE}nb/blokker/sla-sammen/", {"block": ["b1", "b2"]})
    text.refresh_from_db()
    assert len(text.before) == 1
    assert "Det må være minst to blokker." in text_of(
        editor.post(f"{KNEE}nb/blokker/sla-sammen/", {"block": [text.before[0].id]})
    )


def test_two_editions_are_compared_and_the_list_counts_the_sites(knee: Topic) -> None:
    make_edition(knee, EIGHT, title="Kneprotese", at=LATER)
    editor = as_(national_editor())
    page = text_of(editor.get(f"{KNEE}nb/utgaver/"))
    assert "Utgave 1" in page
    assert "Utgave 2" in page
    page = text_of(editor.get(f"{KNEE}nb/utgaver/sammenlign/", {"fra": "1", "til": "2"}))
    assert "</span>8</ins>" in page
    for wrong in ({"fra": "1"}, {"fra": "1", "til": "x"}, {"fra": "1", "til": "99"}):
        assert editor.get(f"{KNEE}nb/utgaver/sammenlign/", wrong).status_code == 404
    assert editor.get(f"{KNEE}xx/utgaver/").status_code == 404


# --- Wagtail's editor -----------------------------------------------------------------------------------------------


def edit_address(text: TopicText) -> str:
    return f"/admin/snippets/national/topictext/edit/{text.pk}/"


def test_the_editor_asks_only_for_the_chapters_of_the_template(knee: Topic) -> None:
    page = text_of(as_(national_editor()).get(edit_address(TopicText.objects.get(topic=knee))))
    assert "panel-before-section" in page
    assert "panel-living_with-section" not in page
    assert "Send til godkjenning" in page
    assert "action-publish" not in page


def test_saving_in_the_editor_keeps_the_other_chapters_and_the_ids(knee: Topic) -> None:
    text = TopicText.objects.get(topic=knee)
    editor = as_(national_editor())
    form = {
        "title": "Kneprotese, ny",
        "note_editors": "",
        "before-count": "1",
        "before-0-deleted": "",
        "before-0-order": "0",
        "before-0-type": "text",
        "before-0-id": "b1",
        "before-0-value-policy": "locked",
        "before-0-value-html": json.dumps({"blocks": [NEW_WORDS], "entityMap": {}}),
        **{f"{key}-count": "0" for key in ("introduction", "referral", "during", "after", "be_aware")},
    }
    answer = editor.post(edit_address(text), form)
    assert answer.status_code == 302, text_of(answer)[:2000]
    assert answer.headers["Location"] == edit_address(text)
    text.refresh_from_db()
    assert (text.title, text.before[0].id, text.before[0].value["policy"]) == ("Kneprotese, ny", "b1", "locked")
    assert Edition.objects.filter(topic=knee).count() == 1, "saving a draft is not a release"


@pytest.mark.parametrize("view", ["history", "preview", "lock", "unlock"])
def test_the_editors_tools_open_for_the_national_editor(knee: Topic, view: str) -> None:
    text = TopicText.objects.get(topic=knee)
    address = f"/admin/snippets/national/topictext/{view}/{text.pk}/"
    method = "get" if view in ("history", "preview") else "post"
    assert getattr(as_(national_editor()), method)(address).status_code in (200, 302)
    assert getattr(as_(clinician()), method)(address).status_code == 404
