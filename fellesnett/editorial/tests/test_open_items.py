"""The inbox: the same question is asked once, reaches those who answer for it, and grows louder with time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fellesnett.editorial import actions, reminders
from fellesnett.editorial.models import Event, OpenItem, SignOff
from fellesnett.editorial.queries import signers
from fellesnett.editorial.tests.factories import OPENED, new_item
from fellesnett.organizations.models import OrganizationKind, Role
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)


@pytest.fixture
def bergen(region):
    return make_site("bergen", organization=make_organization("Helse Bergen HF", parent=region))


@pytest.fixture
def unn():
    return make_site("unn")


# --- asking ---------------------------------------------------------------------------------------------------------


def test_the_same_question_is_asked_once(bergen):
    first = actions.open_item(new_item(bergen, "conflict:1"))
    again = actions.open_item(new_item(bergen, "conflict:1", title="En annen ordlyd"))
    assert again == first
    assert OpenItem.objects.count() == 1


def test_a_question_that_was_answered_can_be_asked_again(bergen, now):
    first = actions.open_item(new_item(bergen, "conflict:1"))
    actions.close_items(keys=["conflict:1"], by=None, at=now, resolution="tok nasjonal tekst")
    second = actions.open_item(new_item(bergen, "conflict:1"))
    assert second != first
    assert list(OpenItem.objects.open()) == [second]


def test_forty_questions_cost_as_many_queries_as_four(bergen, django_assert_num_queries):
    for count in (4, 40):
        with django_assert_num_queries(5):  # three and a savepoint; SQLite splits an insert at 999 values
            made = actions.open_items_bulk([new_item(bergen, f"{count}:{number}") for number in range(count)])
        assert [item.key for item in made] == [f"{count}:{number}" for number in range(count)]
        assert all(item.pk for item in made)


def test_a_question_given_twice_in_one_call_is_asked_once(bergen):
    made = actions.open_items_bulk([new_item(bergen, "a"), new_item(bergen, "a"), new_item(bergen, "b")])
    assert [item.key for item in made] == ["a", "b"]


def test_nothing_to_ask_asks_nothing(django_assert_num_queries):
    assert actions.open_items_bulk([]) == []


# --- answering ------------------------------------------------------------------------------------------------------


def test_closing_says_who_when_and_how(bergen, now):
    editor = make_user(roles={bergen.organization: Role.EDITOR})
    actions.open_item(new_item(bergen, "conflict:1"))
    assert actions.close_items(keys=["conflict:1"], by=editor, at=now, resolution="beholdt vår tekst") == 1
    item = OpenItem.objects.get()
    assert (item.closed_by, item.closed_at, item.resolution) == (editor, now, "beholdt vår tekst")


def test_an_answer_is_not_overwritten_by_a_later_one(bergen, now):
    actions.open_item(new_item(bergen, "conflict:1"))
    actions.close_items(keys=["conflict:1"], by=None, at=now, resolution="første")
    assert actions.close_items(keys=["conflict:1"], by=None, at=now + timedelta(days=1), resolution="andre") == 0
    assert OpenItem.objects.get().resolution == "første"


def test_all_questions_about_a_subject_can_be_closed_or_only_one_kind_of_them(bergen, now):
    actions.open_items_bulk(
        [
            new_item(bergen, "a", subject="adoption:1", kind="conflict"),
            new_item(bergen, "b", subject="adoption:1", kind="lapsing"),
            new_item(bergen, "c", subject="adoption:2", kind="conflict"),
        ]
    )
    assert actions.close_items(subject="adoption:1", kinds=["conflict"], by=None, at=now, resolution="avgjort") == 1
    assert {item.key for item in OpenItem.objects.open()} == {"b", "c"}
    assert actions.close_items(subject="adoption:1", by=None, at=now, resolution="tatt ned") == 1
    assert {item.key for item in OpenItem.objects.open()} == {"c"}


def test_closing_without_saying_what_closes_nothing(bergen, now):
    actions.open_item(new_item(bergen))
    assert actions.close_items(by=None, at=now, resolution="") == 0
    assert OpenItem.objects.open().count() == 1


# --- whose inbox ----------------------------------------------------------------------------------------------------


def test_an_editor_is_asked_about_her_own_hospital_only(bergen, unn):
    ours, theirs = actions.open_items_bulk([new_item(bergen), new_item(unn)])
    editor = make_user(roles={bergen.organization: Role.EDITOR})
    assert list(OpenItem.objects.for_user(editor)) == [ours]
    assert list(OpenItem.objects.for_site(unn)) == [theirs]
    assert list(OpenItem.objects.for_organization(unn.organization)) == [theirs]


@pytest.mark.parametrize(
    ("asked", "held", "sees"),
    [
        ("editor", Role.EDITOR, True),
        ("editor", Role.SITE_OWNER, True),
        ("editor", Role.CONTRIBUTOR, False),
        ("editor", Role.CLINICIAN, False),
        ("editor", Role.REGIONAL_OWNER, False),
        ("editor", Role.AUDITOR, False),
        ("contributor", Role.EDITOR, True),
        ("clinician", Role.CLINICIAN, True),
        ("clinician", Role.EDITOR, False),
        ("site_owner", Role.EDITOR, False),
        ("", Role.CONTRIBUTOR, True),
        ("", Role.AUDITOR, False),
    ],
)
def test_the_role_that_is_asked_decides_whose_inbox_it_is(bergen, asked, held, sees):
    actions.open_item(new_item(bergen, role=asked))
    person = make_user(roles={bergen.organization: held})
    assert OpenItem.objects.for_user(person).exists() is sees


def test_a_role_at_the_region_reaches_down_but_a_role_at_a_ward_does_not_reach_up(bergen, region):
    item = actions.open_item(new_item(bergen))
    ward = make_organization("Ortopedisk klinikk", kind=OrganizationKind.UNIT, parent=bergen.organization)
    assert list(OpenItem.objects.for_user(make_user(roles={region: Role.EDITOR}))) == [item]
    assert not OpenItem.objects.for_user(make_user(roles={ward: Role.EDITOR})).exists()


def test_a_named_owner_is_asked_wherever_they_work_until_they_leave(bergen):
    owner = make_user()
    item = actions.open_item(new_item(bergen, role="clinician", owner=owner))
    assert list(OpenItem.objects.for_user(owner)) == [item]
    owner.is_active = False
    assert not OpenItem.objects.for_user(owner).exists()


def test_national_items_reach_the_national_office(bergen):
    office = make_national_office()
    item = new_item(bergen, role=Role.NATIONAL_EDITOR)
    item.site, item.organization = None, office
    actions.open_item(item)
    assert OpenItem.objects.for_user(make_user(roles={office: Role.NATIONAL_MEDICAL_EDITOR})).count() == 1
    assert OpenItem.objects.for_user(make_user(roles={office: Role.NATIONAL_EDITOR})).count() == 1
    assert not OpenItem.objects.for_user(make_user(roles={bergen.organization: Role.EDITOR})).exists()


def test_finding_ones_inbox_takes_three_queries_however_deep_the_organization(region, django_assert_num_queries):
    parent = region
    for level in range(6):
        parent = make_organization(f"Nivå {level}", parent=parent)
    item = actions.open_item(new_item(make_site("dypt", organization=parent)))
    person = make_user(roles={region: [Role.EDITOR, Role.SITE_OWNER]})
    with django_assert_num_queries(3):
        assert list(OpenItem.objects.for_user(person)) == [item]


def test_overdue_is_open_and_past_its_deadline_and_the_urgent_come_first(bergen, now):
    late, soon, urgent = actions.open_items_bulk(
        [
            new_item(bergen, "late", deadline=now - timedelta(days=1)),
            new_item(bergen, "soon", deadline=now + timedelta(days=1)),
            new_item(bergen, "urgent", deadline=now + timedelta(days=3), urgent=True),
        ]
    )
    assert list(OpenItem.objects.overdue(now)) == [late]
    assert list(OpenItem.objects.about("adoption:1").most_urgent_first()) == [urgent, late, soon]


# --- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "reminded"), [(6, 0), (7, 1), (29, 1)])
def test_a_reminder_comes_after_seven_days_and_only_once(bergen, days, reminded):
    actions.open_item(new_item(bergen))
    at = OPENED + timedelta(days=days)
    assert len(reminders.remind(at=at)) == reminded
    assert reminders.remind(at=at) == []
    assert Event.objects.filter(verb="open_item.reminded").count() == reminded


def test_after_thirty_days_the_site_owner_and_the_region_are_told(bergen, region):
    item = actions.open_item(new_item(bergen))
    assert reminders.escalate(at=OPENED + timedelta(days=29)) == []
    raised = reminders.escalate(at=OPENED + timedelta(days=30))
    assert {(row.organization.key, row.role) for row in raised} == {
        ("helse-bergen-hf", Role.SITE_OWNER),
        ("helse-vest-rhf", Role.REGIONAL_OWNER),
    }
    assert all("30 dager" in row.reason for row in raised)
    assert OpenItem.objects.for_user(make_user(roles={region: Role.REGIONAL_OWNER})).count() == 1
    item.refresh_from_db()
    assert item.escalated_at == OPENED + timedelta(days=30)


def test_an_escalation_is_not_escalated_again_and_closes_with_its_question(bergen, now):
    item = actions.open_item(new_item(bergen, "conflict:1"))
    reminders.escalate(at=OPENED + timedelta(days=30))
    assert reminders.escalate(at=OPENED + timedelta(days=90)) == []
    assert reminders.remind(at=OPENED + timedelta(days=90)) == [item]
    assert actions.close_items(keys=["conflict:1"], by=None, at=now, resolution="avgjort") == 1
    assert not OpenItem.objects.open().exists()


def test_what_only_tells_is_never_late_and_goes_to_nobody_above(bergen, region):
    make_user(roles={region: Role.REGIONAL_OWNER})
    actions.open_item(new_item(bergen, asks=False))
    later = OPENED + timedelta(days=60)

    assert reminders.remind(at=later) == []
    assert reminders.escalate(at=later) == []
    assert not OpenItem.objects.overdue(later).exists()
    assert OpenItem.objects.open().count() == 1


def test_a_private_hospital_without_a_region_is_escalated_to_its_owner_only(unn):
    actions.open_item(new_item(unn))
    assert [row.role for row in reminders.escalate(at=OPENED + timedelta(days=31))] == [Role.SITE_OWNER]


# --- signing ---------------------------------------------------------------------------------------------------------


def test_a_signature_is_given_once_by_each_person(bergen, now):
    kari, ola = make_user(), make_user()
    said = {"subject": "text:kneprotese:nb", "organization": bergen.organization, "role": "clinician", "at": now}
    assert len(actions.sign(hashes=["sha256:a", "sha256:b", "sha256:a"], by=kari, **said)) == 2
    assert actions.sign(hashes=["sha256:a"], by=kari, **said) == []
    assert len(actions.sign(hashes=["sha256:a"], by=ola, **said)) == 1
    assert signers("text:kneprotese:nb", ["sha256:a", "sha256:b", "sha256:c"]) == {
        "sha256:a": {kari.pk, ola.pk},
        "sha256:b": {kari.pk},
    }
    assert signers("text:kneprotese:nn", ["sha256:a"]) == {}
    assert SignOff.objects.count() == 3
