"""A surgeon who never logs in is asked to read a text, opens her link once, and says yes or no."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from fellesnett.accounts.models import User
from fellesnett.editorial.asking import Asked, LinkClosed, Standing, find, hash_of
from fellesnett.editorial.models import Comment, Event, IdentifiedBy, Letter, OpenItem, PersonalLink, SignOff, SignOffRequest
from fellesnett.editorial.outbox import send_due
from fellesnett.editorial.tests.factories import sent_links
from fellesnett.national import actions
from fellesnett.national.actions.asking import standing_of
from fellesnett.national.models import CandidateState
from fellesnett.national.tests.factories import (
    AT,
    clinician,
    make_candidate,
    make_edition,
    make_topic,
    medical_editor,
    national_editor,
)

pytestmark = pytest.mark.django_db

IDA = Asked("Ida Marie Lege", "Ida.Lege@Sykehus.example", "overlege, ortopedi")
OLE = Asked("Ole Ortoped", "ole@sykehus.example", "ortoped")
FIRST = {"before": [("b1", "<p>Du må faste i 6 timer.</p>"), ("b2", "<p>Ta med tøfler.</p>")]}
SECOND = {"before": [("b1", "<p>Du må faste i 4 timer.</p>"), ("b2", "<p>Ta med tøfler.</p>")]}
LATER = AT + timedelta(hours=2)


def ask(candidate, asked=IDA, **said):
    return actions.ask_clinician(candidate=candidate, asked=asked, by=national_editor(), at=AT, **said)


def answer(request, yes=True, comment="", at=LATER):
    return actions.answer_by_link(request=request, yes=yes, comment=comment, at=at)


def standing(request, at=LATER):
    request.refresh_from_db()
    candidate = actions.asking.candidate_of(request)
    return standing_of(request, candidate, at)


def test_the_letter_waits_until_the_act_is_done_and_no_secret_is_stored():
    request = ask(make_candidate(), message="Se særlig på fasten.")
    assert mail.outbox == []
    assert Letter.objects.get().to == "ida.lege@sykehus.example"
    assert send_due(at=AT) == 1
    (letter,) = mail.outbox
    assert letter.to == ["ida.lege@sykehus.example"]
    assert "Se særlig på fasten." in letter.body
    assert "overlege, ortopedi" in letter.body
    (link,) = sent_links()
    secret = link.split("/")[2]
    assert len(secret) >= 40
    assert find(secret) == request
    assert PersonalLink.objects.get().secret_hash == hash_of(secret)
    stored = repr([list(model.objects.values()) for model in (PersonalLink, SignOffRequest, Letter, Event)])
    assert secret not in stored
    assert "ida.lege" not in repr(list(Event.objects.values())).lower()
    assert send_due(at=AT) == 0


def test_the_letter_is_written_in_the_norwegian_that_was_chosen():
    ask(make_candidate(), Asked("Ola Kirurg", "ola@forde.example", "overlege", "nn"))
    ask(make_candidate(make_topic("hofte"), {"before": [("h1", "<p>Hofte.</p>")]}))
    send_due(at=AT)
    nynorsk, bokmaal = mail.outbox
    assert "Lenkja er di eiga." in nynorsk.body
    assert "Lenken" not in nynorsk.body
    (html,) = (content for content, _kind in nynorsk.alternatives)
    assert '<html lang="nn">' in html
    assert "bed deg lese" in html
    assert "Lenken er din egen." in bokmaal.body
    assert "eiga" not in bokmaal.body


def test_a_remark_about_a_paragraph_stands_beside_it_for_colleagues():
    candidate = make_candidate()
    request = actions.answer_by_link(request=ask(candidate), yes=False, comment="Hos oss er det 4.", block="b1", at=LATER)
    comment = Comment.objects.get()
    assert (comment.subject, comment.block) == (f"text:{candidate.topic.key}:nb", "b1")
    assert (comment.said, comment.by, comment.mentioned) == ("Hos oss er det 4.", request.answered_by, None)
    assert comment.words == "Du må faste i 6 timer før operasjonen."
    asked = OpenItem.objects.open().for_user(national_editor())
    assert asked.filter(key=f"request:{request.pk}:answer").exists()
    assert not asked.filter(kind="comment").exists()  # the asker is told once


@pytest.mark.parametrize(("block", "comment"), [("", "Fint."), ("finnes-ikke", "Fint."), ("b1", "")])
def test_a_remark_about_no_paragraph_is_for_the_asker_alone(block, comment):
    actions.answer_by_link(request=ask(make_candidate()), yes=True, comment=comment, block=block, at=LATER)
    assert not Comment.objects.exists()


def test_a_yes_signs_the_text_and_says_how_she_was_known():
    candidate = make_candidate()
    request = answer(ask(candidate), comment="Fint skrevet.")
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.SIGNED
    assert {(row.identified_by, row.request, row.signed_by.get_full_name()) for row in SignOff.objects.all()} == {
        (IdentifiedBy.PERSONAL_LINK, request, "Ida Marie Lege")
    }
    person = User.objects.get(email="ida.lege@sykehus.example")
    assert not person.has_usable_password()
    assert person.title == "overlege, ortopedi"
    verbs = [event.verb for event in Event.objects.filter(actor=person)]
    assert verbs == ["sign_off.answered", "candidate.signed"]
    told = OpenItem.objects.open().for_user(national_editor()).filter(title__contains="med en merknad")
    assert "Fint skrevet." in told.get().reason
    actions.approve(candidate=candidate, by=medical_editor(), at=LATER)
    assert not told.exists()


def test_she_reads_three_sentences_not_three_pages():
    topic = make_topic()
    make_edition(topic, FIRST)
    before = SignOff.objects.count()
    answer(ask(make_candidate(topic, SECOND, classes={"b1": "content"})))
    assert SignOff.objects.count() == before + 1


def test_a_no_needs_a_reason_goes_to_the_asker_and_stops_nothing():
    candidate = make_candidate()
    request = ask(candidate)
    with pytest.raises(actions.NotReady, match="Begrunnelsen mangler"):
        answer(request, yes=False, comment="  ")
    answer(request, yes=False, comment="Det er 4 timer, ikke 6.")
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.REVIEW
    assert not SignOff.objects.exists()
    item = OpenItem.objects.open().get(key=f"request:{request.pk}:answer")
    assert item.title.endswith("Ida Marie Lege svarte nei")
    assert item.owner == national_editor()
    actions.send_back(candidate=candidate, by=national_editor(), at=LATER, reason="Feil tid.")
    assert not OpenItem.objects.open().filter(key=item.key).exists()


def test_a_link_is_used_once():
    request = ask(make_candidate())
    answer(request)
    for yes in (True, False):
        with pytest.raises(LinkClosed) as closed:
            answer(request, yes=yes, comment="Ombestemte meg.")
        assert closed.value.standing == Standing.ANSWERED
    assert SignOffRequest.objects.get().answer == "yes"


def test_when_the_text_is_sent_back_the_link_is_worth_nothing_and_she_can_ask_for_the_new():
    candidate = make_candidate()
    request = ask(candidate)
    actions.send_back(candidate=candidate, by=national_editor(), at=LATER, reason="Skrivefeil.")
    assert standing(request) == Standing.CHANGED
    with pytest.raises(LinkClosed):
        answer(request)
    assert send_due(at=LATER) == 0, "a letter that waited is not sent for a text that is gone"
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(("days", "expected"), [(13, Standing.OPEN), (14, Standing.EXPIRED)])
def test_a_link_lives_for_fourteen_days(days, expected):
    request = ask(make_candidate())
    assert standing(request, AT + timedelta(days=days)) == expected
    if expected == Standing.EXPIRED:
        with pytest.raises(LinkClosed):
            answer(request, at=AT + timedelta(days=days))
        assert actions.ask_clinician(
            candidate=actions.asking.candidate_of(request), asked=IDA, by=national_editor(), at=AT + timedelta(days=15)
        )


def test_the_asker_takes_it_back():
    request = ask(make_candidate())
    send_due(at=AT)
    actions.withdraw_request(request=request, by=national_editor(), at=LATER)
    assert standing(request) == Standing.WITHDRAWN
    with pytest.raises(LinkClosed):
        answer(request)
    answered = answer(ask(make_candidate(sections={"before": [("c1", "<p>Møt fastende.</p>")]}), OLE))
    with pytest.raises(LinkClosed):
        actions.withdraw_request(request=answered, by=national_editor(), at=LATER)


def test_when_another_has_signed_nobody_needs_her_answer():
    candidate = make_candidate()
    request = ask(candidate)
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    assert standing(request) == Standing.NOT_NEEDED
    assert SignOff.objects.first().identified_by == IdentifiedBy.LOG_IN


def test_one_person_with_two_ways_in_counts_once_for_a_safety_change():
    """The clinician has signed at the desk; a letter to the same address is the same person, so another must sign."""
    topic = make_topic()
    make_edition(topic, FIRST)
    candidate = make_candidate(topic, SECOND, classes={"b1": "safety"})
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    same = ask(candidate, Asked("K. Liniker", clinician().email.upper(), "overlege"))
    with pytest.raises(actions.NotReady, match="Du har alt godkjent dette"):
        answer(same)
    answer(ask(candidate, OLE))
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.SIGNED


@pytest.mark.parametrize(
    ("email", "code"),
    [("skribent@nasjonal.example", "asks_oneself"), ("stengt@sykehus.example", "person_inactive")],
)
def test_who_cannot_be_asked(email, code):
    User.objects.create_user(email="stengt@sykehus.example", is_active=False)
    with pytest.raises(actions.NotReady) as refused:
        ask(make_candidate(), Asked("Noen", email, "lege"))
    assert refused.value.codes == (code,)
    assert not Letter.objects.exists()


def test_somebody_who_wrote_in_the_text_is_not_asked_and_nobody_is_asked_twice():
    candidate = make_candidate()
    writer = User.objects.create_user(email="forfatter@sykehus.example")
    candidate.writers = [*candidate.writers, writer.pk]
    candidate.save(update_fields=["writers"])
    with pytest.raises(actions.NotReady, match="selv skrevet"):
        ask(candidate, Asked("Forfatter", writer.email, "lege"))
    ask(candidate)
    with pytest.raises(actions.NotReady, match="alt fått en lenke"):
        ask(candidate)


def test_only_national_editors_ask_and_take_back():
    candidate = make_candidate()
    request = ask(candidate)
    for act in (
        lambda: actions.ask_clinician(candidate=candidate, asked=OLE, by=clinician(2), at=AT),
        lambda: actions.withdraw_request(request=request, by=clinician(2), at=AT),
    ):
        with pytest.raises(actions.NotAllowed):
            act()


def test_without_mail_nobody_is_asked_and_the_reason_says_what_to_set(settings):
    settings.MAIL_IS_ON = False
    with pytest.raises(actions.NotReady, match="EMAIL_URL"):
        ask(make_candidate())


def test_what_rolls_back_sends_no_letter():
    with transaction.atomic():
        ask(make_candidate())
        transaction.set_rollback(True)
    assert send_due(at=AT) == 0
    assert mail.outbox == []
