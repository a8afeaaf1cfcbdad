"""A topic as one site shows it: a snapshot, and what stands around it, as values ready to be written out.

Built in the active language. Everything a page shows is in the value, so its ETag is taken from it before any HTML is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from fellesnett.adoption.models import Approval, ApprovalKind
from fellesnett.composition.blocks import Attribution
from fellesnett.composition.composing import ComposedBlock, Snapshot
from fellesnett.national.naming import WITHOUT_HEADING, section_heading
from fellesnett.organizations.models import Place, Role, Site
from fellesnett.public import dates
from fellesnett.public.labels import STEPS, language_name
from fellesnett.public.languages import foreign_to

GONE = "-"
"""In the place of a licence: the words it was for hold no more."""
LATE_AFTER = timedelta(days=90)  # semantics.md section 7

OperationKinds = Mapping[tuple[str, str], str]  # (layer, operation id) -> fill, supplement, override


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str
    lang: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class ShownBlock:
    id: str
    type: str
    html: str
    source: str
    edition: int | None


@dataclass(frozen=True, slots=True)
class Sourced:
    """Whose words a passage is, when they are another publisher's; `taken` says from whom and when, or nothing where
    there are no words, only the way to them."""

    taken: str
    licence: str
    link: Link


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring blocks of one speaker. `label` says in words who speaks, where it is not the national text; `counts`
    that a notice counts, and not the older text that still stands below it."""

    speaker: str
    label: str
    note: str
    lang: str
    lang_note: str
    notice: bool
    blocks: tuple[ShownBlock, ...]
    sourced: Sourced | None = None
    counts: str = ""


@dataclass(frozen=True, slots=True)
class ShownSection:
    key: str
    heading: str
    step: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Speakers:
    """The names behind the layers, in the page's language."""

    site: str
    group: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    reviewed: str
    due: str
    late: bool


# --- the text -------------------------------------------------------------------------------------------------------


def shown_sections(
    snapshot: Snapshot,
    kinds: OperationKinds,
    speakers: Speakers,
    *,
    national: bool = False,
    retired: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[ShownSection, ...]:
    """The sections that say something. `national`: the page of no hospital, where required slots tell where to look.

    `retired`: words of others that hold no more, each with its address; of them, the page says only that they are gone.
    """
    found = []
    for section in snapshot.sections:
        blocks = [block for block in section.blocks if _says_something(block, snapshot, national)]
        passages = tuple(_passages([_without_words(block, retired) for block in blocks], kinds, speakers, snapshot.language))
        if passages:
            heading = "" if section.key in WITHOUT_HEADING else section_heading(snapshot.kind, section.key)
            found.append(ShownSection(section.key, heading, section.key in STEPS, passages))
    return tuple(found)


def _says_something(block: ComposedBlock, snapshot: Snapshot, national: bool) -> bool:
    return bool(block.html or block.attribution) or (national and block.type == "slot" and block.id in snapshot.missing_slots)


def _without_words(block: ComposedBlock, retired: frozenset[tuple[str, str]]) -> ComposedBlock:
    if block.attribution is None or (block.attribution.address, block.html) not in retired:
        return block
    return replace(block, html="", attribution=replace(block.attribution, title="", licence=GONE))


def _passages(blocks: Sequence[ComposedBlock], kinds: OperationKinds, speakers: Speakers, language: str) -> Iterator[Passage]:
    notices = (place for place, block in enumerate(blocks) if block.notice)
    counts = {blocks[place].id: _counts(blocks[place], blocks[place + 1 :], kinds, language) for place in notices}

    def voice(block: ComposedBlock) -> tuple[str, str, str, bool, Attribution | None, str]:
        how = "override" if _replaces(block, kinds) else ""
        return block.source.layer, how, block.lang or "", block.notice, block.attribution, counts.get(block.id, "")

    for (layer, how, lang, notice, attribution, told), group in groupby(blocks, key=voice):
        run = tuple(group)
        yield Passage(
            speaker=layer,
            label=_label(layer, speakers),
            note=gettext("Gjelder her i stedet for den nasjonale teksten.") if how == "override" else "",
            lang=foreign_to(lang or language, language),
            lang_note=gettext("Denne delen finnes bare på %(language)s.") % {"language": language_name(lang)} if lang else "",
            notice=notice,
            blocks=tuple(ShownBlock(b.id, b.type, b.html, b.source.layer, b.source.edition) for b in run),
            sourced=_sourced(attribution, any(b.html for b in run), language) if attribution else None,
            counts=told,
        )


def _replaces(block: ComposedBlock, kinds: OperationKinds) -> bool:
    return kinds.get((block.source.layer, block.source.operation or "")) == "override"


def _counts(notice: ComposedBlock, below: Sequence[ComposedBlock], kinds: OperationKinds, language: str) -> str:
    """What tells a reader which of two texts counts, where a national safety notice stands above one that is older: the
    hospital's own, or one in a language that the change has not come to. Nothing where the hospital has left the text out."""
    text = [block for block in below if not block.notice]
    older = next((block for block in text if block.id == notice.id.removeprefix("notice-")), None)
    if older is None and text and _stands_for_a_section(text[0], kinds):
        older = text[0]
    if older is None:
        return ""
    if _replaces(older, kinds):
        return gettext("Følg dette. Sykehusets egen tekst under er eldre, og er ikke endret ennå.")
    facts = {"language": language_name(language)}
    return gettext("Følg dette. Teksten under er eldre, og er ikke endret på %(language)s ennå.") % facts


def _stands_for_a_section(block: ComposedBlock, kinds: OperationKinds) -> bool:
    """Is this the first text of a layer that replaced the whole section? It has no block's id, but its operation's."""
    return _replaces(block, kinds) and block.id.endswith(f"{block.source.operation}.1")


def _sourced(said: Attribution, has_words: bool, language: str) -> Sourced:
    facts = {"source": said.name, "title": said.title}
    if said.licence == GONE:
        taken = gettext("Teksten fra %(source)s gjelder ikke lenger, og er tatt bort.") % facts
        return Sourced(taken, "", Link(gettext("Les mer hos %(source)s") % facts, said.address))
    if has_words and said.fetched:
        facts["date"] = dates.in_words(said.fetched, language)
        taken, more = gettext("Informasjon fra %(source)s, hentet %(date)s.") % facts, gettext("Les mer hos %(source)s") % facts
    elif said.title:
        taken, more = "", gettext("Les «%(title)s» hos %(source)s") % facts
    else:
        taken, more = "", gettext("Les mer hos %(source)s") % facts
    return Sourced(taken, said.licence, Link(more, said.address))


def _label(layer: str, speakers: Speakers) -> str:
    if layer == "site":
        return gettext("Hos oss ved %(site)s") % {"site": speakers.site}
    if layer == "place":
        return gettext("Ved %(place)s") % {"place": speakers.place}
    if layer == "group":
        return gettext("For sykehusene som deler «%(variant)s»") % {"variant": speakers.group}
    return ""


# --- around the text ------------------------------------------------------------------------------------------------


def review_of(reviewed_on: date, review_by: date, today: date, language: str) -> Review:
    """The dates of the professional review; late from 90 days after the next one was due."""
    return Review(dates.in_words(reviewed_on, language), dates.in_words(review_by, language), today > review_by + LATE_AFTER)


def approval_in_words(approval: Approval, language: str) -> str:
    """Who said yes, in which role and when; or by which consent."""
    day = dates.in_words(approval.approved_at, language)
    facts = {"name": approval.approved_by_name, "role": role_name(approval.role), "date": day}
    return gettext(_APPROVED[ApprovalKind(approval.kind)]) % facts


_APPROVED = {
    ApprovalKind.PERSON: _("%(name)s, %(role)s, %(date)s"),
    ApprovalKind.STANDING_CONSENT: _("Språklig endring etter stående samtykke, %(date)s (samtykket er gitt av %(name)s)"),
    ApprovalKind.CLEAN_AFTER_30_DAYS: _("Tatt i bruk etter 30 dager, %(date)s (samtykket er gitt av %(name)s)"),
    ApprovalKind.SAFETY_LANE: _("Nasjonal sikkerhetsendring, %(date)s"),
    ApprovalKind.EXPIRY: _("Nasjonal tekst tatt inn da en lokal frist gikk ut, %(date)s"),
    ApprovalKind.FOLLOWS: _("Følger av en godkjent tekst på et annet språk, %(date)s"),
}
_ROLES = {
    Role.NATIONAL_MEDICAL_EDITOR: _("nasjonal medisinsk redaktør"),
    Role.NATIONAL_EDITOR: _("nasjonal redaktør"),
    Role.CLINICIAN: _("kliniker"),
    Role.REGIONAL_OWNER: _("regional systemeier"),
    Role.SITE_OWNER: _("nettansvarlig"),
    Role.EDITOR: _("redaktør"),
}


def role_name(role: str) -> str:
    """A role in the active language; a role we have no word for stands as it was written."""
    return gettext(_ROLES[role]) if role in _ROLES else role  # type: ignore[index]


def shown_period(live_from: datetime, live_to: datetime | None, language: str) -> str:
    """From when to when patients saw this."""
    start = dates.with_time(live_from, language)
    if live_to is None:
        return gettext("Vist fra %(start)s, og vises fortsatt") % {"start": start}
    return gettext("Vist fra %(start)s til %(end)s") % {"start": start, "end": dates.with_time(live_to, language)}


def speakers_of(site: Site, group: str, place: Place | None, language: str) -> Speakers:
    return Speakers(site.name, group, place.name_in(language) if place else "")
