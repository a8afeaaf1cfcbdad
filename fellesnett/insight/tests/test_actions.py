"""Readers answer, the editor finds one item for the page, says what was done, and time takes the words away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.insight import queries
from fellesnett.insight.actions import Page, close_feedback, forget_feedback, leave_feedback
from fellesnett.insight.models import Feedback, FeedbackMonth, Found
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user

pytestmark = pytest.mark.django_db
KNEE = Page("/behandlinger/kneprotese/", "Kneprotese", "nb", "topic:kneprotese", "sha256:1")


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", name="Helse Bergen")


def test_all_answers_about_a_page_are_one_item_in_the_editors_inbox(bergen: Site, now: datetime) -> None:
    editor = make_user(roles={bergen.organization: Role.EDITOR})
    leave_feedback(site=bergen, page=KNEE, found=Found.NO, text="Hvor parkerer vi?", at=now)
    leave_feedback(site=bergen, page=KNEE, found=Found.PARTLY, at=now + timedelta(hours=1))
    leave_feedback(site=bergen, page=KNEE, found=Found.YES, at=now + timedelta(hours=2))
    item = OpenItem.objects.for_user(editor).get()
    assert (item.kind, item.role, item.site) == ("feedback", "editor", bergen)
    assert item.title == "Leserne om «Kneprotese»"
    assert item.reason == "3 svar: 1 ja, 1 delvis, 1 nei. 1 har skrevet noe."
    assert item.deadline == now + timedelta(days=30)
    assert Event.objects.filter(verb="feedback.opened").count() == 1


def test_two_pages_are_two_items_and_another_hospital_hears_nothing(bergen: Site, now: datetime) -> None:
    elsewhere = make_user(roles={make_site("solsiden").organization: Role.EDITOR})
    leave_feedback(site=bergen, page=KNEE, found=Found.NO, at=now)
    leave_feedback(site=bergen, page=Page("/nyheter/ny/", "Ny", "nb"), found=Found.NO, at=now)
    assert OpenItem.objects.for_site(bergen).open().count() == 2
    assert not OpenItem.objects.for_user(elsewhere).exists()


def test_a_bare_yes_is_counted_and_asks_nobody(bergen: Site, now: datetime) -> None:
    assert leave_feedback(site=bergen, page=KNEE, found=Found.YES, at=now).item is None
    assert not OpenItem.objects.exists()
    assert leave_feedback(site=bergen, page=KNEE, found=Found.YES, text="Takk!", at=now).item is not None
    assert FeedbackMonth.objects.get().yes == 2


def test_only_stripped_text_is_stored(bergen: Site, now: datetime) -> None:
    said = "Jeg er 010190 12345, ring 98 76 54 32 eller skriv til kari@eksempel.no"
    answer = leave_feedback(site=bergen, page=KNEE, found=Found.NO, text=said, at=now)
    answer.refresh_from_db()
    assert answer.text == "Jeg er [fødselsnummer fjernet], ring [telefonnummer fjernet] eller skriv til [e-postadresse fjernet]"
    assert answer.stripped == {"identity_number": 1, "phone": 1, "email": 1}
    everything = str(OpenItem.objects.values()) + str(Event.objects.values_list("payload"))
    assert not any(part in everything for part in ("98 76", "010190", "kari@"))


def test_the_desk_reads_bokmal_whatever_the_reader_reads(bergen: Site, now: datetime) -> None:
    with translation.override("en"):
        leave_feedback(site=bergen, page=KNEE, found=Found.NO, at=now)
    assert OpenItem.objects.get().reason == "1 svar: 1 nei."


def test_the_editor_says_what_was_done_and_the_next_answer_asks_anew(bergen: Site, now: datetime) -> None:
    editor = make_user(roles={bergen.organization: Role.EDITOR})
    first = leave_feedback(site=bergen, page=KNEE, found=Found.NO, at=now)
    close_feedback(item=first.item, resolution="Vi har skrevet hvor dere parkerer", by=editor, at=now + timedelta(days=1))
    item = OpenItem.objects.get()
    assert (item.closed_by, item.resolution) == (editor, "Vi har skrevet hvor dere parkerer")
    second = leave_feedback(site=bergen, page=KNEE, found=Found.NO, at=now + timedelta(days=2))
    assert second.item != item
    assert OpenItem.objects.open().get().reason == "1 svar: 1 nei."
    with pytest.raises(NotReady, match="Noen har svart"):
        close_feedback(item=item, resolution="Igjen", by=editor, at=now + timedelta(days=3))


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR, Role.NATIONAL_EDITOR])
def test_only_those_who_answer_for_the_site_close_it(bergen: Site, now: datetime, role: str) -> None:
    item = leave_feedback(site=bergen, page=KNEE, found=Found.NO, at=now).item
    with pytest.raises(NotAllowed):
        close_feedback(item=item, resolution="x", by=make_user(roles={bergen.organization: role}), at=now)
    with pytest.raises(NotAllowed):
        close_feedback(item=item, resolution="x", by=make_user(roles={make_site().organization: Role.EDITOR}), at=now)


def test_the_national_text_is_the_national_editors(now: datetime) -> None:
    office = make_national_office()
    front = make_site("www", organization=office, is_front_door=True)
    editor, owner = make_user(roles={office: Role.NATIONAL_EDITOR}), make_user(roles={office: Role.SITE_OWNER})
    item = leave_feedback(site=front, page=KNEE, found=Found.NO, at=now).item
    assert queries.waiting_nationally(editor) == [item]
    with pytest.raises(NotAllowed):
        close_feedback(item=item, resolution="x", by=owner, at=now)
    close_feedback(item=item, resolution="Rettet i neste utgave", by=editor, at=now)
    assert queries.waiting_nationally(editor) == []


def test_after_half_a_year_the_words_are_gone_and_the_counts_stay(bergen: Site, now: datetime) -> None:
    leave_feedback(site=bergen, page=KNEE, found=Found.NO, text="Hvor parkerer vi?", at=now - timedelta(days=181))
    kept = leave_feedback(site=bergen, page=KNEE, found=Found.YES, at=now - timedelta(days=179))
    assert forget_feedback(at=now) == 1
    assert list(Feedback.objects.all()) == [kept]
    assert forget_feedback(at=now) == 0
    assert list(FeedbackMonth.objects.values_list("path", "month", "yes", "partly", "no")) == [
        (KNEE.path, date(2026, 5, 1), 1, 0, 1)
    ]
    assert Event.objects.get(verb="feedback.forgotten").payload == {"answers": 1}


def test_the_hospital_decides_how_long_words_are_kept(bergen: Site, now: datetime, settings: object) -> None:
    settings.FEEDBACK_KEPT_DAYS = 30  # type: ignore[attr-defined]
    leave_feedback(site=bergen, page=KNEE, found=Found.NO, at=now - timedelta(days=31))
    assert forget_feedback(at=now) == 1


def test_pages_that_wait_come_first(bergen: Site, now: datetime) -> None:
    leave_feedback(site=bergen, page=KNEE, found=Found.NO, at=now)
    leave_feedback(site=bergen, page=Page("/nyheter/ny/", "Ny", "nb"), found=Found.YES, at=now + timedelta(hours=3))
    first, second = queries.pages_said(bergen)
    assert (first.title, first.waiting, first.summary.no) == ("Kneprotese", True, 1)
    assert (second.title, second.waiting, second.summary.answers) == ("Ny", False, 1)
    assert queries.pages_said(make_site("solsiden")) == []
