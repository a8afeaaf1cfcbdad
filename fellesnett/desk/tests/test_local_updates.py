"""An update: each question the table can ask, each choice, and each refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.actions import park_overdue, roll_out
from fellesnett.adoption.models import Adoption, Choice, Decision
from fellesnett.adoption.tests.factories import Hospital, make_hospital, make_topic
from fellesnett.desk.tests.wards import (
    NEXT_DAY,
    SIX_HOURS_CLEAR,
    approve_candidate,
    approve_on_screen,
    as_,
    clock,
    hidden,
    live_html,
    make_adoption,
    make_edition,
    open_update,
    page,
    released,
    rich,
    rolled_out,
    said,
    sections,
    text,
    text_of,
    update_page,
    write,
)
from fellesnett.national.models import Edition, Topic
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_place, make_user

pytestmark = pytest.mark.django_db
__all__ = ["clock"]

LONG = "<p>Ta med gode sko. Møt i resepsjonen.</p>"
LONG_OURS = "<p>Ta med gode sko. Meld deg hos Kari.</p>"
LONG_NEW = "<p>Ta med gode sko og klær. Møt i resepsjonen.</p>"


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def knee() -> Topic:
    topic = make_topic("kneprotese")
    make_edition(topic, sections(oppmote=LONG))
    return topic


def in_use(bergen: Hospital, knee: Topic, *operations: tuple[Any, ...], **more: Any) -> Adoption:
    adoption = make_adoption(bergen.site, knee, approved=False, **more)
    for op, target, *html in operations:
        write(bergen, adoption, op, target, *html)
    approve_candidate(text_of(adoption), by=bergen.clinician)
    return adoption


def choose(person: Any, bergen: Hospital, adoption: Adoption, choice: str, **more: Any) -> Any:
    address = update_page(bergen, open_update(adoption))
    return as_(person).post(f"{address}velg/", {"operation": "o1", "choice": choice, **more}, follow=True)


def publish(person: Any, bergen: Hospital, knee: Topic, adoption: Adoption) -> str:
    approve_on_screen(as_(person), update_page(bergen, open_update(adoption)), page(bergen, knee))
    return live_html(text_of(adoption))


# --- reading --------------------------------------------------------------------------------------------------------


def test_what_changed_is_marked_word_by_word_and_said_in_words(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee)
    released(knee, oppmote=LONG_NEW)
    screen = as_(bergen.editor).get(update_page(bergen, open_update(adoption)))
    html = screen.content.decode()
    assert "<ins>" in html
    assert '<span class="aloud">nytt: </span>' in html
    assert "faglig endring" in said(screen)
    assert "dere viser utgave 1 nå" in said(screen)
    assert "Klar til publisering" in said(screen)


def test_the_national_editors_note_stands_on_top_as_words(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee)
    edition = make_edition(knee, sections(oppmote=LONG_NEW))
    words = "Ny rutine. <script>alert(1)</script>"
    models.QuerySet(Edition).filter(pk=edition.pk).update(note_editors=words)  # as if it had been released with it
    roll_out(edition=edition, at=NEXT_DAY)
    for address in (update_page(bergen, open_update(adoption)), "/admin/venter/"):
        html = as_(bergen.editor).get(address).content.decode()
        assert "Ny rutine. &lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script>alert(1)" not in html


def test_the_resulting_page_is_shown_at_each_place(bergen: Hospital, knee: Topic) -> None:
    voss = make_place(bergen.organization, "voss", name="Voss")
    adoption = make_adoption(bergen.site, knee, approved=False, places=[voss])
    write(bergen, adoption, "fill", "telefon", value="56 53 35 00", place=voss)
    approve_candidate(text_of(adoption), by=bergen.editor)
    released(knee, oppmote=LONG_NEW)
    client, address = as_(bergen.editor), update_page(bergen, open_update(adoption))
    assert "56 53 35 00" not in said(client.get(address))
    assert "56 53 35 00" in said(client.get(f"{address}?sted=voss"))
    assert client.get(f"{address}?sted=haukeland").status_code == 404


# --- choices between texts ------------------------------------------------------------------------------------------


def test_a_suggestion_is_shown_with_where_each_sentence_came_from_and_can_be_taken(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "oppmote", LONG_OURS))
    released(knee, oppmote=LONG_NEW)
    screen = said(as_(bergen.editor).get(update_page(bergen, open_update(adoption))))
    assert "Ta med gode sko og klær. (nytt fra den nasjonale)" in screen
    assert "Meld deg hos Kari. (vårt)" in screen
    assert "Ta forslaget" in screen

    answer = choose(bergen.clinician, bergen, adoption, Choice.TAKE_SUGGESTION)

    assert "Valget er lagret." in said(answer)
    assert "Valgt: Ta forslaget" in said(answer)
    html = publish(bergen.clinician, bergen, knee, adoption)
    assert "Ta med gode sko og klær. Meld deg hos Kari." in html


def test_the_national_text_is_taken_and_ours_can_be_brought_back(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "faste", "<p>Faste i 8 timer.</p>"))
    released(knee, faste=SIX_HOURS_CLEAR)
    choose(bergen.editor, bergen, adoption, Choice.TAKE_NATIONAL)
    assert "Klare væsker" in publish(bergen.editor, bergen, knee, adoption)
    away = said(as_(bergen.editor).get(page(bergen, knee)))
    assert "Lagt til side" in away
    assert "Faste i 8 timer." in away


def test_a_new_wording_is_written_and_what_is_empty_is_refused(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "faste", "<p>Faste i 8 timer.</p>"))
    released(knee, faste=SIX_HOURS_CLEAR)
    refused = choose(bergen.clinician, bergen, adoption, Choice.WRITE, content=rich(""))
    assert "Teksten er tom." in said(refused)
    choose(bergen.clinician, bergen, adoption, Choice.WRITE, content=rich("Faste i 8 timer. Klare væsker går bra."))
    assert "Klare væsker går bra." in publish(bergen.clinician, bergen, knee, adoption)


def test_a_choice_can_be_made_again_and_the_work_can_be_left_and_taken_up(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "faste", "<p>Faste i 8 timer.</p>"), ("supplement", "hjem", "<p>Drosje.</p>"))
    released(knee, faste=SIX_HOURS_CLEAR, hjem="<p>Du reiser hjem samme dag.</p>")
    choose(bergen.editor, bergen, adoption, Choice.TAKE_NATIONAL)
    later = as_(bergen.clinician).get(update_page(bergen, open_update(adoption)))
    assert "Valgt: Ta den nasjonale teksten" in said(later)
    assert "1 valg gjenstår" in said(later)
    assert hidden(later, "hash") == []
    choose(bergen.clinician, bergen, adoption, Choice.KEEP_OURS, reason="Anestesien vil ha det slik.")
    choose(bergen.clinician, bergen, adoption, Choice.CONFIRM, operation="o2")
    html = publish(bergen.clinician, bergen, knee, adoption)
    assert "Faste i 8 timer." in html
    assert "Drosje." in html
    assert [decision.choice for decision in Decision.objects.order_by("pk")] == ["take_national", "keep_ours", "confirm"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"choice": ""}, "Velg hva som skal stå."),
        ({"choice": "move"}, "Velg et gyldig valg"),
        ({"choice": "keep_ours", "reason": "  "}, "Skriv hvorfor deres tekst fortsatt skal stå."),
        ({"choice": "write", "content": ""}, "Teksten er tom."),
        ({"choice": "write", "content": "<script>alert(1)</script>"}, "Teksten er tom."),
    ],
)
def test_each_refusal_stands_at_the_question_and_changes_nothing(
    bergen: Hospital, knee: Topic, data: dict[str, str], words: str
) -> None:
    adoption = in_use(bergen, knee, ("override", "faste", "<p>Faste i 8 timer.</p>"))
    released(knee, faste=SIX_HOURS_CLEAR)
    refused = choose(bergen.clinician, bergen, adoption, **data)
    assert refused.status_code == 422
    assert words in said(refused)
    assert not Decision.objects.exists()


def test_a_contributor_reads_the_question_and_has_no_door_to_the_choice(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "faste", "<p>Faste i 8 timer.</p>"))
    released(knee, faste=SIX_HOURS_CLEAR)
    nurse = make_user(roles={bergen.organization: Role.CONTRIBUTOR})
    screen = said(as_(nurse).get(update_page(bergen, open_update(adoption))))
    assert "Valget gjøres av redaktør, kliniker eller nettansvarlig." in screen
    assert choose(nurse, bergen, adoption, "take_national").status_code == 404


# --- yes and no -----------------------------------------------------------------------------------------------------


def test_new_text_that_our_chapter_would_hide_is_shown_and_acknowledged(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "during", "<p>Hos oss får du spinal.</p>"))
    content = sections(oppmote=LONG)
    content["during"].append(text("kaldt", "<p>Det er kaldt på operasjonsstua.</p>"))
    rolled_out(knee, content, changes={"kaldt": "content"})
    screen = said(as_(bergen.editor).get(update_page(bergen, open_update(adoption))))
    assert "Ny nasjonal tekst som deres kapittel ville skjult" in screen
    assert "Det er kaldt på operasjonsstua." in screen
    choose(bergen.editor, bergen, adoption, Choice.CONFIRM)
    html = publish(bergen.clinician, bergen, knee, adoption)
    assert "spinal" in html
    assert "kaldt" not in html


def test_a_text_that_lost_its_place_moves_to_the_end_of_the_chapter_or_goes(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("supplement", "oppmote", "<p>Parkering i hagen.</p>"))
    content = sections()
    content["before"] = [block for block in content["before"] if block["id"] != "oppmote"]
    rolled_out(knee, content)
    screen = said(as_(bergen.editor).get(update_page(bergen, open_update(adoption))))
    assert "Teksten deres har mistet plassen sin" in screen
    assert "Nasjonal tekst som er tatt bort" in screen
    assert "Siden kan ikke settes sammen før valgene er gjort." in screen
    choose(bergen.editor, bergen, adoption, Choice.MOVE)
    assert "Parkering i hagen." in publish(bergen.editor, bergen, knee, adoption)


def test_a_supplement_is_written_anew_in_the_same_step(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("supplement", "oppmote", "<p>Parkering i hagen.</p>"))
    released(knee, oppmote=LONG_NEW)
    choose(bergen.editor, bergen, adoption, Choice.WRITE, content=rich("Parkering i huset."))
    html = publish(bergen.editor, bergen, knee, adoption)
    assert "Parkering i huset." in html
    assert "hagen" not in html


def test_what_is_left_out_is_asked_about_and_stays_out(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("omit", "oppmote"))
    released(knee, oppmote=LONG_NEW)
    screen = said(as_(bergen.editor).get(update_page(bergen, open_update(adoption))))
    assert "Skal dette fortsatt være utelatt hos dere?" in screen
    choose(bergen.editor, bergen, adoption, Choice.CONFIRM)
    assert "gode sko" not in publish(bergen.clinician, bergen, knee, adoption)


def test_when_the_national_text_says_what_ours_says_ours_may_go(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "oppmote", LONG_OURS))
    released(knee, oppmote=LONG_OURS)
    screen = said(as_(bergen.editor).get(update_page(bergen, open_update(adoption))))
    assert "Den nasjonale teksten sier nå det samme som deres" in screen
    choose(bergen.editor, bergen, adoption, Choice.TAKE_NATIONAL)
    assert "hos Kari" in publish(bergen.editor, bergen, knee, adoption)


# --- safety ---------------------------------------------------------------------------------------------------------


def test_a_safety_notice_stands_on_top_and_only_a_clinician_keeps_local_text(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "hjem", "<p>Kjør bil når du vil.</p>"))
    released(knee, classes={"hjem": "safety"}, hjem="<p>Du må ikke kjøre bil de første 6 ukene.</p>")
    editor = said(as_(bergen.editor).get(update_page(bergen, open_update(adoption))))
    assert "Sikkerhetsvarsel over deres tekst: frist om 2 dager" in editor
    assert "bare en kliniker her kan la deres tekst stå" in editor
    assert "Ta den nasjonale teksten" in editor
    assert "Behold vår" not in editor, "what would be refused is not offered"
    assert "Behold vår" in said(as_(bergen.clinician).get(update_page(bergen, open_update(adoption))))

    refused = choose(bergen.editor, bergen, adoption, Choice.KEEP_OURS, reason="Vi vil.", sign_off="on")
    assert "Bare en kliniker her kan gi den faglige godkjenningen." in said(refused)
    unsigned = choose(bergen.clinician, bergen, adoption, Choice.KEEP_OURS, reason="Gjelder ikke vår metode.")
    assert "En kliniker må godkjenne faglig at lokal tekst skal stå." in said(unsigned)
    choose(bergen.clinician, bergen, adoption, Choice.KEEP_OURS, reason="Gjelder ikke vår metode.", sign_off="on")
    assert "Kjør bil når du vil." in publish(bergen.clinician, bergen, knee, adoption)


def test_an_editor_may_always_take_the_national_safety_text(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "hjem", "<p>Kjør bil når du vil.</p>"))
    released(knee, classes={"hjem": "safety"}, hjem="<p>Du må ikke kjøre bil de første 6 ukene.</p>")
    choose(bergen.editor, bergen, adoption, Choice.TAKE_NATIONAL)
    assert "Du må ikke kjøre bil" in publish(bergen.editor, bergen, knee, adoption)


def test_after_the_deadline_the_parked_text_can_be_brought_back(bergen: Hospital, knee: Topic) -> None:
    in_use(bergen, knee, ("override", "hjem", "<p>Kjør bil når du vil.</p>"))
    released(knee, classes={"hjem": "safety"}, hjem="<p>Du må ikke kjøre bil de første 6 ukene.</p>")
    park_overdue(at=NEXT_DAY + timedelta(days=5))
    screen = said(as_(bergen.editor).get(page(bergen, knee)))
    assert "parkert" in screen
    assert "Hent tilbake" in screen


# --- the ends -------------------------------------------------------------------------------------------------------


def test_an_answered_update_says_so_and_leads_on(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee)
    released(knee, oppmote=LONG_NEW)
    update = open_update(adoption)
    publish(bergen.editor, bergen, knee, adoption)
    assert "Denne oppdateringen er godkjent." in said(as_(bergen.editor).get(update_page(bergen, update)))
    late = as_(bergen.editor).post(f"{update_page(bergen, update)}velg/", {"operation": "o1", "choice": "confirm"}, follow=True)
    assert "Det er ingenting å velge her lenger." in said(late)


def test_an_overtaken_update_leads_to_the_newer_one(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee)
    released(knee, oppmote=LONG_NEW)
    first = open_update(adoption)
    released(knee, oppmote=LONG_OURS)
    screen = as_(bergen.editor).get(update_page(bergen, first))
    assert "Denne oppdateringen er overtatt av en nyere." in said(screen)
    assert update_page(bergen, open_update(adoption)) in screen.content.decode()


def test_what_was_written_while_a_newer_edition_came_stands_in_the_newer_question(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "oppmote", LONG_OURS))
    released(knee, oppmote=LONG_NEW)
    client, first = as_(bergen.editor), open_update(adoption)
    released(knee, oppmote="<p>Ta med gode sko, klær og pass. Møt i resepsjonen.</p>")
    newer = open_update(adoption)
    answer = {"operation": "o1", "choice": "write", "content": rich("Ta med sko. Vi har resten."), "reason": "Vi har klær her."}
    screen = client.post(f"{update_page(bergen, first)}velg/", answer)
    assert screen.status_code == 409
    assert "den nasjonale teksten ble endret igjen mens du valgte" in said(screen)
    assert "og pass" in said(screen)
    html = screen.content.decode()
    assert "Ta med sko. Vi har resten." in html
    assert f'action="{update_page(bergen, newer)}velg/#q-o1"' in html
    assert not Decision.objects.exists()
    assert client.post(f"{update_page(bergen, newer)}velg/", answer).status_code == 302
    assert Decision.objects.get().update_row == newer


def test_what_was_written_when_nothing_is_asked_any_longer_is_shown_for_copying(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "oppmote", LONG_OURS))
    released(knee, oppmote=LONG_NEW)
    update = open_update(adoption)
    choose(bergen.editor, bergen, adoption, Choice.TAKE_NATIONAL)
    publish(bergen.clinician, bergen, knee, adoption)
    answer = {"operation": "o1", "choice": "write", "content": rich("Ta med sko."), "reason": "Vi har klær her."}
    screen = as_(bergen.editor).post(f"{update_page(bergen, update)}velg/", answer)
    assert "Dette hadde du skrevet. Det er ikke lagret" in said(screen)
    assert "Ta med sko." in said(screen)
    assert "Vi har klær her." in said(screen)


def test_a_yes_given_while_a_newer_edition_came_is_refused_and_the_newer_one_shown(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee)
    released(knee, oppmote=LONG_NEW)
    client, first = as_(bergen.editor), open_update(adoption)
    seen = hidden(client.get(update_page(bergen, first)), "hash")
    released(knee, oppmote="<p>Enda nyere.</p>")
    refused = client.post(f"{page(bergen, knee)}godkjenn/", {"hash": seen, "update": first.pk}, follow=True)
    assert "Teksten er endret etter at du så den" in said(refused)
    assert text_of(adoption).edition.number == 1


def test_another_hospitals_update_is_not_found(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee)
    released(knee, oppmote=LONG_NEW)
    stavanger = make_hospital("stavanger")
    client, update = as_(stavanger.editor), open_update(adoption)
    for address in (update_page(bergen, update), update_page(stavanger, update)):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}velg/", {"operation": "o1", "choice": "confirm"}).status_code == 404


# --- the page as patients will see it -------------------------------------------------------------------------------


def looked_at(person: Any, bergen: Hospital, knee: Topic, **asked: str) -> Any:
    return as_(person).get(f"{page(bergen, knee)}slik/", asked)


def test_the_page_is_seen_in_the_look_of_the_hospital_before_anybody_says_yes(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "oppmote", LONG_OURS))
    released(knee, oppmote=LONG_NEW, hjem="<p>De fleste reiser hjem samme dag.</p>")
    screen = as_(bergen.editor).get(update_page(bergen, open_update(adoption))).content.decode()
    assert "slik/?ny=1&amp;innfelt=1#before" in screen
    newer = looked_at(bergen.editor, bergen, knee, ny="1")
    assert "Den er ikke godkjent ennå" in said(newer)
    assert "Meld deg hos Kari" in said(newer), "ours, where nothing is chosen"
    assert "De fleste reiser hjem samme dag" in said(newer)
    assert "no-store" in newer.headers["Cache-Control"]
    assert 'href="http://bergen.localhost/' in newer.content.decode(), "links lead to the hospital's own site"
    now = looked_at(bergen.editor, bergen, knee)
    assert "De fleste reiser hjem samme dag" not in said(now)
    assert "ikke godkjent" not in said(now)


def test_a_choice_is_seen_on_the_page_at_once(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "oppmote", LONG_OURS))
    released(knee, oppmote=LONG_NEW)
    choose(bergen.editor, bergen, adoption, "take_national")
    assert "sko og klær" in said(looked_at(bergen.editor, bergen, knee, ny="1"))


def test_a_page_that_is_not_shown_yet_is_seen_by_its_own_hospital_alone(
    bergen: Hospital, knee: Topic, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.SITE_MAP_SECONDS = 60
    adoption = in_use(bergen, knee, ("override", "oppmote", LONG_OURS))
    place = make_place(bergen.site.organization, "kysthospitalet", name="Kysthospitalet")
    adoption.places.add(place)
    released(knee, oppmote=LONG_NEW)
    assert looked_at(make_hospital("stavanger").editor, bergen, knee, ny="1").status_code == 404
    assert looked_at(bergen.editor, bergen, knee, sted="et-annet").status_code == 404
    client = as_(bergen.editor)
    with django_assert_max_num_queries(41):
        at_place = client.get(f"{page(bergen, knee)}slik/", {"ny": "1", "sted": place.slug})
    assert "Kysthospitalet" in said(at_place)


def test_a_screen_asks_the_database_as_often_for_many_local_texts_as_for_one(bergen: Hospital, knee: Topic) -> None:
    hip = make_topic("hofteprotese")
    make_edition(hip, sections(oppmote=LONG))
    places = ("oppmote", "hjem", "faste")
    adoptions = [
        in_use(bergen, topic, *(("override", place, LONG_OURS) for place in places[:most]))
        for topic, most in ((knee, 1), (hip, 3))
    ]
    client = as_(bergen.editor)
    asked: list[tuple[int, int]] = []
    for topic, adoption in zip((knee, hip), adoptions, strict=True):
        released(topic, **dict.fromkeys(places, LONG_NEW))
        address = update_page(bergen, open_update(adoption))
        with CaptureQueriesContext(connection) as caught:
            screen = client.get(address)
        asked.append((len(caught), said(screen).count("Hvorfor skal deres tekst fortsatt stå?")))
    (few, one), (many, three) = asked
    assert (one, three) == (1, 3)
    assert many <= few < 30


def test_a_choice_that_counts_on_says_so(bergen: Hospital, knee: Topic) -> None:
    adoption = in_use(bergen, knee, ("override", "oppmote", LONG_OURS))
    released(knee, oppmote=LONG_NEW)
    choose(bergen.editor, bergen, adoption, "keep_ours", reason="Hos oss er det Kari.")
    released(knee, oppmote=LONG_NEW, hjem="<p>De fleste reiser hjem samme dag.</p>")
    screen = said(as_(bergen.editor).get(update_page(bergen, open_update(adoption))))
    assert "Valgt: Behold vår" in screen
    assert "Valget ble gjort for utgave 2" in screen
    assert "hjem samme dag" in publish(bergen.editor, bergen, knee, adoption)
