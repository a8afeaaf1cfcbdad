"""The doors to the signposts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from fellesnett.desk.national.doors import READERS, WRITERS
from fellesnett.desk.rules import Arguments, Door, either
from fellesnett.signposts.models import Signpost
from fellesnett.signposts.permissions import may_review

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def answers_for_this(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    """Who looks the signpost over: the national editors, and whoever answers for it."""
    signpost = Signpost.objects.filter(pk=arguments.get("signpost", 0)).first()
    return signpost is not None and may_review(user, signpost)


DOORS: tuple[Door, ...] = (
    Door("desk_national:signposts", READERS, "Veiviserne til det andre har skrevet."),
    Door("desk_national:signposts_file", READERS, "Det samme som fil."),
    Door("desk_national:new_signpost", WRITERS, "Sett opp en veiviser."),
    Door("desk_national:signpost", either(READERS, answers_for_this), "Én veiviser. Verbet spør om rett."),
    Door("desk_national:signpost_review", answers_for_this, "Bekreft at en veiviser er riktig. Verbet spør om rett."),
    Door("desk_national:signpost_retag", answers_for_this, "Bytt en utgått kode. Verbet spør om rett."),
    Door("desk_national:signpost_keep", answers_for_this, "Behold utgåtte koder, med begrunnelse. Verbet spør om rett."),
    Door("desk_national:signpost_down", WRITERS, "Ta ned en veiviser, med begrunnelse."),
)
