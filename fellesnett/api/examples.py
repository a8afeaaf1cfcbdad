"""Examples of what is asked and answered, for the description of the interface. Each is made as a value of its own type."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fellesnett.api.app import Status
from fellesnett.api.changes import Changes
from fellesnett.api.content import ByCode, Map, Match, Page, Variant, Variants
from fellesnett.api.partner import TextNames
from fellesnett.api.partner_places import PlaceNames
from fellesnett.api.partner_services import ServiceNames
from fellesnett.api.partner_submissions import Receipts
from fellesnett.api.problems import Fault, Problem
from fellesnett.api.versions import NationalEdition, OneVersion, Versions
from fellesnett.api.webhooks import (
    Acknowledged,
    Acknowledgement,
    Deliveries,
    MadeWebhook,
    NewWebhook,
    Rotation,
    Secret,
    Sent,
    Try,
    Webhook,
    WebhookChange,
    Webhooks,
)
from fellesnett.delivery import schema
from fellesnett.delivery.schema import messages
from fellesnett.partners import schema as delivered

TEXT_ID, NATIONAL_ID = "urn:uuid:5d0e8a4e-2f5b-4c1e-9d3a-0c1f6b7a8e90", "urn:uuid:0f9c1d52-7f0e-4a55-8f43-6d5b2f0a1c11"
RECORD_ID = "urn:uuid:77aa5d12-9f43-4b0e-8a52-1f6d3c2b9e04"
HERE = "/api/v1/content/5d0e8a4e-2f5b-4c1e-9d3a-0c1f6b7a8e90"
SITE = "https://sykehus.example.no"
WEB = f"{SITE}/undersokelser/spirometri/"
SPRING, AUTUMN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC), datetime(2026, 11, 20, 8, 12, tzinfo=UTC)

OWNER = schema.Owner(key="sykehuset", name="Sykehuset HF", orgnr="983658725", resh_id=None)
ATTRIBUTION = schema.Attribution(
    text="Fra Sykehuset HF, sist endret 20.11.2026", html=f'<a href="{WEB}">Fra Sykehuset HF, sist endret 20.11.2026</a>', url=WEB
)
CODE = schema.Code(
    system="http://hl7.org/fhir/sid/icd-10-no", oid="2.16.578.1.12.4.1.1.7110", code="J45", display="Astma", relation="about"
)
MAP = Map(
    name="icpc2-icd10",
    source="urn:oid:2.16.578.1.12.4.1.1.7170",
    target=CODE.system,
    matches=[Match(code="J45", mapped="J459", equivalence="narrower")],
)
LINKS = schema.Links(self=HERE, web=WEB, versions=f"{HERE}/versions", variants=f"{HERE}/variants")
SECTION = schema.Section(
    id="before",
    aspect="preparation",
    heading="Før undersøkelsen",
    audience="patient",
    standalone_approved=True,
    html="<p>Ikke røyk to timer før.</p>",
    text="Ikke røyk to timer før.",
    blocks=(
        schema.Block(
            id="b1",
            type="text",
            html="<p>Ikke røyk to timer før.</p>",
            language="nb",
            source=schema.Source(layer="national", owner="", edition=12),
            borrowed=None,
            safety_notice=False,
        ),
    ),
)
ENVELOPE: dict[str, Any] = {
    "version": 7,
    "seq": 48211,
    "status": "published",
    "language": "nb",
    "owner": OWNER,
    "first_published": SPRING,
    "changed": AUTUMN,
    "modified": AUTUMN,
    "licence": schema.LICENCE,
    "attribution": ATTRIBUTION,
}
TEXT = schema.Content(
    **ENVELOPE,
    id=TEXT_ID,
    type="examination",
    title="Spirometri",
    intro="Vi måler hvor mye luft du kan puste ut, og hvor fort.",
    topic="spirometri",
    synonyms=("pusteprøve",),
    codes=(CODE,),
    scope="local",
    site="sykehuset",
    place=None,
    based_on=schema.BasedOn(id=NATIONAL_ID, edition=12, diverged=False),
    audience=("patient",),
    sections=(SECTION,),
    media_left_out=1,
    clinically_reviewed=date(2026, 1, 10),
    review_due=date(2028, 1, 10),
    reviewed_by="Lungemedisin",
    snapshot="sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    translations=(),
    onward=(
        schema.Onward(
            title="Pusteprøve",
            url="https://www.lhl.example/pusteprove",
            publisher="Landsforeningen for hjerte- og lungesyke",
            language="nb",
            kind="support",
            audience="everyone",
        ),
    ),
    links=LINKS,
)
WEEK = (schema.Opening(day=1, opens="08:00", closes="15:30"),)
PLACE = schema.Place(
    **ENVELOPE,
    id=RECORD_ID,
    type="place",
    title="Voss sjukehus",
    slug="voss",
    kind="hospital",
    name={"nb": "Voss sjukehus", "en": "Voss Hospital"},
    part_of=None,
    address=schema.Address(street="Sjukehusvegen 16", postal_code="5704", city="Voss"),
    point=schema.Point(latitude=60.6319, longitude=6.4149),
    phones=(schema.Telephone(number="56 53 35 00", label={"nb": "Sentralbord"}, hours=WEEK),),
    hours=(schema.Hours(label={}, week=WEEK),),
    exceptions=(),
    meeting={"nb": {"entrance": "Hovedinngangen", "floor": "1. etasje", "code": "D1.1", "text": ""}},
    descriptions={"nb": {"parking": "Det er parkering ved inngangen."}},
    links=schema.Ways(self=f"/api/v1/places/{RECORD_ID[9:]}", web=f"{SITE}/steder/voss/"),
)
HERE_NAMED = schema.PlaceName(id=RECORD_ID, name="Voss sjukehus")
SERVICE = schema.Service(
    **ENVELOPE,
    id=RECORD_ID,
    type="service",
    title="Spirometri",
    kind="examination",
    name={"nb": "Spirometri", "en": "Spirometry"},
    site="sykehuset",
    topic="spirometri",
    codes=(CODE,),
    provider=RECORD_ID,
    provider_kind="health_trust",
    private=False,
    agreement=None,
    units=(
        schema.Unit(
            id="urn:uuid:3f5b9d3a-4c1e-4f43-9d3a-0c1f6b7a8e90",
            name="Lungepoliklinikken",
            language="nb",
            web=f"{SITE}/avdelinger/lungepoliklinikken/",
            phone="56 53 35 00",
            phone_hours="Mandag–fredag 08.00–15.00",
            referral="Fastlegen henviser deg.",
            bring=("Liste over medisinene dine",),
            places=(HERE_NAMED,),
        ),
    ),
    places=(HERE_NAMED,),
    waiting=(
        schema.Waiting(
            kind="outpatient",
            weeks=6,
            place=None,
            source="Velg behandlingssted",
            source_address="https://ventetider.example.no/",
            as_of=date(2026, 11, 1),
            valid_until=date(2026, 12, 31),
        ),
    ),
    links=schema.ServiceWays(
        self=f"/api/v1/services/{RECORD_ID[9:]}", web=WEB, content=f"/api/v1/services/{RECORD_ID[9:]}/content"
    ),
)
ORGANIZATION = schema.Organization(
    **ENVELOPE,
    id=RECORD_ID,
    type="organization",
    title="Sykehuset HF",
    key="sykehuset",
    kind="health_trust",
    short_name="Sykehuset",
    parent=None,
    private=False,
    identifiers=(schema.Identifier(system="urn:oid:2.16.578.1.12.4.1.4.101", value="983658725"),),
    websites=(schema.Website(site="sykehuset", name="Sykehuset", url=f"{SITE}/"),),
    links=schema.Ways(self=f"/api/v1/organizations/{RECORD_ID[9:]}", web=f"{SITE}/"),
)
TOLD: dict[str, Any] = {
    "id": RECORD_ID,
    "site": "sykehuset",
    "lead": "Fra mandag går du inn fra sørsiden.",
    "html": "<p>Følg skiltene.</p>",
    "text": "Følg skiltene.",
    "unit": "Kommunikasjonsavdelingen",
    "translations": (),
}
NEWS = schema.News(
    **ENVELOPE,
    **TOLD,
    type="news",
    title="Ny inngang",
    links=schema.Ways(self=f"/api/v1/news/{RECORD_ID[9:]}", web=f"{SITE}/nyheter/ny-inngang/"),
)
EVENT = schema.Event(
    **ENVELOPE,
    **TOLD,
    type="event",
    title="Kurs for deg med astma",
    kind="course",
    sessions=(schema.Session(start=AUTUMN, end=AUTUMN.replace(hour=10)),),
    where=schema.EventPlace(id=RECORD_ID, name="Voss sjukehus", room="Møterom 2"),
    online=False,
    target_group="Voksne med astma",
    referral="patient",
    price="user_fee",
    amount=None,
    sign_up_url="",
    sign_up_phone="56 53 35 00",
    sign_up_by=date(2026, 11, 10),
    interpreter=True,
    cancelled=False,
    codes=(CODE,),
    links=schema.Ways(self=f"/api/v1/events/{RECORD_ID[9:]}", web=f"{SITE}/arrangementer/astma/"),
)
STUDY = schema.Study(
    **ENVELOPE,
    **TOLD,
    type="study",
    title="Trening ved astma",
    starts=date(2026, 1, 1),
    ends=date(2027, 1, 1),
    phase="",
    ethics_reference="2019/1234",
    purpose="Om trening hjelper.",
    who_can_join="Voksne med astma.",
    what_it_means="Du trener to ganger i uken.",
    participating="",
    contact_unit="Lungepoliklinikken",
    contact_phone="56 53 35 00",
    codes=(CODE,),
    links=schema.Ways(self=f"/api/v1/studies/{RECORD_ID[9:]}", web=f"{SITE}/kliniske-studier/astma/"),
)
EXCERPT = schema.Excerpt(
    sections=(SECTION,), **{name: getattr(TEXT, name) for name in schema.Excerpt.model_fields if name != "sections"}
)
DIFF = schema.Diff(
    id=TEXT_ID,
    since=6,
    until=7,
    title_before="Spirometri",
    title_after="Spirometri",
    significant=True,
    blocks=(
        schema.BlockChange(
            id="b1", section="before", change="changed", before="<p>Ikke røyk før.</p>", after="<p>Ikke røyk to timer før.</p>"
        ),
    ),
    around=("based_on",),
)
VERSION = OneVersion(
    version=7,
    at=AUTUMN,
    significant=True,
    recall=False,
    change="content",
    editions=[NationalEdition(edition=12, change="content", note="Du må ikke røyke de to siste timene.", in_force=AUTUMN)],
    taken_back=None,
    href=f"{HERE}?version=7",
)
VARIANT = Variant(**{name: getattr(TEXT, name) for name in Variant.model_fields if name != "diverged"}, diverged=False)
CHANGE = schema.Change(
    seq=48211,
    id=TEXT_ID,
    type="examination",
    change="updated",
    version=7,
    at=AUTUMN,
    significant=True,
    recall=False,
    reason="",
    replaced_by=None,
    became=None,
    href=HERE,
)
FEED = "/api/v1/changes?since=48210"
MESSAGES: dict[str, Any] = {
    name: value.model_dump(mode="json")
    for name, value in {
        "one": messages.OneChange(
            type="content.updated", timestamp=AUTUMN, data=messages.ChangeTold(**CHANGE.model_dump(), feed=FEED)
        ),
        "several": messages.ManyChanges(
            type="content.batch", timestamp=AUTUMN, data=messages.ManyTold(changes=(CHANGE,), seq=CHANGE.seq, feed=FEED)
        ),
        "test": messages.TestMessage(
            type="test",
            timestamp=AUTUMN,
            data=messages.NothingTold(subscription="3c1e9d3a-2f5b-4c1e-9d3a-0c1f6b7a8e90", feed="/api/v1/changes?since=48211"),
        ),
    }.items()
}
"""An example of each message that webhooks are sent."""
_RECORDS = {"Organization": ORGANIZATION, "Place": PLACE, "Service": SERVICE, "Event": EVENT, "Study": STUDY, "News": NEWS}
WEBHOOK = Webhook(
    id=UUID("3c1e9d3a-2f5b-4c1e-9d3a-0c1f6b7a8e90"),
    url="https://mottak.example.no/varsler",
    only="safety",
    site=None,
    language="nb",
    codes=[["icd10", "J45"]],
    on=True,
    off_because=None,
    failing_since=None,
    earlier_secret_until=None,
)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="  # noqa: S105 an example
SENT = Sent(
    id="msg_3c1e9d3a2f5b4c1e9d3a0c1f6b7a8e90",
    type="content.updated",
    recall=True,
    first=48211,
    last=48211,
    made_at=AUTUMN,
    delivered_at=AUTUMN,
    given_up_at=None,
    next_try_at=None,
    tries=[Try(at=AUTUMN, status=204, fault="")],
)

DELIVERY_ID = UUID("2b0a7c4e-5f1d-4d0a-9d52-6c3f1e7a8b90")
LOCAL = delivered.LocalText(
    site="sykehuset",
    topic="spirometri",
    language="nb",
    sections=(
        delivered.LocalSection(
            id="before",
            blocks=(
                delivered.LocalBlock(
                    operation="supplement",
                    target="b1",
                    position="after",
                    content=(delivered.Piece(html="<p>Ta med medisinlisten din.</p>"),),
                ),
                delivered.LocalBlock(operation="fill", target="telefon", value="55 97 50 00"),
            ),
        ),
    ),
)
GROUND = delivered.National(
    id="b1", section="before", type="text", html="<p>Ikke røyk to timer før.</p>", label="", policy="open", base="sha256:5d0e8a4e"
)
DELIVERED = delivered.DeliveredText(**LOCAL.model_dump(), id="kb3f7a-nb", edition=12, waiting=DELIVERY_ID, ground=(GROUND,))
PLACE_SAID = delivered.PlaceDocument(
    site="sykehuset",
    slug="oye",
    name={"nb": "Øyeklinikken"},
    hours=(delivered.WeekOfHours(week=(delivered.OpeningTime(day=1, opens="08:00", closes="15:30"),)),),
)
DELIVERED_PLACE = delivered.DeliveredPlace(**PLACE_SAID.model_dump(), id="sykehuset.oye", waiting=None)
RECEIPT = delivered.Receipt(
    id=DELIVERY_ID,
    href=f"/api/v1/partner/submissions/{DELIVERY_ID}",
    state="accepted",
    noun="content",
    way="change",
    site="sykehuset",
    title="Spirometri (bokmål)",
    about="/api/v1/partner/content/kb3f7a-nb",
    hash="sha256:0c1f6b7a",
    received_at=SPRING,
    supplier=None,
    decided_at=AUTUMN,
    reason=None,
    overtaken_by=None,
    became=delivered.Became(state="shown", since=AUTUMN),
)
TEXT_NAME = delivered.TextEntry(
    id="kb3f7a-nb",
    site="sykehuset",
    topic="spirometri",
    language="nb",
    title="Spirometri",
    href="/api/v1/partner/content/kb3f7a-nb",
)
PLACE_NAME = delivered.PlaceEntry(
    id="sykehuset.oye", site="sykehuset", slug="oye", name={"nb": "Øyeklinikken"}, href="/api/v1/partner/places/sykehuset.oye"
)
SERVICE_SAID = delivered.ServiceDocument(
    site="sykehuset", topic="spirometri", places=(delivered.PlaceOfService(id="sykehuset.oye"),)
)
DELIVERED_SERVICE = delivered.DeliveredService(**SERVICE_SAID.model_dump(), id="kb3f7a", waiting=None, removal=False)
SERVICE_NAME = delivered.ServiceEntry(
    id="kb3f7a", site="sykehuset", topic="spirometri", title="Spirometri", href="/api/v1/partner/services/kb3f7a"
)

_TYPED = {
    "TextNames": TextNames(items=[TEXT_NAME], next=""),
    "DeliveredText": DELIVERED,
    "PlaceNames": PlaceNames(items=[PLACE_NAME]),
    "DeliveredPlace": DELIVERED_PLACE,
    "ServiceNames": ServiceNames(items=[SERVICE_NAME], next=""),
    "DeliveredService": DELIVERED_SERVICE,
    "Receipt": RECEIPT,
    "Receipts": Receipts(items=[RECEIPT], next=""),
    "Content": TEXT,
    "Page": Page(items=[TEXT], next=""),
    "ByCode": ByCode(items=[TEXT], next="", code="J45", rule="mapped", map=MAP),
    "Versions": Versions(id=TEXT_ID, versions=[VERSION]),
    "Excerpt": EXCERPT,
    "Diff": DIFF,
    "Variants": Variants(topic="spirometri", language="nb", national=None, local=[VARIANT]),
    "Changes": Changes(items=[CHANGE], next_since=48211, has_more=False),
    "Status": Status(seq=48211, texts=12000),
    "Webhooks": Webhooks(items=[WEBHOOK]),
    "Webhook": WEBHOOK,
    "MadeWebhook": MadeWebhook(**WEBHOOK.model_dump(), secret=SECRET),
    "Secret": Secret(id=WEBHOOK.id, secret=SECRET, earlier_secret_until=AUTUMN),
    "Sent": SENT,
    "Deliveries": Deliveries(items=[SENT], next=""),
    "Acknowledged": Acknowledged(acknowledged=[48211], unknown=[]),
    **_RECORDS,
}

ANSWERS: dict[str, Any] = {name: value.model_dump(mode="json") for name, value in _TYPED.items()}
ANSWERS |= {f"PageOf{name}": {"items": [value.model_dump(mode="json")], "next": ""} for name, value in _RECORDS.items()}
"""An example of each type of answer, by the name of the type."""

ASKED: dict[str, Any] = {
    "NewWebhook": NewWebhook(url=WEBHOOK.url, only="safety", language="nb", codes=WEBHOOK.codes).model_dump(mode="json"),
    "WebhookChange": WebhookChange(only="all", on=True).model_dump(mode="json", exclude_unset=True),
    "Rotation": Rotation(overlap_hours=24).model_dump(mode="json"),
    "Acknowledgement": Acknowledgement(seqs=[48211]).model_dump(mode="json"),
}
"""An example of what is sent, by the name of its type."""

PROBLEM = Problem(
    type="/problems/validation",
    title="Ugyldig parameter",
    status=422,
    detail="limit: Høyst 200.",
    errors=[Fault(parameter="limit", detail="Høyst 200.")],
).model_dump(mode="json")

PARAMETERS: dict[str, Any] = {
    "id": TEXT_ID[9:],
    "section": "before",
    "system": "icd10",
    "url": WEB,
    "topic": "spirometri",
    "site": "sykehuset",
    "aspects": "preparation,followup",
}
"""Examples of what is asked, by the name of the parameter."""
