"""Colleagues at a hospital speak of a paragraph: one asks, the other is told and answers; readers never see a word of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.accounts.models import User
from fellesnett.adoption.actions.commenting import comment_on
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import AdoptedText, Adoption, Decision
from fellesnett.adoption.tests.factories import Hospital, make_hospital, make_topic
from fellesnett.desk.commenting import ColleagueField
from fellesnett.desk.tests.wards import (
    MORNING,
    NEXT_DAY,
    approve_candidate,
    approve_on_screen,
    as_,
    clock,
    live_html,
    make_adoption,
    make_edition,
    open_update,
    page,
    released,
    rich,
    said,
    sections,
    text_of,
    update_page,
    write,
)
from fellesnett.editorial.models import Comment, Event, OpenItem
from fellesnett.editorial.reminders import escalate, remind
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_user

pytestmark = pytest.mark.django_db
__all__ = ["clock"]


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def knee(bergen: Hospital) -> Topic:
    topic = make_topic("kneprotese")
    make_edition(topic)
    make_adoption(bergen.site, topic, by=bergen.editor)
    return topic


def text_at(hospital: Hospital, topic: Topic) -> AdoptedText:
    return text_of(Adoption.objects.get(site=hospital.site, topic=topic), "nb")


def ask(bergen: Hospital, knee: Topic, to: User | None = None, words: str = "Stemmer dette hos oss?") -> str:
    """The editor asks about the paragraph on fasting. Returns the address of what is said about it."""
    address = f"{page(bergen, knee)}kommentarer/?blokk=faste"
    answer = as_(bergen.editor).post(address, {"said": words, "mentioned": to.pk if to else ""})
    assert answer.status_code == 302, said(answer)
    return address


def test_a_double_click_says_it_once_and_asks_once(bergen: Hospital, knee: Topic) -> None:
    for _click in range(2):
        ask(bergen, knee, to=bergen.clinician)
    assert Comment.objects.count() == 1
    assert OpenItem.objects.filter(kind="comment").count() == 1
    ask(bergen, knee, to=bergen.clinician, words="Og gjelder det barn?")
    assert Comment.objects.count() == 2


def test_a_colleague_who_is_asked_gets_a_case_reads_it_and_settles_it(bergen: Hospital, knee: Topic) -> None:
    address = ask(bergen, knee, to=bergen.clinician)
    case = OpenItem.objects.for_user(bergen.clinician).open().get(kind="comment")
    assert (case.owner, case.reason) == (bergen.clinician, "Stemmer dette hos oss?")
    for other in (bergen.editor, make_user("eier@bergen.example", roles={bergen.organization: Role.SITE_OWNER})):
        assert not OpenItem.objects.for_user(other).filter(kind="comment").exists()  # asked of one, by name
        assert "Stemmer dette hos oss?" not in said(as_(other).get("/admin/lokalt/bergen/?hvem=alle"))
    clinician = as_(bergen.clinician)
    assert clinician.get(f"/admin/sak/{case.pk}/").headers["Location"] == page(bergen, knee)
    beside = said(clinician.get(page(bergen, knee)))
    assert "Stemmer dette hos oss?" in beside

    comment = Comment.objects.get()
    clinician.post(f"{page(bergen, knee)}kommentarer/{comment.pk}/ferdig/")
    case.refresh_from_db()
    assert (case.closed_by, case.resolution) == (bergen.clinician, "ferdig")
    assert "Stemmer dette hos oss?" not in said(clinician.get(page(bergen, knee)))
    assert "Stemmer dette hos oss?" in said(clinician.get(address))  # kept where all that was said is read

    clinician.post(f"{page(bergen, knee)}kommentarer/{comment.pk}/igjen/")
    assert OpenItem.objects.for_user(bergen.clinician).open().filter(kind="comment").count() == 1
    verbs = Event.objects.filter(verb__startswith="comment.").values_list("verb", flat=True)
    assert list(verbs) == ["comment.written", "comment.settled", "comment.reopened"]


def test_what_colleagues_say_is_never_taken_to_the_region(bergen: Hospital, knee: Topic) -> None:
    ask(bergen, knee, to=bergen.clinician)
    assert [item.kind for item in remind(at=NEXT_DAY + timedelta(days=31))] == ["comment"]
    assert escalate(at=NEXT_DAY + timedelta(days=31)) == []
    assert OpenItem.objects.open().filter(kind="comment").count() == 1


def test_the_record_holds_no_word_of_what_was_said(bergen: Hospital, knee: Topic) -> None:
    ask(bergen, knee, to=bergen.clinician, words="Fru Hansen på rom 3")
    assert "Hansen" not in str(list(Event.objects.values("payload", "subject")))


def test_a_comment_says_when_its_words_are_no_longer_there(bergen: Hospital, knee: Topic) -> None:
    address = ask(bergen, knee)
    client = as_(bergen.editor)
    shown = said(client.get(address))
    assert "Teksten nå Du må faste" in shown
    assert "eksten er endret siden" not in shown
    here = text_at(bergen, knee)
    here.edition = make_edition(knee, sections(faste="<p>Du kan drikke til du sovner.</p>"), changes={"faste": "content"})
    here.save()
    assert "Teksten er endret siden" in said(client.get(address))
    assert "teksten er endret siden" in said(client.get(page(bergen, knee)))


def test_readers_never_see_what_colleagues_say(bergen: Hospital, knee: Topic) -> None:
    ask(bergen, knee, words="Dette er hemmelig")
    approve_on_screen(as_(bergen.editor), page(bergen, knee), page(bergen, knee))
    assert "faste" in live_html(text_at(bergen, knee))
    assert "hemmelig" not in live_html(text_at(bergen, knee))


def test_only_those_who_write_there_read_and_speak(bergen: Hospital, knee: Topic) -> None:
    address = ask(bergen, knee)
    auditor = make_user("revisor@bergen.example", roles={bergen.organization: Role.AUDITOR})
    assert as_(auditor).get(address).status_code == 404
    assert "Stemmer dette" not in said(as_(auditor).get(page(bergen, knee)))
    with pytest.raises(NotAllowed):
        comment_on(text=text_at(bergen, knee), block="faste", words="", said="Hei", by=auditor, at=MORNING)
    with pytest.raises(NotReady, match="kan ikke lese"):
        comment_on(
            text=text_at(bergen, knee), block="faste", words="", said="Hei", mentioned=auditor, by=bergen.editor, at=MORNING
        )
    elsewhere = make_hospital("annensted")
    make_adoption(elsewhere.site, knee, by=elsewhere.editor)
    comment = Comment.objects.get()
    answer = as_(elsewhere.editor).post(f"{page(elsewhere, knee)}kommentarer/{comment.pk}/ferdig/")
    assert answer.status_code == 404


def test_an_empty_comment_is_asked_about_and_a_block_that_never_was_is_not_found(bergen: Hospital, knee: Topic) -> None:
    client = as_(bergen.editor)
    answer = client.post(f"{page(bergen, knee)}kommentarer/?blokk=faste", {"said": "  ", "mentioned": bergen.clinician.pk})
    assert "Ingenting er lagret" in said(answer)
    assert "/admin/hjelp/sporre-en-kollega/" in answer.content.decode()
    assert client.get(f"{page(bergen, knee)}kommentarer/?blokk=finnes-ikke").status_code == 404
    assert client.get(f"{page(bergen, knee)}kommentarer/?blokk=faste%00").status_code == 200
    nationally = as_(make_user(roles={make_national_office(): Role.NATIONAL_EDITOR}))
    assert nationally.get("/admin/nasjonalt/tema/kneprotese/nb/kommentarer/?utgave=1&blokk=faste%00").status_code == 200


def test_the_page_asks_no_more_however_much_is_said(bergen: Hospital, knee: Topic) -> None:
    client = as_(bergen.editor)
    counted = []
    for words in ("Først", "Så", "Til slutt"):
        ask(bergen, knee, words=words)
        with CaptureQueriesContext(connection) as asked:
            client.get(page(bergen, knee))
        counted.append(len(asked))
    assert counted[1] == counted[2]
    assert counted[2] < 30


# --- beside the choice ----------------------------------------------------------------------------------------------


@pytest.fixture
def choice(bergen: Hospital, knee: Topic) -> str:
    """Bergen has its own words about fasting, the nation has new ones: the screen where that is decided."""
    adoption = Adoption.objects.get(site=bergen.site, topic=knee)
    write(bergen, adoption, "override", "faste", "<p>Hos oss faster du fra midnatt.</p>")
    approve_candidate(text_of(adoption), by=bergen.clinician)
    released(knee, faste="<p>Du må faste i 8 timer.</p>")
    return update_page(bergen, open_update(adoption))


def test_a_colleague_is_asked_beside_the_choice_and_what_is_typed_stands(bergen: Hospital, knee: Topic, choice: str) -> None:
    typed = {"operation": "o1", "choice": "write", "content": rich("Fast fra klokken 24."), "reason": "Ny maskin."}
    answer = as_(bergen.editor).post(
        f"{choice}kommenter/", {**typed, "said": "Holder midnatt?", "mentioned": bergen.clinician.pk}
    )
    assert answer.status_code == 200
    assert "Kommentaren er lagret." in said(answer)
    assert "Valget er ikke lagret ennå." in said(answer)
    html = answer.content.decode()
    assert "Fast fra klokken 24." in html
    assert "Ny maskin." in html
    assert 'value="write" id="o1-choice-write" required checked' in html
    assert not Decision.objects.exists()
    assert Comment.objects.get().words == "Hos oss faster du fra midnatt."

    case = OpenItem.objects.for_user(bergen.clinician).open().get(kind="comment")
    assert case.reason == "Holder midnatt?"
    for screen in (choice, page(bergen, knee)):
        shown = said(as_(bergen.clinician).get(screen))
        assert "Holder midnatt?" in shown, screen
        assert "teksten er endret siden" not in shown, screen


def test_an_empty_comment_loses_nothing_of_the_choice_and_saves_nothing(bergen: Hospital, choice: str) -> None:
    typed = {"operation": "o1", "choice": "keep_ours", "reason": "Vi har en annen maskin."}
    answer = as_(bergen.editor).post(f"{choice}kommenter/", {**typed, "said": " ", "mentioned": bergen.clinician.pk})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Vi har en annen maskin." in html
    assert f'<option value="{bergen.clinician.pk}" selected>' in html
    assert '<details class="desk-say" open>' in html
    assert not Comment.objects.exists()
    assert not Decision.objects.exists()


def test_a_choice_needs_no_comment(bergen: Hospital, choice: str) -> None:
    sent = {"operation": "o1", "choice": "take_national", "said": "", "mentioned": ""}
    assert "Valget er lagret." in said(as_(bergen.editor).post(f"{choice}velg/", sent, follow=True))
    assert not Comment.objects.exists()


def test_a_contributor_who_may_not_choose_may_ask(bergen: Hospital, choice: str) -> None:
    contributor = make_user("skribent@bergen.example", roles={bergen.organization: Role.CONTRIBUTOR})
    screen = said(as_(contributor).get(choice))
    assert "Valget gjøres av redaktør, kliniker eller nettansvarlig." in screen
    assert "Spør en kollega om dette" in screen
    as_(contributor).post(f"{choice}kommenter/", {"operation": "o1", "said": "Hva mener dere?", "mentioned": ""})
    assert Comment.objects.get().by == contributor
    auditor = as_(make_user("revisor@bergen.example", roles={bergen.organization: Role.AUDITOR}))
    assert "Hva mener dere?" not in said(auditor.get(choice))
    assert "Spør en kollega om dette" not in said(auditor.get(choice))
    assert auditor.post(f"{choice}kommenter/", {"operation": "o1", "said": "Hei"}).status_code == 404


def test_a_comment_sent_after_the_choice_was_closed_is_kept_with_the_text(bergen: Hospital, knee: Topic, choice: str) -> None:
    editor = as_(bergen.editor)
    editor.post(f"{choice}velg/", {"operation": "o1", "choice": "take_national"})
    approve_on_screen(editor, choice, page(bergen, knee))
    typed = {"operation": "o1", "block": "faste", "said": "Var dette riktig?", "mentioned": ""}
    late = editor.post(f"{choice}kommenter/", typed, follow=True)
    assert "Var dette riktig?" in said(late)
    assert "Teksten nå Du må faste i 8 timer." in said(late)
    nowhere = editor.post(f"{choice}kommenter/", {**typed, "block": "finnes-ikke"}, follow=True)
    assert "Det er ingenting å velge her lenger" in said(nowhere)


def test_the_choice_asks_no_more_of_the_database_however_much_is_said(bergen: Hospital, choice: str) -> None:
    counted = []
    for words in ("Først", "Så", "Til slutt"):
        as_(bergen.editor).post(f"{choice}kommenter/", {"operation": "o1", "said": words, "mentioned": ""})
        client = as_(bergen.editor)
        with CaptureQueriesContext(connection) as asked:
            client.get(choice)
        counted.append(len(asked))
    assert counted[0] == counted[1] == counted[2]
    assert counted[2] < 30


def test_where_nobody_has_a_part_in_the_text_all_who_write_there_can_be_asked_by_name(bergen: Hospital) -> None:
    field = ColleagueField(queryset=None)
    for name in ("Åse", "Anne"):
        make_user(f"{name.lower()}@bergen.example", roles={bergen.organization: Role.CONTRIBUTOR}, first_name=name)
    field.offer(User.objects.filter(first_name__in=("Åse", "Anne")), {})
    assert [person.first_name for person in field.queryset] == ["Anne", "Åse"]
