"""What partners see, what the site compares, and a partner's own deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Q

from fellesnett.adoption.models import Adoption, Answer
from fellesnett.composition.canonical import digest
from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Place, Site
from fellesnett.partners import places, services, texts
from fellesnett.partners.acts import Act, clinical_before, with_acts
from fellesnett.partners.models import Noun, Partner, Submission, SubmissionQuerySet, SubmissionState
from fellesnett.partners.records import Document as RecordDocument
from fellesnett.partners.records import Fields, Records
from fellesnett.partners.records import Row as RecordRow
from fellesnett.partners.schema import LocalBlock, LocalText, PlaceDocument, ServiceDocument
from fellesnett.partners.texts import Parts, Standing

Document = TypeVar("Document", LocalText, PlaceDocument, ServiceDocument)


@dataclass(frozen=True, slots=True)
class Seen(Generic[Document]):
    """A document as a partner sees it: what stands, with the partner's own waiting delivery put in."""

    document: Document
    waiting: Submission | None
    etag: str


def partner_of(number: str) -> Partner | None:
    """The partner with this organization number, where it may deliver."""
    found = Partner.objects.standing().filter(organization__identifiers__system=ORGNR, organization__identifiers__value=number)
    return found.select_related("organization").first()


def seen_text(now: Standing, partner: Partner) -> tuple[Parts, Seen[LocalText]]:
    """The parts that the partner may read, and the document that it sees."""
    parts = texts.readable(now, _own(partner, now))
    mine = Submission.objects.waiting().filter(partner=partner, text=now.text).first()
    document = texts.document_of(now.text, with_acts(parts, mine.acts if mine else ()))
    return parts, Seen(document, mine, texts.etag_of(document, mine, now))


def _own(partner: Partner, now: Standing) -> texts.Own:
    taken_in = Submission.objects.filter(partner=partner, text=now.text, state=SubmissionState.ACCEPTED)
    rows = list(taken_in.order_by().values_list("operations", "set_aside"))
    return texts.Own(
        made=frozenset(made for made, _taken in rows if made), taken=frozenset(pk for _made, taken in rows for pk in taken)
    )


def seen_record(
    records: Records[RecordRow, RecordDocument], site: Site, row: RecordRow, partner: Partner
) -> Seen[RecordDocument]:
    """A place or a service as the partner sees it."""
    about = Submission(partner=partner, site=site, noun=records.NOUN, **{str(records.NOUN): row})
    mine = next(iter(waiting_about(about)), None)
    fields = records.fields_of(row) | (mine.acts[0]["fields"] if mine else {})
    document = records.document_of(site, records.name_of(row), fields)
    return Seen(document, mine, texts.etag_of(document, mine))


def may_still_deliver(row: Submission) -> bool:
    """Has the partner leave now for what it delivered? What waits is answered all the same."""
    standing = row.partner.leaves.standing().filter(site=row.site).first()
    return standing is not None and standing.covers(row.noun)


def waiting_about(row: Submission) -> list[Submission]:
    """The deliveries of the same partner about the same that wait: one at most. What was delivered as new is about what stands
    under its name by now."""
    found = Submission.objects.waiting().filter(partner=row.partner, noun=row.noun, text=row.text)
    for name in ("place", "service"):
        found = found.filter(Q(**{name: getattr(row, name)}) | Q(**{name: None}))
    return [one for one in found.select_related("site__organization", *RELATED) if _about(one) == _about(row)]


def hold_waiting(row: Submission) -> list[Submission]:
    """The same, held until the transaction ends: whoever answers comes before or after, and what the partner sees is not
    answered while it is read."""
    keys = [one.pk for one in waiting_about(row)]
    held = Submission.objects.waiting().filter(pk__in=keys).select_for_update(of=("self",))
    return list(held.select_related("site__organization", *RELATED))


def _about(row: Submission) -> tuple[object, ...]:
    """What tells apart what a delivery is about."""
    if row.noun == Noun.CONTENT:
        return (row.text_id,)
    if row.noun == Noun.PLACE:
        return (row.place.organization_id, row.place.slug) if row.place else (row.site.organization_id, row.acts[0]["slug"])
    return row.site_id, row.service.topic.key if row.service else row.acts[0]["topic"]


# --- what the site compares -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was asked for, beside what stands. `number` is its place among the acts; `ground` is what the national text
    says at the target now; `was_clinical`: it stays clinical content, whatever the partner says of it."""

    number: int
    act: Act
    now: LocalBlock | None
    wanted: LocalBlock | None
    ground: str = ""
    was_clinical: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A text's delivery beside what stands. `hash` is of all that is compared: an answer names it."""

    hash: str
    rows: tuple[Row, ...]
    title_now: str | None
    standing: Standing


def compare_text(submission: Submission) -> Comparison:
    """What was delivered, beside what stands now."""
    if submission.text is None:
        raise ValueError("not a delivery about a text")
    now = texts.standing(submission.text)
    parts = texts.parts_of(now)
    rows = tuple(_row(now, parts, number, submission.acts) for number in range(len(submission.acts)))
    shown = [[row.now.model_dump(mode="json") if row.now else None, row.ground, row.was_clinical] for row in rows]
    seen = digest([str(submission.pk), submission.acts, shown, parts.title, now.text.edition_id])
    return Comparison(seen, rows, parts.title, now)


def _row(now: Standing, parts: Parts, number: int, acts: Sequence[Act]) -> Row:
    act = acts[number]
    was_clinical = clinical_before(now, acts, act)
    if act["do"] == "title":
        return Row(number, act, None, None, was_clinical=was_clinical)
    known = parts.by_id().get(act["key"] or "")
    wanted = LocalBlock.model_validate(act["block"]) if act["do"] == "write" else None
    about = wanted or (known.block if known else None)
    ground = _ground(now, about.target) if about else ""
    return Row(number, act, known.block if known else None, wanted, ground, was_clinical)


def _ground(now: Standing, target: str) -> str:
    places_there = now.page.unit(target) or now.page.shown(target)
    return "".join(place.block.html for place in places_there if place.block)


@dataclass(frozen=True, slots=True)
class PlaceComparison:
    """A place's delivery beside what it says now (None: a new place)."""

    hash: str
    now: Fields | None
    wanted: Fields
    changed: tuple[str, ...]


def compare_place(submission: Submission) -> PlaceComparison:
    """What was delivered, beside what the place says now."""
    now = places.fields_of(submission.place) if submission.place else None
    fields = submission.acts[0]["fields"]
    before = {name: now[name] for name in fields} if now else None
    seen = digest([str(submission.pk), fields, before])
    return PlaceComparison(seen, now, {**(now or {}), **fields}, tuple(fields))


@dataclass(frozen=True, slots=True)
class ServiceComparison:
    """A service's delivery beside what the site has answered. `before` and `after` are the places where it is done; None where it
    is not offered. `languages` are those whose texts a new service takes into use, `shown` the pages that a yes takes down:
    language, and place where it is a place's own."""

    hash: str
    answer: str
    before: tuple[Place, ...] | None
    after: tuple[Place, ...] | None
    languages: tuple[str, ...]
    shown: tuple[tuple[str, Place | None], ...]


def compare_service(submission: Submission) -> ServiceComparison:
    """What was delivered, beside what the site has answered about the topic now."""
    site, act = submission.site, submission.acts[0]
    about = {"pk": submission.service_id} if submission.service_id else {"site": site, "topic__key": act["topic"]}
    now = Adoption.objects.filter(**about).first()
    answer = Answer(now.answer) if now else Answer.UNDECIDED
    before = tuple(now.places.select_related("organization").order_by("pk")) if now and answer == Answer.ADOPTED else None
    after, wanted = None, act["fields"].get("places", [])
    if act["do"] != "end":
        after = tuple(services.places_named(site, (one["id"] for one in wanted)))
    languages = tuple(services.languages_of(site, act["topic"])) if act["do"] == "open" else ()
    shown = tuple(services.going(now, after)) if now else ()
    said = [[place.pk for place in places] if places is not None else None for places in (before, after)]
    down = [[language, place.pk if place else None] for language, place in shown]
    return ServiceComparison(
        digest([str(submission.pk), submission.acts, answer, said, languages, down]), answer, before, after, languages, shown
    )


# --- a partner's own ------------------------------------------------------------------------------------------------------


def submissions_of(partner: Partner, **narrowed: Any) -> SubmissionQuerySet:
    """A partner's own deliveries, the newest first."""
    return Submission.objects.filter(partner=partner, **narrowed).select_related("site", *RELATED).newest_first()


RELATED = ("text__adoption", "place__organization", "service__topic", "partner__organization")
