"""What stands between an edition and the next: ids, declared classes, and whether anything is new at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.composition.blocks import CHANGE_CLASSES, Edition
from fellesnett.national.changes import Floor, by_id, floors, says_something_new
from fellesnett.national.gates.reasons import Reason
from fellesnett.national.models import Edition as StoredEdition
from fellesnett.national.models import IssuedBlock

if TYPE_CHECKING:
    from fellesnett.national.models import Topic


def blockers(old: Edition | None, new: Edition, classes: Mapping[str, str]) -> tuple[Reason, ...]:
    """What is wrong with the step from the edition before, and with the classes declared for it."""
    if not says_something_new(old, new):
        return (Reason("nothing_changed", _("Ingenting er endret siden forrige utgave."), _("Endre teksten før du sender den.")),)
    return tuple(_about_classes(floors(old, new), classes))


def _about_classes(lowest: Mapping[str, Floor], classes: Mapping[str, str]) -> Iterator[Reason]:
    for block, declared in classes.items():
        if declared not in CHANGE_CLASSES:
            yield Reason(
                "unknown_class",
                _("«%(class)s» er ikke en endringsklasse.") % {"class": declared},
                _("Velg redaksjonell, faglig eller sikkerhet."),
            )
        elif block not in lowest:
            yield Reason("class_without_change", _("Blokk «%(id)s» er ikke endret.") % {"id": block}, _("Ta bort klassen for den."))
    for block, floor in lowest.items():
        declared = classes.get(block)
        if declared is None:
            yield Reason("class_missing", _("Blokk «%(id)s» er endret uten endringsklasse.") % {"id": block}, _("Velg klasse for den."))
        elif declared == "editorial" and floor.lowest != "editorial" and not floor.confirmable:
            yield _too_low(floor)


def _too_low(floor: Floor) -> Reason:
    if floor.tokens:
        text = _("Blokk «%(id)s» er meldt som redaksjonell, men endringen rører %(tokens)s.")
        text %= {"id": floor.block, "tokens": ", ".join(f"«{token}»" for token in floor.tokens)}
    else:
        text = _("Blokk «%(id)s» er meldt som redaksjonell, men den er ny eller tatt bort.") % {"id": floor.block}
    return Reason("class_too_low", text, _("Velg faglig eller sikkerhet."))


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
        *(
            Reason("id_of_another_topic", _("Blokk-id «%(id)s» hører til et annet tema.") % {"id": block}, _("Lag blokken på nytt."))
            for block in sorted(foreign)
        ),
        *(
            Reason(
                "id_reused", _("Blokk-id «%(id)s» ble tatt ut i en tidligere utgave.") % {"id": block}, _("Lag blokken på nytt.")
            )
            for block in sorted(fresh & _earlier_ids(topic, new.language))
        ),
    )


def _earlier_ids(topic: Topic, language: str) -> set[str]:
    editions = StoredEdition.objects.filter(topic=topic, language=language).values_list("sections", flat=True)
    return {block["id"] for sections in editions for section in sections for block in section["blocks"]}
