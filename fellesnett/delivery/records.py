"""From an organization, a place or a page of a site's own to the document that others copy."""

from __future__ import annotations

import html as entities
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.utils import timezone

from fellesnett.codes.models import CodeSystem
from fellesnett.codes.queries import find_in_force
from fellesnett.composition import richtext
from fellesnett.delivery import schema
from fellesnett.delivery.addresses import href, origin_of
from fellesnett.delivery.documents import attribution_of, code_of, codes_of, name_of, owner_of
from fellesnett.delivery.models import Item
from fellesnett.delivery.offers import PRIVATE, Offer
from fellesnett.foundation import clock, languages
from fellesnett.organizations.identifiers import URIS
from fellesnett.organizations.models import Organization, OrganizationKind, Place, Site
from fellesnett.pages.coding import codes_in
from fellesnett.pages.models import Department, Event, NewsItem, SitePage, Study, WaitingTime
from fellesnett.pages.reading import Piece, pieces_of

LANGUAGE = languages.SOURCE
"""What a record is named in, where its words are given by language."""


@dataclass(frozen=True, slots=True)
class Known:
    """Where other records are, by what they are about."""

    items: dict[str, Item]

    def id_of(self, subject: str) -> str | None:
        found = self.items.get(subject)
        return name_of(found) if found else None


def organization(item: Item, row: Organization, known: Known) -> schema.Organization:
    """A body, with the numbers registers know it by and the sites that are open."""
    sites = sorted(row.sites.all(), key=lambda site: site.slug)
    numbers = sorted(row.identifiers.all(), key=lambda number: (number.system, number.value))
    websites = tuple(schema.Website(site=site.slug, name=site.name, url=f"{origin_of(site)}/") for site in sites if site.is_open)
    return schema.Organization(
        **_envelope(item, row.name, row, web=websites[0].url if websites else ""),
        type="organization",
        key=row.key,
        kind=row.kind,
        short_name=row.short_name,
        parent=known.id_of(f"organization:{row.parent_id}"),
        private=row.kind in PRIVATE,
        identifiers=tuple(schema.Identifier(system=URIS.get(one.system, one.system), value=one.value) for one in numbers),
        websites=websites,
    )


def place(item: Item, row: Place, site: Site, known: Known) -> schema.Place:
    """Where patients meet, with all that its page says."""
    return schema.Place(
        **_envelope(item, row.name_in(LANGUAGE), row.organization, web=f"{origin_of(site)}{row.path}"),
        type="place",
        slug=row.slug,
        kind=row.kind,
        name=row.name,
        part_of=known.id_of(f"place:{row.part_of_id}"),
        address=schema.Address(street=row.address, postal_code=row.postal_code, city=row.city),
        point=_point(row.latitude, row.longitude),
        phones=tuple(_phone(said) for said in row.phones),
        hours=tuple(schema.Hours(label=said["label"] or {}, week=_week(said["week"])) for said in row.hours),
        exceptions=tuple(_exceptional(said) for said in row.exceptions),
        meeting=row.meeting,
        descriptions=row.descriptions,
    )


AGREEMENTS: dict[str, schema.Agreement] = {
    OrganizationKind.PRIVATE_NONPROFIT: "nonprofit",
    OrganizationKind.CONTRACT_SPECIALIST: "contract_specialist",
}


def service(item: Item, offer: Offer, known: Known) -> schema.Service:
    """What a hospital offers, with what it and its departments have said of it."""
    site, topic = offer.adoption.site, offer.adoption.topic
    first, *_others = told = [json.loads(text.document) for text in offer.texts]
    envelope = _envelope(item, first["title"], site.organization, web=first["links"]["web"])
    here = envelope["links"].self
    return schema.Service(
        **envelope | {"links": schema.ServiceWays(self=here, web=first["links"]["web"], content=f"{here}/content")},
        type="service",
        kind=cast(schema.Kind, topic.kind),
        name={text["language"]: text["title"] for text in told},
        site=site.slug,
        topic=topic.key,
        codes=codes_of(topic),
        provider=known.id_of(f"organization:{site.organization_id}"),
        provider_kind=site.organization.kind,
        private=site.organization.kind in PRIVATE,
        agreement=AGREEMENTS.get(site.organization.kind),
        units=tuple(_unit(page, known) for page in offer.departments),
        places=_places(offer.places, site.language, known),
        waiting=tuple(_waiting(row, site.language, known) for row in offer.waiting),
    )


def _unit(page: Department, known: Known) -> schema.Unit:
    places = sorted(page.places.all(), key=lambda place: (place.name_in("nb"), place.pk))
    return schema.Unit(
        id=page.work.urn,
        name=page.title,
        language=page.language,
        web=f"{origin_of(page.site)}{page.address}",
        phone=page.phone,
        phone_hours=page.phone_hours,
        referral=page.referral,
        bring=tuple(line.strip() for line in page.bring.splitlines() if line.strip()),
        places=_places(places, page.language, known),
    )


def _places(places: Iterable[Place], language: str, known: Known) -> tuple[schema.PlaceName, ...]:
    return tuple(schema.PlaceName(id=known.id_of(f"place:{row.pk}"), name=row.name_in(language)) for row in places)


def _waiting(row: WaitingTime, language: str, known: Known) -> schema.Waiting:
    said = {name: getattr(row, name) for name in ("kind", "weeks", "source", "source_address", "as_of", "valid_until")}
    return schema.Waiting(**said, place=_places([row.place], language, known)[0] if row.place else None)


def _point(latitude: Decimal | None, longitude: Decimal | None) -> schema.Point | None:
    if latitude is None or longitude is None:
        return None
    return schema.Point(latitude=float(latitude), longitude=float(longitude))


def _phone(said: dict[str, Any]) -> schema.Telephone:
    return schema.Telephone(number=said["number"], label=said["label"] or {}, hours=_week(said["hours"]))


def _week(rows: Iterable[Sequence[Any]]) -> tuple[schema.Opening, ...]:
    return tuple(schema.Opening(day=day, opens=opens, closes=closes) for day, opens, closes in rows)


def _exceptional(said: dict[str, Any]) -> schema.Exceptional:
    return schema.Exceptional(
        first=said["first"], last=said["last"], opens=said["opens"], closes=said["closes"], note=said["note"] or {}
    )


# --- what a site tells ----------------------------------------------------------------------------------------------


def news(item: Item, page: NewsItem, siblings: Sequence[Item], known: Known) -> schema.News:
    """A piece of news."""
    return schema.News(**_told(item, page, siblings), type="news")


def event(item: Item, page: Event, siblings: Sequence[Item], known: Known) -> schema.Event:
    """A course or a meeting."""
    name = page.place.name_in(page.language) if page.place else ""
    where = schema.EventPlace(id=known.id_of(f"place:{page.place_id}"), name=name, room=page.room)
    return schema.Event(
        **_told(item, page, siblings),
        **{name: getattr(page, name) for name in schema.Event.model_fields if name in _OF_AN_EVENT},
        type="event",
        sessions=tuple(schema.Session(start=start, end=end) for start, end in page.times),
        where=where,
        codes=_codes(page.codes),
    )


def study(item: Item, page: Study, siblings: Sequence[Item], known: Known) -> schema.Study:
    """A clinical study."""
    said = {name: getattr(page, name) for name in schema.Study.model_fields if name in _OF_A_STUDY}
    return schema.Study(**_told(item, page, siblings), **said, type="study", codes=_codes(page.codes))


_OF_AN_EVENT = frozenset(
    ["kind", "online", "target_group", "referral", "price", "amount", "sign_up_url", "sign_up_phone", "sign_up_by", "interpreter",
     "cancelled"]
)  # fmt: skip
_OF_A_STUDY = frozenset(
    ["starts", "ends", "phase", "ethics_reference", "purpose", "who_can_join", "what_it_means", "participating", "contact_unit",
     "contact_phone"]
)  # fmt: skip


def _told(item: Item, page: SitePage, siblings: Sequence[Item]) -> dict[str, Any]:
    html = richtext.normalize("".join(map(_html, pieces_of(page))))
    return {
        **_envelope(item, page.title, page.site.organization, web=f"{origin_of(page.site)}{page.address}"),
        "site": page.site.slug,
        "lead": page.lead,
        "html": html,
        "text": richtext.text(html),
        "unit": page.unit,
        "translations": tuple(schema.Translation(language=other.language, id=name_of(other)) for other in siblings),
    }


def _html(piece: Piece) -> str:
    heading = f"<h3>{entities.escape(piece.heading)}</h3>" if piece.heading else ""
    table = _row("th", piece.head) + "".join(_row("td", row) for row in piece.rows) if piece.head else ""
    links = "".join(
        f'<li><a href="{entities.escape(way.href)}">{entities.escape(way.text)}</a> {entities.escape(way.note)}</li>'
        for way in piece.links
    )
    return heading + piece.html + (f"<table>{table}</table>" if table else "") + (f"<ul>{links}</ul>" if links else "")


def _row(cell: str, words: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{cell}>{entities.escape(word)}</{cell}>' for word in words)}</tr>"


def _codes(written: str) -> tuple[schema.Code, ...]:
    """The codes that are written on a page, with their texts where the code system here has them."""
    asked = codes_in(written)
    systems = {system.key: system for system in CodeSystem.objects.filter(key__in={key for key, _code in asked})}
    return tuple(code_of(systems[key], code, _display(systems[key], code)) for key, code in asked if key in systems)


def _display(system: CodeSystem, code: str) -> str:
    concept = find_in_force(system, code, timezone.localdate(clock.now()))
    return concept.display if concept else ""


def _envelope(item: Item, title: str, owner: Organization, *, web: str) -> dict[str, Any]:
    said = owner_of(owner)
    return {
        "id": name_of(item),
        "version": item.version,
        "seq": item.seq,
        "status": "published",
        "language": item.language,
        "title": title,
        "owner": said,
        "first_published": item.first_published,
        "changed": item.changed,
        "modified": item.modified,
        "licence": schema.LICENCE,
        "attribution": attribution_of(said.name, item.changed, item.language, web),
        "links": schema.Ways(self=href(item.type, item.pk), web=web),
    }
