"""What is behind a personal link: which text, what is new in it, and the verb that takes the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.adoption.actions import asking as local
from fellesnett.adoption.candidates import Candidate
from fellesnett.adoption.gates import NotReady as LocallyNotReady
from fellesnett.adoption.models import LocalOperation
from fellesnett.composition.blocks import Edition
from fellesnett.composition.composing import Snapshot, compose
from fellesnett.editorial import asking
from fellesnett.editorial.asking import Standing
from fellesnett.editorial.commenting import by_block, comments_on
from fellesnett.editorial.marking import marked
from fellesnett.editorial.models import OpenItem, SignOffRequest
from fellesnett.foundation.languages import interface_of
from fellesnett.national import actions as national
from fellesnett.national import turns
from fellesnett.national.actions.asking import candidate_of, standing_of
from fellesnett.national.actions.commenting import CHAPTER, words_at
from fellesnett.national.changes import by_id
from fellesnett.national.models import Candidate as National
from fellesnett.national.sections import SECTION_NAMES
from fellesnett.national.signing import marks
from fellesnett.national.telling import changed_blocks, name_of
from fellesnett.organizations.models import Site
from fellesnett.public.topic_pages import OperationKinds, ShownSection, Speakers, shown_sections, speakers_of

DEPARTURES = {
    "override": _("Erstatter den nasjonale teksten"),
    "omit": _("Utelater den nasjonale teksten"),
    "supplement": _("Tillegg"),
}


class Refused(Exception):
    """The answer was not taken; `reasons` say why, in words."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is new since clinicians last signed the text: where, what kind of change, and the words marked."""

    where: str
    kind: str
    remarks: tuple[str, ...]
    text: SafeString


@dataclass(frozen=True, slots=True)
class Remark:
    """What a colleague has said of a part of the text and nobody has settled. `moved_on`: of words that stand there no more."""

    about: str
    by: str
    at: datetime
    said: str
    moved_on: bool


@dataclass(frozen=True, slots=True)
class Text:
    """What a clinician is asked to read."""

    title: str
    language: str
    sections: tuple[ShownSection, ...]
    changes: tuple[Change, ...]
    carried: int
    """How many blocks are as they were when clinicians signed them, and so need no new yes."""
    first: bool
    """No edition before: all is new."""
    local: bool = False
    """A site's own words: `changes` are what it replaces, leaves out and adds."""
    places: tuple[tuple[str, tuple[ShownSection, ...]], ...] = ()
    """The pages of places that read otherwise than the hospital's own."""
    said: tuple[Remark, ...] = ()
    """What colleagues say of a national text. A site's own comments stay with those who write there."""
    alone: tuple[tuple[str, str], ...] = ()
    """The key and the name of each section of a national text that may be said to be right also where it stands alone."""
    blocks: tuple[tuple[str, str], ...] = ()
    """The id and the first words of each block that a remark can be about."""

    @property
    def around(self) -> str:
        """The language of headings and labels within the text as patients see it; the rest of the page is in the reader's."""
        return interface_of(self.language)


def text_of(request: SignOffRequest) -> Text:
    """The text as patients will see it. Call it for a request that is open."""
    return _of_a_site(local.reading_of(request)) if local.is_about_a_site(request) else _of_the_nation(request)


def _of_a_site(waiting: local.Waiting) -> Text:
    pages = [page for page in waiting.pages if page.page]
    edition = waiting.held.shelf.edition(pages[0].recipe["edition"])
    site, language = waiting.text.adoption.site, waiting.text.language
    with translation.override(interface_of(language)):
        shown = [(page.place, shown_sections(*_as_shown(page, site, language))) for page in pages]
    return Text(
        title=edition.title,
        language=language,
        sections=shown[0][1],
        changes=tuple(_local_change(edition, row) for row in waiting.rows),
        carried=0,
        first=False,
        local=True,
        places=tuple((place.name_in(language), sections) for place, sections in shown[1:] if place),
    )


def _as_shown(page: Candidate, site: Site, language: str) -> tuple[Snapshot, OperationKinds, Speakers]:
    if page.page is None:
        raise ValueError("a page that cannot be composed is not sent to be read")
    variant = page.text.adoption.variant
    kinds = {(row.layer, row.key): str(row.op) for row in page.rows}
    return page.page, kinds, speakers_of(site, variant.name if variant else "", page.place, language)


def _local_change(edition: Edition, row: LocalOperation) -> Change:
    """What the site does to the national words, marked; the place by the chapter where it stands."""
    section = next(
        (one for one in edition.sections if row.target == one.key or any(block.id == row.target for block in one.blocks)), None
    )
    blocks = section.blocks if section else ()
    before = "".join(block.html for block in blocks if row.target in (block.id, section.key if section else ""))
    after = "".join(str(part.get("html", "")) for part in row.content)
    where = SECTION_NAMES.get(section.key, "") if section else ""
    remarks = (gettext("Begrunnelse: %(reason)s") % {"reason": row.reason_text},) if row.reason_text else ()
    text = marked(before if row.op in ("override", "omit") else "", after, edition.language)
    return Change(where, str(DEPARTURES[row.op]), remarks, text)


def _of_the_nation(request: SignOffRequest) -> Text:
    candidate = candidate_of(request)
    old, new = turns.values(candidate)
    waiting = {mark.block for mark in marks(old, new) if not mark.is_signed}
    changed = [change for change in changed_blocks(old, new) if waiting & set(change.ids)]
    with translation.override(interface_of(candidate.language)):
        sections = shown_sections(compose(new), {}, Speakers(""), national=True)
    return Text(
        title=candidate.title,
        language=candidate.language,
        sections=sections,
        changes=tuple(Change(f"{change.section}: {change.name}", change.kind, change.remarks, change.text) for change in changed),
        carried=sum(1 for mark in marks(old, new) if mark.is_signed),
        first=old is None,
        said=tuple(_said(candidate, new)),
        alone=tuple((one.key, str(SECTION_NAMES.get(one.key, one.key))) for one in new.sections if one.blocks),
        blocks=tuple((block.id, name_of(block)) for block in by_id(new).values()),
    )


def _said(candidate: National, value: Edition) -> Iterator[Remark]:
    """What colleagues say of the parts of this text, in its order."""
    words, names = words_at(value), {identity: name_of(block) for identity, block in by_id(value).items()}
    names |= {f"{CHAPTER}{section.key}": SECTION_NAMES.get(section.key, section.key) for section in value.sections}
    open_ones = by_block(
        comment for comment in comments_on(turns.subject_of(candidate), candidate.language) if comment.settled_at is None
    )
    for block, now in words.items():
        for comment in open_ones.get(block, ()):
            yield Remark(names[block], str(comment.by), comment.at, comment.said, comment.words != now)


def standing(request: SignOffRequest, at: datetime) -> Standing:
    """Whether the request can be answered now."""
    if local.is_about_a_site(request):
        return local.standing_of(request, local.reading_of(request), at)
    return standing_of(request, candidate_of(request), at)


def answer(
    request: SignOffRequest, *, yes: bool, comment: str, block: str = "", standalone: Collection[str] = (), at: datetime
) -> None:
    """Give the answer; a remark may be about one block of a national text, and of that some sections may stand alone. Raises
    `asking.LinkClosed`, Refused."""
    if local.is_about_a_site(request):
        _answer_about_a_site(request, yes=yes, comment=comment, at=at)
        return
    try:
        national.answer_by_link(request=request, yes=yes, comment=comment, block=block, standalone=standalone, at=at)
    except national.NotReady as refusal:
        raise Refused(tuple(str(reason) for reason in refusal.reasons)) from refusal


def _answer_about_a_site(request: SignOffRequest, *, yes: bool, comment: str, at: datetime) -> None:
    try:
        local.answer_by_link(request=request, yes=yes, comment=comment, at=at)
    except LocallyNotReady as refusal:
        raise Refused(tuple(reason.text for reason in refusal.reasons)) from refusal


def ask_again(request: SignOffRequest, *, at: datetime) -> None:
    """The clinician wants to read the text as it has become; the asker gets a question. Nothing where it has not changed."""
    if standing(request, at) == Standing.CHANGED:
        asking.wants_new(request, at=at)


def has_asked_again(request: SignOffRequest) -> bool:
    """Has the asker been told so already?"""
    return OpenItem.objects.open().filter(key=f"request:{request.pk}:{asking.AGAIN}").exists()
