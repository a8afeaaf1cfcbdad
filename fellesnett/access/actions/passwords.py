"""A forgotten password: a letter with a link that works once, for an hour. Nobody learns which addresses have an account.

The link is Django's own token, bound to the password that is forgotten and to the last log-in. A second step is asked for
afterwards as before: a mailbox alone opens nothing that has one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import gettext as _

from fellesnett.access import letters
from fellesnett.access.actions.sign_ins import end_all
from fellesnett.access.gates import Reason, Refused
from fellesnett.accounts.models import User
from fellesnett.accounts.people import at_address
from fellesnett.editorial import log
from fellesnett.editorial.models import Letter, LetterKind

AT_MOST, WITHIN = 3, timedelta(hours=1)


@transaction.atomic
def ask_for_new(*, email: str, at: datetime) -> None:
    """Write the letter, where this address has an account with a password; three an hour at most. Says nothing either way."""
    person = at_address(email)
    if person is None or not person.is_active or person.is_demonstration or not person.has_usable_password():
        return
    written = Letter.objects.filter(kind=LetterKind.PASSWORD, person=person, written_at__gt=at - WITHIN)
    if settings.MAIL_IS_ON and written.count() < AT_MOST:
        letters.write_password(person, at=at)
        log.append([log.Entry("password.asked_for", f"user:{person.pk}")], by=None, at=at)


def whose(uid: str, token: str) -> User | None:
    """Whose new password this link is for; None where it was used, is too old, or was never ours."""
    try:
        key = int(urlsafe_base64_decode(uid))
    except (ValueError, OverflowError):
        return None
    person = User.objects.filter(pk=key, is_active=True, is_demonstration=False).first()
    return person if person is not None and default_token_generator.check_token(person, token) else None


@transaction.atomic
def set_new(*, person: User, token: str, password: str, at: datetime) -> None:
    """Set the password the person chose. Every sign-in ends; the second step stays. Raises Refused for a link used before."""
    held = User.objects.select_for_update().get(pk=person.pk)
    if not default_token_generator.check_token(held, token):
        raise Refused(Reason("used", _("Lenken er brukt, eller den er for gammel. Be om et nytt brev.")))
    held.set_password(password)
    held.save(update_fields=["password"])
    end_all(user=held)
    log.append([log.Entry("password.set_anew", f"user:{held.pk}")], by=held, at=at)
