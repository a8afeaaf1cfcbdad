"""Why not: what stands in the way of an act on what readers say, in words, with what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.adoption.gates import NotAllowed, NotReady, Reason
from fellesnett.insight.permissions import may_answer

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.editorial.models import OpenItem


def check_close(item: OpenItem, *, by: User) -> None:
    """Raises `NotAllowed` where `by` does not answer for the site, `NotReady` where somebody has answered already."""
    if item.site is None or not may_answer(by, item.site):
        text = _("Bare redaktør eller nettansvarlig kan lukke tilbakemeldinger. Be en av dem.")
        raise NotAllowed(Reason("no_role", text))
    if item.closed_at is not None:
        raise NotReady(Reason("closed", _("Noen har svart på denne før deg. Se under «Behandlet».")))
