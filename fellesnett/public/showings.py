"""What the public pages ask of the rooms below: always of one site, never of a draft."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from itertools import chain

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fellesnett.adoption.models import Adoption, Answer, LocalOperation, Showing
from fellesnett.adoption.models import Snapshot as SnapshotRow
from fellesnett.adoption.recipes import Library
from fellesnett.composition.composing import Snapshot, compose
from fellesnett.national.models import Edition, EditionState, Synonym, Topic
from fellesnett.national.reading import value_of
from fellesnett.organizations.models import Place, Site
from fellesnett.public import hosts
from fellesnett.public.topic_pages import OperationKinds

SHOWN = (Answer.ADOPTED, Answer.OWN_PAGE)
KEPT_PAGES = 1000
_HEAVY = ("sections", "lineage", "changes", "note_editors")


@dataclass(frozen=True, slots=True)
class Composed:
    """A snapshot recomposed, and what kind each of its operations is."""

    snapshot: Snapshot
    kinds: OperationKinds


_composed: OrderedDict[str, Composed] = OrderedDict()


def composed(row: SnapshotRow) -> Composed:
    """The page of a stored snapshot. Two queries the first time; kept, since a hash never changes its meaning."""
    if row.hash in _composed:
        return _composed[row.hash]
    library = Library()
    library.fetch([row.recipe])
    kinds = {(operation.layer, operation.key): operation.op for operation in library.operations.values()}
    page = Composed(library.page(row.recipe), kinds)
    _composed[row.hash] = page
    if len(_composed) > KEPT_PAGES:
        _composed.popitem(last=False)
    return page


def national(edition: Edition) -> Snapshot:
    """The national text alone, as no hospital has added to it."""
    return compose(value_of(edition))


# --- one topic ------------------------------------------------------------------------------------------------------


def topic_of(key: str) -> Topic | None:
    return Topic.objects.filter(key=key).select_related("successor").first()


def adoption_of(site: Site, key: str) -> Adoption | None:
    """The site's answer for a topic, with what its page tells about itself."""
    found = Adoption.objects.for_site(site).filter(topic__key=key)
    return found.select_related("topic__successor", "variant", "clinical_owner").first()


def adoption_of_code(code: str) -> Adoption | None:
    return Adoption.objects.filter(short_code__iexact=code).select_related("topic", "site").first()


def showings_of(adoption: Adoption) -> list[Showing]:
    """All that patients see of this topic at this site now: every language; the hospital's own pages, then its places'."""
    if adoption.answer not in SHOWN:
        return []
    return list(_with_page(Showing.objects.live().filter(text__adoption=adoption)))


def history_of(site: Site, snapshot_hash: str) -> list[Showing]:
    """When this site showed exactly this page, first time first."""
    found = Showing.objects.for_site(site).filter(snapshot__hash=snapshot_hash)
    return list(_with_page(found).select_related("text__adoption__topic", "text__adoption__variant").order_by("live_from", "pk"))


def _with_page(showings: QuerySet[Showing]) -> QuerySet[Showing]:
    heavy = [f"snapshot__edition__{name}" for name in _HEAVY]
    hospital_first = F("place_id").asc(nulls_first=True)
    return showings.select_related("text", "place", "snapshot__edition", "approval").defer(*heavy).order_by(hospital_first, "pk")


def places_of(adoption: Adoption, showings: list[Showing]) -> list[Place]:
    """Where the site offers this: the places it named, and those with a page of their own."""
    own = {showing.place for showing in showings if showing.place}
    return sorted({*adoption.places.all(), *own}, key=lambda place: (place.name_in("nb"), place.pk))


def sites_showing(topic: Topic, language: str | None = None) -> list[Site]:
    """The hospitals whose patients can read about this topic now."""
    live = Showing.objects.live().filter(text__adoption__site=OuterRef("pk"), text__adoption__topic=topic, place__isnull=True)
    live = live.filter(text__adoption__answer__in=SHOWN)
    if language:
        live = live.filter(text__language=language)
    return list(Site.objects.filter(Exists(live), is_front_door=False).order_by("name"))


def live_editions(topic: Topic) -> dict[str, Edition]:
    """The national text as it stands, by language."""
    live = Edition.objects.filter(topic=topic, state=EditionState.LIVE).select_related("topic")
    return {edition.language: edition for edition in live}


# --- lists ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of an A to Å list: a topic by its title, or a synonym that points to it."""

    term: str
    key: str
    see: str = ""


def _live_at(site: Site) -> QuerySet[Showing]:
    return Showing.objects.live().for_site(site).filter(place__isnull=True, text__adoption__answer__in=SHOWN)


def titles_at(site: Site, kind: str, language: str) -> dict[str, str]:
    """Topic key -> title as this site shows it, in one language."""
    live = _live_at(site).filter(text__adoption__topic__kind=kind, text__language=language)
    rows = live.values_list("text__adoption__topic__key", "snapshot__edition__title", "snapshot__recipe")
    found = {key: title for key, title, _recipe in rows}
    return found | _own_titles({key: set(recipe["operations"]) for key, _title, recipe in rows if recipe["operations"]})


def _own_titles(operations: dict[str, set[int]]) -> dict[str, str]:
    """The titles that sites gave topics themselves, from the operations in their live recipes."""
    if not operations:
        return {}
    topic = {pk: key for key, pks in operations.items() for pk in pks}
    retitled = LocalOperation.objects.filter(op="retitle", pk__in=set(chain.from_iterable(operations.values())))
    return {topic[pk]: title for pk, title in retitled.order_by("pk").values_list("pk", "title")}


def national_titles(kind: str, language: str) -> dict[str, str]:
    live = Edition.objects.filter(topic__kind=kind, language=language, state=EditionState.LIVE)
    return dict(live.order_by().values_list("topic__key", "title"))


def with_synonyms(titles: dict[str, str], language: str) -> list[Listed]:
    """The titles, and each other word for one of them that is not itself a title."""
    known = {title.casefold() for title in titles.values()}
    words = Synonym.objects.filter(topic__key__in=titles.keys(), language=language).values_list("term", "topic__key")
    synonyms = [Listed(term, key, titles[key]) for term, key in words if term.casefold() not in known]
    return [*(Listed(title, key) for key, title in titles.items()), *synonyms]


def counts_at(site: Site, language: str) -> dict[str, int]:
    """Kind -> how many topics this site shows; on the front door, how many the national base has."""
    if site.is_front_door:
        live = Edition.objects.filter(language=language, state=EditionState.LIVE)
        return Counter(live.order_by().values_list("topic__kind", flat=True))
    return Counter(_live_at(site).filter(text__language=language).values_list("text__adoption__topic__kind", flat=True))


def kinds_at(site: Site) -> frozenset[str]:
    """The kinds of topic this site has a page about in any language, as they are or were `SITE_MAP_SECONDS` ago: every
    page's menu asks."""
    kept = hosts.directory().kinds
    if site.slug not in kept:
        kept[site.slug] = _kinds_now(site)
    return kept[site.slug]


def _kinds_now(site: Site) -> frozenset[str]:
    if site.is_front_door:
        live = Edition.objects.filter(state=EditionState.LIVE)
        return frozenset(live.order_by().values_list("topic__kind", flat=True).distinct())
    return frozenset(_live_at(site).order_by().values_list("text__adoption__topic__kind", flat=True).distinct())


def languages_of_list(site: Site, kind: str) -> set[str]:
    """The languages in which a list has at least one topic."""
    if site.is_front_door:
        live = Edition.objects.filter(topic__kind=kind, state=EditionState.LIVE)
        return set(live.order_by().values_list("language", flat=True).distinct())
    found = _live_at(site).filter(text__adoption__topic__kind=kind)
    return set(found.order_by().values_list("text__language", flat=True).distinct())


def places_at(site: Site) -> list[Place]:
    """Where the organization behind a site meets its patients, and the organizations right below it."""
    owners = Q(organization_id=site.organization_id) | Q(organization__parent_id=site.organization_id)
    return sorted(Place.objects.filter(owners), key=lambda place: place.name_in("nb"))
