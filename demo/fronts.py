"""The words on the demonstration's front pages, written by each site's editor over what the kind of site begins with."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import yaml

from demo.hospitals import editor_of
from demo.reading import FOLDER
from fellesnett.organizations.models import Site
from fellesnett.pages.actions import publish
from fellesnett.pages.kinds import kind_of
from fellesnett.pages.models import FrontPage


@cache
def rows() -> list[dict[str, Any]]:
    """The rows of `fronts.yaml`: site, language (else the site's own), lead, body, and tasks where they are the site's own."""
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / "fronts.yaml").read_text(encoding="utf-8"))
    return found


def write_fronts(*, at: datetime) -> None:
    """Write on every front page that still says what its kind of site begins with. One that somebody changed stays as it is."""
    for row in rows():
        site = Site.objects.select_related("organization").get(slug=row["site"])
        language = row.get("language", site.language)
        kind = kind_of(site.organization)
        page = FrontPage.objects.for_site(site).in_language(language).first()
        if page is not None and kind is not None and page.lead == kind.lead_in(language):
            _write(page, row)
            publish(page, by=editor_of(site), at=at)


def _write(page: FrontPage, row: dict[str, Any]) -> None:
    page.lead = row["lead"]
    if "body" in row:
        page.body = [{"type": "text", "value": row["body"]}]  # type: ignore[assignment]  # a stream takes rows
    if "tasks" in row:
        page.tasks = [{"type": "task", "value": {"note": "", **task}} for task in row["tasks"]]  # type: ignore[assignment]
