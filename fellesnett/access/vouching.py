"""Whom a provider may vouch for: people of its own organization, nobody by a likeness of addresses alone. Never writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from fellesnett.access.gates import Reason, Refused
from fellesnett.access.models import Identity, Provider
from fellesnett.accounts.models import User
from fellesnett.organizations.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterator


def demand_vouched_address(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The address, in lower case, that the provider may vouch for. Raises Refused, with what the token lacks."""
    if not provider.enabled:
        words = _("Innloggingen fra %(provider)s er slått av.") % {"provider": provider.name}
        raise Refused(Reason("disabled", words, _ask(provider)))
    for name, wanted in provider.claims.items():
        if not _says(claims.get(name), wanted):
            words = _("%(provider)s kjenner deg, men sier ikke at du hører til %(organization)s.")
            said = words % {"provider": provider.name, "organization": provider.organization}
            raise Refused(Reason("claim", said, _ask(provider)))
    address = str(claims.get("email") or "").strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        words = _("%(provider)s sendte ingen e-postadresse.") % {"provider": provider.name}
        raise Refused(Reason("no_email", words, _ask(provider)))
    if address.rpartition("@")[2] not in provider.email_domains:
        words = _("%(provider)s kan ikke gå god for adressen din: domenet hører ikke til %(organization)s.")
        said = words % {"provider": provider.name, "organization": provider.organization}
        raise Refused(Reason("foreign_domain", said, _ask(provider)))
    verified = claims.get("email_verified")
    if verified is not True and not (verified is None and provider.email_assured):
        words = _("%(provider)s sier ikke at e-postadressen din er bekreftet.") % {"provider": provider.name}
        raise Refused(Reason("unverified_email", words, _ask(provider)))
    return address


def known_person(provider: Provider, subject: str, address: str) -> User | None:
    """Whom the subject is: the person linked before, or one with the same address who may be linked now; None for a new one.

    Raises Refused when somebody has the address and the provider cannot vouch for that account.
    """
    identity = Identity.objects.filter(provider=provider, subject=subject).select_related("user").first()
    user = identity.user if identity else User.objects.filter(email=address).first()
    if user is None:
        return None
    reasons = list(_about_account(user)) or ([] if identity else list(_about_linking(provider, user)))
    if reasons:
        raise Refused(*reasons)
    return user


def _about_account(user: User) -> Iterator[Reason]:
    if not user.is_active or (user.is_demonstration and not settings.ALLOW_DEMONSTRATION_LOGINS):
        yield Reason("inactive", _("Kontoen din er slått av."), _("Spør nettansvarlig ved sykehuset ditt."))


def _about_linking(provider: Provider, user: User) -> Iterator[Reason]:
    """An account is linked by its address the first time only where all its roles are the provider's own organization's."""
    outside = Membership.objects.filter(user=user).exclude(organization__path__startswith=provider.organization.path)
    if user.is_superuser or outside.exists():
        words = _("Kontoen din har roller utenfor %(organization)s, og kan ikke åpnes med innloggingen derfra.")
        said = words % {"organization": provider.organization}
        yield Reason("roles_elsewhere", said, _("Logg inn med e-post og passord."))
    elif Identity.objects.filter(provider=provider, user=user).exists():
        words = _("Adressen din hører til en konto som allerede er knyttet til en annen bruker hos %(provider)s.")
        said = words % {"provider": provider.name}
        yield Reason("linked_to_another", said, _("Har du fått adressen etter en annen? Spør nettansvarlig ved sykehuset ditt."))
    elif user.identities.exclude(provider=provider).exists():
        words = _("Kontoen din er knyttet til innloggingen fra en annen virksomhet.")
        yield Reason("linked_elsewhere", words, _("Logg inn derfra."))


def _says(value: Any, wanted: str) -> bool:
    """A claim holds a value when it is it, or is a list with it."""
    return (
        str(wanted) in [str(one) for one in value] if isinstance(value, list) else value is not None and str(value) == str(wanted)
    )


def _ask(provider: Provider) -> str:
    return _("Spør IT-avdelingen eller nettansvarlig ved %(organization)s.") % {"organization": provider.organization}
