"""A delivery beside what stands, in words: each thing that is asked for, what is there now, and what it would be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk.local.place_forms import DESCRIPTIONS, MEETING
from fellesnett.desk.local.scope import LANGUAGES
from fellesnett.desk.local.topics import ANSWERS
from fellesnett.desk.local.words import OPERATIONS, REASON_CODES
from fellesnett.editorial import marking
from fellesnett.links.hrefs import hrefs_in
from fellesnett.national.sections import SECTION_NAMES
from fellesnett.national.telling import TYPES
from fellesnett.organizations import facts, hours
from fellesnett.organizations.models import Place, PlaceKind
from fellesnett.partners import places
from fellesnett.partners.queries import Comparison, PlaceComparison, Row, ServiceComparison
from fellesnett.partners.records import Fields
from fellesnett.partners.schema import LocalBlock

_SOURCE = re.compile(r'\bsrc="([^"]+)"')
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
    """One thing that is asked for. `ground` is the national text it speaks of; `remarks` say what the words do not show.
    `asks_clinical`: is it clinical content? `clinical`: the editor has said so. `is_clinical`: why nobody is asked."""

    number: int
    what: str
    where: str
    ground: SafeString | str
    before: SafeString | str
    after: SafeString | str
    marked: SafeString | str = ""
    why: str = ""
    remarks: tuple[str, ...] = ()
    asks_clinical: bool = False
    clinical: bool = False
    is_clinical: str = ""


# --- texts ----------------------------------------------------------------------------------------------------------


def text_changes(comparison: Comparison, language: str, ticked: Collection[int] = ()) -> list[Change]:
    """What a text's delivery asks for, in the order of the document. `ticked`: what the editor has said is clinical."""
    return [_change(comparison, row, language, row.number in ticked) for row in comparison.rows]


def _change(comparison: Comparison, row: Row, language: str, ticked: bool) -> Change:
    if row.act["do"] == "title":
        title = str(OPERATIONS["retitle"])
        what = title if row.act["title"] else _("%(what)s tas bort") % {"what": title}
        was, will_be = escape(comparison.title_now or ""), escape(row.act["title"] or "")
        return Change(row.number, what, "", "", was, will_be, is_clinical=_is_clinical(row) if will_be else "")
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
        remarks=tuple(_remarks(now, wanted, before, after, language)) if wanted else (),
        asks_clinical=wanted is not None and wanted.operation == "supplement" and not _is_clinical(row),
        clinical=ticked,
        is_clinical=_is_clinical(row) if wanted else "",
    )


def _is_clinical(row: Row) -> str:
    """Why a clinician signs it, whatever the editor says of it. Empty where the editor is to say."""
    if row.was_clinical:
        return _("En kliniker skal godkjenne det: det var faglig innhold før.")
    if row.wanted and row.wanted.clinical:
        return _("En kliniker skal godkjenne det: partneren sier at det er faglig innhold.")
    return ""


def _remarks(now: LocalBlock | None, wanted: LocalBlock, before: str, after: str, language: str) -> Iterator[str]:
    """What a yes covers that neither the words nor their marks show."""
    if before and after and marking.looks_only(before, after, language):
        yield _("Ordene er de samme. Det er formen eller en lenke som er endret.")
    yield from _shown_as(now, wanted)
    yield from _links(tuple(hrefs_in(before)), tuple(hrefs_in(after)))
    if sources := ", ".join(unescape(source) for source in _SOURCE.findall(after)):
        yield _("Bilder og film hentes fra %(new)s.") % {"new": sources}
    if now and now.valid_until and now.valid_until != wanted.valid_until:
        yield _("Det som står nå, gjelder til %(day)s.") % {"day": date_format(now.valid_until, "j. F Y")}
    if wanted.valid_until:
        yield _("Gjelder til %(day)s.") % {"day": date_format(wanted.valid_until, "j. F Y")}
    else:
        yield _("Gjelder i tolv måneder fra det tas inn.")


def _shown_as(now: LocalBlock | None, wanted: LocalBlock) -> Iterator[str]:
    """In what form the words are shown, where it is not as running text or not as before."""
    was, will_be = (_types(block) if block else "" for block in (now, wanted))
    if was and will_be and was != will_be:
        yield _("Vises som %(new)s. Før: %(old)s.") % {"new": will_be, "old": was}
    elif any(piece.type != "text" for piece in wanted.content):
        yield _("Vises som %(new)s.") % {"new": will_be}


def _types(block: LocalBlock) -> str:
    return ", ".join(str(TYPES[piece.type]) for piece in block.content)


def _links(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[str]:
    said = {"old": ", ".join(old), "new": ", ".join(new)}
    if old and new and old != new:
        yield _("Lenkene førte til %(old)s, og fører nå til %(new)s.") % said
    elif new:
        yield _("Lenker til %(new)s.") % said
    elif old:
        yield _("Lenkene førte til %(old)s, og er tatt bort.") % said


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
    """What a place's delivery says otherwise, field by field: only the lines that are not as they were."""
    return [_place_change(comparison, number, name, language) for number, name in enumerate(comparison.changed)]


def _place_change(comparison: PlaceComparison, number: int, name: str, language: str) -> Change:
    was = _lines(comparison.now, name, language) if comparison.now else []
    will_be = _lines(comparison.wanted, name, language)
    gone, new = [line for line in was if line not in will_be], [line for line in will_be if line not in was]
    only_order = not gone and not new
    before, after = (_paragraphs(lines) for lines in ((was, will_be) if only_order else (gone, new)))
    rest = (_("Resten er som før."),) if not only_order and len(gone) < len(was) else ()
    marked = marking.marked(before, after, language) if before and after else ""
    return Change(number, str(PLACE_FIELDS[name]), "", "", before, after, marked=marked, remarks=rest)


def _lines(fields: Fields, name: str, language: str) -> list[str]:
    """What a place says in one field, line by line."""
    place = Place(**places.to_record(fields))
    return [line for line in _SAYS[name](place, fields[name], language) if line]


def _paragraphs(lines: Iterable[str]) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


def _in_each(values: Mapping[str, str], language: str) -> str:
    """The words in every language they are said in; which one, unless it is the site's own alone."""
    if set(values) == {language}:
        return values[language]
    return " / ".join(f"{words} ({LANGUAGES[code]})" for code, words in _in_order(values))


def _in_order(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """By language, bokmål first: a database keeps the keys of a document in an order of its own."""
    return sorted(values.items(), key=lambda said: list(LANGUAGES).index(said[0]))


def _names(place: Place, said: dict[str, str], language: str) -> Iterator[str]:
    for code, words in _in_order(said):
        yield f"{words} ({LANGUAGES[code]})"


def _hours(place: Place, said: Iterable[dict[str, Any]], language: str) -> Iterator[str]:
    if week := hours.in_words(facts.openings_of(place), language):
        yield week
    for label, (_label, week_of) in zip(_labels(said), facts.services_of(place, language), strict=True):
        yield f"{_in_each(label, language)}: {hours.in_words(week_of, language)}"


def _labels(said: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    return [one["label"] for one in said if one["label"]]


def _phones(place: Place, said: Iterable[dict[str, Any]], language: str) -> Iterator[str]:
    for one, phone in zip(said, facts.phones_of(place, language), strict=True):
        yield " · ".join(part for part in (_in_each(one["label"], language), phone.number, phone.hours) if part)


def _exceptions(place: Place, said: Iterable[dict[str, Any]], language: str) -> Iterator[str]:
    for one in said:
        open_then = f"{one['opens']}–{one['closes']}" if one["opens"] else _("stengt")
        days = one["first"] if one["first"] == one["last"] else f"{one['first']} – {one['last']}"
        yield " · ".join(part for part in (days, open_then, _in_each(one["note"], language)) if part)


def _parts(names: Mapping[str, tuple[Any, Any]]) -> Any:
    """Each part of what is said, under the name and in the order that it has on the place's own screen."""
    order = {part: number for number, part in enumerate(names)}

    def lines(place: Place, said: dict[str, dict[str, str]], language: str) -> Iterator[str]:
        for code, parts in _in_order(said):
            for part, words in sorted(parts.items(), key=lambda one: order.get(one[0], len(order))):
                yield f"{names[part][0] if part in names else part}: {words} ({LANGUAGES[code]})"

    return lines


_SAYS: dict[str, Any] = {
    "kind": lambda place, said, language: [str(PlaceKind(said).label)],
    "name": _names,
    "address": lambda place, said, language: [said["street"], f"{said['postal_code']} {said['city']}".strip()],
    "point": lambda place, said, language: [f"{said['latitude']}, {said['longitude']}"] if said else [],
    "phones": _phones,
    "hours": _hours,
    "exceptions": _exceptions,
    "meeting": _parts(MEETING),
    "descriptions": _parts(DESCRIPTIONS),
}


# --- services -------------------------------------------------------------------------------------------------------


def service_changes(comparison: ServiceComparison, language: str) -> list[Change]:
    """What a service's delivery asks for: that it is offered or not, and where it is done; and which pages that takes down."""
    found = []
    ends, begins = comparison.after is None, comparison.before is None
    if ends or begins:
        after = _("Tilbys ikke her") if ends else _("Tilbys her")
        was = str(ANSWERS[comparison.answer])
        found.append(
            Change(0, _("Om det tilbys"), "", "", escape(was), escape(after), remarks=tuple(_follows(comparison, language)))
        )
    if not ends and (comparison.before or comparison.after):
        remarks = () if found else tuple(_follows(comparison, language))
        places_now, places_then = (_named(places, language) for places in (comparison.before, comparison.after))
        found.append(Change(1, _("Hvor det gjøres"), "", "", places_now, places_then, remarks=remarks))
    return found


def _follows(comparison: ServiceComparison, language: str) -> Iterator[str]:
    """What a yes does beside what it says."""
    if comparison.languages:
        words = _("Tekstene tas i bruk på %(languages)s. Pasientene ser dem når dere har godkjent dem.")
        yield words % {"languages": get_text_list([LANGUAGES[code] for code in comparison.languages], _("og"))}
    for code, place in sorted(comparison.shown, key=lambda page: (page[1].name_in(language) if page[1] else "", page[0])):
        if place:
            yield _("Siden for %(place)s på %(language)s tas ned.") % {
                "place": place.name_in(language),
                "language": LANGUAGES[code],
            }
        else:
            yield _("Siden på %(language)s tas ned.") % {"language": LANGUAGES[code]}


def _named(places_there: Iterable[Place] | None, language: str) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((place.name_in(language),) for place in places_there or ()))
