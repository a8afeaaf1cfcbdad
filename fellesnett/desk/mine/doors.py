"""The doors to what is one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from fellesnett.desk.rules import Arguments, Door, any_member
from fellesnett.editorial.asked import item_asked_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def is_asked(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    """Those whom the case is asked of."""
    return item_asked_of(user, arguments.get("item", 0)).exists()


DOORS: tuple[Door, ...] = (
    Door("desk_mine:item", is_asked, "Fører den som er spurt, til der en sak besvares."),
    Door("desk_mine:kept", any_member, "Det en selv hadde skrevet da innloggingen var over. Ligger i egen økt."),
    Door("desk_mine:last_day", any_member, "Egen siste dag. Gjelder bare den som er logget inn."),
    Door("desk_mine:letters", any_member, "Hvor ofte en selv får e-post."),
)
