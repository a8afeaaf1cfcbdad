"""A site's local parts of a text, as a document: what stands, and what a partner reads of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.models import AdoptedText, Adoption, Answer, LocalOperation
from fellesnett.adoption.recipes import Part, layers_of
from fellesnett.composition.canonical import digest
from fellesnett.composition.composing import left_by
from fellesnett.composition.pages import Page, html_of, places_hash, unit_hash
from fellesnett.partners.gates import Fault, Invalid
from fellesnett.partners.models import Submission
from fellesnett.partners.schema import (
    LocalBlock,
    LocalSection,
    LocalText,
    National,
)


@dataclass(frozen=True)
class Placed:
    """A local part and the section it stands in."""

    section: str
    block: LocalBlock


@dataclass(frozen=True)
class Parts:
    """A site's own title and parts in one text."""

    title: str | None = None
    placed: tuple[Placed, ...] = ()

    def by_id(self) -> dict[str, Placed]:
        return {one.block.id: one for one in self.placed if one.block.id}


@dataclass
class Standing:
    """A text as it stands at a site, with what the site writes on (`page`)."""

    text: AdoptedText
    held: Holdings
    page: Page
    rows: dict[str, LocalOperation] = field(default_factory=dict)

    @property
    def title_row(self) -> LocalOperation | None:
        return next((row for row in self.rows.values() if row.op == "retitle"), None)

    @property
    def shown(self) -> set[int]:
        """The operations that patients read now, by key."""
        recipe = self.held.live_recipe((self.text.pk, None))
        return set(recipe["operations"]) if recipe else set()

    @cached_property
    def ground(self) -> tuple[National, ...]:
        """What local parts can speak of."""
        return tuple(_ground(self))

    @property
    def edition(self) -> int:
        """The number of the national edition in use."""
        return self.held.shelf.editions[self.text.edition_id].number


def id_of(text: AdoptedText) -> str:
    """What partners call a text at a site: its permanent short address, and the language."""
    return f"{text.adoption.short_code}-{text.language}"


def find(name: str) -> AdoptedText | None:
    """The text that partners call so, where the site uses it."""
    code, _dash, language = name.rpartition("-")
    found = AdoptedText.objects.filter(adoption__short_code=code, language=language, adoption__answer=Answer.ADOPTED)
    return found.select_related("adoption__site__organization", "adoption__topic", "edition").first()


def standing(text: AdoptedText) -> Standing:
    """What stands now: in use, or in the site's draft."""
    held = gather([text.adoption_id])
    text = held.texts[text.pk]
    rows = held.next_rows(text, None)
    shared = [row for row in rows if row.layer == "group"]
    return Standing(text, held, _page(held, text, shared), {row.key: row for row in rows if row.layer == "site"})


def _page(held: Holdings, text: AdoptedText, shared: Sequence[LocalOperation]) -> Page:
    """What the site writes on: the national text with what its group says."""
    edition = held.shelf.patched(Part(edition=text.edition_id, patches=text.patches, moved={}, operations=[]))
    return left_by(edition, layers_of(shared, held.owners(text, None), text.language, text.moved))


def _ground(now: Standing) -> Iterator[National]:
    """What local parts can speak of: each block, slot and section, as the site's layer finds it on the page that is shown."""
    shown = now.shown
    page = _page(now.held, now.text, [row for row in now.held.rows(now.text) if row.layer == "group" and row.pk in shown])
    for section, places in page.sections.items():
        yield National(
            id=section, section=section, type="section", html="", label="", policy="open",
            base=places_hash(section, page.shown(section)),
        )  # fmt: skip
        for name in page.units(section):
            unit = page.unit(name)
            first = next(place for place in places if place.unit == name)
            is_slot = first.slot is not None and not first.filled
            yield National(
                id=name, section=section, type="slot" if is_slot else first.block.type if first.block else "text",
                html="" if is_slot else html_of(unit), label=first.slot.label if first.slot else "", policy=first.policy,
                base=unit_hash(unit),
            )  # fmt: skip


# --- as a document --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Own:
    """What came of a partner's deliveries to a text that were taken in: the operations they became, and those they took away."""

    made: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()


def parts_of(now: Standing) -> Parts:
    """What the site itself says in the text, its drafts too. For the site's own eyes."""
    return _parts(now, now.rows.values(), {row.pk for row in now.rows.values()})


def readable(now: Standing, own: Own) -> Parts:
    """What a partner reads of it: what patients read, and what it has delivered itself. Drafts of the site are not told of, and
    neither is why the site departs from the national text."""
    shown, made, rows = now.shown, _carried_on(now, own.made), dict[str, LocalOperation]()
    for row in now.held.rows(now.text):
        if row.layer == "site" and row.pk in shown and not (row.leaving and row.pk in own.taken):
            rows[row.key] = row
    rows |= {key: row for key, row in now.rows.items() if row.pk in made}
    return _parts(now, rows.values(), made)


def _carried_on(now: Standing, made: frozenset[int]) -> set[int]:
    """These operations, and the rows that carry their very words and reasons on to a newer edition."""
    known = {row.pk: row for row in now.held.rows(now.text)}
    found = set(made)
    for row in sorted(known.values(), key=lambda row: row.pk):
        before = known.get(row.replaces_id or 0)
        if before and before.pk in found and words_of(row) == words_of(before) and row.reason_text == before.reason_text:
            found.add(row.pk)
    return found


def words_of(row: LocalOperation) -> tuple[object, ...]:
    """What an operation says to patients, wherever it stands."""
    return row.op, row.position, row.content, row.value, row.title


def _parts(now: Standing, rows: Collection[LocalOperation], reasoned: Collection[int]) -> Parts:
    """These rows as a document has them, and the reasons of those that are `reasoned`."""
    title = next((row.title for row in rows if row.op == "retitle"), None)
    placed = [
        Placed(section_of(now.page, row.target), _block(row, reasoned=row.pk in reasoned))
        for row in sorted(rows, key=lambda row: (len(row.key), row.key))
        if row.op != "retitle"
    ]
    return Parts(title, tuple(placed))


def _block(row: LocalOperation, *, reasoned: bool) -> LocalBlock:
    return LocalBlock.model_validate(
        {
            "id": row.key, "operation": row.op, "target": row.target, "position": row.position or None,
            "content": row.content, "value": row.value, "base": row.base_hash,
            "reason_code": row.reason_code if reasoned else "", "reason": row.reason_text if reasoned else "",
            "clinical": row.clinical and row.op == "supplement", "valid_until": row.valid_until,
        }
    )  # fmt: skip


def section_of(page: Page, target: str) -> str:
    """The section that a target stands in; the target itself where it is a section, or is on the page no longer."""
    return target if target in page.sections else page.section_of(target) or target


def document_of(text: AdoptedText, parts: Parts) -> LocalText:
    """The parts as partners read and write them."""
    names = list(dict.fromkeys(one.section for one in parts.placed))
    sections = tuple(
        LocalSection(id=name, blocks=tuple(one.block for one in parts.placed if one.section == name)) for name in names
    )
    adoption = text.adoption
    return LocalText(
        site=adoption.site.slug, topic=adoption.topic.key, language=text.language, title=parts.title, sections=sections
    )


def etag_of(document: Any, waiting: Submission | None, now: Standing | None = None) -> str:
    """What tells one state of a document from another: what it says, what of it waits, and what a text stands on."""
    said = [document.model_dump(mode="json"), str(waiting.pk if waiting else "")]
    stands_on = [now.edition, *(one.model_dump(mode="json") for one in now.ground)] if now else []
    return digest([*said, *stands_on]).removeprefix("sha256:")[:32]


def texts_at(sites: Iterable[int], *, site: str = "", topic: str = "", after: int = 0) -> models.QuerySet[AdoptedText]:
    """The texts that these sites use, in the order they came into use."""
    found = AdoptedText.objects.filter(adoption__site__in=list(sites), adoption__answer=Answer.ADOPTED, pk__gt=after)
    named = {"adoption__site__slug": site, "adoption__topic__key": topic}
    found = found.filter(**{name: value for name, value in named.items() if value})
    return found.select_related("adoption__site", "adoption__topic", "edition").order_by("pk")


def not_in_use() -> Invalid:
    """What is said of a text that the site does not use in that language."""
    words = _("Nettstedet bruker ikke dette temaet på dette språket. Be redaktørene der om å ta det i bruk først.")
    return Invalid(Fault("topic", words))


def text_at(site: int, topic: str, language: str) -> AdoptedText | None:
    """The text of a topic at a site, where the site uses it."""
    adoption = Adoption.objects.filter(site=site, topic__key=topic, answer=Answer.ADOPTED).first()
    found = AdoptedText.objects.filter(adoption=adoption, language=language) if adoption else AdoptedText.objects.none()
    return found.select_related("adoption__site__organization", "adoption__topic", "edition").first()
