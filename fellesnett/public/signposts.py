"""Ways onward from a topic to what others have written: whose it is, in which language; nothing that is dead or taken down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from fellesnett.foundation.languages import NORWEGIAN
from fellesnett.links.queries import dead_among
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Site
from fellesnett.public import hosts
from fellesnett.public.labels import language_name
from fellesnett.signposts.models import Arm, Audience, Signpost, SignpostKind
from fellesnett.signposts.queries import ways

WHAT: dict[str, str] = {
    SignpostKind.INFORMATION: _("informasjon"),
    SignpostKind.SERVICE: _("tjeneste"),
    SignpostKind.SUPPORT: _("likepersoner og støtte"),
    SignpostKind.COURSE: _("kurs og mestring"),
    SignpostKind.GUIDELINE: _("faglige råd"),
}
FOR_WHOM: dict[str, str] = {Audience.RELATIVES: _("for pårørende"), Audience.CHILDREN: _("for barn og unge")}


@dataclass(frozen=True, slots=True)
class Way:
    """A link out: what it is called there, who stands behind it, of what kind and for whom, and in which language it is when
    that is not the reader's own."""

    text: str
    href: str
    lang: str
    publisher: str
    what: str
    note: str = ""


def onward(site: Site, language: str, topic: Topic, today: date) -> tuple[Way, ...]:
    """The ways onward from a topic for a reader of this language; at most six (`ways`). As they are, or were
    `SITE_MAP_SECONDS` ago: every topic page asks."""
    kept, asked = hosts.directory().signposts, (language, topic.key)
    if asked not in kept:
        kept[asked] = _onward_now(language, topic, today)
    return kept[asked]


def _onward_now(language: str, topic: Topic, today: date) -> tuple[Way, ...]:
    return tuple(_way(post, arm, language) for post, arm in ways(topic, language, today, silent=_silent))


def _silent(found: Collection[tuple[Signpost, Arm]]) -> Collection[int]:
    dead = dead_among([arm.address for _post, arm in found])
    return {arm.pk for _post, arm in found if arm.address in dead}


def _way(post: Signpost, arm: Arm, language: str) -> Way:
    foreign = arm.language != language and not (arm.language in NORWEGIAN and language in NORWEGIAN)
    note = gettext("på %(language)s") % {"language": language_name(arm.language)} if foreign else ""
    what = " ".join(gettext(word) for word in (WHAT[post.kind], FOR_WHOM.get(post.audience)) if word)
    return Way(arm.title, arm.address, arm.language, post.publisher, what, note)
