"""The doors to the code lists, and to the tags whose code is retired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from fellesnett.desk.national.doors import READERS
from fellesnett.desk.rules import Arguments, Door, either
from fellesnett.national.models import Topic
from fellesnett.national.permissions import may_tag

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def tags_this(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    """Who says which codes the topic is found by: the national editors, and whoever answers for it."""
    topic = Topic.objects.filter(key=arguments.get("key", "")).first()
    return topic is not None and may_tag(user, topic)


DOORS: tuple[Door, ...] = (
    Door("desk_national:code_systems", READERS, "Kodeverkene som er lest inn, og når utgivelsene gjelder."),
    Door("desk_national:code_system", READERS, "Hva en utgivelse endrer, kode for kode."),
    Door("desk_national:code_system_file", READERS, "Det samme som fil."),
    Door("desk_national:retired_codes", READERS, "Det som har koder som er utgått."),
    Door("desk_national:retired_codes_file", READERS, "Det samme som fil."),
    Door("desk_national:topic_codes", either(READERS, tags_this), "De utgåtte kodene til ett tema."),
    Door("desk_national:retag", tags_this, "Bytt en utgått kode. Verbet spør om rett."),
    Door("desk_national:keep_codes", tags_this, "Behold utgåtte koder, med begrunnelse. Verbet spør om rett."),
)
