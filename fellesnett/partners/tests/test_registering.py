"""Who is a partner, where it may deliver, and who says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.access.tests.issuer import SPECIALIST
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.editorial.models import Event
from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Identifier, OrganizationKind, Role
from fellesnett.organizations.tests.factories import make_organization, make_site, make_user
from fellesnett.partners import gates, keys
from fellesnett.partners.actions import describe_partner, end_partner, give_leave, take_leave_back
from fellesnett.partners.models import Leave, Partner, RequestKey
from fellesnett.partners.queries import partner_of
from fellesnett.partners.tests.factories import chief, make_partner, owner_of

pytestmark = pytest.mark.django_db


def test_the_system_owner_says_who_is_a_partner(now: datetime) -> None:
    partner = make_partner()
    assert partner_of(SPECIALIST) == partner
    assert partner_of("974760673") is None
    said = {"organization": partner.organization, "contact_name": "Ola", "contact_email": "ola@x.example", "at": now}
    for role in (Role.SITE_OWNER, Role.REGIONAL_OWNER):
        with pytest.raises(NotAllowed):
            describe_partner(**said, by=make_user(roles={partner.organization: role}))
    assert describe_partner(**said, partner=partner, by=chief()).contact_name == "Ola"
    assert Event.objects.filter(verb="partner.described").count() == 2


def test_what_is_missing_is_said_at_its_field(now: datetime) -> None:
    make_partner()
    with pytest.raises(NotReady) as refusal:
        describe_partner(organization=make_organization("uten"), contact_name=" ", contact_email="kari", by=chief(), at=now)
    assert refusal.value.codes == {"organization", "contact_name", "contact_email"}
    twice = Partner.objects.get().organization
    with pytest.raises(NotReady) as refusal:
        describe_partner(organization=twice, contact_name="Ola", contact_email="ola@x.example", by=chief(), at=now)
    assert refusal.value.codes == {"organization"}


def test_written_down_by_two_at_once_it_is_a_partner_once(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    organization = make_organization("spesialist", kind=OrganizationKind.CONTRACT_SPECIALIST)
    looked, by = gates.to_describe, chief()

    def another_comes_first(*said: Any) -> Any:
        found = [*looked(*said)]
        monkeypatch.undo()
        make_partner(organization=organization)
        return found

    Identifier.objects.create(organization=organization, system=ORGNR, value=SPECIALIST)
    monkeypatch.setattr(gates, "to_describe", another_comes_first)
    with pytest.raises(NotReady) as refusal:
        describe_partner(organization=organization, contact_name="Ola", contact_email="ola@x.example", by=by, at=now)
    assert refusal.value.codes == {"organization"}


def test_leave_is_given_by_whoever_answers_for_the_site(now: datetime) -> None:
    bergen, partner = make_site("bergen"), make_partner()
    said = {"partner": partner, "site": bergen, "content": True, "places": False, "at": now}
    editor = make_user(roles={bergen.organization: Role.EDITOR})
    for nobody in (editor, chief(), owner_of(make_site("haukeland"))):
        with pytest.raises(NotAllowed):
            give_leave(**said, by=nobody)
    first = give_leave(**said, by=owner_of(bergen))
    assert give_leave(**said, by=owner_of(bergen)) == first
    wider = give_leave(**{**said, "places": True}, by=owner_of(bergen))
    assert [*Leave.objects.standing()] == [wider]
    with pytest.raises(NotAllowed):
        take_leave_back(leave=wider, by=editor, at=now)
    for _time in range(2):
        take_leave_back(leave=wider, by=owner_of(bergen), at=now)
    assert not Leave.objects.standing().exists()
    assert Event.objects.filter(verb="leave.taken_back").count() == 1


def test_a_partners_own_site_is_given_by_the_system_owner(now: datetime) -> None:
    own = make_site("martina")
    partner = make_partner(organization=own.organization)
    assert give_leave(partner=partner, site=own, content=True, places=True, by=chief(), at=now)


def test_ended_it_has_no_leave_and_begins_again_without_any(now: datetime) -> None:
    bergen = make_site("bergen")
    partner = make_partner(bergen)
    for _time in range(2):
        end_partner(partner=partner, by=chief(), at=now)
    assert partner_of(SPECIALIST) is None
    assert not Leave.objects.standing().exists()
    assert Event.objects.filter(verb="partner.ended").count() == 1
    with pytest.raises(NotReady):
        give_leave(partner=partner, site=bergen, content=True, places=True, by=owner_of(bergen), at=now)
    with pytest.raises(NotReady):
        give_leave(
            partner=make_partner(number="974760673"), site=bergen, content=False, places=False, by=owner_of(bergen), at=now
        )
    said = {"organization": partner.organization, "contact_name": "Ola", "contact_email": "ola@x.example"}
    with pytest.raises(NotReady) as refusal:  # the screen was opened before it was ended
        describe_partner(**said, partner=partner, by=chief(), at=now)
    assert refusal.value.codes == {"ended"}
    assert partner_of(SPECIALIST) is None
    describe_partner(**said, partner=partner, again=True, by=chief(), at=now)
    assert partner_of(SPECIALIST) == partner
    assert not Leave.objects.standing().exists()


# --- the partner's own keys for its requests ------------------------------------------------------------------------


def test_a_key_is_one_request(now: datetime) -> None:
    partner = make_partner()
    taken = keys.take(partner, "k1", "print-a", at=now)
    with pytest.raises(keys.Busy):
        keys.take(partner, "k1", "print-a", at=now)
    with pytest.raises(keys.Reused):
        keys.take(partner, "k1", "print-b", at=now)
    keys.let_go(taken)
    assert keys.take(partner, "k1", "print-b", at=now)
    assert keys.take(make_partner(number="974760673"), "k1", "print-c", at=now)


def test_what_a_killed_process_left_is_taken_over_once(now: datetime) -> None:
    partner = make_partner()
    left = keys.take(partner, "k1", "print-a", at=now)
    later = now + keys.LEFT_AFTER + timedelta(seconds=1)
    taken = keys.take(partner, "k1", "print-a", at=later)
    assert (taken.pk, taken.taken_at) == (left.pk, later)
    with pytest.raises(keys.Busy):
        keys.take(partner, "k1", "print-a", at=later)
    keys.let_go(left)
    assert RequestKey.objects.filter(pk=taken.pk).exists()
