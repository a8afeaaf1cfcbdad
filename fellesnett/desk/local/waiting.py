"""What waits for a person at the sites: one row for each thing to open, with all that is asked about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.adoption.models import Adoption, AdoptionQuerySet, Update, UpdateQuerySet
from fellesnett.adoption.permissions import APPROVERS
from fellesnett.desk.local import words
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.querysets import OpenItemQuerySet
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.permissions import roles_by_organization

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

CLEAN = "clean"
URGENT = "urgent"
KINDS = {CLEAN: "Kan godkjennes rett fram", **{str(kind.value): str(kind.label).capitalize() for kind in OpenItemKind}}
_FIELDS = (
    "pk",
    "kind",
    "title",
    "reason",
    "role",
    "owner_id",
    "site_id",
    "organization_id",
    "subject",
    "detail",
    "urgent",
    "deadline",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show: one site, one kind, only what hastens. Empty: all."""

    site: str = ""
    kind: str = ""
    urgent: bool = False


@dataclass
class Row:
    """One thing to open. `item` is the most pressing question about it, `others` the kinds of the further ones; `update`
    is set on a clean update. The words are made when they are asked for: a screen shows few of many rows."""

    item: dict[str, Any]
    site: Site
    deadline: datetime
    near: bool
    urgent: bool
    others: tuple[str, ...]
    roles: frozenset[str]
    user: int
    at: datetime
    update: int | None = None
    address: str = ""
    language: str = ""
    changed: list[Any] = field(default_factory=list)
    note: str = ""

    @property
    def kind(self) -> str:
        return str(self.item["kind"])

    @property
    def title(self) -> str:
        return str(self.item["title"])

    @property
    def reason(self) -> str:
        return str(self.item["reason"])

    @property
    def detail(self) -> dict[str, Any]:
        return dict(self.item["detail"])

    @property
    def subject(self) -> str:
        return str(self.item["subject"])

    @property
    def due(self) -> str:
        return words.due(self.deadline, self.at)

    @property
    def also(self) -> list[str]:
        return [KINDS[kind].lower() for kind in self.others]

    @property
    def if_you_wait(self) -> str:
        if self.kind == OpenItemKind.UPDATE and not self.detail.get("update"):
            return str(words.NOT_SHOWN_YET)
        return str(words.IF_YOU_WAIT[OpenItemKind(self.kind)])

    @property
    def why_me(self) -> str:
        """Why this is in this person's inbox."""
        if self.item["owner_id"] == self.user:
            return _("Saken er gitt til deg ved navn.")
        asked = str(Role(self.item["role"]).label) if self.item["role"] in Role.values else ""
        if not asked:
            return _("Alle med en rolle ved %(site)s får denne.") % {"site": self.site.name}
        if self.item["role"] in self.roles:
            return _("Du er %(role)s ved %(site)s.") % {"role": asked, "site": self.site.name}
        return _("Saken hører til %(role)s ved %(site)s.") % {"role": asked, "site": self.site.name}

    @property
    def is_clean(self) -> bool:
        return self.update is not None

    @property
    def kind_in_words(self) -> str:
        return KINDS[CLEAN] if self.is_clean else KINDS.get(self.kind, self.kind)

    @property
    def act(self) -> str:
        if self.kind == OpenItemKind.LANGUAGE_BEHIND:
            return _("Se teksten")
        return _("Se og godkjenn") if self.kind == OpenItemKind.UPDATE else _("Ta stilling")


def updates_at(user: User, site: Site | None) -> UpdateQuerySet:
    """The updates of one site, or of all this person's sites."""
    return Update.objects.for_site(site) if site else Update.objects.for_user(user)


def adoptions_at(user: User, site: Site | None) -> AdoptionQuerySet:
    """The answers of one site, or of all this person's sites."""
    return Adoption.objects.for_site(site) if site else Adoption.objects.for_user(user)


def rows_for(user: User, mine: Sequence[Site], at: datetime, *, site: Site | None = None, everyone: bool = False) -> list[Row]:
    """What waits for this person, most urgent first; at one site, also what is asked of others there (`everyone`).

    `mine` are this person's sites. Six queries, however many items.
    """
    sites = {row.pk: row for row in ([site] if site else mine)}
    asked = OpenItem.objects.for_site(site) if everyone and site else _asked(user)
    asked = asked.filter(site__in=list(sites))
    items = list(asked.open().most_urgent_first().values(*_FIELDS))
    clean = set(updates_at(user, site).clean().values_list("pk", flat=True))
    held = roles_by_organization(user)
    rows = [_row(group, sites, held, clean, user, at) for group in _grouped(items)]
    return sorted(rows, key=lambda row: (not row.urgent, row.deadline))


def _asked(user: User) -> OpenItemQuerySet:
    """What this person is asked; and safety, which everybody at the site who could do something must see."""
    return OpenItem.objects.for_user(user) | OpenItem.objects.filter(kind=OpenItemKind.SAFETY)


def _grouped(items: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Items about the same update, and what was raised from one of them, belong to one row."""
    belongs = {item["pk"]: _thing(item) for item in items}
    groups: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for item in items:
        thing = belongs.get(item["detail"].get("escalated_from"), belongs[item["pk"]])
        groups.setdefault(thing, []).append(item)
    yield from groups.values()


def _thing(item: dict[str, Any]) -> tuple[str, int]:
    update = item["detail"].get("update")
    return ("update", update) if update else ("item", item["pk"])


def _row(
    group: list[dict[str, Any]],
    sites: Mapping[int, Site],
    held: Mapping[int, frozenset[str]],
    clean: set[int],
    user: User,
    at: datetime,
) -> Row:
    first = min(group, key=lambda item: words.PRESSING.index(item["kind"]))
    deadline = min(item["deadline"] for item in group)
    site = sites[first["site_id"]]
    roles = held.get(site.organization_id, frozenset())
    update = first["detail"].get("update")
    is_clean = first["kind"] == OpenItemKind.UPDATE and update in clean and not roles.isdisjoint(APPROVERS)
    kinds = (item["kind"] for item in group if item["kind"] not in (first["kind"], OpenItemKind.UPDATE))
    return Row(
        item=first,
        site=site,
        deadline=deadline,
        near=words.is_near(deadline, at),
        urgent=any(item["urgent"] for item in group),
        others=tuple(dict.fromkeys(kinds)),
        roles=roles,
        user=user.pk,
        at=at,
        update=update if is_clean else None,
        language=first["detail"].get("language", ""),
    )


def chosen(rows: Iterable[Row], choice: Choice) -> list[Row]:
    """The rows a filter lets through."""
    return [
        row
        for row in rows
        if (not choice.site or row.site.slug == choice.site)
        and (not choice.urgent or row.urgent or row.near)
        and (not choice.kind or (row.is_clean if choice.kind == CLEAN else row.kind == choice.kind and not row.is_clean))
    ]


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """How many there are of each kind, of what hastens, and of what can be approved at once."""
    found = Counter(CLEAN if row.is_clean else row.kind for row in rows)
    found[URGENT] = sum(row.urgent or row.near for row in rows)
    return dict(found)


def address_rows(rows: Sequence[Row], mine: AdoptionQuerySet) -> None:
    """Give each row the address where it is answered, looking in these adoptions. Two queries for a screen of rows."""
    texts = {row.detail["text"] for row in rows if row.detail.get("text")}
    adoptions = {int(row.subject.split(":")[1]) for row in rows if row.subject.startswith("adoption:")}
    found = mine.filter(pk__in=adoptions)
    keys = {pk: (site, key) for pk, site, key in found.values_list("pk", "site__slug", "topic__key")}
    languages = dict(found.filter(texts__in=texts).values_list("texts__pk", "texts__language"))
    for row in rows:
        site, key = keys.get(_adoption(row), ("", ""))
        row.address = _address(row, site, key, languages.get(int(row.detail.get("text") or 0), ""))


def _adoption(row: Row) -> int:
    kind, _colon, key = row.subject.partition(":")
    return int(key) if kind == "adoption" else 0


def _address(row: Row, site: str, key: str, language: str) -> str:
    if row.detail.get("update"):
        return reverse("desk_local:update", args=[row.site.slug, row.detail["update"]])
    if not key:
        return reverse("desk_local:texts", args=[row.site.slug])
    return reverse("desk_local:text", args=[site, key, language]) if language else reverse("desk_local:topic", args=[site, key])
