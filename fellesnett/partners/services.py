"""A service as a document: that a site offers what a topic is about, and where it is done.

Nobody writes a service down. It is the site's own use of a topic (`Adoption`), as the open interface reads it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from fellesnett.adoption.models import Adoption, Showing
from fellesnett.national.models import Edition, Topic
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import Place, Site
from fellesnett.organizations.queries import HOSPITAL_KINDS
from fellesnett.partners import places
from fellesnett.partners.gates import Fault, Invalid
from fellesnett.partners.models import Noun
from fellesnett.partners.records import Fields, too_much
from fellesnett.partners.schema import ServiceDocument

NOUN = Noun.SERVICE
NAME = "topic"


def id_of(service: Adoption) -> str:
    """What partners call a service: the permanent short address of the topic there."""
    return service.short_code


def find(name: str) -> Adoption | None:
    """The service that partners call so, where the site offers it."""
    return _whole(Adoption.objects.adopted().services().filter(short_code=name)).first()


def services_at(sites: Iterable[int], *, site: str = "", topic: str = "", after: int = 0) -> models.QuerySet[Adoption]:
    """What these sites offer, in the order it was taken into use."""
    found = Adoption.objects.adopted().services().filter(site__in=list(sites), pk__gt=after)
    named = {"site__slug": site, "topic__key": topic}
    return _whole(found.filter(**{name: value for name, value in named.items() if value})).order_by("pk")


def _whole(found: models.QuerySet[Adoption]) -> models.QuerySet[Adoption]:
    where = models.Prefetch("places", Place.objects.select_related("organization"))
    return found.select_related("site__organization", "topic").prefetch_related(where)


def site_of(service: Adoption) -> Site:
    return service.site


def name_of(service: Adoption) -> str:
    """The key of the topic."""
    return service.topic.key


def known(site: Site, topic: str) -> Adoption | None:
    """The service on this topic that the site offers already."""
    return _whole(Adoption.objects.adopted().services().filter(site=site, topic__key=topic)).first()


def title_of(service: Adoption | None, wanted: ServiceDocument) -> str:
    topic = service.topic if service else Topic.objects.filter(key=wanted.topic).first()
    return topic.title if topic else wanted.topic


def fields_of(service: Adoption) -> Fields:
    """Where it is done, by the names of the document."""
    return {"places": [{"id": name} for name in sorted(places.id_of(place) for place in service.places.all())]}


def document_of(site: Site, topic: str, fields: Fields) -> ServiceDocument:
    return ServiceDocument.model_validate({"site": site.slug, "topic": topic, **fields})


def changes_between(now: Fields | None, wanted: ServiceDocument, *, at: datetime) -> Fields:
    """What the document says otherwise than `now` (None: of a new service). Raises Invalid with every fault."""
    site = Site.objects.select_related("organization").get(slug=wanted.site)
    said = {"places": [{"id": name} for name in sorted({place.id for place in wanted.places})]}
    if excess := list(too_much("places", said["places"])):
        raise Invalid(*excess)
    faults = [*_place_faults(site, now, wanted), *(_new_faults(site, wanted.topic) if now is None else ())]
    if faults:
        raise Invalid(*faults)
    return said if said != now else {}


def _place_faults(site: Site, now: Fields | None, wanted: ServiceDocument) -> Iterator[Fault]:
    """What is named must be what the partner may read: a place that the site answers for. What stands may be another's."""
    known = {places.id_of(place) for _site, place in places.places_at([site])}
    known |= {one["id"] for one in now["places"]} if now else set()
    for number, place in enumerate(wanted.places):
        if place.id not in known:
            words = _("Nettstedet har ikke noe sted som heter %(name)s. Lever stedet først.")
            yield Fault(f"places.{number}.id", words % {"name": place.id})


def _new_faults(site: Site, key: str) -> Iterator[Fault]:
    topic = Topic.objects.filter(key=key).exclude(kind=TopicKind.SUPPORT_ARTICLE).first()
    if site.is_front_door or site.organization.kind not in HOSPITAL_KINDS:
        yield Fault("site", _("Dette nettstedet tilbyr ikke behandling selv. Tjenester leveres til dem som gjør det."))
    if topic is None:
        yield Fault("topic", _("Det finnes ikke noe slikt tema om en behandling, en undersøkelse eller en sykdom."))
    elif topic.withdrawn_at:
        yield Fault("topic", _("Temaet er trukket tilbake. Ta etterfølgeren i bruk i stedet."))
    elif not languages_of(site, key):
        yield Fault("topic", _("Temaet har ingen gjeldende utgave på språkene til nettstedet ennå."))


def languages_of(site: Site, topic: str) -> list[str]:
    """The languages that the site would have the topic in."""
    live = set(Edition.objects.live().filter(topic__key=topic).values_list("language", flat=True))
    return [language for language in site.languages if language in live]


def going(service: Adoption, kept: Iterable[Place] | None) -> Iterator[tuple[str, Place | None]]:
    """The pages that are shown now and would not be, where it is done at these places only, or is offered no more (None)."""
    shown = Showing.objects.filter(text__adoption=service, live_to=None).select_related("text", "place__organization")
    stays = None if kept is None else {None, *(place.pk for place in kept)}
    for showing in shown.order_by("text__language", "place"):
        if stays is None or showing.place_id not in stays:
            yield showing.text.language, showing.place


def places_named(site: Site, names: Iterable[str]) -> list[Place]:
    """Of the places that partners call so, those of the site's organization and all below it."""
    below = Place.objects.filter(organization__path__startswith=site.organization.path).select_related("organization")
    wanted = set(names)
    found = below.filter(slug__in={name.rpartition(".")[2] for name in wanted}).order_by("pk")
    return [place for place in found if places.id_of(place) in wanted]
