"""What waits for those who edit a part of a site: questions about the pages that lie there. They have no inbox of the site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from fellesnett.adoption.models import Adoption
from fellesnett.desk.local import waiting
from fellesnett.desk.local.scope import person
from fellesnett.desk.local.waiting import Row
from fellesnett.editorial.models import OpenItem
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Site
from fellesnett.pages.asked import asked_in_part
from fellesnett.pages.permissions import roles_anywhere, roles_for

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def rows_for(user: User, at: datetime) -> list[Row]:
    """What is asked about pages in this person's parts of sites, most urgent first, but for what stands in the inbox already."""
    mine = OpenItem.objects.filter(pk__in=asked_in_part(user, OpenItem.objects.open())).select_related("site")
    in_the_inbox = OpenItem.objects.for_user(user).filter(site__in=Site.objects.for_user(user)).values("pk")
    rows = [waiting.row_of(item, item.site, user, at) for item in mine.exclude(pk__in=in_the_inbox).most_urgent_first()]
    waiting.address_rows(rows, Adoption.objects.none())
    return rows


class BranchPanel(Component):
    """The front page of one who edits a part of a site."""

    order = 60
    template_name = "desk/sitepages/waiting.html"

    def __init__(self, request: HttpRequest) -> None:
        user = person(request)
        self.is_shown = any(in_part and role in roles_for("change") for role, in_part in roles_anywhere(user))
        self.rows = rows_for(user, now()) if self.is_shown else []

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"rows": self.rows, "urgent": sum(row.urgent or row.near for row in self.rows)}
