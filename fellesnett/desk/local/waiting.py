"""What waits for a person at the sites: one row for each thing to open, with all that is asked about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.adoption.models import Adoption, AdoptionQuerySet, Update, UpdateQuerySet
from fellesnett.adoption.permissions import APPROVERS
from fellesnett.desk.choosing import CLEAN, KINDS
from fellesnett.desk.local import address, words
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.querysets import OpenItemQuerySet
from fellesnett.editorial.things import PRESSING, things
from fellesnett.editorial.wording import said_again
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.permissions import roles_by_organization

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

PARTICIPATION = {OpenItemKind.ORDER: "order", OpenItemKind.HEARING: "hearing", OpenItemKind.SUGGESTION: "proposal"}
ABOUT_A_PAGE = frozenset({OpenItemKind.PROPOSAL, OpenItemKind.REVIEW_DUE, OpenItemKind.DEAD_LINK, OpenItemKind.RETIRED_CODE})
"""What is asked of a page of the site's own, and answered in its editor."""
_FIELDS = (
    "pk",
    "kind",
    "title",
    "reason",
    "wording",
    "role",
    "owner_id",
    "site_id",
    "organization_id",
    "subject",
    "detail",
    "urgent",
    "asks",
    "deadline",
    "opened_at",
)


@dataclass
class Row:
    """One thing to open. `item` is the most pressing question about it, `others` the kinds of the further ones; `update`
    is set on a clean update; `in_part`: the page lies in the part of a site that this person edits. The words are made when
    they are asked for: a screen shows few of many rows."""

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
    change_class: str = ""
    address: str = ""
    language: str = ""
    unit: str = ""
    of_my_unit: bool = False
    in_part: bool = False
    about: tuple[str, str] | None = None
    changed: list[Any] = field(default_factory=list)
    note: str = ""

    @property
    def kind(self) -> str:
        return str(self.item["kind"])

    @property
    def where(self) -> str:
        return self.site.slug

    @property
    def listed_as(self) -> str:
        return CLEAN if self.is_clean else self.kind

    @property
    def is_mine(self) -> bool:
        return bool(self.item["owner_id"] == self.user)

    @property
    def title(self) -> str:
        return said_again(self.item["wording"], "title", str(self.item["title"]))

    @property
    def reason(self) -> str:
        return said_again(self.item["wording"], "reason", str(self.item["reason"]))

    @property
    def detail(self) -> dict[str, Any]:
        return dict(self.item["detail"])

    @property
    def subject(self) -> str:
        return str(self.item["subject"])

    @property
    def age(self) -> int:
        """Whole days it has waited."""
        return int((self.at - self.item["opened_at"]).days)

    @property
    def asks(self) -> bool:
        """Is anything to be done here? If not, the row tells, and has no deadline."""
        return bool(self.item["asks"])

    @property
    def due(self) -> str:
        return words.due(self.deadline, self.at) if self.asks else _("Til orientering")

    @property
    def also(self) -> list[str]:
        return [str(KINDS[kind]).lower() for kind in self.others]

    @property
    def if_you_wait(self) -> str:
        if self.kind == OpenItemKind.UPDATE and not self.detail.get("update"):
            return str(words.NOT_SHOWN_YET)
        if not self.asks:
            return str(words.IF_YOU_ARE_TOLD.get(OpenItemKind(self.kind), words.JUST_NEWS))
        return str(words.IF_YOU_WAIT[OpenItemKind(self.kind)])

    @property
    def why_me(self) -> str:
        """Why this is in this person's inbox."""
        if self.is_mine:
            return _("Saken er gitt til deg ved navn.")
        if self.in_part:
            return _("Siden ligger i din del av %(site)s.") % {"site": self.site.name}
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
        return str(KINDS.get(self.listed_as, self.kind))

    @property
    def act(self) -> str:
        if self.kind == OpenItemKind.LANGUAGE_BEHIND:
            return _("Se teksten")
        if self.kind == OpenItemKind.FEEDBACK:
            return _("Les og lukk")
        if self.kind == OpenItemKind.ACCESS:
            return _("Svar")
        if self.kind == OpenItemKind.DELIVERY:
            return _("Sammenlign og svar")
        if self.kind == OpenItemKind.PROPOSAL:
            return _("Les og publiser")
        if self.kind == OpenItemKind.REVIEW_DUE:
            return _("Les og svar")
        if self.kind == OpenItemKind.DEAD_LINK:
            return _("Rett lenken")
        if self.kind in PARTICIPATION:
            if self.detail.get("adopt"):
                return _("Ta teksten i bruk")
            asks = self.kind == OpenItemKind.HEARING and self.asks
            return _("Les og svar") if asks else _("Se hva det ble av det")
        return _("Se og godkjenn") if self.kind == OpenItemKind.UPDATE else _("Ta stilling")


def updates_at(user: User, site: Site | None) -> UpdateQuerySet:
    """The updates of one site, or of all this person's sites."""
    return Update.objects.for_site(site) if site else Update.objects.for_user(user)


def adoptions_at(user: User, site: Site | None) -> AdoptionQuerySet:
    """The answers of one site, or of all this person's sites."""
    return Adoption.objects.for_site(site) if site else Adoption.objects.for_user(user)


def rows_for(user: User, mine: Sequence[Site], at: datetime, *, site: Site | None = None, everyone: bool = False) -> list[Row]:
    """What waits for this person, most urgent first; with `everyone` also what is asked of others at the same sites, but not
    what colleagues say to each other.

    `mine` are this person's sites. Six queries, however many items.
    """
    sites = {row.pk: row for row in ([site] if site else mine)}
    asked = OpenItem.objects.all() if everyone else _asked(user)
    between_others = Q(kind=OpenItemKind.COMMENT) & ~Q(owner=user)
    asked = asked.filter(site__in=list(sites)).exclude(between_others)
    items = list(asked.open().most_urgent_first().values(*_FIELDS))
    updates = updates_at(user, site).open().only("clean", "change_class").in_bulk()
    held = roles_by_organization(user)
    rows = [_row(group, sites, held, updates, user, at) for group in _grouped(items)]
    return sorted(rows, key=lambda row: (not row.urgent, not row.asks, row.deadline))


def _asked(user: User) -> OpenItemQuerySet:
    """What this person is asked; and safety, which everybody at the site who could do something must see."""
    return OpenItem.objects.for_user(user) | OpenItem.objects.filter(kind=OpenItemKind.SAFETY)


def _grouped(items: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Items about the same update, and what was raised from one of them, belong to one row."""
    about = things((item["pk"], item["detail"]) for item in items)
    groups: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for item in items:
        groups.setdefault(about[item["pk"]], []).append(item)
    yield from groups.values()


def _row(
    group: list[dict[str, Any]],
    sites: Mapping[int, Site],
    held: Mapping[int, frozenset[str]],
    updates: Mapping[int, Update],
    user: User,
    at: datetime,
) -> Row:
    first = min(group, key=lambda item: (not item["asks"], PRESSING.index(item["kind"])))
    deadline = min(item["deadline"] for item in group if item["asks"] == first["asks"])
    site = sites[first["site_id"]]
    roles = held.get(site.organization_id, frozenset())
    update = updates.get(first["detail"].get("update", 0))
    is_clean = first["kind"] == OpenItemKind.UPDATE and update is not None and update.goes_in_a_batch
    kinds = (item["kind"] for item in group if item["kind"] not in (first["kind"], OpenItemKind.UPDATE))
    return Row(
        item=first,
        site=site,
        deadline=deadline,
        near=first["asks"] and words.is_near(deadline, at),
        urgent=any(item["urgent"] for item in group),
        others=tuple(dict.fromkeys(kinds)),
        roles=roles,
        user=user.pk,
        at=at,
        update=update.pk if update and is_clean and not roles.isdisjoint(APPROVERS) else None,
        change_class=update.change_class if update else "",
        language=first["detail"].get("language", ""),
    )


def row_of(item: OpenItem, site: Site, user: User, at: datetime) -> Row:
    """One question about a page in the part of the site that this person edits."""
    row = _row([_facts(item)], {site.pk: site}, {}, {}, user, at)
    row.in_part = True
    return row


def _facts(item: OpenItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _FIELDS}


def tell_answers(rows: Sequence[Row], user: User, mine: AdoptionQuerySet) -> frozenset[str]:
    """Give each row the answer it is about and the unit that answers for it, and say whether this person answers for a text
    of that unit there. Returns the person's units. One query."""
    asked = {_adoption(row) for row in rows} - {0}
    found = mine.filter(Q(pk__in=asked) | Q(clinical_owner=user) | Q(deputy=user))
    facts = list(found.values_list("pk", "site__slug", "topic__key", "unit", "clinical_owner_id", "deputy_id"))
    own = {(slug, unit) for _pk, slug, _key, unit, *people in facts if unit and user.pk in people}
    about = {pk: (slug, key, unit) for pk, slug, key, unit, *_people in facts}
    for row in rows:
        slug, key, row.unit = about.get(_adoption(row), ("", "", str(row.detail.get("unit", ""))))
        row.about, row.of_my_unit = (slug, key), (slug, row.unit) in own
    return frozenset(unit for _slug, unit in own)


def address_of(user: User, site: Site, item: OpenItem, at: datetime) -> str:
    """Where one case of a site is answered."""
    row = _row([_facts(item)], {site.pk: site}, {}, {}, user, at)
    address_rows([row], Adoption.objects.for_site(site))
    return row.address


def address_rows(rows: Sequence[Row], mine: AdoptionQuerySet) -> None:
    """Give each row the address where it is answered, looking in these adoptions. Two queries for a screen of rows; one
    where the rows know which answer they are about (`tell_answers`)."""
    texts = {row.detail["text"] for row in rows if row.detail.get("text")}
    adoptions = {int(row.subject.split(":")[1]) for row in rows if row.subject.startswith("adoption:")}
    found = mine.filter(pk__in=adoptions)
    unknown = any(row.about is None for row in rows)
    keys = {pk: (site, key) for pk, site, key in found.values_list("pk", "site__slug", "topic__key")} if unknown else {}
    languages = dict(found.filter(texts__in=texts).values_list("texts__pk", "texts__language"))
    for row in rows:
        site, key = row.about or keys.get(_adoption(row), ("", ""))
        row.address = _address(row, site, key, languages.get(int(row.detail.get("text") or 0), ""))


def _adoption(row: Row) -> int:
    kind, _colon, key = row.subject.partition(":")
    return int(key) if kind == "adoption" else 0


def _address(row: Row, site: str, key: str, language: str) -> str:
    if row.kind == OpenItemKind.FEEDBACK:
        return address.feedback(row.site.slug, row.detail.get("path", ""))  # what is raised to the region names no page
    if row.kind in ABOUT_A_PAGE and row.detail.get("page"):
        return reverse(f"wagtailsnippets_pages_{row.detail['model']}:edit", args=[row.detail["page"]])
    if row.kind == OpenItemKind.ORDER and row.detail.get("adopt"):
        return reverse("desk_local:topic", args=[row.site.slug, row.detail["adopt"]])
    if row.kind in PARTICIPATION:
        noun = PARTICIPATION[OpenItemKind(row.kind)]
        if row.detail.get(noun):
            return reverse(f"desk_orders:{noun}", args=[row.site.slug, row.detail[noun]])
        return reverse("desk_orders:overview", args=[row.site.slug])  # what is raised to the region names no row
    if row.kind == OpenItemKind.DEAD_LINK and row.detail.get("place"):
        return reverse("desk_local:place", args=[row.site.slug, row.detail["place"]])
    if row.kind == OpenItemKind.DEAD_LINK and row.detail.get("shared"):
        return reverse("desk_local:text", args=[row.site.slug, row.detail["shared"], row.detail["written_in"]])
    if row.kind == OpenItemKind.DEAD_LINK and row.detail.get("written_in"):
        return reverse("desk_local:text", args=[site, key, row.detail["written_in"]])
    if row.kind == OpenItemKind.DELIVERY:
        if row.detail.get("submission"):
            return reverse("desk_local:delivery", args=[row.site.slug, row.detail["submission"]])
        return reverse("desk_local:deliveries", args=[row.site.slug])  # what is raised to the region names no row
    if row.kind == OpenItemKind.ACCESS:
        return reverse("desk_local:people", args=[row.site.slug])
    if row.kind == OpenItemKind.WITHDRAWN and "successor" in row.detail:  # a topic, not one text parked: it is answered anew
        return reverse("desk_local:topic", args=[site, key])
    if row.kind == OpenItemKind.HAND_OVER and row.detail.get("person"):
        return reverse("desk_local:hand_over", args=[row.site.slug, row.detail["person"]])
    if row.detail.get("update"):
        return reverse("desk_local:update", args=[row.site.slug, row.detail["update"]])
    if not key:
        return reverse("desk_local:texts", args=[row.site.slug])
    return reverse("desk_local:text", args=[site, key, language]) if language else reverse("desk_local:topic", args=[site, key])
