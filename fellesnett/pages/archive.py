"""All that a site has, as one document that can be kept when the site is gone (docs/site-export.md says its form)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Revision

from fellesnett.adoption.archive import adoptions_in_full
from fellesnett.adoption.models import Adoption, SitePolicy
from fellesnett.editorial import subjects
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import Membership, Place, Site
from fellesnett.pages.models import Alert, Logo, OldAddress, Picture, SitePage, page_models, profile_of

FORM = "fellesnett-site-export/1"
Values = dict[str, Any]


def write_archive(site: Site, file: Path, *, at: datetime) -> str:
    """Write the site's document, whole or not at all. Returns the SHA-256 of the file. Raises OSError."""
    content = json.dumps(archive_of(site, at=at), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    half = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with half.open("wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    return hashlib.sha256(content).hexdigest()


def archive_of(site: Site, *, at: datetime) -> Values:
    """The document: what the site is, its pages with their history, its alerts, places, answers, people and log."""
    pages = [_page(page) for model in page_models() for page in model._default_manager.filter(site=site).order_by("pk")]
    adoptions = list(adoptions_in_full(site))
    return {
        "form": FORM,
        "exported_at": at,
        "site": _fields(site) | {"organization": site.organization.key, "organization_name": site.organization.name},
        "identifiers": list(site.organization.identifiers.values("system", "value")),
        "counts": {"pages": len(pages), "adoptions": len(adoptions)},
        "profile": _profile(site),
        "policy": [_fields(row) for row in SitePolicy.objects.filter(site=site)],
        "members": _members(site),
        "pages": pages,
        "old_addresses": list(OldAddress.objects.for_site(site).values("language", "folder", "slug", "work")),
        "pictures": [_fields(row) for row in Picture.objects.filter(site=site).order_by("pk")],
        "logos": [_fields(row) for row in Logo.objects.filter(site=site).order_by("pk")],
        "alerts": [_alert(row) for row in Alert.objects.filter(site=site).order_by("pk")],
        "places": [_fields(row) for row in Place.objects.for_site(site).order_by("pk")],
        "adoptions": adoptions,
        "open_items": [_fields(row) for row in OpenItem.objects.filter(site=site).order_by("pk")],
        "log": [_event(row) for row in _events(site).order_by("sequence").iterator()],
    }


def _fields(row: Any) -> Values:
    """The row's own columns, by name; a key of another row is given as the number it has here."""
    return {field.attname: field.get_prep_value(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _page(page: SitePage) -> Values:
    revisions = Revision.objects.for_instance(page).select_related("user").order_by("created_at", "pk")
    return {
        "kind": page._meta.model_name,
        "number": page.pk,
        "address": page.address,
        "live": page.live,
        "fields": _fields(page),
        "revisions": [_revision(row, page) for row in revisions],
    }


def _revision(row: Revision, page: SitePage) -> Values:
    content = json.dumps(row.content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "number": row.pk,
        "at": row.created_at,
        "by": str(row.user or ""),
        "is_shown": row.pk == page.live_revision_id,
        "hash": f"sha256:{hashlib.sha256(content.encode()).hexdigest()}",
        "content": row.content,
    }


def _profile(site: Site) -> Values:
    profile = profile_of(site)
    if profile.pk is None:
        return {}
    menu, breaches = profile.menu.all(), profile.breaches.all()
    return _fields(profile) | {"menu": [_fields(row) for row in menu], "breaches": [_fields(row) for row in breaches]}


def _members(site: Site) -> list[Values]:
    rows = Membership.objects.filter(organization=site.organization).select_related("user").order_by("pk")
    return [{"name": str(row.user), "role": row.role} for row in rows]


def _alert(row: Alert) -> Values:
    changes = row.changes.select_related("by").order_by("at", "pk")
    return _fields(row) | {
        "texts": [_fields(text) for text in row.texts.order_by("language")],
        "services": [service.slug for service in row.services.all()],
        "changes": [_fields(change) | {"by": str(change.by or "")} for change in changes],
    }


def _events(site: Site) -> Any:
    """The site's part of the log: about itself, its answers, its pages and its alerts. Links of one chain, so with gaps."""
    about = {subjects.site(site.slug)}
    about |= {subjects.adoption(pk) for pk in Adoption.objects.for_site(site).values_list("pk", flat=True)}
    about |= {subjects.alert(pk) for pk in Alert.objects.filter(site=site).values_list("pk", flat=True)}
    about |= set(_page_subjects(site))
    organization = Event.objects.filter(organization=site.organization)
    kept = [event.pk for event in organization.only("pk", "subject") if event.subject in about]
    return Event.objects.filter(pk__in=kept)


def _page_subjects(site: Site) -> Iterator[str]:
    for model in page_models():
        for pk in model._default_manager.filter(site=site).values_list("pk", flat=True):
            yield subjects.page(str(model._meta.model_name), pk)


def _event(event: Event) -> Values:
    return _fields(event)
