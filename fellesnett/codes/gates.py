"""Why a release cannot be taken in: reasons in words, with what to do next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fellesnett.codes.models import Release
from fellesnett.codes.systems import ConceptRow, SystemDefinition


@dataclass(frozen=True)
class Reason:
    """One thing in the way: a code for programs, words for people."""

    code: str
    text: str


def blockers_to_import(
    *, system: SystemDefinition, version: str, valid_from: date, rows: Collection[ConceptRow], source_hash: str
) -> tuple[Reason, ...]:
    """Why these rows cannot become this version; empty when nothing is in the way, or they already are it."""
    reasons = []
    if not rows:
        reasons.append(Reason("empty", _("Filen har ingen koder. Ingenting er lest inn.")))
    same_version = Release.objects.filter(system__key=system.key, version=version).first()
    if same_version and same_version.source_hash != source_hash:
        text = _("%(name)s %(version)s finnes med annet innhold, og en utgivelse endres aldri. Gi rettelsen et nytt nummer.")
        reasons.append(Reason("version_taken", text % {"name": system.name, "version": version}))
    elif not same_version and Release.objects.filter(system__key=system.key, valid_from=valid_from).exists():
        text = _("En annen utgivelse av %(name)s gjelder fra samme dag. Velg en senere dag.")
        reasons.append(Reason("day_taken", text % {"name": system.name}))
    return tuple(reasons)
