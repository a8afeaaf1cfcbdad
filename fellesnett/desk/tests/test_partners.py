"""A partner has delivered: the editor sees it beside what stands, and answers; the system owner says who may deliver."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from fellesnett.access.tests.issuer import SPECIALIST
from fellesnett.accounts.models import User
from fellesnett.adoption.actions import set_aside
from fellesnett.adoption.models import AdoptedText, LocalOperation
from fellesnett.adoption.tests.factories import (
    MORNING,
    Hospital,
    approve_candidate,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    text_of,
    write,
)
from fellesnett.codes.tests.factories import make_code_system, make_release
from fellesnett.desk.partners import deliveries
from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Identifier, Place, Role
from fellesnett.organizations.tests.factories import make_organization, make_place, make_user
from fellesnett.partners.actions import take_leave_back
from fellesnett.partners.models import Leave, Partner, Submission, SubmissionState, Way
from fellesnett.partners.tests.factories import (
    chief,
    deliver,
    deliver_about_place,
    deliver_about_service,
    make_partner,
    owner_of,
    show,
    supplement,
)

pytestmark = pytest.mark.django_db

HERE = "/admin/lokalt/bergen/leveringer/"
ALL = "/admin/nasjonalt/partnere/"
BRING = "<p>Ta med medisinlisten din.</p>"


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def knee(bergen: Hospital) -> AdoptedText:
    topic = make_topic("kneprotese")
    make_edition(topic)
    return text_of(make_adoption(bergen.site, topic, by=bergen.editor))


@pytest.fixture
def partner(bergen: Hospital) -> Partner:
    return make_partner(bergen.site)


def read(client: Client, address: str, by: User, status: int = 200) -> str:
    client.force_login(by)
    got = client.get(address)
    assert got.status_code == status
    return " ".join(html.unescape(re.sub(r"<(?!input)[^>]+>", " ", got.content.decode())).split())


def seen_on(client: Client, address: str, by: User) -> str:
    """The hash that the screen's form sends back."""
    client.force_login(by)
    (found,) = re.findall(r'name="seen" value="([^"]+)"', client.get(address).content.decode())
    return str(found)


def told(submission: Submission) -> str:
    submission.refresh_from_db()
    return submission.state


# --- the site answers -------------------------------------------------------------------------------------------------


def test_from_the_inbox_to_the_page(client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    submission = deliver(partner, knee, sections=[supplement(BRING)])
    client.force_login(bergen.editor)
    inbox = client.get("/admin/venter/").content.decode()
    assert f"{HERE}{submission.pk}/" in inbox
    assert "Sammenlign og svar" in inbox
    screen = read(client, f"{HERE}{submission.pk}/", bergen.editor)
    assert "Før" in screen
    assert "etter avsnittet under" in screen
    assert "Ta med medisinlisten din." in screen
    assert "Møt opp ved hovedinngangen." in screen
    answer = client.post(f"{HERE}{submission.pk}/ta-inn/", {"seen": seen_on(client, f"{HERE}{submission.pk}/", bergen.editor)})
    assert answer["Location"] == "/admin/lokalt/bergen/tekster/kneprotese/nb/"
    assert told(submission) == SubmissionState.ACCEPTED
    assert "medisinlisten" in client.get(answer["Location"]).content.decode()
    after = read(client, f"{HERE}{submission.pk}/", bergen.editor)
    assert "Det er utkast hos dere." in after
    assert str(bergen.editor) in read(client, HERE, bergen.editor)
    draft = submission.operations.get()
    write(bergen, knee.adoption, "supplement", "oppmote", "<p>Ta med alt.</p>", replaces=draft)
    assert "Dere har skrevet noe annet i stedet siden." in read(client, f"{HERE}{submission.pk}/", bergen.editor)
    set_aside(operation=LocalOperation.objects.get(replaces=draft), by=bergen.editor, at=MORNING)
    assert "Det står ikke hos dere lenger." in read(client, f"{HERE}{submission.pk}/", bergen.editor)


def test_what_stands_is_shown_with_what_would_change_marked(
    client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner
) -> None:
    own = write(bergen, knee.adoption, "supplement", "oppmote", "<p>Ta med legekortet.</p>")
    show(bergen, knee)
    block = {"id": own.key, "operation": "supplement", "target": "oppmote", "position": "after"}
    said = {**block, "content": [{"html": "<p>Ta med legekortet og briller.</p>"}], "valid_until": str(own.valid_until)}
    submission = deliver(partner, knee, sections=[{"id": "before", "blocks": [said]}])
    client.force_login(bergen.editor)
    screen = client.get(f"{HERE}{submission.pk}/").content.decode()
    assert "<ins" in screen
    assert "Ta med legekortet." in screen


def test_a_comparison_that_is_stale_is_shown_anew(client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    submission = deliver(partner, knee, title="Nytt kne")
    address = f"{HERE}{submission.pk}/"
    seen = seen_on(client, address, bergen.editor)
    write(bergen, knee.adoption, "retitle", title="Kne")
    answer = client.post(f"{address}ta-inn/", {"seen": seen})
    assert answer.status_code == 409
    assert "Noe er endret hos dere etter at du åpnet" in answer.content.decode()
    assert told(submission) == SubmissionState.WAITING
    fresh = {"seen": seen_on(client, address, bergen.editor)}
    assert client.post(f"{address}ta-inn/", fresh).status_code == 302
    again = client.post(f"{address}ta-inn/", fresh)
    assert again.status_code == 409
    assert "allerede tatt inn" in again.content.decode()
    assert LocalOperation.objects.filter(title="Nytt kne").count() == 1


def test_a_supplement_is_ticked_as_clinical(client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    submission = deliver(partner, knee, sections=[supplement(BRING)])
    seen = seen_on(client, f"{HERE}{submission.pk}/", bergen.editor)
    client.post(f"{HERE}{submission.pk}/ta-inn/", {"seen": seen, "clinical": ["0", "x"]})
    assert LocalOperation.objects.get().clinical


def test_what_was_clinical_is_not_asked_about_and_stays_so(
    client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner
) -> None:
    own = write(bergen, knee.adoption, "supplement", "oppmote", BRING, clinical=True)
    show(bergen, knee)
    block = {"id": own.key, "operation": "supplement", "target": "oppmote", "position": "after"}
    said = {**block, "content": [{"html": "<p>Ta med alt.</p>"}]}
    submission = deliver(partner, knee, sections=[{"id": "before", "blocks": [said]}])
    screen = read(client, f"{HERE}{submission.pk}/", bergen.editor)
    assert "En kliniker skal godkjenne det: det var faglig innhold før." in screen
    assert 'name="clinical"' not in screen
    client.post(f"{HERE}{submission.pk}/ta-inn/", {"seen": seen_on(client, f"{HERE}{submission.pk}/", bergen.editor)})
    assert submission.operations.get().clinical


def offered(bergen: Hospital, knee: AdoptedText, partner: Partner, before: str, after: str, **more: Any) -> str:
    """The address of a delivery that says `after` where `before` stands."""
    own = write(bergen, knee.adoption, "supplement", "oppmote", before)
    show(bergen, knee)
    block = {"id": own.key, "operation": "supplement", "target": "oppmote", "position": "after", "content": [{"html": after}]}
    block |= {"valid_until": str(own.valid_until), **more}
    return f"{HERE}{deliver(partner, knee, sections=[{'id': 'before', 'blocks': [block]}]).pk}/"


OLD, NEW = '<p>Les <a href="https://a.example/">mer</a>.</p>', '<p>Les <a href="https://b.example/?x=1&amp;y=2">mer</a>.</p>'
SAME_WORDS = "Ordene er de samme. Det er formen eller en lenke som er endret."
NOT_SHOWN_BY_MARKS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "a link elsewhere": (
        OLD,
        NEW,
        ("Lenkene førte til https://a.example/, og fører nå til https://b.example/?x=1&y=2.", SAME_WORDS),
    ),
    "a link where there was none": (BRING, NEW, ("Lenker til https://b.example/?x=1&y=2.",)),
    "a link as before": (OLD, OLD.replace("Les", "Se"), ("Lenker til https://a.example/.",)),
    "no link any more": (OLD, "<p>Les mer.</p>", ("Lenkene førte til https://a.example/, og er tatt bort.", SAME_WORDS)),
    "looks only": (BRING, BRING.replace("medisinlisten", "<strong>medisinlisten</strong>"), (SAME_WORDS,)),
    "another picture": (
        '<p><img alt="Kne" src="https://a.example/kne.png"></p>',
        '<p><img alt="Kne" src="https://b.example/kne.png"></p>',
        ("Bilder og film hentes fra https://b.example/kne.png.",),
    ),
}


@pytest.mark.parametrize("what", NOT_SHOWN_BY_MARKS)
def test_what_the_marks_do_not_show_is_said_in_words(
    client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner, what: str
) -> None:
    before, after, said = NOT_SHOWN_BY_MARKS[what]
    screen = read(client, offered(bergen, knee, partner, before, after), bergen.editor)
    assert [words for words in said if words not in screen] == []
    assert (SAME_WORDS in screen) == (SAME_WORDS in said or what == "another picture")


def test_how_long_it_stands_is_said(client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    screen = read(client, offered(bergen, knee, partner, BRING, BRING, valid_until="2027-01-31"), bergen.editor)
    assert "Gjelder til 31. januar 2027." in screen
    assert "Det som står nå, gjelder til 24. november 2027." in screen
    other = deliver(partner, knee, sections=[supplement("<p>Ta med briller.</p>")])
    assert "Gjelder i tolv måneder fra det tas inn." in read(client, f"{HERE}{other.pk}/", bergen.editor)


def test_text_that_becomes_a_warning_is_said(client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    address = offered(bergen, knee, partner, BRING, BRING, content=[{"type": "warning", "html": BRING}])
    assert "Vises som varsel. Før: tekst." in read(client, address, bergen.editor)


def test_the_editors_ticks_stand_when_the_screen_is_shown_anew(
    client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner
) -> None:
    sections = [supplement(BRING), supplement("<p>Ta med briller.</p>", target="narkose", section="during")]
    submission = deliver(partner, knee, title="Nytt kne", sections=sections)
    address = f"{HERE}{submission.pk}/"
    seen = seen_on(client, address, bergen.editor)
    write(bergen, knee.adoption, "retitle", title="Kne")
    screen = client.post(f"{address}ta-inn/", {"seen": seen, "clinical": ["1"]}).content.decode()
    assert re.findall(r'name="clinical" value="(\d)"( checked)?', screen) == [("0", ""), ("1", " checked")]


def test_what_the_partner_says_is_clinical_is_no_question(
    client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner
) -> None:
    submission = deliver(partner, knee, sections=[supplement(BRING, clinical=True)])
    screen = read(client, f"{HERE}{submission.pk}/", bergen.editor)
    assert "En kliniker skal godkjenne det: partneren sier at det er faglig innhold." in screen
    assert 'name="clinical"' not in screen


def test_of_very_many_that_wait_a_page_is_shown_at_a_time(
    client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "ROWS", 1)
    deliver(partner, knee, title="Nytt kne")
    deliver_about_place(partner, bergen.site, None, slug="oye", name={"nb": "Øyeklinikken"})
    shown = [read(client, f"{HERE}?venter={page}", bergen.editor) for page in (1, 2)]
    assert ["Side 1 av 2" in shown[0], "Side 2 av 2" in shown[1]] == [True, True]
    assert sorted(sum(name in page for page in shown) for name in ("Øyeklinikken", "Kneprotese (bokmål)")) == [1, 1]


def test_whose_leave_is_taken_back_while_it_waits_is_said(
    client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    address = f"{HERE}{deliver(partner, knee, title='Nytt kne').pk}/"
    assert "ikke lenger lov" not in read(client, address, bergen.editor)
    take_leave_back(leave=partner.leaves.get(), by=owner_of(bergen.site), at=now)
    assert "Partneren har ikke lenger lov til å levere dette hit." in read(client, address, bergen.editor)


def test_refused_with_a_reason(client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    submission = deliver(partner, knee, title="Nytt kne")
    client.force_login(bergen.editor)
    assert client.post(f"{HERE}{submission.pk}/avvis/", {"reason": " "}).status_code == 422
    assert client.post(f"{HERE}{submission.pk}/avvis/", {"reason": "Vi sier protese."}).status_code == 302
    assert told(submission) == SubmissionState.REFUSED
    assert "Vi sier protese." in read(client, f"{HERE}{submission.pk}/", bergen.editor)
    assert client.post(f"{HERE}{submission.pk}/avvis/", {"reason": "En gang til."}).status_code == 409


def test_a_newer_one_is_pointed_to(client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    first, second = deliver(partner, knee, title="Nytt kne"), deliver(partner, knee, sections=[supplement(BRING)])
    client.force_login(bergen.editor)
    assert f"{HERE}{second.pk}/" in client.get(f"{HERE}{first.pk}/").content.decode()


def test_a_place_field_by_field(client: Client, bergen: Hospital, partner: Partner) -> None:
    place = make_place(bergen.organization, "oye")
    week = [{"day": day, "opens": "08:00", "closes": "15:30"} for day in range(1, 6)]
    said: dict[str, Any] = {
        "hours": [{"week": week}, {"label": {"nb": "Kafé"}, "week": week[:1]}],
        "phones": [{"number": "55975000", "label": {"nb": "Timer"}}],
        "address": {"street": "Strandgaten 1", "postal_code": "5013", "city": "Bergen"},
        "exceptions": [{"first": "2026-12-24", "last": "2026-12-24", "note": {"nb": "Julaften"}}],
        "point": {"latitude": 60.39, "longitude": 5.32},
        "meeting": {"nb": {"entrance": "Hovedinngangen"}},
        "descriptions": {"nb": {"parking": "Parker i kjelleren."}},
        "name": {"nb": "Øyeklinikken"},
        "kind": "clinic",
    }
    submission = deliver_about_place(partner, bergen.site, place, **said)
    screen = read(client, f"{HERE}{submission.pk}/", bergen.editor)
    for words in ("andag–fredag 08.00–15.30", "Kafé:", "Timer · 55 97 50 00", "5013 Bergen", "2026-12-24 · stengt · Julaften"):
        assert words in screen, words
    seen = seen_on(client, f"{HERE}{submission.pk}/", bergen.editor)
    assert client.post(f"{HERE}{submission.pk}/ta-inn/", {"seen": seen})["Location"] == f"{HERE}{submission.pk}/"
    assert Place.objects.get().address == "Strandgaten 1"


def test_a_place_says_it_in_every_language_and_by_the_names_of_its_parts(
    client: Client, bergen: Hospital, partner: Partner
) -> None:
    place = make_place(bergen.organization, "oye")
    week = [{"day": 1, "opens": "08:00", "closes": "15:30"}]
    said: dict[str, Any] = {
        "hours": [{"label": {"nb": "Kafé", "en": "Café"}, "week": week}],
        "phones": [{"number": "55975000", "label": {"nb": "Timer", "nn": "Timar"}, "hours": week}],
        "exceptions": [{"first": "2026-12-24", "last": "2026-12-24", "note": {"nb": "Julaften", "nn": "Julaftan"}}],
        "meeting": {"nb": {"entrance": "Hovedinngangen", "floor": "2", "code": "D1"}, "nn": {"text": "Følg skilta."}},
        "descriptions": {"nn": {"parking": "Parker i kjellaren."}},
    }
    submission = deliver_about_place(partner, bergen.site, place, **said)
    screen = read(client, f"{HERE}{submission.pk}/", bergen.editor)
    for words in (
        "Kafé (bokmål) / Café (engelsk): mandag 08.00–15.30",
        "Timer (bokmål) / Timar (nynorsk) · 55 97 50 00 · mandag 08.00–15.30",
        "stengt · Julaften (bokmål) / Julaftan (nynorsk)",
        "Inngang: Hovedinngangen (bokmål)",
        "Etasje: 2 (bokmål)",
        "Kode på skiltene: D1 (bokmål)",
        "Mer om veien fram: Følg skilta. (nynorsk)",
        "Parkering: Parker i kjellaren. (nynorsk)",
    ):
        assert words in screen, words


def test_a_new_service_says_all_that_the_yes_covers(client: Client, bergen: Hospital, partner: Partner) -> None:
    make_edition(make_topic("hofteprotese"))
    make_place(bergen.organization, "oye", name="Øyeklinikken")
    submission = deliver_about_service(partner, bergen.site, None, topic="hofteprotese", places=[{"id": "bergen.oye"}])
    screen = read(client, f"{HERE}{submission.pk}/", bergen.editor)
    for words in (
        "Om det tilbys Står hos dere nå Ikke besvart Levert Tilbys her",
        "Tekstene tas i bruk på bokmål. Pasientene ser dem når dere har godkjent dem.",
        "Hvor det gjøres Står hos dere nå ingenting Levert Øyeklinikken",
    ):
        assert words in screen, screen
    answer = client.post(f"{HERE}{submission.pk}/ta-inn/", {"seen": seen_on(client, f"{HERE}{submission.pk}/", bergen.editor)})
    assert answer["Location"] == "/admin/lokalt/bergen/tekster/hofteprotese/"
    done = read(client, f"{HERE}{submission.pk}/", bergen.editor)
    assert "Temaet er tatt i bruk hos dere. Pasientene ser det når en av sidene er godkjent." in done


def test_an_end_of_a_service_names_the_pages_it_takes_down(
    client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner
) -> None:
    place = make_place(bergen.organization, "oye", name="Øyeklinikken")
    knee.adoption.places.set([place])
    approve_candidate(knee, by=bergen.editor)
    fewer = deliver_about_service(partner, bergen.site, knee.adoption, places=[])
    screen = read(client, f"{HERE}{fewer.pk}/", bergen.editor)
    assert "Hvor det gjøres Står hos dere nå Øyeklinikken Levert tas bort" in screen
    assert "Siden for Øyeklinikken på bokmål tas ned." in screen
    assert "Om det tilbys" not in screen
    ended = deliver_about_service(partner, bergen.site, knee.adoption, way=Way.REMOVE)
    screen = read(client, f"{HERE}{ended.pk}/", bergen.editor)
    assert "Om det tilbys Står hos dere nå I bruk Levert Tilbys ikke her" in screen
    assert "Siden på bokmål tas ned. Siden for Øyeklinikken på bokmål tas ned." in screen
    assert "Det skjer med en gang." in screen
    assert "den nasjonale teksten alene" not in screen, "that is said of a text's own parts"


def test_those_who_do_not_answer_read_and_find_no_buttons(
    client: Client, bergen: Hospital, knee: AdoptedText, partner: Partner
) -> None:
    submission = deliver(partner, knee, title="Nytt kne")
    auditor = make_user(roles={bergen.organization: Role.AUDITOR})
    assert "Ta det inn" not in read(client, f"{HERE}{submission.pk}/", auditor)
    assert client.post(f"{HERE}{submission.pk}/ta-inn/", {"seen": "x"}).status_code == 404
    assert told(submission) == SubmissionState.WAITING


# --- who may deliver --------------------------------------------------------------------------------------------------


def test_the_sites_owner_gives_leave_and_takes_it_back(client: Client, bergen: Hospital) -> None:
    partner, owner = make_partner(), owner_of(bergen.site)
    assert "Ingen partner kan levere hit." in read(client, HERE, owner)
    assert client.post(f"{HERE}lov/", {"partner": partner.pk}).status_code == 409
    assert client.post(f"{HERE}lov/", {"content": "on"}).status_code == 422
    assert client.post(f"{HERE}lov/", {"partner": partner.pk, "content": "on"}).status_code == 302
    leave = Leave.objects.get()
    assert (leave.content, leave.places, leave.services, leave.given_by) == (True, False, False, owner)
    assert client.post(f"{HERE}lov/", {"partner": partner.pk, "content": "on", "services": "on"}).status_code == 302
    leave = Leave.objects.standing().get()
    assert "tekster, tjenester" in read(client, HERE, owner)
    assert str(partner) in read(client, HERE, owner)
    assert client.post(f"{HERE}lov/{leave.pk}/ta-tilbake/").status_code == 302
    assert not Leave.objects.standing().exists()
    assert "La partneren levere hit" not in read(client, HERE, bergen.editor)


def test_the_system_owner_writes_down_a_partner_and_ends_it(client: Client, bergen: Hospital, now: datetime) -> None:
    organization = make_organization("spesialist")
    client.force_login(chief())
    assert client.post(f"{ALL}ny/", {"organization": organization.pk}).status_code == 422
    Identifier.objects.create(organization=bergen.organization, system=ORGNR, value=SPECIALIST)
    said = {"organization": bergen.organization.pk, "contact_name": "Kari", "contact_email": "kari@x.example"}
    made = client.post(f"{ALL}ny/", said)
    partner = Partner.objects.get()
    assert made["Location"] == f"{ALL}{partner.pk}/"
    assert "Grensesnittet er ikke slått på" in read(client, ALL, chief())
    assert SPECIALIST in read(client, f"{ALL}{partner.pk}/", chief())
    assert client.post(f"{ALL}{partner.pk}/", {"contact_name": "Ola", "contact_email": "ola@x.example"}).status_code == 302
    assert client.post(f"{ALL}{partner.pk}/", {"contact_name": "Ola", "contact_email": "ola"}).status_code == 422
    assert client.post(f"{ALL}{partner.pk}/lov/", {"site": bergen.site.pk}).status_code == 409
    assert client.post(f"{ALL}{partner.pk}/lov/", {"site": bergen.site.pk, "places": "on"}).status_code == 302
    leave = Leave.objects.get()
    assert client.post(f"{ALL}{partner.pk}/lov/{leave.pk}/ta-tilbake/").status_code == 302
    assert client.post(f"{ALL}{partner.pk}/avslutt/").status_code == 302
    assert "avsluttet" in read(client, ALL, chief())
    said = {"contact_name": "Ola", "contact_email": "ola@x.example"}
    assert client.post(f"{ALL}{partner.pk}/", said).status_code == 409
    assert not Partner.objects.standing().exists()
    assert 'name="igjen"' in client.get(f"{ALL}{partner.pk}/").content.decode()
    assert client.post(f"{ALL}{partner.pk}/", {**said, "igjen": "1"}).status_code == 302
    assert Partner.objects.standing().exists()
    assert not Leave.objects.standing().exists()


def test_leave_that_another_gave_is_not_taken_nationally(client: Client, bergen: Hospital) -> None:
    partner = make_partner(bergen.site)
    client.force_login(chief())
    leave = partner.leaves.get()
    assert client.post(f"{ALL}{partner.pk}/lov/{leave.pk}/ta-tilbake/").status_code == 409
    assert Leave.objects.standing().exists()
    assert leave.given_at == MORNING


def test_of_a_place_only_what_is_not_as_it_was_is_shown(client: Client, bergen: Hospital, partner: Partner) -> None:
    place = make_place(bergen.organization, "oye")
    place.descriptions = {"nb": {"visiting": "Ring posten før du kommer.", "parking": "Det er ti plasser."}}
    place.save()
    said = {"nb": {"visiting": "Ring posten før du kommer.", "parking": "Det er to plasser."}}

    screen = read(client, f"{HERE}{deliver_about_place(partner, bergen.site, place, descriptions=said).pk}/", bergen.editor)

    assert "Ring posten" not in screen
    assert "Det er ti plasser" in screen
    assert "Resten er som før." in screen


def test_a_municipality_that_stands_in_no_list_is_written_down_and_chosen(client: Client) -> None:
    make_release(make_code_system("kommuner"), codes={"4601": "Bergen"})
    client.force_login(chief())
    assert f"{ALL}virksomhet/" in client.get(f"{ALL}ny/").content.decode()
    said = {"kind": "municipality", "municipality": "4601", "orgnr": "964 338 531", "name": ""}

    wrong = client.post(f"{ALL}virksomhet/", {**said, "municipality": "1201", "orgnr": "964338532"})
    made = client.post(f"{ALL}virksomhet/", said)

    assert wrong.status_code == 422
    assert "1201 er ikke et kommunenummer" in wrong.content.decode()
    assert "964338532" in wrong.content.decode(), "what was typed stands"
    organization = Identifier.objects.get(value="964338531").organization
    assert made["Location"] == f"{ALL}ny/?virksomhet={organization.pk}"
    chosen = client.get(made["Location"]).content.decode()
    assert f'<option value="{organization.pk}" selected>Bergen kommune' in chosen
    assert client.get(f"{ALL}ny/?virksomhet=%00tull").status_code in (200, 400)


@pytest.mark.parametrize(
    "said", [{}, {"kind": "x"}, {"kind": "private", "name": "a" * 300, "orgnr": "1" * 30, "municipality": "1" * 20}]
)
def test_nonsense_about_an_organization_is_said_and_nothing_kept(client: Client, said: dict[str, str]) -> None:
    client.force_login(chief())
    before = Identifier.objects.count()
    assert client.post(f"{ALL}virksomhet/", said).status_code == 422
    assert Identifier.objects.count() == before
