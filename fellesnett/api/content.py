"""Texts: lists, one text; a web address or a code in, the right text out. Served as stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from fellesnett.api import forms
from fellesnett.api.answers import Language, Limit, Moment, gone, page_of, taken_back
from fellesnett.api.ids import Id
from fellesnett.api.problems import Refused, invalid, not_found
from fellesnett.codes.leading import Way
from fellesnett.codes.models import CodeSystem
from fellesnett.codes.queries import systems_by_any_name
from fellesnett.delivery import history, queries, schema, serving
from fellesnett.delivery.documents import name_of_system
from fellesnett.delivery.models import Item, Version
from fellesnett.delivery.wording import MOST_WORDS, asked
from fellesnett.foundation import clock

router = Router(tags=["content"])

USUAL = 50
UNSIGNED = {"standalone_approved": False}
WORD = r"^[\w-]*$"
Fields = Annotated[
    str,
    Field(max_length=400, pattern=r"^[\w,]*$", description="Only these fields of each text, such as `id,title,links`."),
]


class Wanted(Schema):
    """Which texts. All that is asked for must hold."""

    type: schema.Kind | None = None
    scope: Literal["national", "local"] | None = None
    site: Annotated[str, Field(max_length=60, pattern=WORD, description="A site by its short name, such as `unn`.")] = ""
    owner: Annotated[str, Field(max_length=120, pattern=WORD, description="An organization by key or organisasjonsnummer.")] = ""
    language: Language = ""
    topic: Annotated[str, Field(max_length=120, pattern=WORD, description="A topic by its key, such as `kneprotese`.")] = ""
    code: Annotated[
        str, Field(max_length=200, description="`<system>|<code>`, such as `icd10|M17.1`: tagged with it or with one above it.")
    ] = ""
    based_on: Annotated[UUID | None, Field(description="A national text: those that hospitals have made of it.")] = None
    audience: schema.Audience | None = None
    status: Literal["published"] | None = None
    modified_since: Moment | None = None
    review_due_before: date | None = None
    q: Annotated[
        str,
        Field(
            max_length=100,
            description=f"Words, at most {MOST_WORDS}, all of them in title, other names or introduction. In Norwegian"
            " however they are inflected, in bokmål or nynorsk, and as parts of compounds. They narrow; the order stays.",
        ),
    ] = ""


class Page(Schema):
    """Some of many. `next` is the address of the following page, empty at the end."""

    items: list[schema.Content]
    next: str


class Match(Schema):
    """A code that the texts are tagged with, and what the map says that led there."""

    code: str
    mapped: str = Field(description="What the map has for the code that was asked for; `code` is that, or right above it.")
    equivalence: str = Field(description="How `mapped` is related to what was asked for, as FHIR R4 says it: `wider` means more.")


class Map(Schema):
    """From one code system to another: a publisher's map, else words that lead to both (`relatedto`)."""

    name: str = Field(description="As the ConceptMap at `/fhir/r4` is called.")
    source: str
    target: str = Field(description="The code system of the matches, as `codes` in the texts have it.")
    matches: list[Match]


class ByCode(Page):
    """What a code leads to. `rule` says how, the first that holds: the texts are tagged with the code itself (`exact`), with a
    code above it (`parent`), with what it is mapped to in another system (`mapped`), or with what took its place (`replaced`).
    Null: nothing is."""

    code: str = Field(description="What the texts are tagged with; the first of them where there are several.")
    rule: queries.RuleOnward | None
    map: Map | None = Field(description="The map, where the rule is `mapped`.")


class Variant(Schema):
    """One of them, read at its `links.self`."""

    id: str
    title: str
    version: int
    site: str | None
    place: str | None
    owner: schema.Owner
    diverged: bool
    changed: datetime
    links: schema.Links


class Variants(Schema):
    """A national text and what hospitals have made of it, in one language."""

    topic: str
    language: str
    national: Variant | None
    local: list[Variant]


@router.get("/content", response=Page, summary="Texts, oldest change first")
def content(
    request: HttpRequest, wanted: Query[Wanted], limit: Limit = USUAL, cursor: schema.Number = 0, fields: Fields = ""
) -> HttpResponse:
    return page_of(request, queries.items_of(**_asked(wanted)).filter(seq__gt=cursor), limit, fields=_chosen(fields))


@router.get("/content/by-path", response=schema.Content, summary="The text at a web address", openapi_extra=forms.in_openapi())
def by_path(
    request: HttpRequest, url: Annotated[str, Field(max_length=2000)], format: forms.Format | None = None
) -> HttpResponse:
    try:
        item = queries.item_at(url)
    except ValueError:
        return invalid("url", _("Skriv hele adressen, for eksempel https://www.unn.no/behandlinger/kneprotese/."))
    return _one(request, item, format) if item else not_found(_("Ingen av tekstene våre står på denne adressen."))


@router.get(
    "/content/{id:id}",
    response=schema.Content,
    summary="One text, as it is now, or as it was",
    openapi_extra=forms.in_openapi(),
)
def one(
    request: HttpRequest,
    id: Id,
    version: schema.Number | None = None,
    at: Moment | None = None,
    language: Language = "",
    format: forms.Format | None = None,
) -> HttpResponse:
    """`version` and `at` (a moment) give the text as it was, or 410 where its words have been taken back since.
    `language` gives the same text in that language, else in the one that stands in for it (bokmål for nynorsk and the other way,
    bokmål for the rest), else the text itself: `language` in the answer says which. A text that is gone answers 410 with
    the reason and what took over; where its topic has become another, and the same publisher has that text, 308 with the way."""
    if version is None and at is None and not language and (said := _plainly(request, id, format)):
        return said
    item = text_with(id)
    if language:
        item = queries.in_language(item, language)
    if at is not None:
        kept = queries.version_at(item, at)
    elif version is not None:
        kept = Version.objects.select_related("item").filter(item=item, number=version).first()
    else:
        return _one(request, item, format)
    if kept is None:
        return not_found(_("Teksten har ingen slik versjon."))
    if why := history.taken_back(kept):
        return taken_back(kept, why)
    return forms.answer(request, kept.document, kept.at, format)


@router.get("/content/{id:id}/sections/{section}", response=schema.Excerpt, summary="One section of a text")
def section(request: HttpRequest, id: Id, section: Annotated[str, Field(max_length=40, pattern=WORD)]) -> Any:
    """Where `standalone_approved` is false, no clinician has said that the section is right without the rest: show the rest."""
    return _excerpt(text_with(id), lambda said: said["id"] == section)


@router.get("/content/{id:id}/sections", response=schema.Excerpt, summary="The sections of a text about some aspects")
def sections(
    request: HttpRequest,
    id: Id,
    aspects: Annotated[
        str, Field(max_length=200, pattern=r"^[a-z_,]*$", description="Such as `preparation,followup`. Empty: all.")
    ] = "",
) -> Any:
    wanted = {word for word in aspects.split(",") if word}
    if unknown := wanted - set(schema.ASPECTS.values()):
        return invalid("aspects", _("«%(word)s» er ikke et aspekt.") % {"word": min(unknown)})
    return _excerpt(text_with(id), lambda said: not wanted or said.get("aspect", schema.ASPECTS.get(said["id"])) in wanted)


@router.get("/content/{id:id}/variants", response=Variants, summary="The national text and each hospital's own")
def variants(request: HttpRequest, id: Id) -> Any:
    item = text_with(id)
    told = [_variant(json.loads(row.document)) for row in queries.variants_of(item)]
    national = next((row for row in told if row.site is None), None)
    return Variants(
        topic=item.behind[0].key, language=item.language, national=national, local=[row for row in told if row.site is not None]
    )


@router.get("/codes/{path:system}/{code}/content", response=ByCode, summary="A code in, the texts about it out")
def by_code(request: HttpRequest, system: str, code: str, wanted: Query[Wanted], limit: Limit = USUAL) -> HttpResponse:
    known = systems_by_any_name(system)
    if known is None:
        return not_found(_("Vi kjenner ikke kodeverket «%(system)s».") % {"system": system[:120]})
    matched = queries.items_for_code_onward(known, code, queries.items_of(**_asked(wanted)), timezone.localdate(clock.now()))
    through = _map(known, matched.ways).dict() if matched.ways else None
    return page_of(request, matched.items, limit, ends=True, code=matched.code, rule=matched.rule, map=through)


def _map(source: CodeSystem, ways: Sequence[Way]) -> Map:
    target = CodeSystem.objects.get(key=ways[0].target)
    matches = [Match(code=way.code, mapped=way.mapped, equivalence=way.equivalence) for way in ways]
    return Map(name=ways[0].name, source=name_of_system(source), target=name_of_system(target), matches=matches)


def text_with(id: Id) -> Item:
    """The text, also one that is gone. Raises Refused."""
    item = Item.objects.texts().filter(pk=id).first()
    if item is None:
        raise Refused(not_found(_("Ingen tekst har denne id-en.")))
    return item


def _excerpt(item: Item, wanted: Callable[[dict[str, Any]], bool]) -> HttpResponse:
    """Some sections as they are stored: where the installation has just been upgraded, until the feed has told the text again,
    that is in the form it had. What such a form does not say of a section, nobody has approved."""
    if item.gone_at:
        return gone(item)
    document = json.loads(item.document)
    found = [UNSIGNED | said for said in document["sections"] if wanted(said)]
    if not found:
        return not_found(_("Teksten har ingen slik del."))
    around = {name: document[name] for name in schema.Excerpt.model_fields if name in document}
    said = HttpResponse(json.dumps({**around, "sections": found}, ensure_ascii=False), content_type=forms.TYPES["json"])
    said["Cache-Control"] = forms.FRESH
    return said


def _variant(document: dict[str, Any]) -> Variant:
    based_on = document.get("based_on")
    return Variant(**document, diverged=bool(based_on and based_on.get("diverged")))


def _asked(wanted: Wanted) -> dict[str, Any]:
    """What is asked for, in the words of `queries.items_of`. All that is published is for patients: two words say nothing."""
    said = wanted.dict(exclude_none=True, exclude={"audience", "status", "code", "q"})
    if wanted.q:
        said["words"] = _words(wanted.q)
    return said | ({"code": coded(wanted.code)} if wanted.code else {})


def _words(q: str) -> list[str]:
    """Raises Refused where there is nothing to look for, or more than anybody looks for."""
    found = asked(q)
    if not found:
        raise Refused(invalid("q", _("Skriv minst ett ord som sier hva teksten handler om.")))
    if len(found) > MOST_WORDS:
        raise Refused(invalid("q", _("Skriv høyst %(most)s ord.") % {"most": MOST_WORDS}))
    return found


def coded(written: str) -> tuple[CodeSystem, str]:
    """The code system and the code of `<system>|<code>`. Raises Refused where it is none that we know."""
    name, bar, code = written.rpartition("|")
    known = systems_by_any_name(name) if bar and code else None
    if known is None:
        raise Refused(invalid("code", _("Skriv kodeverk|kode, for eksempel icd10|M17.1, med et kodeverk som finnes her.")))
    return known, code


def _chosen(fields: str) -> tuple[str, ...]:
    chosen = tuple(name for name in fields.split(",") if name)
    if unknown := set(chosen) - set(schema.Content.model_fields):
        raise Refused(invalid("fields", _("«%(name)s» er ikke et felt.") % {"name": min(unknown)}))
    return chosen


def _one(request: HttpRequest, item: Item, format: forms.Format | None) -> HttpResponse:
    if item.gone_at:
        return gone(item)
    return forms.as_stored(request, item, format)


def _plainly(request: HttpRequest, id: Id, format: forms.Format | None) -> HttpResponse | None:
    """The text as it is now, with a single question; None where there is none to read."""
    if forms.form_of(request, format) == "json":
        packed = forms.takes_packed(request)
        found = serving.ready(serving.TEXTS, id, packed=packed)
        return forms.as_bytes(found, packed=packed) if found else None
    served = queries.served(id)
    return forms.answer(request, served.document, served.modified, format) if served else None
