"""The question of a journal system: "what is there to read about this, for a patient, here?" (HL7 Infobutton, URL-based).

Parameter names: HL7 Context-Aware Knowledge Retrieval, URL-based implementation, and what two open implementations accept
(OpenInfobutton, HL7InfobuttonDotNet): the deprecated `mainSearchCriteria.c.`, numbered repeats, and any case.

A question may also carry a patient's sex and age, and the names of those who ask. They change nothing in what we answer, so
they are never read: only what stands in `Question` leaves this module.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from fellesnett.foundation.languages import BY_CODE, BY_THREE_LETTERS, SOURCE

MOST_PARAMETERS, MOST_SIGNS, MOST_CRITERIA = 100, 300, 5

_CRITERION = re.compile(r"mainsearchcriteria\.[vc]\.(c|cs|dn|ot)(\d{0,2})")
_ECHOED = re.compile(
    r"(mainsearchcriteria|subtopic)\.[vc]\.(c|cs|dn)\d{0,2}|taskcontext\.c\.(c|cs|dn)|informationrecipient|performer"
    r"|(informationrecipient|performer)\.languagecode\.c|servicedeliverylocation\.id\.(root|extension)|knowledgeresponsetype"
)
_ORGANIZATIONS = (
    "servicedeliverylocation.id",
    "representedorganization.id",
    "assignedentity.representedorganization.id",
    "holder.assignedentity.representedorganization.id",
)
_POSTAL_CODES = ("locationofinterest.addr.zip", "locationofinterest.addr.postalcode")
_CITIES = ("locationofinterest.addr.cty", "locationofinterest.addr.city")
_LANGUAGES = ("informationrecipient.languagecode.c", "performer.languagecode.c")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Unanswerable(Exception):
    """The question is no question; the text says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is asked about: a code in a code system, words, or both."""

    system: str
    code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """All that is read of a question."""

    criteria: tuple[Criterion, ...]
    language: str
    organizations: tuple[tuple[str, str], ...]  # identifiers: root and extension, as asked
    postal_code: str
    city: str
    echoed: tuple[tuple[str, str], ...]  # what the answer repeats


def read(parameters: QueryDict) -> Question:
    """Raises Unanswerable when it asks about nothing, or in a way that nobody's journal system does."""
    said = _said(parameters)
    criteria = tuple(_criteria(said))
    if not criteria:
        needed = _("Spørsmålet må ha mainSearchCriteria.v.c og mainSearchCriteria.v.cs, eller mainSearchCriteria.v.dn.")
        raise Unanswerable(needed)
    if len(criteria) > MOST_CRITERIA:
        raise Unanswerable(_("Spør om høyst %(number)s koder om gangen.") % {"number": MOST_CRITERIA})
    return Question(
        criteria=criteria,
        language=_language(_first(said, _LANGUAGES)),
        organizations=tuple(_organizations(said)),
        postal_code=_first(said, _POSTAL_CODES),
        city=_first(said, _CITIES),
        echoed=tuple(
            (name, value)
            for name, values in parameters.lists()
            if _ECHOED.fullmatch(name.lower())
            for value in values
            if value.strip()
        ),
    )


def form_of(parameters: QueryDict) -> str:
    """The form an answer is asked for in, also where the rest cannot be read."""
    asked = (values[-1] for name, values in parameters.lists() if name.lower() == "knowledgeresponsetype" and values)
    return str(next(asked, "")).partition(";")[0].strip().lower().replace(" ", "+")  # a plus is a space in an address


def _said(parameters: QueryDict) -> dict[str, list[str]]:
    """The values by name in small letters. The same name may be said several times."""
    if sum(len(values) for _name, values in parameters.lists()) > MOST_PARAMETERS:
        raise Unanswerable(_("Spørsmålet har for mange parametre."))
    said: dict[str, list[str]] = defaultdict(list)
    for name, values in parameters.lists():
        for value in values:
            if len(value) > MOST_SIGNS or _NOT_IN_XML.search(value):
                raise Unanswerable(_("En parameter er for lang eller har tegn som ikke kan leses."))
            said[name.lower()].append(value.strip())
    return said


def _criteria(said: dict[str, list[str]]) -> list[Criterion]:
    """In the order of their numbers: the one without a number first."""
    parts: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for name, values in said.items():
        if found := _CRITERION.fullmatch(name):
            for place, value in enumerate(values):
                parts[int(found[2] or 0), place].setdefault(found[1], value)
    read = []
    for _number, part in sorted(parts.items()):
        code, system = part.get("c", ""), part.get("cs", "")
        words = tuple(word for word in (part.get("dn", ""), part.get("ot", "")) if word)
        if (code and system) or words:
            read.append(Criterion(system if code else "", code if system else "", words))
    return read


def _organizations(said: dict[str, list[str]]) -> list[tuple[str, str]]:
    found = []
    for name in _ORGANIZATIONS:
        root, extension = _first(said, (f"{name}.root",)), _first(said, (f"{name}.extension",))
        if root or extension:
            found.append((root.removeprefix("urn:oid:"), extension))
    return found


def _language(tag: str) -> str:
    """One of ours from a language tag: `nb-NO`, `nob`, and `no`, which is bokmål unless more is said."""
    word = re.split(r"[-_]", tag.lower())[0]
    return word if word in BY_CODE else BY_THREE_LETTERS.get(word, SOURCE)


def _first(said: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((value for name in names for value in said.get(name, ()) if value), "")
