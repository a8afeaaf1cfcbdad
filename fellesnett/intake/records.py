"""What a source is read into before anything is stored: staged topics, and remarks on everything that did not fit.

Nothing is dropped in silence: each piece of text in a file is either in a staged block or title, or in a remark that
holds the whole piece (`Ledger` keeps the count, and `Ledger.settle` refuses a file whose count does not come out).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

TITLE_LENGTH = 200
"""The most a topic's title may hold; a longer one is cut at a word, and the whole of it reported."""


class Refusal(Exception):
    """A file, or one document in it, that is not taken in: which file, where in it, and what is wrong."""

    def __init__(self, file: str, place: str, fault: str) -> None:
        super().__init__(f"{file}: {place}: {fault}" if place else f"{file}: {fault}")
        self.file, self.place, self.fault = file, place, fault


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know: in which file, where, which text, and why. `left_out`: the text is not in any block."""

    file: str
    place: str
    what: str
    why: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class StagedBlock:
    """A block on its way in. `id` is empty until the topic's blocks are named (`naming.name_blocks`)."""

    type: str
    html: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class StagedSection:
    """The blocks of one section of the topic's template."""

    key: str
    blocks: tuple[StagedBlock, ...]


@dataclass(frozen=True, slots=True)
class StagedText:
    """A topic in one language."""

    language: str
    title: str
    sections: tuple[StagedSection, ...]

    @property
    def blocks(self) -> tuple[StagedBlock, ...]:
        """All blocks, in reading order."""
        return tuple(block for section in self.sections for block in section.blocks)


@dataclass(frozen=True, slots=True)
class Tally:
    """Pieces of text in the file: read, placed in a block or title, left out and reported. `read == placed + left`."""

    read: int = 0
    placed: int = 0
    left: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.read + other.read, self.placed + other.placed, self.left + other.left)


@dataclass(frozen=True, slots=True)
class StagedTopic:
    """A topic on its way in. `source_id` becomes the topic's key and is the same each time the source is read;
    `source` says where the text comes from with its licence; `reviewed` is the source's own date of last review."""

    source_id: str
    kind: str
    unit: str
    source: str
    texts: tuple[StagedText, ...]
    files: tuple[str, ...]
    tally: Tally
    synonyms: tuple[tuple[str, str], ...] = ()  # (language, term)
    reviewed: date | None = None
    remarks: tuple[Remark, ...] = ()

    def text(self, language: str) -> StagedText | None:
        """The text in this language, if there is one."""
        return next((text for text in self.texts if text.language == language), None)

    def with_remarks(self, remarks: tuple[Remark, ...]) -> StagedTopic:
        """The same topic with these remarks added."""
        return replace(self, remarks=(*self.remarks, *remarks))


@dataclass(slots=True)
class Ledger:
    """The account of one document: pieces placed, pieces left out, and what was remarked."""

    file: str
    placed: int = 0
    left: int = 0
    remarks: list[Remark] = field(default_factory=list)

    def place(self, pieces: int = 1) -> None:
        """So many pieces stand in a block or a title."""
        self.placed += pieces

    def leave(self, place: str, what: str, why: str, pieces: int = 1) -> None:
        """So many pieces are left out; `what` is their whole text."""
        self.left += pieces
        self.remarks.append(Remark(self.file, place, what, why, left_out=True))

    def note(self, place: str, what: str, why: str, left_out: bool = False) -> None:
        """Something to know about a piece that is placed. `left_out`: a part of it, given whole in `what`, is not."""
        self.remarks.append(Remark(self.file, place, what, why, left_out=left_out))

    def title(self, place: str, title: str) -> str:
        """A title that fits, and a remark with the whole of it where it was cut."""
        folded = " ".join(title.split())
        if len(folded) <= TITLE_LENGTH:
            return folded
        self.note(place, folded, f"tittelen er lengre enn {TITLE_LENGTH} tegn og er kortet", left_out=True)
        return folded[: TITLE_LENGTH - 2].rsplit(" ", 1)[0][: TITLE_LENGTH - 2] + " …"

    def settle(self, read: int, place: str) -> Tally:
        """The tally. Raises `Refusal` where pieces are unaccounted for: better not taken in than half taken in."""
        tally = Tally(read, self.placed, self.left)
        if read != self.placed + self.left:
            raise Refusal(
                self.file, place, f"{read} tekstbiter lest, men {self.placed} plassert og {self.left} meldt: tas ikke inn"
            )
        return tally
