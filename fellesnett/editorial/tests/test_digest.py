"""An editor gets one letter in the morning with what waits, and none when nothing does."""

import re
import signal
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from fellesnett.accounts.models import DigestChoice, User
from fellesnett.editorial import digest
from fellesnett.editorial.digest import choose, write_due
from fellesnett.editorial.management.commands import digest as command
from fellesnett.editorial.models import Digest, Event, Letter, OpenItem, OpenItemKind
from fellesnett.editorial.outbox import send_due
from fellesnett.editorial.tests.factories import new_item
from fellesnett.foundation import clock
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_site, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=ZoneInfo("Europe/Oslo"))
DAY = timedelta(days=1)


@pytest.fixture
def bergen():
    return make_site("bergen")


@pytest.fixture
def editor(bergen):
    return make_user("redaktor@bergen.example", roles={bergen.organization: Role.EDITOR}, first_name="Eva")


def asked(site, *, at=MONDAY - timedelta(hours=3), **fields):
    item = new_item(site, opened_at=at, **fields)
    item.save()
    return item


def morning(at=MONDAY):
    """What the worker does in a round."""
    write_due(at=at)
    return send_due(at=at)


def test_one_letter_with_one_link_for_each_case(bergen, editor):
    first, second = asked(bergen, title="Kneprotese: ny utgave"), asked(bergen, urgent=True, title="Gastroskopi: haster")
    assert morning() == 1
    (letter,) = mail.outbox
    assert letter.to == ["redaktor@bergen.example"]
    assert letter.subject == "2 saker venter på deg"
    assert "Hei Eva" in letter.body
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    for item in (first, second):
        assert letter.body.count(f"/admin/sak/{item.pk}/\n") == 1
        assert html.count(f"/admin/sak/{item.pk}/") == 1
    assert letter.body.index("Haster") < letter.body.index("Gastroskopi") < letter.body.index("Kneprotese")
    assert letter.extra_headers["List-Unsubscribe"].endswith("/admin/e-post/>")
    assert not re.search(r"{[{%]|None", letter.body + html)


def test_all_that_is_asked_about_one_update_is_one_case_as_in_the_inbox(bergen, editor):
    clear = asked(bergen, kind=OpenItemKind.UPDATE, title="Kneprotese: utgave 2 er klar", detail={"update": 7})
    choice = asked(bergen, kind=OpenItemKind.CONFLICT, title="Kneprotese: den nasjonale teksten er endret", detail={"update": 7})
    raised = {"escalated_from": clear.pk}
    asked(bergen, kind=OpenItemKind.UPDATE, title="Kneprotese: utgave 2 er klar", detail=raised, deadline=MONDAY - DAY)
    asked(bergen, kind=OpenItemKind.UPDATE, title="Hofteprotese: utgave 2 er klar", detail={"update": 8})
    morning()
    (letter,) = mail.outbox
    assert letter.subject == "2 saker venter på deg"
    assert letter.body.count("Kneprotese") == 1
    assert f"/admin/sak/{choice.pk}/\n" in letter.body, "the most pressing question leads to the case"
    assert "Fristen gikk ut 22.11.2026\n  http" in letter.body, "the first deadline of them"


def test_a_fault_of_ours_with_one_person_keeps_nobody_elses_letter(bergen, editor, monkeypatch):
    other = make_user("annen@bergen.example", roles={bergen.organization: Role.EDITOR})
    asked(bergen)
    news = digest.news

    def fails(person, **when):
        if person == editor:
            raise RuntimeError("a fault of ours")
        return news(person, **when)

    monkeypatch.setattr(digest, "news", fails)
    assert write_due(at=MONDAY) == 1
    assert Letter.objects.get().to == other.email
    monkeypatch.undo()
    assert write_due(at=MONDAY) == 1, "when the fault is mended, the same morning"


def test_a_question_of_any_kind_can_be_told(bergen, editor):
    for kind in OpenItemKind:
        asked(bergen, kind=kind, title=f"Om {kind}")
    morning()
    (letter,) = mail.outbox
    assert [kind for kind in OpenItemKind if f"Om {kind}" not in letter.body] == []


def test_whoever_lost_the_role_before_the_letter_went_out_is_told_nothing(bergen, editor):
    asked(bergen)
    assert write_due(at=MONDAY) == 1
    editor.memberships.all().delete()
    assert send_due(at=MONDAY) == 0
    assert mail.outbox == []


def test_never_a_letter_with_nothing_in_it(bergen, editor):
    assert morning() == 0
    assert Digest.objects.get().items == []
    item = asked(bergen, at=MONDAY + timedelta(hours=1))
    assert morning(MONDAY + DAY) == 1
    OpenItem.objects.filter(pk=item.pk).update(closed_at=MONDAY, closed_by=editor)
    asked(bergen, at=MONDAY + 2 * DAY - timedelta(hours=1))
    write_due(at=MONDAY + 2 * DAY)
    OpenItem.objects.update(closed_at=MONDAY, closed_by=editor)
    assert send_due(at=MONDAY + 2 * DAY) == 0, "answered between writing and sending"
    assert len(mail.outbox) == 1


def test_once_a_day_however_often_it_is_run(bergen, editor):
    asked(bergen)
    assert [morning(MONDAY + timedelta(minutes=minutes)) for minutes in (0, 1, 60, 600)] == [1, 0, 0, 0]
    assert Digest.objects.count() == 1


def test_the_next_day_tells_only_what_is_new(bergen, editor):
    asked(bergen, deadline=MONDAY + 30 * DAY)
    morning()
    assert morning(MONDAY + DAY) == 0
    new = asked(bergen, at=MONDAY + DAY + timedelta(hours=1), deadline=MONDAY + 30 * DAY)
    assert morning(MONDAY + 2 * DAY) == 1
    assert mail.outbox[-1].subject == "1 sak venter på deg"
    assert f"/sak/{new.pk}/" in mail.outbox[-1].body


def test_a_deadline_close_by_is_told_as_it_comes_and_not_every_morning_after(bergen, editor):
    asked(bergen, deadline=MONDAY + 3 * DAY)
    told = [morning(MONDAY + number * DAY) for number in range(7)]
    assert told == [1, 0, 1, 1, 0, 0, 0]
    assert "Står fortsatt åpent" in mail.outbox[-1].body


def test_what_only_tells_is_told_once_and_has_no_deadline(bergen, editor):
    asked(bergen, title="Høringen er avsluttet", deadline=MONDAY + DAY, asks=False)
    asked(bergen, title="Kneprotese: ny utgave", deadline=MONDAY + 9 * DAY)
    assert [morning(MONDAY + number * DAY) for number in range(3)] == [1, 0, 0]
    body = mail.outbox[0].body
    assert body.index("Kneprotese") < body.index("Høringen"), "what asks comes first"
    assert "Til orientering" in body
    assert body.count("Frist ") == 1


def test_what_hastes_is_told_every_morning_until_it_is_answered(bergen, editor):
    asked(bergen, urgent=True)
    assert [morning(MONDAY + number * DAY) for number in range(3)] == [1, 1, 1]


def test_not_in_the_night(bergen, editor):
    asked(bergen)
    assert morning(MONDAY.replace(hour=5, minute=59)) == 0
    assert morning(MONDAY.replace(hour=6)) == 1


def test_weekly_comes_on_monday_or_the_first_day_the_worker_runs(bergen, editor):
    choose(person=editor, choice=DigestChoice.WEEKLY, at=MONDAY)
    asked(bergen, deadline=MONDAY + 10 * DAY)
    assert [morning(MONDAY + number * DAY) for number in (1, 2, 6, 7)] == [1, 0, 0, 1]


def test_never_is_never_and_the_choice_is_logged_once(bergen, editor):
    for _ in range(2):
        choose(person=editor, choice=DigestChoice.NONE, at=MONDAY)
    asked(bergen, urgent=True)
    assert morning() == 0
    assert Event.objects.get(verb="digest.chosen").payload == {"choice": "none"}


def test_in_the_readers_own_norwegian(bergen, editor):
    User.objects.filter(pk=editor.pk).update(language="nn")
    asked(bergen, urgent=True)
    asked(bergen, urgent=True)
    morning()
    assert mail.outbox[0].subject == "2 saker ventar på deg"
    assert "Hastar" in mail.outbox[0].body
    assert 'lang="nn"' in mail.outbox[0].alternatives[0][0]


def test_who_gets_none(bergen, settings):
    make_user("uten.rolle@bergen.example")
    make_user("sluttet@bergen.example", roles={bergen.organization: Role.EDITOR}, is_active=False)
    make_user("demo@demo.example", roles={bergen.organization: Role.EDITOR}, is_demonstration=True)
    settings.ALLOW_DEMONSTRATION_LOGINS = False
    asked(bergen, urgent=True)
    assert morning() == 0
    assert not Digest.objects.exists()


def test_a_long_list_is_cut_and_says_so(bergen, editor):
    for _ in range(35):
        asked(bergen)
    morning()
    assert mail.outbox[0].body.count("/admin/sak/") == 30
    assert "Se alle 35 sakene" in mail.outbox[0].body


def test_killed_between_two_people_nobody_is_told_twice(bergen, editor):
    make_user("kollega@bergen.example", roles={bergen.organization: Role.EDITOR})
    asked(bergen)

    def killed():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_due(at=MONDAY, tick=killed)
    assert Letter.objects.count() == 1
    assert morning() == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["kollega@bergen.example", "redaktor@bergen.example"]


def test_a_round_with_nobody_due_asks_one_question(bergen, editor, django_assert_num_queries):
    morning()
    with django_assert_num_queries(1):
        write_due(at=MONDAY + timedelta(hours=1))


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def on_monday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def test_the_command_writes_and_sends_and_tells(bergen, editor, on_monday, capsys):
    asked(bergen)
    call_command("digest", "send", "--dry-run")
    assert "1 people are due a digest; 0 letters wait" in capsys.readouterr().out
    assert mail.outbox == []
    call_command("digest", "send")
    assert capsys.readouterr().out.splitlines() == ["1 digests written", "1 letters sent, 0 wait for another try"]
    call_command("digest", "send")
    assert len(mail.outbox) == 1


def test_the_command_stops_between_two_people_and_goes_on(bergen, editor, on_monday, monkeypatch):
    make_user("kollega@bergen.example", roles={bergen.organization: Role.EDITOR})
    asked(bergen)
    write = command.write_due

    def interrupted(*, at, tick):
        signal.raise_signal(signal.SIGTERM)
        return write(at=at, tick=tick)

    monkeypatch.setattr(command, "write_due", interrupted)
    with pytest.raises(CommandError, match="run it again") as stopped:
        call_command("digest", "send")
    assert stopped.value.returncode == 130
    monkeypatch.setattr(command, "write_due", write)
    call_command("digest", "send")
    assert len(mail.outbox) == 2


def test_the_command_names_the_setting_that_is_missing(settings, on_monday):
    settings.MAIL_IS_ON = False
    with pytest.raises(CommandError, match="EMAIL_URL"):
        call_command("digest", "send")
