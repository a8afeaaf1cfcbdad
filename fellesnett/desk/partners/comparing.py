"""A delivery beside what stands, in words: each thing that is asked for, what is there now, and what it would be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk.local.words import OPERATIONS, REASON_CODES
from fellesnett.editorial import marking
from fellesnett.national.sections import SECTION_NAMES
from fellesnett.organizations import facts, hours
from fellesnett.organizations.models import Place, PlaceKind
from fellesnett.partners import places
from fellesnett.partners.queries import Comparison, PlaceComparison, Row
from fellesnett.partners.schema import LocalBlock

PLACE_FIELDS = {
    "kind": gettext_lazy("Type sted"),
    "name": gettext_lazy("Navn"),
    "address": gettext_lazy("Adresse"),
    "point": gettext_lazy("Punkt på kartet"),
    "phones": gettext_lazy("Telefoner"),
    "hours": gettext_lazy("Åpningstider"),
    "exceptions": gettext_lazy("Avvik fra åpningstidene"),
    "meeting": gettext_lazy("Oppmøte"),
    "descriptions": gettext_lazy("Beskrivelser"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is asked for. `ground` is the national text it speaks of; `asks_clinical`: is it clinical content?
    `was_clinical`: it is, and nobody asks."""

    number: int
    what: str
    where: str
    ground: SafeString | str
    before: SafeString | str
    after: SafeString | str
    marked: SafeString | str = ""
    why: str = ""
    asks_clinical: bool = False
    clinical: bool = False
    was_clinical: bool = False


# --- texts ----------------------------------------------------------------------------------------------------------


def text_changes(comparison: Comparison, language: str) -> list[Change]:
    """What a text's delivery asks for, in the order of the document."""
    return [_change(comparison, row, language) for row in comparison.rows]


def _change(comparison: Comparison, row: Row, language: str) -> Change:
    if row.act["do"] == "title":
        title = str(OPERATIONS["retitle"])
        what = title if row.act["title"] else _("%(what)s tas bort") % {"what": title}
        was, will_be = escape(comparison.title_now or ""), escape(row.act["title"] or "")
        return Change(row.number, what, "", "", was, will_be, was_clinical=bool(will_be) and row.was_clinical)
    now, wanted = row.now, row.wanted
    block = wanted or now
    if block is None:
        return Change(row.number, _("Tas bort"), "", "", _("Det er alt tatt bort hos dere."), "")
    before, after = _said(now), _said(wanted)
    section = comparison.standing.page.section_of(block.target) or block.target
    parts = (SECTION_NAMES.get(section, section), _position(block), _label(comparison, block))
    what = str(OPERATIONS[block.operation])
    return Change(
        number=row.number,
        what=what if wanted else _("%(what)s tas bort") % {"what": what},
        where=" · ".join(str(part) for part in parts if part),
        ground=mark_safe(row.ground) if block.operation != "fill" else "",  # cleaned when it was released
        before=before,
        after=after,
        marked=marking.marked(before, after, language) if before and after else "",
        why=_why(wanted),
        asks_clinical=wanted is not None and wanted.operation == "supplement" and not row.was_clinical,
        clinical=wanted.clinical if wanted else False,
        was_clinical=wanted is not None and row.was_clinical,
    )


def _said(block: LocalBlock | None) -> SafeString | str:
    """What a part says, as HTML: cleaned when it was received, or escaped here."""
    if block is None:
        return ""
    if block.operation == "omit":
        return format_html("<p>{}</p>", _("Avsnittet utelates."))
    if block.operation == "fill":
        return format_html("<p>{}</p>", block.value)
    return mark_safe("".join(piece.html for piece in block.content))


def _position(block: LocalBlock) -> str:
    words = {"before": _("før avsnittet under"), "after": _("etter avsnittet under"), "end": _("sist i kapitlet")}
    return words.get(block.position or "", "")


def _label(comparison: Comparison, block: LocalBlock) -> str:
    """The label of the slot that is filled."""
    if block.operation != "fill":
        return ""
    found = (place.slot.label for place in comparison.standing.page.unit(block.target) if place.slot)
    return next(found, "")


def _why(block: LocalBlock | None) -> str:
    if block is None or not block.reason:
        return ""
    code = REASON_CODES.get(block.reason_code)
    return f"{code}: {block.reason}" if code else block.reason


# --- places ---------------------------------------------------------------------------------------------------------


def place_changes(comparison: PlaceComparison, language: str) -> list[Change]:
    """What a place's delivery says otherwise, field by field."""
    return [
        Change(
            number,
            str(PLACE_FIELDS[name]),
            "",
            "",
            _lines(comparison.now, name, language) if comparison.now else "",
            _lines(comparison.wanted, name, language),
        )
        for number, name in enumerate(comparison.changed)
    ]


def _lines(fields: places.Fields, name: str, language: str) -> SafeString:
    """What a place says in one field, line by line."""
    place = Place(**places.to_record(fields))
    found = [line for line in _SAYS[name](place, fields[name], language) if line]
    return format_html_join("", "<p>{}</p>", ((line,) for line in found))


def _names(place: Place, said: dict[str, str], language: str) -> Iterator[str]:
    for code, words in said.items():
        yield f"{words} ({code})"


def _hours(place: Place, said: Any, language: str) -> Iterator[str]:
    if week := hours.in_words(facts.openings_of(place), language):
        yield week
    for label, week_of in facts.services_of(place, language):
        yield f"{label}: {hours.in_words(week_of, language)}"


def _phones(place: Place, said: Any, language: str) -> Iterator[str]:
    for phone in facts.phones_of(place, language):
        yield " · ".join(part for part in (phone.label, phone.number, phone.hours) if part)


def _exceptions(place: Place, said: Iterable[dict[str, Any]], language: str) -> Iterator[str]:
    for one in said:
        open_then = f"{one['opens']}–{one['closes']}" if one["opens"] else _("stengt")
        days = one["first"] if one["first"] == one["last"] else f"{one['first']} – {one['last']}"
        yield " · ".join(part for part in (days, open_then, facts.said(one["note"], language)) if part)


def _by_language(place: Place, said: dict[str, dict[str, str]], language: str) -> Iterator[str]:
    for code, parts in said.items():
        for words in parts.values():
            yield f"{words} ({code})"


_SAYS: dict[str, Any] = {
    "kind": lambda place, said, language: [str(PlaceKind(said).label)],
    "name": _names,
    "address": lambda place, said, language: [said["street"], f"{said['postal_code']} {said['city']}".strip()],
    "point": lambda place, said, language: [f"{said['latitude']}, {said['longitude']}"] if said else [],
    "phones": _phones,
    "hours": _hours,
    "exceptions": _exceptions,
    "meeting": _by_language,
    "descriptions": _by_language,
}
