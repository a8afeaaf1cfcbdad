"""What hospitals offer, as they have stated it: the topics they show texts about, who does it, where, and how long one waits.

No hospital writes a service down. One is read from what it has said already: that it has taken a topic into use (`Adoption`),
where (its places, and places with a text of their own), which departments say they do it, and waiting times from a source that
is set up here. The same as the front door's page lists under a topic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from fellesnett.adoption.models import Adoption
from fellesnett.codes.models import CodeSystem
from fellesnett.delivery.models import Item
from fellesnett.delivery.queries import beginning, one_of, organizations_called
from fellesnett.editorial import subjects
from fellesnett.national.models import Edition
from fellesnett.national.queries import topics_with_code
from fellesnett.organizations.models import OrganizationKind, Place, Site
from fellesnett.pages.models import Department, WaitingTime

PRIVATE = frozenset({OrganizationKind.PRIVATE_NONPROFIT, OrganizationKind.CONTRACT_SPECIALIST, OrganizationKind.PRIVATE})
PREFIX = subjects.adoption(0)[:-1]


@dataclass(frozen=True, slots=True)
class Offer:
    """A topic at a hospital, with all that is said of it."""

    adoption: Adoption
    texts: tuple[Item, ...]  # of the hospital itself, by language: never none
    places: tuple[Place, ...]
    departments: tuple[Department, ...]
    waiting: tuple[WaitingTime, ...]


def offers_of(keys: Iterable[int], on: date) -> Iterator[Offer]:
    """Of these adoptions, those that are services: shown to patients, at a site that is open, of somebody who treats them.

    A number of queries that does not grow with the number of adoptions.
    """
    wanted = Adoption.objects.services().filter(pk__in=list(keys), site__in=Site.objects.open())
    texts, places = _texts_of(wanted)
    if not texts:
        return
    departments, waiting = _departments_of(wanted), _waiting_of(wanted, on)
    for adoption in _whole(wanted):
        if shown := texts.get((adoption.site_id, adoption.topic_id)):
            doing = departments.get(adoption.pk, [])
            at = {*adoption.places.all(), *places[adoption.site_id, adoption.topic_id]}
            at |= {place for department in doing for place in department.places.all()}
            yield Offer(
                adoption,
                tuple(sorted(shown, key=lambda item: (item.language != adoption.site.language, item.language))),
                tuple(sorted(at, key=lambda place: (place.name_in("nb"), place.pk))),
                tuple(sorted(doing, key=lambda department: (department.title, department.pk))),
                tuple(waiting.get((adoption.site_id, adoption.topic_id), ())),
            )


def _whole(wanted: QuerySet[Adoption]) -> QuerySet[Adoption]:
    found = wanted.select_related("site__organization", "topic").order_by("pk")
    return found.prefetch_related("places", "topic__codings__system", "site__organization__identifiers")


_Pair = tuple[int, int]  # the keys of a site and a topic


def _texts_of(wanted: QuerySet[Adoption]) -> tuple[dict[_Pair, list[Item]], dict[_Pair, list[Place]]]:
    """Each hospital's own texts, and the places that have one of their own."""
    told = Item.objects.texts().shown().filter(one_of(wanted.values_list("topic", "site")))
    texts, places = defaultdict(list), defaultdict(list)
    for item in told.select_related("place").defer("packed"):
        key = (item.site_id or 0, item.topic_id or 0)
        if item.place is None:
            texts[key].append(item)
        else:
            places[key].append(item.place)
    return texts, places


def _departments_of(wanted: QuerySet[Adoption]) -> dict[int, list[Department]]:
    """The departments that say they do it: each once, in the site's own language where it has a page in it."""
    links = Department.services.through.objects.filter(adoption__in=wanted, department__live=True)
    pairs = list(links.values_list("adoption_id", "department_id"))
    pages = Department.objects.filter(pk__in={page for _key, page in pairs}).select_related("site").prefetch_related("places")
    by_key = {page.pk: page for page in pages}
    found: dict[int, dict[UUID, Department]] = defaultdict(dict)
    for key, pk in sorted(pairs, key=lambda pair: _foreign(by_key[pair[1]])):
        found[key].setdefault(by_key[pk].work, by_key[pk])
    return {key: list(works.values()) for key, works in found.items()}


def _foreign(page: Department) -> tuple[bool, str, int]:
    return page.language != page.site.language, page.language, page.pk


def _waiting_of(wanted: QuerySet[Adoption], on: date) -> dict[_Pair, list[WaitingTime]]:
    pair = wanted.filter(site=OuterRef("site"), topic=OuterRef("topic"))
    found = defaultdict(list)
    for row in WaitingTime.objects.shown(on).filter(Exists(pair)).select_related("place").order_by("kind", "place", "source"):
        found[row.site_id, row.topic_id].append(row)
    return found


# --- which services something is about ------------------------------------------------------------------------------


def at_place(place: Place) -> set[int]:
    """The keys of the adoptions that are offered at a place."""
    named = set(Adoption.objects.filter(_at_place(place.pk)).values_list("pk", flat=True))
    return named | {key for (key,) in Adoption.objects.filter(_with_text_at(place.pk)).values_list("pk")}


def _at_place(place: int) -> Q:
    by_department = Department.services.through.objects.filter(department__live=True, department__places=place)
    return Q(places=place) | Q(pk__in=by_department.values("adoption"))


def _with_text_at(place: int) -> Exists:
    own = Item.objects.texts().shown().filter(place=place, site=OuterRef("site"), topic=OuterRef("topic"))
    return Exists(own)


def of_department(page: Department) -> set[int]:
    """The keys of the adoptions it does now, and of those it was told to do."""
    told = Item.objects.shown().filter(type="service", site=page.site_id, document__contains=page.work.urn)
    return set(page.services.values_list("pk", flat=True)) | keys_of(told)


def with_waiting(site: Site) -> set[int]:
    """The keys of the adoptions whose services tell of waiting times at a site."""
    return keys_of(telling_of_waiting().filter(site=site))


def telling_of_waiting() -> QuerySet[Item]:
    """The services that tell of waiting times, without what they say."""
    return Item.objects.shown().filter(type="service", document__contains='"waiting":[{').only("subject")


def keys_of(services: QuerySet[Item]) -> set[int]:
    """The keys of the adoptions behind services."""
    return {key_of(item) for item in services.only("subject")}


def key_of(service: Item) -> int:
    return int(service.subject.removeprefix(PREFIX))


# --- what others ask ------------------------------------------------------------------------------------------------


def services_of(
    *,
    site: str = "",
    owner: str = "",
    topic: str = "",
    kind: str = "",
    name: str = "",
    codes: Iterable[tuple[CodeSystem, str]] = (),
    place: int | None = None,
    private: bool | None = None,
    modified_since: datetime | None = None,
) -> QuerySet[Item]:
    """The services that can be read and answer to all of this, by their last change.

    `owner` is an organization's key or its number in Enhetsregisteret, `place` the key of a place, `name` how the topic is called
    nationally, from its beginning. Each of `codes` is a code system and a code in it: the services on topics that are tagged with
    it or with one above it.
    """
    services = Item.objects.shown().filter(type="service").exclude(document="").order_by("seq")
    services = services.filter(modified__gte=modified_since) if modified_since else services
    wanted = {"site__slug": site, "topic__key": topic, "topic__kind": kind}
    conditions = [Q(**{name: value}) for name, value in wanted.items() if value]
    conditions += [Q(topic__in=topics_with_code(system.key, code)) for system, code in codes]
    if owner:
        conditions.append(Q(site__organization__in=organizations_called(owner)))
    if name:
        conditions.append(Q(topic__in=Edition.objects.live().filter(beginning(name, "title")).values("topic")))
    if place is not None:
        conditions.append(_at_place(place) | Q(_with_text_at(place)))
    if private is not None:
        of_privates = Q(site__organization__kind__in=PRIVATE)
        conditions.append(of_privates if private else ~of_privates)
    if not conditions:
        return services
    subject = Concat(Value(PREFIX), Cast("pk", CharField()), output_field=CharField())
    behind = Adoption.objects.filter(*conditions).annotate(about=subject).values("about")
    return services.filter(subject__in=behind)


def key_of_place(id: UUID) -> int:
    """The key of the place that is told of by this id; 0, which none has, where there is none."""
    subject = Item.objects.shown().filter(pk=id, type="place").values_list("subject", flat=True).first()
    return int(subject.partition(":")[2]) if subject else 0


def texts_about(service: Item) -> QuerySet[Item]:
    """The texts that patients read about a service: every language, the hospital's and those of its places."""
    behind = Adoption.objects.filter(pk=key_of(service))
    pair = behind.filter(site=OuterRef("site"), topic=OuterRef("topic"))
    return Item.objects.texts().shown().filter(Exists(pair)).exclude(document="").order_by("seq")
