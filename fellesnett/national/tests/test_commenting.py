"""Those who write and sign a national text speak of it, block by block; what is said follows the block through the editions."""

from __future__ import annotations

import pytest

from fellesnett.accounts.models import User
from fellesnett.editorial import subjects
from fellesnett.editorial.commenting import comments_on
from fellesnett.editorial.models import Comment, Event, OpenItem
from fellesnett.national import actions
from fellesnett.national.actions.commenting import words_at
from fellesnett.national.models import Topic
from fellesnett.national.permissions import may_comment, those_who_may_comment
from fellesnett.national.tests.factories import (
    AT,
    clinician,
    make_edition,
    make_topic,
    medical_editor,
    national_editor,
    second_editor,
)
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def surgeon() -> User:
    """A clinician at a hospital, who answers for the topic."""
    return make_user("kirurg@bergen.example", roles={make_organization("Bergen", key="bergen"): Role.CLINICIAN})


@pytest.fixture
def knee(surgeon: User) -> Topic:
    return make_topic("kneprotese", owner=surgeon)


def say(
    knee: Topic, words: str = "Stemmer fastetiden?", by: User | None = None, to: User | None = None, block: str = "b1"
) -> Comment:
    return actions.comment_on(
        topic=knee, language="nb", block="b1", words="Du må faste.", said=words, mentioned=to, by=by or national_editor(), at=AT
    )


def test_the_owner_who_is_asked_gets_a_case_and_the_editor_settles_it(knee: Topic, surgeon: User) -> None:
    comment = say(knee, to=surgeon)
    case = OpenItem.objects.for_user(surgeon).open().get(kind="comment")
    assert (case.owner, case.organization, case.site) == (surgeon, make_national_office(), None)
    assert case.detail == {"topic": "kneprotese", "language": "nb", "comment": comment.pk, "block": "b1"}
    say(knee, "Ja, seks timer.", by=surgeon, to=national_editor())
    actions.settle_comment(topic=knee, language="nb", comment=comment.pk, by=national_editor(), at=AT)
    assert not OpenItem.objects.for_user(surgeon).open().filter(kind="comment").exists()
    actions.reopen_comment(topic=knee, language="nb", comment=comment.pk, by=surgeon, at=AT)
    assert OpenItem.objects.for_user(surgeon).open().filter(kind="comment").exists()

    told = Event.objects.filter(subject=subjects.text("kneprotese", "nb"), verb__startswith="comment.")
    assert list(told.values_list("verb", "role")) == [
        ("comment.written", "national_editor"),
        ("comment.written", "clinician"),
        ("comment.settled", "national_editor"),
        ("comment.reopened", "clinician"),
    ]
    assert "Stemmer" not in str(list(told.values("payload")))  # the record keeps that something was said, never what


def test_saying_it_twice_by_a_double_click_says_it_once(knee: Topic, surgeon: User) -> None:
    assert say(knee, to=surgeon) == say(knee, to=surgeon)
    assert Comment.objects.count() == OpenItem.objects.filter(kind="comment").count() == 1


def test_those_who_may_are_the_editors_and_the_clinicians_who_sign(knee: Topic, surgeon: User) -> None:
    office = make_national_office()
    auditor = make_user("revisor@nasjonal.example", roles={office: Role.AUDITOR})
    elsewhere = make_user("kliniker@annensted.example", roles={make_organization("Annet", key="annet"): Role.CLINICIAN})
    insiders = {national_editor(), second_editor(), medical_editor(), clinician(), surgeon}
    assert set(User.objects.filter(those_who_may_comment(knee))) == insiders
    assert all(may_comment(person, knee) for person in insiders)
    for outsider in (auditor, elsewhere):
        assert not may_comment(outsider, knee)
        with pytest.raises(actions.NotAllowed):
            say(knee, by=outsider)
        with pytest.raises(actions.NotReady, match="kan ikke lese kommentarer"):
            say(knee, to=outsider)
    assert not Comment.objects.exists()


def test_an_owner_without_a_clinicians_role_is_not_among_them(knee: Topic) -> None:
    writer = make_user("leder@bergen.example")
    knee.deputy = writer
    knee.save()
    assert not may_comment(writer, knee)
    assert writer not in User.objects.filter(those_who_may_comment(knee))


def test_an_empty_comment_is_refused(knee: Topic) -> None:
    with pytest.raises(actions.NotReady, match="Kommentaren er tom"):
        say(knee, "   ")


def test_a_comment_is_about_one_language_of_one_topic(knee: Topic) -> None:
    comment = say(knee)
    other = make_topic("hofteprotese")
    for topic, language in ((other, "nb"), (knee, "nn")):
        assert comments_on(subjects.text(topic.key, language), language) == []
        with pytest.raises(Comment.DoesNotExist):
            actions.settle_comment(topic=topic, language=language, comment=comment.pk, by=national_editor(), at=AT)


def test_something_can_be_said_of_a_block_a_field_and_a_chapter(knee: Topic) -> None:
    edition = make_edition(knee)
    assert words_at(edition.value) == {
        "b1": "Du må faste i 6 timer før operasjonen.",
        "b2": "Telefon",
        "kapittel:before": "Du må faste i 6 timer før operasjonen. Telefon",
    }
