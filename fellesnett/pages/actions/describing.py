"""What a site says of itself in every header and footer is changed by its owner or editor, and remembered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.pages.gates import NotReady, blockers_to
from fellesnett.pages.models import SiteProfile

if TYPE_CHECKING:
    from collections.abc import Callable

    from fellesnett.accounts.models import User


@transaction.atomic
def describe_site(profile: SiteProfile, *, save: Callable[[], object], by: User, at: datetime) -> SiteProfile:
    """Save a changed profile (with its menu and breaches, by `save`). Raises NotReady. Logged as `site.described`."""
    if reasons := blockers_to("describe", profile, by=by):
        raise NotReady(reasons)
    save()
    payload = {"menu": [entry.path for entry in profile.menu.all()]}
    log.append([log.Entry("site.described", subjects.site(profile.site.slug), payload, profile.site.organization)], by=by, at=at)
    return profile
