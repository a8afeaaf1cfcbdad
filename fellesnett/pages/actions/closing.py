"""One verb lays a site down: everything is written to a file first, readers are led onward, and nothing that proves is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.models import Revision

from fellesnett.adoption.actions.retiring import retire
from fellesnett.adoption.models import Adoption
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import log, subjects
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Site, SiteState
from fellesnett.organizations.signals import site_closed
from fellesnett.pages.actions.alerting import end_alert
from fellesnett.pages.actions.publishing import take_down
from fellesnett.pages.archive import write_archive
from fellesnett.pages.gates import NotReady, Reason
from fellesnett.pages.gates.closing import Onward, blockers_to_close
from fellesnett.pages.models import Alert, SitePage, page_models

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def close_site(*, site: Site, onward: Onward, export: Path, by: User, at: datetime) -> Site:
    """Lay a site down: write all it has to `export`, answer 410 with the way onward from then on, take down what it shows,
    end its alerts, have those told who wait for its answer, and close what it was asked. What it showed keeps its addresses
    under /v/, and the log is untouched.

    First the file and the closing in one transaction, then each thing in its own: interrupted, it is run again with the same
    words and goes on. Raises NotReady, or OSError where the file cannot be written. Logged as `site.closed`.
    """
    closed = _close(site, onward, export, by, at)
    for alert in Alert.objects.filter(site=closed, ended_at__isnull=True, stops_at__gt=at):
        end_alert(alert=alert, by=by, at=at)
    for page in _shown(closed):
        take_down(page, by=by, at=at)
    for adoption in Adoption.objects.for_site(closed).order_by("pk"):
        retire(adoption=adoption, by=by, at=at)
    site_closed.send(sender=Site, site=closed, by=by, at=at)
    editorial.close_items_of(closed, by=by, at=at, resolution="Nettstedet er lagt ned")
    return closed


@transaction.atomic
def _close(site: Site, onward: Onward, export: Path, by: User, at: datetime) -> Site:
    stored = Site.objects.select_for_update(of=("self",)).select_related("organization").get(pk=site.pk)
    if reasons := blockers_to_close(stored, onward, by=by):
        raise NotReady(reasons)
    if stored.state == SiteState.CLOSED:
        _refuse_another_file(stored, export)
        return stored
    if export.exists():
        text = f"{export} finnes fra før. Velg en ny fil: den gamle skrives ikke over."
        raise NotReady((Reason("export", text, "export"),))
    digest = write_archive(stored, export, at=at)
    stored.state, stored.closed_at = SiteState.CLOSED, at
    stored.successor, stored.successor_url = onward.site, onward.url
    stored.save(update_fields=["state", "closed_at", "successor", "successor_url"])
    payload = {"successor": onward.site.slug if onward.site else onward.url, "export": f"sha256:{digest}"}
    log.append([log.Entry("site.closed", subjects.site(stored.slug), payload, stored.organization)], by=by, at=at)
    return stored


def _refuse_another_file(site: Site, export: Path) -> None:
    """The file of an interrupted closing is the one the log tells of. Raises NotReady."""
    said = Event.objects.filter(verb="site.closed", subject=subjects.site(site.slug)).latest("sequence").payload["export"]
    if not export.exists() or f"sha256:{hashlib.sha256(export.read_bytes()).hexdigest()}" != said:
        text = f"{export} er ikke filen som ble skrevet da nettstedet ble lagt ned ({said}). Pek på den."
        raise NotReady((Reason("export", text, "export"),))


def _shown(site: Site) -> Iterator[SitePage]:
    """The pages that readers see, or would see when their time came."""
    for model in page_models():
        rows: Any = model._default_manager.filter(site=site).select_related("site__organization")
        waiting = Revision.objects.filter(
            content_type__app_label="pages", content_type__model=model._meta.model_name, approved_go_live_at__isnull=False
        )
        due = {int(pk) for pk in waiting.values_list("object_id", flat=True)}
        yield from (page for page in rows if page.live or page.pk in due)
