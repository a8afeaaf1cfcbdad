"""Another publisher's words: put into a draft, replaced when the publisher changes them, shown nowhere once they do not hold."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from fellesnett.composition.blocks import Attribution
from fellesnett.editorial import log, subjects
from fellesnett.national.actions.writing import write_text
from fellesnett.national.drafting import sections_document
from fellesnett.national.held import words_hash
from fellesnett.national.models import Edition, HeldSource, RetiredSource, Topic, TopicText
from fellesnett.national.sections import TEMPLATES, TopicKind

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

Block = Mapping[str, Any]


@transaction.atomic
def write_source(
    *, topic: Topic, language: str, title: str, block: Block, by: User, at: datetime, formerly: Collection[str] = ()
) -> bool:
    """Put a `source` block (interfaces.md section 3) into the draft of a topic, in place of the one with the same address, or one
    where the publisher had it `formerly`, wherever editors have moved it; where there is none, in the last section for the text
    itself. All else in the draft stands.

    From now no draft may have other words from that address. False where the draft says it already, in whatever tags: the day
    the words were fetched is no change. Raises NotAllowed, NotReady.
    """
    held = {"words_hash": words_hash(block["html"]), "at": at}
    HeldSource.objects.update_or_create(address=block["attribution"]["address"], defaults=held)
    text = TopicText.objects.filter(topic=topic, language=language).first()
    sections = sections_document(text) if text else []
    written, changed = _with(sections, block, topic, formerly)
    if not changed:
        return False
    write_text(
        topic=topic,
        language=language,
        title=text.title if text else title,
        sections=written,
        by=by,
        at=at,
        note_editors=text.note_editors if text else "",
        machine_draft=text.machine_draft if text else False,
    )
    return True


def _with(
    sections: list[dict[str, Any]], block: Block, topic: Topic, formerly: Collection[str]
) -> tuple[list[dict[str, Any]], bool]:
    addresses = {block["attribution"]["address"], *formerly}
    place = "body" if topic.kind == TopicKind.SUPPORT_ARTICLE else "introduction"
    found = [each for section in sections for each in section["blocks"] if _address_of(each) in addresses]
    if found:
        changed = any(_words_of(each) != _words_of(block) for each in found)
        for each in found:
            each.update({"html": block["html"], "attribution": dict(block["attribution"])})
        return sections, changed
    by_key = {section["key"]: section for section in sections}
    by_key.setdefault(place, {"key": place, "blocks": []})["blocks"].append(dict(block))
    order = (*TEMPLATES[topic.kind], *(key for key in by_key if key not in TEMPLATES[topic.kind]))
    return [by_key[key] for key in order if key in by_key], True


def _address_of(block: Block) -> str:
    return str(block.get("attribution", {}).get("address", ""))


def _words_of(block: Block) -> tuple[str, dict[str, Any]]:
    return words_hash(block["html"]), {name: said for name, said in block["attribution"].items() if name != "fetched"}


@transaction.atomic
def retire_source(*, address: str, at: datetime, withdrawn: bool = True) -> None:
    """What was taken from this address is shown nowhere from now, in whatever edition it stands. A step.

    `withdrawn`: the publisher has taken it back, so those who copy are called; else it has run out, or is no longer fetched.
    """
    held = HeldSource.objects.filter(address=address).first()
    gone, new = RetiredSource.objects.select_for_update().get_or_create(address=address, defaults={"at": at})
    if new or gone.said_since:
        gone.at, gone.words_hash, gone.said_since = at, held.words_hash if held else gone.words_hash, []
        gone.save()
        _tell("source.retired", address, at, withdrawn=withdrawn)
    HeldSource.objects.filter(address=address).delete()


@transaction.atomic
def restore_source(*, address: str, html: str, at: datetime) -> None:
    """The publisher says it again. Are the words others than those that were retired, these alone are shown. Nothing where it
    never stopped. A step."""
    gone, words = RetiredSource.objects.select_for_update().filter(address=address).first(), words_hash(html)
    if gone is None or words in gone.said_since:
        return
    if words == gone.words_hash:
        gone.delete()
    else:
        gone.said_since.append(words)
        gone.save(update_fields=["said_since"])
    _tell("source.restored", address, at)


def _tell(verb: str, address: str, at: datetime, **more: bool) -> None:
    said = {"address": address, **more}
    log.append([log.Entry(verb, subjects.elsewhere(urlsplit(address).hostname or ""), said)], by=None, at=at)


def topics_with_words_from(address: str) -> frozenset[int]:
    """The keys of the topics that have words from this address in any edition: only there do they come into a text."""
    words = Edition.objects.annotate(words=Cast("sections", TextField()))
    said = Q()
    for spelled in {json.dumps(address), json.dumps(address, ensure_ascii=False)}:  # one database writes å, another \u00e5
        said |= Q(words__contains=spelled)
    return frozenset(words.filter(said).order_by().values_list("topic", flat=True))


def retired_among(said: Iterable[tuple[Attribution | None, str]]) -> frozenset[tuple[str, str]]:
    """Those of these words of others that hold no more, each as its address and its HTML. One query; none where nothing is
    another's."""
    given = {(whose.address, html) for whose, html in said if whose}
    if not given:
        return frozenset()
    gone = {row.address: row for row in RetiredSource.objects.filter(address__in={address for address, _html in given})}
    return frozenset(
        (address, html) for address, html in given if address in gone and words_hash(html) not in gone[address].said_since
    )
