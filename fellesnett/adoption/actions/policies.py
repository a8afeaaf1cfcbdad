"""What a site lets happen by itself (semantics.md section 5)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.adoption.models import SitePolicy
from fellesnett.adoption.permissions import role_for
from fellesnett.editorial import log, subjects
from fellesnett.organizations.models import Role, Site

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def set_policy(
    *, site: Site, consent_editorial: bool, take_clean_after_30_days: bool = False, by: User, at: datetime
) -> SitePolicy:
    """Give or take back a site's standing consent. Only the site's owner may. Counts for what comes after."""
    role = role_for(by, site.organization, (Role.SITE_OWNER,))
    given = {"consent_editorial": consent_editorial, "take_clean_after_30_days": take_clean_after_30_days}
    policy, _made = SitePolicy.objects.update_or_create(site=site, defaults={**given, "given_by": by, "given_at": at})
    log.append([log.Entry("site.policy_set", subjects.site(site.slug), dict(given), site.organization, role=role)], by=by, at=at)
    return policy
