"""Connecting an organization's provider: said by the national medical editor, checked against the provider itself, logged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.access.gates import Reason, Refused
from fellesnett.access.models import Provider, SignIn
from fellesnett.access.oidc import is_safe_address
from fellesnett.access.permissions import may_connect_providers
from fellesnett.editorial import log

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

RECORD = ("name", "slug", "organization", "issuer", "client_id", "secret_name", "email_domains", "claims", "email_assured")
RESERVED = frozenset({"kode", "ut", "uten-rolle"})  # addresses of the log-in itself


@transaction.atomic
def describe_provider(*, provider: Provider | None = None, record: Mapping[str, Any], by: User, at: datetime) -> Provider:
    """Write down a provider, a new one or (its slug stays) the one given. A new one is off. Raises Refused."""
    _demand_right(by)
    wanted = {name: record[name] for name in RECORD if not (provider and name == "slug")}
    wanted["email_domains"] = sorted({str(domain).strip().lower().lstrip("@") for domain in record["email_domains"]})
    if reasons := tuple(_faults(wanted, provider)):
        raise Refused(*reasons)
    row = provider or Provider(enabled=False)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.described_by, row.described_at = by, at
    row.save()
    payload = {name: row.organization.key if name == "organization" else getattr(row, name) for name in RECORD}
    log.append([log.Entry("provider.described", f"provider:{row.slug}", payload, row.organization)], by=by, at=at)
    return row


@transaction.atomic
def switch_provider(*, provider: Provider, on: bool, by: User, at: datetime) -> Provider:
    """Turn a provider on or off. Off ends the sign-ins that it has opened. Raises Refused."""
    _demand_right(by)
    row = Provider.objects.select_for_update().select_related("organization").get(pk=provider.pk)
    if row.enabled == on:
        return row
    row.enabled = on
    row.save(update_fields=["enabled"])
    ended = 0 if on else SignIn.objects.filter(provider=row).delete()[0]
    verb = "provider.turned_on" if on else "provider.turned_off"
    log.append([log.Entry(verb, f"provider:{row.slug}", {"ended": ended}, row.organization)], by=by, at=at)
    return row


def _demand_right(by: User) -> None:
    if not may_connect_providers(by):
        words = _("Bare nasjonal medisinsk redaktør kan knytte til en innloggingsleverandør.")
        raise Refused(Reason("no_authority", words, _("Send opplysningene dit.")))


def _faults(record: Mapping[str, Any], provider: Provider | None) -> Iterator[Reason]:
    """Each reason's code is the field it is about."""
    slug = record.get("slug")
    if slug in RESERVED or (slug and Provider.objects.filter(slug=slug).exists()):
        yield Reason("slug", _("Kortnavnet er i bruk. Velg et annet."))
    if not is_safe_address(record["issuer"]):
        yield Reason("issuer", _("Utstederen må være en adresse som begynner med https://."))
    if not record["email_domains"]:
        yield Reason("email_domains", _("Skriv minst ett e-postdomene som hører til virksomheten."))
    for domain in record["email_domains"]:
        if "." not in domain or "@" in domain or " " in domain:
            yield Reason(
                "email_domains", _("«%(domain)s» er ikke et domene. Skriv for eksempel helse-bergen.no.") % {"domain": domain}
            )
    others = Provider.objects.exclude(pk=provider.pk) if provider else Provider.objects.all()
    for other in others:
        for domain in sorted(set(other.email_domains) & set(record["email_domains"])):
            words = _("Domenet %(domain)s hører allerede til %(provider)s.")
            yield Reason("email_domains", words % {"domain": domain, "provider": other.name})
