"""The surgeon who answers for the hospital's own words leaves, and a colleague takes over, wholly or in part."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from fellesnett.accounts.models import User
from fellesnett.adoption.actions.owning import adoptions_of, assign_local, hand_over_local, open_hand_overs
from fellesnett.adoption.checks import record_faults
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import LocalOperation
from fellesnett.adoption.tests import factories as f
from fellesnett.editorial.checks import chain_faults
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.national.tests.factories import make_edition, make_topic
from fellesnett.organizations.models import Membership, Role

pytestmark = pytest.mark.django_db
TEXT = {"before": [("faste", "<p>Du må faste i 6 timer.</p>"), ("oppmote", f.ARRIVAL)]}
OTHER = {"before": [("h1", "<p>Du må møte fastende.</p>")]}


@pytest.fixture
def bergen(now, django_capture_on_commit_callbacks):
    made = f.make_hospital("bergen")
    bergen = SimpleNamespace(site=made.site, organization=made.organization, editor=made.editor, clinician=made.clinician)
    with django_capture_on_commit_callbacks(execute=True):
        for key, text in (("kneprotese", TEXT), ("hofteprotese", OTHER)):
            make_edition(make_topic(key), text, at=now)
    bergen.knee, bergen.hip = (
        f.make_adoption(bergen.site, topic, approved=False, clinical_owner=bergen.clinician, at=now)
        for topic in f.Topic.objects.order_by("-key")
    )
    f.write(bergen, bergen.knee, "override", "faste", "<p>Du må faste fra midnatt.</p>", at=now)
    User.objects.update(date_joined=now)
    bergen.colleague = f.make_user("kollega@bergen.example", roles={bergen.organization: Role.CLINICIAN})
    bergen.owner = f.make_user(roles={bergen.organization: Role.SITE_OWNER})
    User.objects.update(date_joined=now)
    return bergen


def items():
    return OpenItem.objects.open().filter(kind=OpenItemKind.HAND_OVER)


def test_the_words_follow_their_owner_and_stay_what_they_were(bergen, now):
    before = LocalOperation.objects.values("content", "base_hash", "key").get()
    assign_local(adoption=bergen.knee, unit="Ortopedi", owner=bergen.colleague, deputy=bergen.clinician, by=bergen.owner, at=now)
    bergen.knee.refresh_from_db()
    assert (bergen.knee.unit, bergen.knee.clinical_owner, bergen.knee.deputy) == (
        "Ortopedi",
        bergen.colleague,
        bergen.clinician,
    )
    assert LocalOperation.objects.get().clinical_owner == bergen.colleague
    assert LocalOperation.objects.values("content", "base_hash", "key").get() == before
    event = Event.objects.get(verb="adoption.assigned")
    assert event.payload["operations"] == [LocalOperation.objects.get().pk]
    assert [*record_faults(), *chain_faults()] == []


def test_who_may_not_and_who_cannot(bergen, now):
    stranger = f.make_hospital("unn").clinician
    said = {"adoption": bergen.knee, "unit": "", "at": now}
    with pytest.raises(NotAllowed):
        assign_local(owner=bergen.colleague, by=bergen.clinician, **said)
    for owner, deputy, code in (
        (None, None, "needs_owner"),
        (stranger, None, "not_a_clinician"),
        (bergen.colleague, bergen.colleague, "own_deputy"),
    ):
        with pytest.raises(NotReady) as refused:
            assign_local(owner=owner, deputy=deputy, by=bergen.owner, **said)
        assert refused.value.codes == {code}


def test_when_the_role_is_taken_away_the_site_is_asked_once_and_hands_over_in_two_parts(bergen, now):
    assert open_hand_overs(at=now) == []
    Membership.objects.filter(user=bergen.clinician).delete()
    (item,) = open_hand_overs(at=now)
    assert item.site == bergen.site
    assert OpenItem.objects.for_user(bergen.owner).filter(pk=item.pk).exists()
    assert open_hand_overs(at=now) == []
    said = {"site": bergen.site, "person": bergen.clinician, "to": bergen.colleague, "by": bergen.owner, "at": now}
    assert hand_over_local(adoptions=[bergen.hip], **said) == 1
    assert list(adoptions_of(bergen.clinician, bergen.site)) == [bergen.knee]
    assert items().exists()
    assert hand_over_local(adoptions=[bergen.hip, bergen.knee], unit="Ny avdeling", **said) == 1
    assert not items().exists()
    assert not LocalOperation.objects.filter(clinical_owner=bergen.clinician).exists()
    bergen.knee.refresh_from_db()
    assert bergen.knee.unit == "Ny avdeling"
    assert [*record_faults(), *chain_faults()] == []


def test_a_person_gone_from_one_hospital_is_not_gone_from_another(bergen, now):
    unn = f.make_hospital("unn")
    f.make_adoption(unn.site, bergen.knee.topic, approved=False, clinical_owner=bergen.clinician, at=now)
    Membership.objects.create(user=bergen.clinician, organization=unn.organization, role=Role.CLINICIAN)
    Membership.objects.filter(user=bergen.clinician, organization=bergen.organization).delete()
    assert [item.site for item in open_hand_overs(at=now)] == [bergen.site]


def test_another_sites_texts_are_not_handed_over_from_here(bergen, now):
    unn = f.make_hospital("unn")
    theirs = f.make_adoption(unn.site, bergen.knee.topic, approved=False, clinical_owner=unn.clinician, at=now)
    done = hand_over_local(
        site=bergen.site, person=unn.clinician, adoptions=[theirs], to=bergen.colleague, by=bergen.owner, at=now
    )
    theirs.refresh_from_db()
    assert (done, theirs.clinical_owner) == (0, unn.clinician)


def test_what_is_no_longer_so_is_closed(bergen, now):
    User.objects.filter(pk=bergen.clinician.pk).update(leaves_on=(now + timedelta(days=7)).date())
    (item,) = open_hand_overs(at=now)
    assert item.deadline.date() == (now + timedelta(days=7)).date()
    User.objects.filter(pk=bergen.clinician.pk).update(leaves_on=None)
    open_hand_overs(at=now)
    assert not items().exists()
