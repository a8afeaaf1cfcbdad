"""Codes on a site's own pages: how they are written, and which topics they speak of.

A code is written `icd10:M17`; several are told apart by spaces. A page speaks of a topic that is tagged with the same code,
or with one below it (`M17` speaks of `M17.1`), so a study is shown on the topic pages it concerns without being tied to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from fellesnett.codes.models import CodeSystem
from fellesnett.codes.queries import normalize_code, systems_by_any_name
from fellesnett.national.models import Topic, TopicCoding

_CODE = re.compile(r"([a-z0-9_-]+):([A-Za-z0-9.-]{1,20})")

Code = tuple[str, str]  # system, code


def codes_in(words: str) -> tuple[Code, ...]:
    """The codes written in a field, in order. What is not a code is passed over: `check_codes` refuses it when saved."""
    found = (_CODE.fullmatch(word) for word in words.split())
    return tuple((match[1], normalize_code(match[1], match[2])) for match in found if match)


def check_codes(written: str) -> None:
    """Raises ValidationError, in words, when something is not a code, or its system is not known here."""
    strange = [word for word in written.split() if not _CODE.fullmatch(word)]
    if strange:
        raise ValidationError(
            _("«%(word)s» er ikke en kode. Skriv kodeverk:kode, for eksempel icd10:M17.") % {"word": strange[0]}
        )
    systems = {system for system, _code in codes_in(written)}
    unknown = systems - set(CodeSystem.objects.filter(key__in=systems).values_list("key", flat=True))
    if unknown:
        raise ValidationError(_("Kodeverket «%(system)s» finnes ikke her.") % {"system": min(unknown)})


def check_field(field: str, written: str) -> str:
    """The codes with their systems by key, as they are kept, whatever names they were written with (`urn:oid:`, canonical URL).
    Raises as `check_codes`, with what is wrong said at a field of a form."""
    kept = " ".join(_by_key(word) for word in written.split())
    try:
        check_codes(kept)
    except ValidationError as problem:
        raise ValidationError({field: problem.messages}) from problem
    return kept


def _by_key(word: str) -> str:
    name, _colon, code = word.rpartition(":")
    system = systems_by_any_name(name) if name else None
    return f"{system.key}:{code}" if system else word


def codes_of(topic: Topic) -> tuple[Code, ...]:
    """The codes a topic is tagged with. One query."""
    rows = TopicCoding.objects.filter(topic=topic).values_list("system__key", "code")
    return tuple((system, normalize_code(system, code)) for system, code in rows)


def speaks_of(page: Iterable[Code], topic: Iterable[Code]) -> bool:
    """Does a page with these codes concern a topic with those?"""
    tagged = tuple(topic)
    return any(system == theirs and below.startswith(code) for system, code in page for theirs, below in tagged)


def topics_of(words: str) -> list[Topic]:
    """The topics that a page with these codes speaks of, by title. One query; none for a page without codes."""
    wanted = Q(pk__in=[])
    for system, code in codes_in(words):
        wanted |= Q(codings__system__key=system, codings__code__istartswith=code)
    return list(Topic.objects.filter(wanted, withdrawn_at__isnull=True).distinct().order_by("title"))
