"""The inbox: what waits, for whom, until when, and what may be approved without opening it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.models import AdoptedText, Adoption, Answer, Showing, Update
from fellesnett.adoption.tests.factories import Hospital, make_hospital, make_topic
from fellesnett.desk.tests.wards import (
    MORNING,
    NEXT_DAY,
    SIX_HOURS_CLEAR,
    approve_candidate,
    as_,
    clock,
    make_adoption,
    make_edition,
    open_update,
    released,
    said,
    text_of,
    update_page,
    write,
)
from fellesnett.editorial.digest import write_due
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.outbox import send_due
from fellesnett.editorial.reminders import escalate
from fellesnett.editorial.tests.factories import new_item
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_site, make_user

pytestmark = pytest.mark.django_db
__all__ = ["clock"]

INBOX = "/admin/venter/"
LATE = NEXT_DAY + timedelta(days=20)


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


def in_use(hospital: Hospital, key: str) -> tuple[Topic, Adoption]:
    """A topic that the hospital shows."""
    topic = make_topic(key)
    make_edition(topic)
    return topic, make_adoption(hospital.site, topic, by=hospital.editor)


def item(hospital: Hospital, **fields: Any) -> OpenItem:
    row = new_item(hospital.site, **{"opened_at": MORNING, **fields})
    row.save()
    return row


def test_a_row_says_what_why_me_what_happens_if_i_wait_and_by_when(bergen: Hospital) -> None:
    topic, adoption = in_use(bergen, "kneprotese")
    released(topic, faste=SIX_HOURS_CLEAR)

    inbox = as_(bergen.editor).get(INBOX)

    words = said(inbox)
    assert "Kneprotese: utgave 2 er klar" in words
    assert "Du er redaktør ved Bergen." in words
    assert "Pasientene ser den gamle teksten." in words
    assert "Frist om 29 dager, 24. desember" in words
    assert f'href="{update_page(bergen, open_update(adoption))}"' in inbox.content.decode()


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (NEXT_DAY + timedelta(hours=5), "Frist i dag kl. 14.00"),
        (NEXT_DAY + timedelta(days=1), "Frist i morgen, 26. november"),
        (NEXT_DAY + timedelta(days=3), "Frist om 3 dager, 28. november"),
        (NEXT_DAY - timedelta(days=4), "Fristen gikk ut 21. november"),
        (NEXT_DAY - timedelta(minutes=1), "Fristen gikk ut i dag"),
    ],
)
def test_a_near_deadline_is_said_in_words_and_not_by_colour_alone(bergen: Hospital, deadline: Any, words: str) -> None:
    item(bergen, deadline=deadline)
    inbox = as_(bergen.editor).get(INBOX)
    assert words in said(inbox)
    assert "desk-due--near" in inbox.content.decode()


def test_everything_asked_about_one_update_is_one_row(bergen: Hospital) -> None:
    topic = make_topic("kneprotese")
    make_edition(topic)
    adoption = make_adoption(bergen.site, topic, approved=False)
    write(bergen, adoption, "override", "faste", "<p>Faste i 8 timer.</p>")
    write(bergen, adoption, "supplement", "hjem", "<p>Drosje bestilles i resepsjonen.</p>")
    approve_candidate(text_of(adoption), by=bergen.clinician)
    released(topic, faste=SIX_HOURS_CLEAR, hjem="<p>Du reiser hjem samme dag.</p>")

    inbox = as_(bergen.editor).get(INBOX)

    assert OpenItem.objects.for_site(bergen.site).open().count() == 3
    assert "1 sak." in said(inbox)
    assert "+ stemmer dette fortsatt?" in said(inbox)
    assert 'type="checkbox" name="update"' not in inbox.content.decode(), "en konflikt har ingen avkryssing"


def test_an_editor_sees_a_safety_question_though_a_clinician_is_asked(bergen: Hospital) -> None:
    topic = make_topic("hofteprotese")
    make_edition(topic)
    adoption = make_adoption(bergen.site, topic, approved=False)
    write(bergen, adoption, "override", "hjem", "<p>Du kan kjøre bil etter en uke.</p>")
    approve_candidate(text_of(adoption), by=bergen.clinician)
    released(topic, classes={"hjem": "safety"}, hjem="<p>Du må ikke kjøre bil de første 6 ukene.</p>")

    for person, why in (
        (bergen.editor, "Saken hører til kliniker ved Bergen."),
        (bergen.clinician, "Du er kliniker ved Bergen."),
    ):
        inbox = as_(person).get(INBOX)
        assert "Haster" in said(inbox)
        assert why in said(inbox)
        assert "Frist om 2 dager" in said(inbox)
        assert 'name="update"' not in inbox.content.decode(), "sikkerhet godkjennes aldri samlet"

    make_user("utenfor@voss.example", roles={make_site("voss").organization: Role.EDITOR})
    morning = NEXT_DAY.replace(hour=8)
    write_due(at=morning)
    send_due(at=morning)
    told = {letter.to[0]: letter.body for letter in mail.outbox}
    of_safety = {to for to, body in told.items() if "sikkerhetsendring der dere har egen tekst" in body}
    assert of_safety >= {bergen.editor.email, bergen.clinician.email}, "the letters tell what the inbox shows"
    assert "utenfor@voss.example" not in of_safety
    case = OpenItem.objects.open().get(kind=OpenItemKind.SAFETY)
    assert "/oppdatering/" in as_(bergen.editor).get(f"/admin/sak/{case.pk}/")["Location"]


def test_what_only_tells_has_no_deadline_and_stands_last(bergen: Hospital) -> None:
    """The nynorsk text waits to be written nationally, and a hearing has ended: nobody here can be late with either."""
    item(bergen, title="Henger etter", kind=OpenItemKind.LANGUAGE_BEHIND, deadline=MORNING - timedelta(days=9), asks=False)
    item(bergen, title="Høringen er over", kind=OpenItemKind.HEARING, deadline=MORNING, asks=False, detail={"hearing": 1})
    item(bergen, title="Konflikt her", kind=OpenItemKind.CONFLICT, deadline=LATE)

    page = said(as_(bergen.editor).get(INBOX))

    assert page.index("Konflikt her") < page.index("Henger etter") < page.index("Høringen er over")
    assert page.count("Til orientering") == 2
    assert "Fristen gikk ut" not in page
    assert "Saken lukkes når den nasjonale teksten er skrevet om." in page
    assert "Ingenting skjer. Svaret ligger her til noen har lest det." in page
    assert "Ingenting passer" in said(as_(bergen.editor).get(f"{INBOX}?haster=1"))


def test_the_filters_show_one_kind_one_site_and_what_hastens(bergen: Hospital) -> None:
    voss = make_site("voss", organization=bergen.organization)
    item(bergen, title="Konflikt her", kind=OpenItemKind.CONFLICT, deadline=LATE)
    item(bergen, title="Henger etter", kind=OpenItemKind.LANGUAGE_BEHIND, deadline=NEXT_DAY)
    other = new_item(voss, title="På Voss", kind=OpenItemKind.ORPHAN, deadline=LATE)
    other.save()
    client = as_(bergen.editor)

    def titles(query: str) -> set[str]:
        words = said(client.get(f"{INBOX}?{query}"))
        return {title for title in ("Konflikt her", "Henger etter", "På Voss") if title in words}

    assert titles("") == {"Konflikt her", "Henger etter", "På Voss"}
    assert titles("type=conflict") == {"Konflikt her"}
    assert titles("nettsted=voss") == {"På Voss"}
    assert titles("haster=1") == {"Henger etter"}
    assert "Konflikt (1)" in said(client.get(INBOX))
    assert "Ingenting passer til dette utvalget." in said(client.get(f"{INBOX}?type=safety"))


def test_an_escalated_question_stays_one_row_for_the_owner(bergen: Hospital) -> None:
    owner = make_user(roles={bergen.organization: Role.SITE_OWNER})
    item(bergen, title="Står for lenge", opened_at=MORNING - timedelta(days=40), deadline=MORNING - timedelta(days=10))
    escalate(at=MORNING)

    words = said(as_(owner).get(INBOX))

    assert OpenItem.objects.for_user(owner).open().count() == 2
    assert "1 sak." in words


def test_the_front_of_a_site_shows_mine_and_on_request_everybodys(bergen: Hospital) -> None:
    item(bergen, title="Til klinikeren", role=Role.CLINICIAN, kind=OpenItemKind.SIGN_OFF)
    client = as_(bergen.editor)
    assert "Til klinikeren" not in said(client.get("/admin/lokalt/bergen/"))
    assert "Til klinikeren" in said(client.get("/admin/lokalt/bergen/?hvem=alle"))


def test_nothing_of_another_hospital_is_seen(bergen: Hospital) -> None:
    stavanger = make_hospital("stavanger")
    topic, _adoption = in_use(bergen, "kneprotese")
    released(topic, faste=SIX_HOURS_CLEAR)
    client = as_(stavanger.editor)
    assert "Kneprotese" not in said(client.get(INBOX))
    assert client.get("/admin/lokalt/bergen/").status_code == 404
    assert client.get("/admin/lokalt/finnes-ikke/").status_code == 404


# --- the batch ------------------------------------------------------------------------------------------------------


def test_a_batch_says_how_each_one_went(bergen: Hospital) -> None:
    clean, clean_here = in_use(bergen, "mr")
    released(clean, faste=SIX_HOURS_CLEAR)
    knee = make_topic("kneprotese")
    make_edition(knee)
    conflicted = make_adoption(bergen.site, knee, approved=False)
    write(bergen, conflicted, "override", "faste", "<p>Faste i 8 timer.</p>")
    approve_candidate(text_of(conflicted), by=bergen.clinician)
    released(knee, faste=SIX_HOURS_CLEAR)
    both = [open_update(clean_here).pk, open_update(conflicted).pk]

    done = said(as_(bergen.editor).post(f"{INBOX}godkjenn/", {"update": both}))

    assert "1 av 2 er godkjent og publisert." in done
    assert "Her er lokal tekst som må vurderes. Åpne oppdateringen og velg." in done
    assert text_of(clean_here).edition.number == 2
    assert text_of(conflicted).edition.number == 1


def test_a_batch_cannot_reach_another_hospitals_update(bergen: Hospital) -> None:
    topic, adoption = in_use(bergen, "mr")
    released(topic, faste=SIX_HOURS_CLEAR)
    stranger = make_hospital("stavanger").editor

    done = as_(stranger).post(f"{INBOX}godkjenn/", {"update": [open_update(adoption).pk]})

    assert "0 av 0" in said(done)
    assert text_of(adoption).edition.number == 1


def test_a_contributor_is_refused_in_words(bergen: Hospital) -> None:
    topic, adoption = in_use(bergen, "mr")
    released(topic, faste=SIX_HOURS_CLEAR)
    nurse = make_user(roles={bergen.organization: Role.CONTRIBUTOR})
    client = as_(nurse)
    assert 'name="update"' not in client.get(INBOX).content.decode()
    done = said(client.post(f"{INBOX}godkjenn/", {"update": [open_update(adoption).pk]}))
    assert "Dette kan bare gjøres av" in done
    assert text_of(adoption).edition.number == 1


def test_nothing_chosen_leads_back_to_the_same_list_and_never_elsewhere(bergen: Hospital) -> None:
    client = as_(bergen.editor)
    back = client.post(f"{INBOX}godkjenn/", {"back": f"{INBOX}?type=clean"}, follow=True)
    assert "Ingen saker er valgt." in said(back)
    assert back.request["QUERY_STRING"] == "type=clean"
    for evil in ("https://evil.example/", "//evil.example", "/v/x/", "/admin/\\evil"):
        assert client.post(f"{INBOX}godkjenn/", {"back": evil}).headers["Location"].startswith("/admin/")


@pytest.mark.parametrize("value", ["x", "-1", "1e9", "9" * 40])
def test_a_number_that_is_none_is_not_found(bergen: Hospital, value: str) -> None:
    assert as_(bergen.editor).post(f"{INBOX}godkjenn/", {"update": [value]}).status_code == 404


def test_a_batch_that_is_sent_twice_changes_nothing_the_second_time(bergen: Hospital) -> None:
    topic, adoption = in_use(bergen, "mr")
    released(topic, faste=SIX_HOURS_CLEAR)
    client, pk = as_(bergen.editor), open_update(adoption).pk
    client.post(f"{INBOX}godkjenn/", {"update": [pk]})
    again = said(client.post(f"{INBOX}godkjenn/", {"update": [pk]}))
    assert "Oppdateringen er allerede besvart" in again
    assert Showing.objects.for_site(bergen.site).count() == 2


# --- narrowing, all at once, and taking back -------------------------------------------------------------------------


def titles(answer: Any) -> list[str]:
    return [row.title.split(":")[0] for row in answer.context["found"]]


@pytest.fixture
def four(bergen: Hospital) -> dict[str, Adoption]:
    """Three clean changes and a spelling mistake wait at the hospital."""
    there = {key: in_use(bergen, key) for key in ("mr", "kneprotese", "katarakt", "gastroskopi")}
    for topic, _adoption in list(there.values())[:3]:
        released(topic, faste=SIX_HOURS_CLEAR)
    released(there["gastroskopi"][0], classes={"faste": "editorial"}, faste="<p>Du må faste i 6 timer, før operasjonen.</p>")
    return {key: adoption for key, (_topic, adoption) in there.items()}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"tema": "KNE"}, {"Kneprotese"}),
        ({"tema": "utgave 2"}, {"Mr", "Kneprotese", "Katarakt", "Gastroskopi"}),
        ({"tema": "finnes ikke"}, set()),
        ({"klasse": "editorial"}, {"Gastroskopi"}),
        ({"klasse": "content"}, {"Mr", "Kneprotese", "Katarakt"}),
        ({"alder": "7"}, set()),
        ({"alder": "æ"}, {"Mr", "Kneprotese", "Katarakt", "Gastroskopi"}),
        ({"hvem": "meg"}, set()),
        ({"tema": "kne", "klasse": "editorial"}, set()),
    ],
)
def test_the_list_is_narrowed_by_title_class_and_age(
    bergen: Hospital, four: dict[str, Adoption], asked: dict[str, str], expected: set[str]
) -> None:
    assert set(titles(as_(bergen.editor).get(INBOX, asked))) == expected


def test_what_has_waited_long_is_found(bergen: Hospital) -> None:
    item(bergen, title="Gammel sak: svar", opened_at=MORNING - timedelta(days=15))
    item(bergen, title="Ny sak: svar", opened_at=MORNING)
    assert titles(as_(bergen.editor).get(INBOX, {"alder": "14"})) == ["Gammel sak"]


def test_what_concerns_my_department_whoever_is_asked(bergen: Hospital) -> None:
    """The clinician answers for a text of the orthopaedic unit, and so sees what waits for others there."""
    for key, unit, owner in (("mr", "Ortopedi", bergen.clinician), ("kne", "Ortopedi", None), ("katarakt", "Øye", None)):
        topic, adoption = in_use(bergen, key)
        adoption.unit, adoption.clinical_owner = unit, owner
        adoption.save()
        released(topic, faste=SIX_HOURS_CLEAR)
    clinician, editor = as_(bergen.clinician), as_(bergen.editor)
    assert set(titles(clinician.get(INBOX, {"hvem": "enhet"}))) == {"Mr", "Kne"}
    assert set(titles(clinician.get(INBOX, {"hvem": "alle"}))) == {"Mr", "Kne", "Katarakt"}
    assert set(titles(editor.get(INBOX, {"enhet": "Øye"}))) == {"Katarakt"}
    assert "Enheten min" in said(clinician.get(INBOX))
    assert "Enheten min" not in said(editor.get(INBOX)), "an editor answers for no unit"


def test_everybodys_cases_are_those_of_my_own_hospitals(bergen: Hospital) -> None:
    item(make_hospital("stavanger"), title="Fremmed: svar")
    item(bergen, title="Til klinikeren: svar", role=Role.CLINICIAN, kind=OpenItemKind.SIGN_OFF)
    assert titles(as_(bergen.editor).get(INBOX, {"hvem": "alle"})) == ["Til klinikeren"]


def test_what_is_given_to_me_by_name(bergen: Hospital) -> None:
    item(bergen, title="Min: svar", owner=bergen.editor)
    item(bergen, title="Alles: svar")
    assert titles(as_(bergen.editor).get(INBOX, {"hvem": "meg"})) == ["Min"]


def test_all_clean_changes_are_read_and_approved_in_three_steps(bergen: Hospital, four: dict[str, Adoption]) -> None:
    """Open the inbox, «Velg alle», «Godkjenn valgte»: no box to tick, and every change stands open to be read."""
    item(bergen, title="En konflikt: velg", kind=OpenItemKind.CONFLICT)
    client = as_(bergen.editor)
    assert "?velg=alle" in client.get(INBOX).content.decode()

    listed = client.get(INBOX, {"velg": "alle"})

    html = listed.content.decode()
    assert "En konflikt" not in html
    assert html.count('checked form="batch"') == 4
    assert html.count('<details class="desk-news" open>') == 4
    wanted = [row.update for row in listed.context["found"]]
    done = said(client.post(f"{INBOX}godkjenn/", {"update": wanted, "back": INBOX}))
    assert "4 av 4 er godkjent og publisert." in done


def test_a_yes_is_taken_back_from_the_result_of_the_batch(bergen: Hospital, four: dict[str, Adoption]) -> None:
    client = as_(bergen.editor)
    two = [open_update(four[key]).pk for key in ("mr", "katarakt")]
    client.post(f"{INBOX}godkjenn/", {"update": two})
    assert text_of(four["mr"]).edition.number == 2

    done = said(client.post(f"{INBOX}angre/", {"update": [two[0]]}))

    assert "1 av 1 er angret. Sidene viser det de viste før, og sakene venter på deg igjen." in done
    assert text_of(four["mr"]).edition.number == 1
    assert text_of(four["katarakt"]).edition.number == 2
    again = said(client.post(f"{INBOX}angre/", {"update": [two[0]]}))
    assert "0 av 1 er angret." in again
    assert "En nyere utgave er kommet siden." in again


def test_a_yes_to_one_page_offers_to_take_it_back(bergen: Hospital) -> None:
    topic, adoption = in_use(bergen, "mr")
    released(topic, faste=SIX_HOURS_CLEAR)
    update, client = open_update(adoption), as_(bergen.editor)
    approve_candidate(text_of(adoption), by=bergen.editor, at=NEXT_DAY)

    closed = said(client.get(update_page(bergen, update)))

    assert "Ble det feil? Du kan angre til klokken" in closed
    assert "1 av 1 er angret." in said(client.post(f"{INBOX}angre/", {"update": update.pk}))
    assert "Angre godkjenningen" not in said(client.get(update_page(bergen, update)))


def test_nobody_takes_back_another_hospitals_yes(bergen: Hospital) -> None:
    topic, adoption = in_use(bergen, "mr")
    released(topic, faste=SIX_HOURS_CLEAR)
    pk = open_update(adoption).pk
    approve_candidate(text_of(adoption), by=bergen.editor, at=NEXT_DAY)
    assert "0 av 0 er angret." in said(as_(make_hospital("stavanger").editor).post(f"{INBOX}angre/", {"update": [pk]}))
    nurse = make_user(roles={bergen.organization: Role.CONTRIBUTOR})
    assert "Dette kan bare gjøres av" in said(as_(nurse).post(f"{INBOX}angre/", {"update": [pk]}))
    assert text_of(adoption).edition.number == 2


# --- words from others ----------------------------------------------------------------------------------------------


def test_titles_and_reasons_are_words_and_never_markup(bergen: Hospital) -> None:
    item(bergen, title="<script>alert(1)</script>", reason='<img src=x onerror="alert(2)">')
    for address in (INBOX, "/admin/", "/admin/lokalt/bergen/"):
        html = as_(bergen.editor).get(address).content.decode()
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert(1)" in html


# --- size -----------------------------------------------------------------------------------------------------------


def many(hospital: Hospital, count: int) -> None:
    """A site that uses many topics, each with a newer edition waiting."""
    topics = [make_topic(f"{hospital.site.slug}-{number:04}") for number in range(count)]
    first = make_edition(topics[0])
    second = make_edition(topics[0], changes={"faste": "content"})
    adoptions = Adoption.objects.bulk_create(
        Adoption(
            site=hospital.site, topic=topic, answer=Answer.ADOPTED, answered_by=hospital.editor, answered_at=MORNING,
            short_code=f"{hospital.site.slug[:2]}{number:05}",
        )
        for number, topic in enumerate(topics)
    )  # fmt: skip
    texts = AdoptedText.objects.bulk_create(
        AdoptedText(adoption=adoption, language="nb", edition=first) for adoption in adoptions
    )
    updates = Update.objects.bulk_create(
        Update(
            text=text,
            from_edition=first,
            to_edition=second,
            plan={"outcomes": []},
            clean=True,
            change_class="content",
            opened_at=MORNING,
        )
        for text in texts
    )
    OpenItem.objects.bulk_create(
        new_item(
            hospital.site, kind=OpenItemKind.UPDATE, subject=f"adoption:{update.text.adoption_id}",
            detail={"text": update.text_id, "language": "nb", "update": update.pk},
        )
        for update in updates
    )  # fmt: skip


def queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    "address", [INBOX, f"{INBOX}?side=3", "/admin/lokalt/bergen/", "/admin/lokalt/bergen/tekster/", "/admin/"]
)
def test_the_lists_ask_as_many_questions_for_three_hundred_topics_as_for_thirty(bergen: Hospital, address: str) -> None:
    many(bergen, 30)
    few = queries(as_(bergen.editor), address)
    assert few < 30
    stavanger = make_hospital("stavanger")
    many(stavanger, 300)
    assert queries(as_(stavanger.editor), address.replace("bergen", "stavanger")) <= few
