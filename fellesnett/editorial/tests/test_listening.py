"""Who was let in, by whom and when, stands in the record."""

from __future__ import annotations

from datetime import datetime

import pytest

from fellesnett.editorial.checks import chain_faults
from fellesnett.editorial.models import Event
from fellesnett.organizations import actions
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db


def test_a_role_that_is_given_and_taken_away_stands_in_the_record(now: datetime) -> None:
    bergen = make_organization("Helse Bergen HF")
    owner = make_user("eier@bergen.example", roles={bergen: Role.SITE_OWNER})
    nurse = make_user("pleier@bergen.example")
    actions.grant(user=nurse, organization=bergen, role=Role.EDITOR, by=owner, at=now)
    actions.revoke(user=nurse, organization=bergen, role=Role.EDITOR, by=owner, at=now)
    told = [(event.verb, event.payload["role"], event.actor, event.organization) for event in Event.objects.order_by("sequence")]
    assert told == [("membership.granted", "editor", owner, bergen), ("membership.revoked", "editor", owner, bergen)]
    assert list(chain_faults()) == []


def test_a_role_that_is_refused_leaves_no_trace(now: datetime) -> None:
    bergen, stavanger = make_organization("Helse Bergen HF"), make_organization("Helse Stavanger HF")
    owner = make_user("eier@bergen.example", roles={bergen: Role.SITE_OWNER})
    with pytest.raises(actions.NotAllowed):
        actions.grant(user=make_user(), organization=stavanger, role=Role.EDITOR, by=owner, at=now)
    assert Event.objects.count() == 0
