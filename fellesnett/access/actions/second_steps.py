"""Setting up, using, renewing and taking away a second step. Each act is logged in its own transaction."""

from __future__ import annotations

import os
import re
from base64 import b32encode
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from fellesnett.access.actions.sign_ins import end_all
from fellesnett.access.gates import Reason, Refused
from fellesnett.access.models import Authenticator, Method, SignIn
from fellesnett.access.permissions import may_reset
from fellesnett.access.sealing import fingerprints
from fellesnett.access.second_steps import deadline
from fellesnett.editorial import log

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

RECOVERY_CODES = 10
LONGEST_REASON = 300
TRIED_FOR = timedelta(hours=1)


@transaction.atomic
def begin_set_up(*, user: User) -> Authenticator:
    """The device that is being set up: the same one until a code proves it, so that a page loaded again shows the same key.

    Raises Refused when the person has one already: whoever finds an open screen cannot put an app of their own in its place.
    """
    if Authenticator.objects.filter(user=user, confirmed=True).exists():
        words = _("Du har allerede en app. Fjern den først, med en kode fra den eller en gjenopprettingskode.")
        raise Refused(Reason("has_second_step", words))
    found: Authenticator | None = Authenticator.objects.filter(user=user, confirmed=False).first()
    return found or Authenticator.make(user, os.urandom(20))


@transaction.atomic
def confirm_set_up(*, user: User, code: str, at: datetime) -> list[str]:
    """Prove the app by a code from it. Returns the recovery codes, shown this once. Raises Refused when the code does not fit."""
    device = Authenticator.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None:
        raise Refused(Reason("not_begun", _("Oppsettet er ikke startet. Last siden på nytt.")))
    if not device.verify_token(digits_of(code)):
        raise Refused(wrong_code())
    Authenticator.objects.filter(pk=device.pk).update(confirmed=True)
    SignIn.objects.filter(user=user).update(must_set_up_by=None)
    codes = _make_recovery_codes(user)
    log.append([log.Entry("second_step.set_up", f"user:{user.pk}")], by=user, at=at)
    return codes


def wrong_code() -> Reason:
    """What is said when a code does not fit."""
    words = _("Koden stemmer ikke. Skriv de seks sifrene som appen viser nå.")
    return Reason("wrong_code", words, _("Kontroller at klokken på telefonen går riktig."))


@transaction.atomic
def check(*, user: User, code: str, at: datetime) -> str:
    """How the second step was passed: a `Method`, or empty when the code is wrong or comes too soon after a wrong one.

    A code counts once. A recovery code is used up, and that is logged.
    """
    device = Authenticator.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return ""
    digits = digits_of(code)
    if len(digits) == device.digits:
        return Method.PASSWORD_AND_CODE if device.verify_token(digits) else ""
    codes = StaticDevice.objects.select_for_update().filter(user=user).first()
    if codes is None or not _uses_up(codes, code):
        return ""
    log.append([log.Entry("recovery_code.used", f"user:{user.pk}", {"left": codes.token_set.count()})], by=user, at=at)
    return Method.PASSWORD_AND_RECOVERY


@transaction.atomic
def renew_recovery_codes(*, user: User, at: datetime) -> list[str]:
    """New recovery codes; the old ones are worth nothing. Returns them, shown this once. Ask for a code (`check`) first."""
    codes = _make_recovery_codes(user)
    log.append([log.Entry("recovery_codes.renewed", f"user:{user.pk}")], by=user, at=at)
    return codes


@transaction.atomic
def remove(*, user: User, at: datetime) -> None:
    """The person takes away the own second step. Ask for a code (`check`) before calling.

    Where the role demands one, the days of grace count from when the person was first told, and may be over.
    """
    _forget(user)
    SignIn.objects.filter(user=user).update(must_set_up_by=deadline(user, at=at))
    log.append([log.Entry("second_step.removed", f"user:{user.pk}")], by=user, at=at)


@transaction.atomic
def forget_what_was_tried(*, user: User, at: datetime) -> None:
    """A demonstration person is shared: what one visitor has set up is forgotten after an hour, so that the next comes in."""
    if user.is_demonstration and Authenticator.objects.filter(user=user, created_at__lt=at - TRIED_FOR).exists():
        _forget(user)
        log.append([log.Entry("second_step.removed", f"user:{user.pk}", {"why": "demonstration"})], by=None, at=at)


@transaction.atomic
def reset(*, user: User, reason: str, by: User, at: datetime) -> None:
    """Take away somebody's lost second step, so that they log in with the password and set up a new one.

    Ends the person's open sign-ins. Raises Refused without the right or a reason.
    """
    said = " ".join(reason.split())
    if not may_reset(by, user):
        words = _("Du kan ikke nullstille to-trinns innlogging for denne personen.")
        raise Refused(
            Reason("no_authority", words, _("Nettansvarlig der personen har sin rolle, eller nasjonal redaksjon, kan."))
        )
    if not 10 <= len(said) <= LONGEST_REASON:
        words = _("Skriv hvorfor, og hvordan du vet at det er rett person: mellom 10 og 300 tegn.")
        raise Refused(Reason("reason", words))
    _forget(user)
    end_all(user=user)
    log.append([log.Entry("second_step.reset", f"user:{user.pk}", {"reason": said})], by=by, at=at)


def _forget(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _make_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="koder")
    codes = [b32encode(os.urandom(10)).decode().lower() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=fingerprints(code)[0]) for code in codes)
    return [f"{code[:4]}-{code[4:8]}-{code[8:12]}-{code[12:]}" for code in codes]


def _uses_up(device: StaticDevice, code: str) -> bool:
    """The library deletes what it finds; a code kept under an older SECRET_KEY is looked for first."""
    prints = fingerprints(re.sub(r"[^a-z2-7]", "", code.lower()))
    kept = device.token_set.filter(token__in=prints).values_list("token", flat=True).first()
    return bool(device.verify_token(kept or prints[0]))


def digits_of(code: str) -> str:
    """A code as it is written on paper, without spaces; what is no number stays as it is."""
    return re.sub(r"[\s-]", "", code) if re.fullmatch(r"[\d\s-]*", code) else code
