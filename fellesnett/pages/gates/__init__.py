"""Why not: what stands in the way of an act on a page, in words, with what to do next. Every door asks here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fellesnett.organizations.models import SiteState
from fellesnett.pages.gaps import gaps_in
from fellesnett.pages.permissions import may_page

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.pages.models import Picture, SitePage, SiteProfile


@dataclass(frozen=True)
class Reason:
    """One thing in the way: a code for programs, words for people, and the field where it is, if one."""

    code: str
    text: str
    field: str = ""


class NotReady(Exception):
    """Something stands in the way; `reasons` say what and what to do."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(" ".join(reason.text for reason in reasons))
        self.reasons = reasons


def blockers_to(action: str, page: SitePage | SiteProfile, *, by: User) -> tuple[Reason, ...]:
    """Why `by` cannot do this with the page as it stands; empty when nothing is in the way."""
    if reasons := no_right(page, action, by=by):
        return reasons
    return (*facts_missing(page), *unfilled(page)) if action == "publish" else ()


def no_right(page: SitePage | SiteProfile | Picture, action: str, *, by: User) -> tuple[Reason, ...]:
    """Why `by` has no say here, whatever stands on the page."""
    if may_page(by, action, page):
        return ()
    if page.site.state == SiteState.CLOSED:
        return (Reason("closed", _("Nettstedet er lagt ned. Sidene kan ses, men ikke endres.")),)
    text = _("Du kan ikke gjøre dette ved %(site)s. Be en redaktør der, eller nettansvarlig.")
    return (Reason("no_role", text % {"site": page.site.name}),)


def not_shown(page: SitePage) -> tuple[Reason, ...]:
    """Nobody says of a page that no reader sees that it still holds."""
    return () if page.live else (Reason("not_shown", _("Siden er ikke publisert. Publiser den når den er klar.")),)


def unfilled(page: SitePage | SiteProfile) -> tuple[Reason, ...]:
    """The facts that the text still waits for, by field: nobody should read `[Fyll inn: ...]`."""
    text = _("Fyll inn før du publiserer: %(what)s.")
    return tuple(Reason("unfilled", text % {"what": "; ".join(gaps)}, field) for field, gaps in gaps_in(page).items())


def is_taken(page: SitePage) -> bool:
    """Does another page stand where this is to stand?"""
    try:
        page.validate_constraints(exclude={"latest_revision", "live_revision"})
    except ValidationError:
        return True
    return False


def facts_missing(page: SitePage | SiteProfile) -> tuple[Reason, ...]:
    """What is wrong or missing on the page itself, by field."""
    try:
        page.full_clean(exclude=["latest_revision", "live_revision"])
    except ValidationError as problem:
        found = problem.message_dict.items()
        return tuple(Reason("facts", message, field) for field, messages in found for message in messages)
    return ()
