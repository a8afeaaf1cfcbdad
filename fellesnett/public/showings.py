"""What the public pages ask of the rooms below: always of one site, never of a draft."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.db.models import Exists, F, OuterRef, QuerySet

from fellesnett.adoption.models import Adoption, Answer, LocalOperation, Showing
from fellesnett.adoption.models import Snapshot as SnapshotRow
from fellesnett.adoption.recipes import Library
from fellesnett.composition.composing import Snapshot, compose
from fellesnett.national.models import Edition, EditionState, Synonym, Topic
from fellesnett.national.reading import value_of
from fellesnett.organizations.models import OrganizationKind, Place, Site
from fellesnett.public import homes, hosts
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
    return (
        showings.select_related("text", "place__part_of", "snapshot__edition", "approval")
        .defer(*heavy)
        .order_by(hospital_first, "pk")
    )


def places_of(adoption: Adoption, showings: list[Showing]) -> list[Place]:
    """Where the site offers this: the places it named, and those with a page of their own."""
    own = {showing.place for showing in showings if showing.place}
    return sorted({*adoption.places.select_related("part_of"), *own}, key=lambda place: (place.name_in("nb"), place.pk))


def sites_showing(topic: Topic, language: str | None = None) -> list[Site]:
    """The hospitals whose patients can read about this topic now."""
    live = Showing.objects.live().filter(text__adoption__site=OuterRef("pk"), text__adoption__topic=topic, place__isnull=True)
    live = live.filter(text__adoption__answer__in=SHOWN)
    if language:
        live = live.filter(text__language=language)
    return list(Site.objects.open().filter(Exists(live), is_front_door=False).select_related("organization").order_by("name"))


def places_offering(topic: Topic) -> dict[int, set[int]]:
    """Site key -> the keys of the places that have an address of their own for this topic, as `places_of` says."""
    found: dict[int, set[int]] = defaultdict(set)
    shown = Adoption.objects.filter(topic=topic, answer__in=SHOWN)
    named = shown.filter(places__isnull=False).values_list("site_id", "places")
    own = Showing.objects.live().filter(text__adoption__in=shown, place__isnull=False)
    for site, place in chain(named, own.values_list("text__adoption__site_id", "place_id")):
        found[site].add(place)
    return found


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
    return _titles(_live_at(site).filter(text__adoption__topic__kind=kind, text__language=language))


def titles_of(site: Site, keys: Iterable[str], language: str) -> dict[str, str]:
    """The same for the topics with these keys, of whatever kind."""
    return _titles(_live_at(site).filter(text__adoption__topic__key__in=list(keys), text__language=language))


def _titles(live: QuerySet[Showing]) -> dict[str, str]:
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


def sites_by_topic(kind: str) -> dict[str, set[int]]:
    """Topic key -> the keys of the sites that show it in any language."""
    live = Showing.objects.live().filter(place__isnull=True, text__adoption__answer__in=SHOWN, text__adoption__topic__kind=kind)
    found: dict[str, set[int]] = defaultdict(set)
    for key, site in live.order_by().values_list("text__adoption__topic__key", "text__adoption__site_id").distinct():
        found[key].add(site)
    return found


def declined_at(site: Site, kind: str) -> set[str]:
    """The keys of the topics that this site has answered that it does not offer."""
    found = Adoption.objects.for_site(site).filter(answer=Answer.NOT_OFFERED, topic__kind=kind)
    return set(found.values_list("topic__key", flat=True))


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
    """The kinds of topic this site has a page about in any language."""
    return frozenset(kind for kind, _language in kinds_and_languages_at(site))


def kinds_and_languages_at(site: Site) -> frozenset[tuple[str, str]]:
    """(kind of topic, language) of what this site has pages about, as they are or were `SITE_MAP_SECONDS` ago: every page's
    menu asks."""
    kept = hosts.directory().kinds
    if site.slug not in kept:
        kept[site.slug] = _kinds_now(site)
    return kept[site.slug]


def _kinds_now(site: Site) -> frozenset[tuple[str, str]]:
    if site.is_front_door:
        live = Edition.objects.filter(state=EditionState.LIVE)
        return frozenset(live.order_by().values_list("topic__kind", "language").distinct())
    return frozenset(_live_at(site).order_by().values_list("text__adoption__topic__kind", "text__language").distinct())


def languages_of_list(site: Site, kind: str) -> set[str]:
    """The languages in which a list has at least one topic."""
    if site.is_front_door:
        live = Edition.objects.filter(topic__kind=kind, state=EditionState.LIVE)
        return set(live.order_by().values_list("language", flat=True).distinct())
    found = _live_at(site).filter(text__adoption__topic__kind=kind)
    return set(found.order_by().values_list("text__language", flat=True).distinct())


def places_at(site: Site) -> list[Place]:
    """Where the organization behind a site meets its patients, and the organizations right below it; by name, without
    the buildings of each."""
    return sorted(Place.objects.for_site(site).whole(), key=lambda place: place.name_in("nb"))


def places_to_meet(site: Site) -> list[Place]:
    """Where people meet the body behind a site. Patients meet the hospitals of a region, never the region: its own offices."""
    region = site.organization.kind == OrganizationKind.REGIONAL_HEALTH_AUTHORITY
    return [place for place in places_at(site) if not region or place.organization_id == site.organization_id]


def place_at(site: Site, slug: str) -> Place | None:
    """A place of this site by its address; of several the one that answers there."""
    return homes.answering(site, Place.objects.for_site(site).whole().filter(slug=slug)).get(slug)


def buildings_of(place: Place) -> list[Place]:
    """The buildings of a place, by name, each knowing the place."""
    return sorted(place.buildings.select_related("part_of"), key=lambda building: building.name_in("nb"))
