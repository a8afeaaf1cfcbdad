"""What became of each try to deliver a message, in words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FAULTS = {
    "timeout": gettext_lazy("svarte ikke i tide"),
    "no_answer": gettext_lazy("svarte ikke"),
    "tls": gettext_lazy("sikker forbindelse lot seg ikke opprette"),
    "unknown_host": gettext_lazy("adressen finnes ikke"),
    "private_address": gettext_lazy("adressen er på et indre nett"),
}
"""By the fault that `delivery.posting` tells. What is not named here is an address that no message can go to."""


def tried(tries: list[Mapping[str, Any]]) -> str:
    """«503 (2 ganger), svarte ikke i tide, 204»: one after another, what came again told once."""
    if not tries:
        return _("ingen ennå")
    return ", ".join(_times(came, len(list(same))) for came, same in groupby(map(_came, tries)))


def _came(one: Mapping[str, Any]) -> str:
    """The answer's number, or why there was none."""
    if one["status"] is not None:
        return str(one["status"])
    return str(FAULTS.get(one["fault"], _("adressen er ugyldig")))


def _times(came: str, count: int) -> str:
    return _("%(came)s (%(n)s ganger)") % {"came": came, "n": count} if count > 1 else came
