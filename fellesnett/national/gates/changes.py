"""What stands between an edition and the next: ids, declared classes, and whether anything is new at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from fellesnett.composition.blocks import CHANGE_CLASSES, Edition
from fellesnett.national.changes import Floor, by_id, floors, says_something_new
from fellesnett.national.gates.reasons import Reason
from fellesnett.national.gates.words import because
from fellesnett.national.models import Edition as StoredEdition
from fellesnett.national.models import EditionState, IssuedBlock

if TYPE_CHECKING:
    from fellesnett.national.models import Topic


def comes_again(previous: StoredEdition | None) -> bool:
    """Was the edition before called off? Then its text may be sent as it is."""
    return previous is not None and previous.state == EditionState.CALLED_OFF


def blockers(old: Edition | None, new: Edition, classes: Mapping[str, str], *, again: bool = False) -> tuple[Reason, ...]:
    """What is wrong with the step from the edition before, and with the classes declared for it. `again`: the edition before
    was called off, and its text may come as it is."""
    if not again and not says_something_new(old, new):
        return (because("nothing_changed"),)
    lowest = floors(old, new)
    return (*_about_declared(lowest, classes), *_about_changed(lowest, classes))


def _about_declared(lowest: Mapping[str, Floor], classes: Mapping[str, str]) -> Iterator[Reason]:
    for block, declared in classes.items():
        if declared not in CHANGE_CLASSES:
            yield because("unknown_class", **{"class": declared})
        elif block not in lowest:
            yield because("class_without_change", id=block)


def _about_changed(lowest: Mapping[str, Floor], classes: Mapping[str, str]) -> Iterator[Reason]:
    for block, floor in lowest.items():
        if block not in classes:
            yield because("class_missing", id=block)
        elif classes[block] == "editorial" and floor.lowest != "editorial" and not floor.confirmable:
            tokens = ", ".join(f"«{token}»" for token in floor.tokens)
            yield because("class_touches", id=block, tokens=tokens) if tokens else because("class_too_low", id=block)


def waiting_for_confirmation(old: Edition | None, new: Edition, classes: Mapping[str, str]) -> list[str]:
    """Blocks declared editorial whose words are not the same: a second person must say that the meaning is."""
    lowest = floors(old, new)
    return [block for block, declared in classes.items() if declared == "editorial" and lowest[block].lowest != "editorial"]


def id_blockers(topic: Topic, old: Edition | None, new: Edition) -> tuple[Reason, ...]:
    """A block id belongs to one topic, and what is taken out never comes back under the same id. Two queries."""
    ids = set(by_id(new))
    fresh = ids - set(by_id(old)) if old else ids
    foreign = IssuedBlock.objects.filter(block__in=ids).exclude(topic=topic).values_list("block", flat=True)
    return (
        *(because("id_of_another_topic", id=block) for block in sorted(foreign)),
        *(because("id_reused", id=block) for block in sorted(fresh & _earlier_ids(topic, new.language))),
    )


def _earlier_ids(topic: Topic, language: str) -> set[str]:
    editions = StoredEdition.objects.filter(topic=topic, language=language).values_list("sections", flat=True)
    return {block["id"] for sections in editions for section in sections for block in section["blocks"]}
