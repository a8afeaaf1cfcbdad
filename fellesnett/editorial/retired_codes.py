"""A release takes force and tags are retired: what the rooms share that ask their owners which code shall stand instead.

A question is known by what is tagged, by its subject, and the release: one question for each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_noop

from fellesnett.codes.models import Release
from fellesnett.codes.retiring import CodingT, RetiredTag
from fellesnett.editorial import log
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import Said, worded

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization, Site

ANSWER_WITHIN = timedelta(days=30)
KEPT, CHANGED = gettext_noop("koden beholdes"), gettext_noop("koden er byttet")
GONE = gettext_noop("gjelder ikke lenger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """What has codes, and whom a question about them is asked."""

    subject: str
    title: str
    reason: Said
    detail: Mapping[str, Any]
    organization: Organization
    role: str
    owner: User | None = None
    site: Site | None = None


def ask(
    tags: Sequence[RetiredTag[CodingT]], *, noun: str, release: Release, bearer: Callable[[CodingT], Bearer], at: datetime
) -> list[OpenItem]:
    """Ask about these tags, which are all that the release lacks among things of one noun (the first word of their subjects).
    What somebody chose to keep is not asked again for this release, and what is no longer so is closed. Returns the questions
    opened now.

    A step inside the verb that finds what is retired.
    """
    wanted = list(_questions(tags, release, bearer, at))
    about = OpenItem.objects.filter(kind=OpenItemKind.RETIRED_CODE, subject__startswith=f"{noun}:")
    standing = set(about.open().filter(detail__system=release.system.key).values_list("key", flat=True))
    keys = {item.key for item in wanted}
    answered = set(about.filter(Q(closed_at__isnull=True) | Q(resolution=KEPT), key__in=keys).values_list("key", flat=True))
    close_items(keys=sorted(standing - keys), by=None, at=at, resolution=GONE)
    opened = open_items_bulk(item for item in wanted if item.key not in answered)
    verb = f"{noun}.codes_retired"
    log.append(
        [log.Entry(verb, item.subject, {"codes": item.detail["codes"]}, _at_a_site(item)) for item in opened], by=None, at=at
    )
    return opened


def _questions(
    tags: Iterable[RetiredTag[CodingT]], release: Release, bearer: Callable[[CodingT], Bearer], at: datetime
) -> Iterator[OpenItem]:
    """One for each thing, in the order that the things come in."""
    codes: dict[str, list[str]] = {}
    found: dict[str, Bearer] = {}
    for tag in tags:
        one = bearer(tag.coding)
        found[one.subject] = one
        codes.setdefault(one.subject, []).append(tag.coding.code)
    for subject, one in found.items():
        yield _question(one, codes[subject], release, at)


def _question(one: Bearer, codes: list[str], release: Release, at: datetime) -> OpenItem:
    said = {"title": one.title, "system": release.system.name, "codes": ", ".join(codes)}
    return OpenItem(
        kind=OpenItemKind.RETIRED_CODE,
        key=f"retired:{one.subject}:{release.pk}",
        subject=one.subject,
        title=worded("{title}: {system} {codes} er utgått", **said),
        reason=one.reason,
        detail={**one.detail, "system": release.system.key, "codes": codes},
        organization=one.organization,
        site=one.site,
        role=one.role,
        owner=one.owner,
        opened_at=at,
        deadline=at + ANSWER_WITHIN,
    )


def asked(subject: str) -> set[str]:
    """The systems, by their keys, that a question about this thing stands open for."""
    return {system for _key, system in _open(subject)}


def close(subject: str, systems: Collection[str], *, by: User | None, at: datetime, resolution: str) -> None:
    """The questions about this thing's codes of these systems are answered, whichever release they were asked for. A step."""
    keys = [key for key, system in _open(subject) if system in systems]
    close_items(keys=keys, by=by, at=at, resolution=resolution)


def close_answered(subject: str, left: Callable[[], Iterable[RetiredTag[Any]]], *, by: User | None, at: datetime) -> None:
    """The questions about those systems of which no code is retired any more are answered. `left` finds the tags that are, and
    is called only where something is asked. A step."""
    if systems := asked(subject):
        still = {tag.release.system.key for tag in left()}
        close(subject, systems - still, by=by, at=at, resolution=CHANGED)


def _open(subject: str) -> list[tuple[str, str]]:
    items = OpenItem.objects.open().filter(kind=OpenItemKind.RETIRED_CODE, subject=subject, detail__has_key="system")
    return [(item.key, item.detail["system"]) for item in items.only("key", "detail")]


def _at_a_site(item: OpenItem) -> Any:
    return item.organization if item.site_id else None
