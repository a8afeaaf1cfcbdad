"""Ways onward from a topic to what others have written: whose it is, in which language; nothing that is dead or taken down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from fellesnett.foundation.languages import NORWEGIAN, stand_ins
from fellesnett.links.queries import dead_among
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Site
from fellesnett.public import hosts
from fellesnett.public.labels import language_name
from fellesnett.signposts.models import Arm, Audience, Signpost, SignpostKind
from fellesnett.signposts.queries import at_topic

MOST = 6
WHAT: dict[str, str] = {
    SignpostKind.INFORMATION: _("informasjon"),
    SignpostKind.SERVICE: _("tjeneste"),
    SignpostKind.SUPPORT: _("likepersoner og støtte"),
    SignpostKind.COURSE: _("kurs og mestring"),
    SignpostKind.GUIDELINE: _("faglige råd"),
}
FOR_WHOM: dict[str, str] = {Audience.RELATIVES: _("for pårørende"), Audience.CHILDREN: _("for barn og unge")}
READERS = (Audience.EVERYONE, *FOR_WHOM)
"""What is written for health personnel is found at the desk, and not shown to patients."""


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
    """The ways onward from a topic for a reader of this language; at most `MOST`. As they are, or were `SITE_MAP_SECONDS` ago:
    every topic page asks."""
    kept, asked = hosts.directory().signposts, (language, topic.key)
    if asked not in kept:
        kept[asked] = _onward_now(language, topic, today)
    return kept[asked]


def _onward_now(language: str, topic: Topic, today: date) -> tuple[Way, ...]:
    pairs = [(post, arm) for post in at_topic(topic, today) if post.audience in READERS and (arm := _arm(post, language))]
    dead = dead_among([arm.address for _post, arm in pairs]) if pairs else frozenset()
    return tuple(_way(post, arm, language) for post, arm in pairs if arm.address not in dead)[:MOST]


def _arm(post: Signpost, language: str) -> Arm | None:
    """In the reader's language, else in one that stands in for it, else in any: a page in English is better than none."""
    arms = {arm.language: arm for arm in post.arms.all()}
    return next((arms[code] for code in (*stand_ins(language), *sorted(arms)) if code in arms), None)


def _way(post: Signpost, arm: Arm, language: str) -> Way:
    foreign = arm.language != language and not (arm.language in NORWEGIAN and language in NORWEGIAN)
    note = gettext("på %(language)s") % {"language": language_name(arm.language)} if foreign else ""
    what = " ".join(gettext(word) for word in (WHAT[post.kind], FOR_WHOM.get(post.audience)) if word)
    return Way(arm.title, arm.address, arm.language, post.publisher, what, note)
