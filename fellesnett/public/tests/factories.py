"""A hospital's day on the web: pages that are live, with local text of every kind, for the tests of public pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from fellesnett.accounts.models import User
from fellesnett.adoption.models import Adoption, LocalOperation, OperationState, Variant
from fellesnett.adoption.tests.factories import MORNING, approve_candidate, make_adoption, make_edition, make_topic, slot, text
from fellesnett.composition.canonical import block_hash
from fellesnett.national.models import Edition, Topic
from fellesnett.national.reading import value_of
from fellesnett.organizations.models import Organization, Place, Role, Site
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site, make_user

FASTING = "<p>Du må faste i 6 timer før operasjonen.</p>"
KNEE_IN_NORWEGIAN: dict[str, list[dict[str, Any]]] = {
    "introduction": [
        text("intro", "<p>Når du får kneprotese, bytter vi ut de slitte leddflatene i kneet med deler av metall og plast.</p>")
    ],
    "before": [
        text("faste", FASTING),
        {"id": "blod", "type": "warning", "html": "<p>Si fra hvis du bruker blodfortynnende medisin.</p>", "policy": "open"},
        {
            "id": "tider",
            "type": "table",
            "html": "<table><caption>Faste</caption><thead><tr><th>Hva</th><th>Når</th></tr></thead>"
            "<tbody><tr><td>Mat</td><td>6 timer før</td></tr></tbody></table>",
            "policy": "open",
        },
        slot("telefon", "Telefon til poliklinikken", required=True),
        slot("oppmote", "Oppmøte", "place"),
    ],
    "during": [text("narkose", "<p>Operasjonen tar en til to timer.</p>")],
    "after": [text("hjem", "<ul><li>Du reiser hjem etter to dager.</li><li>Du trener hver dag.</li></ul>")],
}
KNEE_IN_ENGLISH: dict[str, list[dict[str, Any]]] = {
    "introduction": [text("intro", "<p>We replace the worn surfaces in your knee.</p>")],
    "before": [text("faste", "<p>You must fast for 6 hours before the operation.</p>"), slot("telefon", "Phone", required=True)],
    "during": [text("narkose", "<p>The operation takes one to two hours.</p>")],
    "after": [text("hjem", "<p>You go home after two days.</p>")],
}


def make_knee(key: str = "kneprotese", title: str = "Kneprotese", *, english: bool = False, **fields: Any) -> Topic:
    """A topic with its live national text, in bokmål and if wanted in English."""
    topic = make_topic(key, title=title, unit="Ortopedisk kirurgi", **fields)
    norwegian = make_edition(topic, KNEE_IN_NORWEGIAN, title=title)
    if english:
        make_edition(topic, KNEE_IN_ENGLISH, language="en", title="Knee replacement", follows=norwegian)
    return topic


def everybody(site: Site) -> User:
    """One person who may say yes to anything at a hospital, so that a test can speak of patients instead."""
    return make_user(
        roles={site.organization: [Role.EDITOR, Role.CLINICIAN, Role.SITE_OWNER]}, first_name="Kari", last_name="Berg"
    )


def operate(
    adoption: Adoption, op: str, key: str, *, place: Place | None = None, language: str = "nb", **fields: Any
) -> LocalOperation:
    """An operation that waits for approval. `variant=` makes it the group's."""
    edition = adoption.texts.get(language=language).edition
    variant = fields.pop("variant", None)
    if isinstance(html := fields.pop("html", None), str):
        fields["content"] = [{"type": "text", "html": html}]
    if op in ("override", "omit"):
        fields |= {
            "reason_code": "local_practice",
            "reason_text": "Slik gjør vi det",
            "valid_until": date(2027, 11, 1),
            "clinical": True,
        }
        fields |= {"base_hash": _hash_of(edition, fields["target"])}
    return LocalOperation.objects.create(
        layer="group" if variant else "place" if place else "site",
        variant=variant,
        adoption=None if variant else adoption,
        place=place,
        language=language,
        key=key,
        op=op,
        base_edition=edition,
        author=make_user(roles={adoption.site.organization: Role.EDITOR}),
        created_at=MORNING,
        state=OperationState.DRAFT,
        **fields,
    )


def _hash_of(edition: Edition, block: str) -> str:
    return next(block_hash(found) for section in value_of(edition).sections for found in section.blocks if found.id == block)


def approve(adoption: Adoption, *, by: User | None = None, at: datetime = MORNING) -> None:
    """Say yes to every page of every text."""
    for adopted in adoption.texts.order_by("pk"):
        approve_candidate(adopted, by=by or everybody(adoption.site), at=at)


def make_bergen(**fields: Any) -> Site:
    """A hospital in the west with its own colour; `bergen.localhost`."""
    fields.setdefault("brand_color", "#7a1f3d")
    return make_site("bergen", name="Helse Bergen", **fields)


def show(site: Site, topic: Topic, *, places: Sequence[Place] = (), phone: str = "55 97 50 00", **choices: Any) -> Adoption:
    """A live page with the telephone number filled in."""
    adoption = make_adoption(site, topic, approved=False, places=places, **choices)
    for adopted in adoption.texts.all():
        operate(adoption, "fill", f"telefon-{adopted.language}", language=adopted.language, target="telefon", value=phone)
    approve(adoption)
    return adoption


def make_front_door() -> Site:
    return make_site("www", name="Sykehusene i Norge", is_front_door=True)


def make_variant(topic: Topic, organization: Organization | None = None) -> Variant:
    owner = organization or make_organization("Helse Vest RHF")
    return Variant.objects.create(topic=topic, key="vest", name="Dagkirurgi i vest", organization=owner)


def make_haukeland(site: Site) -> Place:
    return make_place(
        site.organization,
        "haukeland",
        name="Haukeland universitetssjukehus",
        address="Jonas Lies vei 65",
        postal_code="5021",
        city="Bergen",
        meeting_point="Ortopedisk poliklinikk, 2. etasje",
        phone="55 97 50 00",
        opening_hours="mandag–fredag 08.00–15.30",
    )


def make_voss(site: Site) -> Place:
    return make_place(
        site.organization, "voss", name="Voss sjukehus", address="Sjukehusvegen 16", postal_code="5704", city="Voss"
    )
