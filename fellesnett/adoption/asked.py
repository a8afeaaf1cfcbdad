"""Who is asked about a safety change beside the clinician: those who could do something about it, as the inbox shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fellesnett.adoption.permissions import OWNERS
from fellesnett.editorial.models import OpenItemKind
from fellesnett.organizations.permissions import organizations_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.editorial.querysets import OpenItemQuerySet


def safety_at_own_sites(user: User, among: OpenItemQuerySet) -> frozenset[int]:
    """The keys of the safety changes among these items at the sites where this person edits: they may take the national text,
    and the days are few. One query."""
    mine = among.filter(kind=OpenItemKind.SAFETY, site__organization__in=organizations_of(user, *OWNERS))
    return frozenset(mine.values_list("pk", flat=True))
