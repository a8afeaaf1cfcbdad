"""Letters go out once, also when servers fail and processes die."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail

from fellesnett.editorial import outbox
from fellesnett.editorial.models import Digest, Letter, LetterKind, OpenItem
from fellesnett.editorial.outbox import LOST, TRY_AGAIN_AFTER, forget_letters, send_due
from fellesnett.editorial.tests.factories import make_request, new_item, sent_links
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_site, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen():
    return make_site("bergen")


def post(site, now, email="ida@sykehus.example", **fields):
    """A request with its letter."""
    request = make_request(site, about=f"candidate:{email}", by=make_user(), at=now, email=email)
    said = {"kind": LetterKind.SIGN_OFF, "key": f"sign_off:{request.pk}", "to": email, "request": request}
    return Letter.objects.create(**said, written_at=now, next_try_at=now, **fields)


class Refusing:
    """A mail server that refuses some addresses, with a code."""

    def __init__(self, code, *addresses):
        self.code, self.addresses, self.taken = code, addresses, []

    def __call__(self, words):
        if words.to in self.addresses:
            raise smtplib.SMTPRecipientsRefused({words.to: (self.code, b"no such user")})
        self.taken.append(words.to)


def test_one_address_that_bounces_stops_no_other_and_the_asker_is_told(bergen, now):
    letters = [post(bergen, now, f"{name}@sykehus.example") for name in ("ida", "borte", "ole")]
    server = Refusing(550, "borte@sykehus.example")
    assert send_due(at=now, carrier=server) == 2
    assert server.taken == ["ida@sykehus.example", "ole@sykehus.example"]
    bounced = Letter.objects.get(pk=letters[1].pk)
    assert bounced.given_up_at == now
    item = OpenItem.objects.open().get()
    assert "borte@sykehus.example" in item.reason
    assert item.owner == letters[1].request.asked_by


def test_a_letter_that_cannot_be_written_out_stops_no_other_and_is_tried_again(bergen, now, monkeypatch):
    wrong = post(bergen, now, "ida@sykehus.example")
    post(bergen, now, "ole@sykehus.example")
    write = outbox.words_of

    def fault_of_ours(letter, *, at):
        if letter.pk == wrong.pk:
            raise ValueError("a kind that nobody thought of")
        return write(letter, at=at)

    monkeypatch.setattr(outbox, "words_of", fault_of_ours)
    server = Refusing(550)
    assert send_due(at=now, carrier=server) == 1
    assert server.taken == ["ole@sykehus.example"]
    wrong.refresh_from_db()
    assert (wrong.given_up_at, wrong.attempts, wrong.next_try_at) == (None, 1, now + TRY_AGAIN_AFTER[0])
    assert wrong.fault.startswith("ValueError")
    monkeypatch.undo()
    assert send_due(at=wrong.next_try_at, carrier=server) == 1, "when the fault is mended"


def test_a_server_that_is_down_is_tried_again_with_a_new_link_until_it_is_given_up(bergen, now):
    letter = post(bergen, now)
    server = Refusing(451, letter.to)
    at = now
    for wait in TRY_AGAIN_AFTER:
        assert send_due(at=at, carrier=server) == 0
        assert send_due(at=at, carrier=server) == 0, "not before it is time"
        letter.refresh_from_db()
        assert (letter.next_try_at, letter.given_up_at) == (at + wait, None)
        at += wait
    assert send_due(at=at, carrier=server) == 0
    letter.refresh_from_db()
    assert letter.given_up_at == at
    assert letter.request.links.count() == len(TRY_AGAIN_AFTER) + 1
    assert OpenItem.objects.open().count() == 1


def test_it_goes_out_when_the_server_is_back(bergen, now):
    letter = post(bergen, now)
    send_due(at=now, carrier=Refusing(451, letter.to))
    assert send_due(at=now + timedelta(minutes=5)) == 1
    assert len(sent_links()) == 1
    assert mail.outbox[0].alternatives


class Killed(BaseException):
    """The process is gone."""


def killed(_words):
    raise Killed


def test_a_request_that_was_lost_on_the_way_is_sent_anew(bergen, now):
    post(bergen, now)
    with pytest.raises(Killed):
        send_due(at=now, carrier=killed)
    assert send_due(at=now + timedelta(minutes=1)) == 0
    assert send_due(at=now + timedelta(minutes=6)) == 1


def test_a_digest_that_may_have_gone_out_is_not_sent_twice(bergen, now):
    person = make_user(roles={bergen.organization: Role.EDITOR})
    item = new_item(bergen)
    item.save()
    digest = Digest.objects.create(person=person, day=now.date(), items=[item.key], made_at=now)
    letter = Letter.objects.create(
        kind=LetterKind.DIGEST, key="digest:1", to=person.email, digest=digest, written_at=now, next_try_at=now
    )
    with pytest.raises(Killed):
        send_due(at=now, carrier=killed)
    assert send_due(at=now + timedelta(minutes=6)) == 0
    letter.refresh_from_db()
    assert letter.fault == LOST
    assert mail.outbox == []


def test_a_name_with_line_breaks_cannot_write_headers(bergen, now):
    letter = post(bergen, now)
    letter.request.title = "Kneprotese\nBcc: alle@sykehus.example"
    letter.request.save()
    assert send_due(at=now) == 1
    assert "\n" not in mail.outbox[0].subject


def test_html_in_names_is_written_as_words(bergen, now):
    letter = post(bergen, now)
    letter.request.name = "<b>Ida</b>"
    letter.request.save()
    send_due(at=now)
    html = mail.outbox[0].alternatives[0][0]
    assert "<b>Ida</b>" not in html
    assert "Hei <b>Ida</b>" in mail.outbox[0].body


def test_addresses_are_forgotten_after_three_months(bergen, now):
    post(bergen, now)
    waiting = post(bergen, now, "ole@sykehus.example", attempts=1)
    Letter.objects.filter(pk=waiting.pk).update(next_try_at=now + timedelta(days=100))
    send_due(at=now)
    assert forget_letters(at=now + timedelta(days=89)) == 0
    assert forget_letters(at=now + timedelta(days=91)) == 1
    assert Letter.objects.get() == waiting
