"""The second step: set up, used once, lost and reset; whose role demands it, and from when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from fellesnett.access.actions.second_steps import (
    begin_set_up,
    check,
    confirm_set_up,
    remove,
    renew_recovery_codes,
    reset,
)
from fellesnett.access.gates import Refused
from fellesnett.access.models import Method, SignIn
from fellesnett.access.sealing import Unreadable, sealed, unsealed
from fellesnett.access.second_steps import authenticator_of, deadline, is_required_of, recovery_codes_left
from fellesnett.access.tests.factories import code_from, make_second_step
from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Organization, OrganizationKind, Role
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user

pytestmark = pytest.mark.django_db
WHY = "Mistet telefonen. Viste ansattkort på kontoret."


@pytest.fixture
def bergen() -> Organization:
    return make_organization("Helse Bergen HF")


@pytest.fixture
def nurse(bergen: Organization) -> User:
    return make_user("pleier@bergen.example", roles={bergen: Role.EDITOR}, password="kaffe med melk")


@pytest.fixture(autouse=True)
def no_waiting(settings: Any) -> None:
    """One wrong code makes nobody wait, except where a test says so."""
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0


def verbs() -> list[str]:
    return list(Event.objects.values_list("verb", flat=True))


def test_a_nurse_sets_up_her_app_and_gets_ten_codes(nurse: User, now: datetime) -> None:
    device = begin_set_up(user=nurse)
    assert begin_set_up(user=nurse) == device, "the page loaded again shows the same key"
    assert authenticator_of(nurse) is None, "nothing is on until a code has proven it"
    codes = confirm_set_up(user=nurse, code=f" {code_from(device)[:3]} {code_from(device)[3:]} ", at=now)
    assert len(set(codes)) == 10
    assert authenticator_of(nurse) is not None
    assert recovery_codes_left(nurse) == 10
    assert verbs() == ["second_step.set_up"]


def test_a_wrong_code_sets_up_nothing(nurse: User, now: datetime) -> None:
    device = begin_set_up(user=nurse)
    for wrong in ("000000" if code_from(device) != "000000" else "111111", "", "abc", code_from(device, steps=-9)):
        with pytest.raises(Refused, match="stemmer ikke"):
            confirm_set_up(user=nurse, code=wrong, at=now)
    assert authenticator_of(nurse) is None
    assert verbs() == []


def test_an_open_screen_cannot_put_another_app_in_its_place(nurse: User) -> None:
    make_second_step(nurse)
    with pytest.raises(Refused, match="allerede en app"):
        begin_set_up(user=nurse)


def test_a_code_counts_once(nurse: User, now: datetime) -> None:
    device, _codes = make_second_step(nurse)
    code = code_from(device)
    assert check(user=nurse, code=code, at=now) == Method.PASSWORD_AND_CODE
    assert check(user=nurse, code=code, at=now) == ""


def test_an_old_code_and_a_colleagues_code_are_worth_nothing(nurse: User, bergen: Organization, now: datetime) -> None:
    device, _codes = make_second_step(nurse)
    other, others_codes = make_second_step(make_user(roles={bergen: Role.EDITOR}))
    assert check(user=nurse, code=code_from(device, steps=-5), at=now) == ""
    if code_from(other) != code_from(device):
        assert check(user=nurse, code=code_from(other), at=now) == ""
    assert check(user=nurse, code=others_codes[0], at=now) == ""


def test_a_recovery_code_opens_once_however_it_is_typed(nurse: User, now: datetime) -> None:
    _device, codes = make_second_step(nurse)
    assert check(user=nurse, code=codes[0].upper().replace("-", " "), at=now) == Method.PASSWORD_AND_RECOVERY
    assert check(user=nurse, code=codes[0], at=now) == ""
    assert recovery_codes_left(nurse) == 9
    assert Event.objects.get(verb="recovery_code.used").payload == {"left": 9}


def test_new_recovery_codes_make_the_old_ones_worthless(nurse: User, now: datetime) -> None:
    _device, old = make_second_step(nurse)
    new = renew_recovery_codes(user=nurse, at=now)
    assert check(user=nurse, code=old[0], at=now) == ""
    assert check(user=nurse, code=new[0], at=now) == Method.PASSWORD_AND_RECOVERY


def test_guessing_is_slowed_down(nurse: User, now: datetime, settings: Any) -> None:
    settings.OTP_TOTP_THROTTLE_FACTOR = 60
    device, _codes = make_second_step(nurse)
    assert check(user=nurse, code="000000" if code_from(device) != "000000" else "111111", at=now) == ""
    assert check(user=nurse, code=code_from(device), at=now) == "", "the right code too, for a minute"


def test_a_copy_of_the_database_gives_no_codes(nurse: User) -> None:
    device, codes = make_second_step(nurse)
    with connection.cursor() as cursor:
        cursor.execute("select key from otp_totp_totpdevice")
        kept = cursor.fetchone()[0]
    assert device.bin_key.hex() not in kept
    with pytest.raises(ValueError):
        _plain = TOTPDevice.objects.get(pk=device.pk).bin_key
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert not stored & {code.replace("-", "") for code in codes}


def test_a_key_outlives_a_change_of_the_systems_secret_key(nurse: User, now: datetime, settings: Any) -> None:
    device, codes = make_second_step(nurse)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert check(user=nurse, code=code_from(device), at=now) == Method.PASSWORD_AND_CODE
    assert check(user=nurse, code=codes[0], at=now) == Method.PASSWORD_AND_RECOVERY
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        unsealed(device.key)
    assert unsealed(sealed(b"x" * 20)) == b"x" * 20


# --- who must ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "must"),
    [(Role.EDITOR, True), (Role.CLINICIAN, True), (Role.SITE_OWNER, True), (Role.CONTRIBUTOR, False), (Role.AUDITOR, False)],
)
def test_the_roles_that_publish_and_approve_must(bergen: Organization, role: str, must: bool) -> None:
    assert is_required_of(make_user(roles={bergen: role})) is must


def test_demonstration_people_may_and_need_not(bergen: Organization, now: datetime) -> None:
    shown = make_user(roles={bergen: Role.EDITOR}, is_demonstration=True)
    assert deadline(shown, at=now) is None
    make_second_step(shown)
    assert authenticator_of(shown) is not None


def test_the_days_are_counted_from_the_first_asking_and_never_anew(nurse: User, now: datetime) -> None:
    first = deadline(nurse, at=now)
    assert first == now + timedelta(days=14)
    assert deadline(nurse, at=now + timedelta(days=10)) == first
    make_second_step(nurse)
    assert deadline(nurse, at=now + timedelta(days=11)) is None
    SignIn.objects.create(user=nurse, method=Method.PASSWORD, started_at=now, seen_at=now)
    remove(user=nurse, at=now + timedelta(days=20))
    assert SignIn.objects.get().must_set_up_by == first, "taking it away and putting it back buys no time"


# --- lost -------------------------------------------------------------------------------------------------------------


def test_the_site_owner_resets_a_lost_telephone_and_it_is_written_down(nurse: User, bergen: Organization, now: datetime) -> None:
    owner = make_user(roles={bergen: Role.SITE_OWNER})
    device, codes = make_second_step(nurse)
    SignIn.objects.create(user=nurse, method=Method.PASSWORD_AND_CODE, started_at=now, seen_at=now)
    reset(user=nurse, reason=WHY, by=owner, at=now)
    assert authenticator_of(nurse) is None
    assert not SignIn.objects.filter(user=nurse).exists(), "whoever found the telephone is out"
    assert check(user=nurse, code=code_from(device), at=now) == ""
    assert check(user=nurse, code=codes[0], at=now) == ""
    event = Event.objects.get(verb="second_step.reset")
    assert (event.actor, event.subject, event.payload) == (owner, f"user:{nurse.pk}", {"reason": WHY})


def test_the_medical_editor_resets_anybodys_but_not_the_own(nurse: User, now: datetime) -> None:
    chief = make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})
    make_second_step(nurse)
    make_second_step(chief)
    reset(user=nurse, reason=WHY, by=chief, at=now)
    with pytest.raises(Refused, match="denne personen"):
        reset(user=chief, reason=WHY, by=chief, at=now)


@pytest.mark.parametrize("reason", ["", "mistet", "x" * 301])
def test_a_reset_needs_a_reason(nurse: User, bergen: Organization, now: datetime, reason: str) -> None:
    owner = make_user(roles={bergen: Role.SITE_OWNER})
    make_second_step(nurse)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        reset(user=nurse, reason=reason, by=owner, at=now)
    assert authenticator_of(nurse) is not None


def test_nobody_else_resets(nurse: User, bergen: Organization, now: datetime) -> None:
    make_second_step(nurse)
    elsewhere = make_organization("Helse Førde HF")
    for other in (
        make_user(roles={bergen: Role.EDITOR}),
        make_user(roles={bergen: Role.AUDITOR}),
        make_user(roles={elsewhere: Role.SITE_OWNER}),
        make_user(roles={make_national_office(): Role.NATIONAL_EDITOR}),
        make_user(is_superuser=True),
        nurse,
    ):
        with pytest.raises(Refused, match="denne personen"):
            reset(user=nurse, reason=WHY, by=other, at=now)


def test_a_site_owner_cannot_open_the_regions_door_by_a_reset(bergen: Organization, now: datetime) -> None:
    region = make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
    bergen.parent = region
    bergen.save()
    both = make_user(roles={bergen: Role.EDITOR, region: Role.REGIONAL_OWNER})
    make_second_step(both)
    with pytest.raises(Refused):
        reset(user=both, reason=WHY, by=make_user(roles={bergen: Role.SITE_OWNER}), at=now)
