"""Second steps and providers for tests: the app in a person's hand, and a hospital's provider as it is written down."""

from __future__ import annotations

from datetime import UTC, datetime
from time import time
from typing import Any

from django_otp.oath import totp

from fellesnett.access.actions.second_steps import begin_set_up, confirm_set_up
from fellesnett.access.models import Authenticator, Provider
from fellesnett.accounts.models import User
from fellesnett.organizations.models import Organization, Role
from fellesnett.organizations.tests.factories import make_national_office, make_user

WRITTEN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def code_from(device: Authenticator, *, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return f"{totp(device.bin_key, t0=-30 * steps):06d}"


def seconds_left() -> float:
    """How long the code of now is shown."""
    return 30 - time() % 30


def make_second_step(user: User, *, at: datetime = WRITTEN) -> tuple[Authenticator, list[str]]:
    """An app that is proven by the code of the half minute before, so that today's is unused; and the recovery codes."""
    device = begin_set_up(user=user)
    codes = confirm_set_up(user=user, code=code_from(device, steps=-1), at=at)
    device.refresh_from_db()
    return device, codes


def make_provider(organization: Organization, slug: str = "helse-bergen", **fields: Any) -> Provider:
    """A provider that is on, as a medical editor would have written it down."""
    fields.setdefault("name", organization.name)
    fields.setdefault("issuer", "https://id.example")
    fields.setdefault("client_id", "fellesnett")
    fields.setdefault("email_domains", [f"{slug}.example"])
    fields.setdefault("enabled", True)
    by = fields.pop("described_by", None) or make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})
    return Provider.objects.create(organization=organization, slug=slug, described_by=by, described_at=WRITTEN, **fields)
