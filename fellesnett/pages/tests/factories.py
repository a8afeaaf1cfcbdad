"""Pages of a site, live or as drafts, for the tests of this room and of the doors above it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fellesnett.accounts.models import User
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_user
from fellesnett.pages.actions import publish
from fellesnett.pages.models import NewsItem, SitePage

TEXT = [{"type": "text", "value": "<h2>Slik finner du fram</h2><p>Gå inn <b>hovedinngangen</b>.</p>"}]


def make_page(site: Site, model: type[SitePage] = NewsItem, *, live_at: datetime | None = None, **facts: Any) -> Any:
    """A page with the facts every page needs; `live_at` publishes it then, by an editor of the site."""
    facts = {
        "language": site.language,
        "slug": "ny-inngang",
        "title": "Ny inngang",
        "lead": "Fra mandag går du inn fra sørsiden.",
        "body": TEXT,
        "unit": "Kommunikasjonsavdelingen",
    } | facts
    page = model(site=site, live=False, **facts)
    page.save()
    if live_at:
        publish(page, by=editor_of(site), at=live_at)
    return page


def editor_of(site: Site) -> User:
    """A new person who edits this site."""
    return make_user(roles={site.organization: Role.EDITOR})
