"""A hospital whose text on knee replacement is live, for the tests of this room and of the doors above it."""

from __future__ import annotations

from fellesnett.accounts.models import User
from fellesnett.adoption.models import Adoption
from fellesnett.adoption.tests.factories import Hospital, approve_candidate, make_adoption, make_edition, make_topic, write
from fellesnett.delivery import schema
from fellesnett.delivery.models import FeedHead
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user


def make_front_door() -> Site:
    """The front door, of a feed that has told of all that was there before the test began."""
    FeedHead.objects.get_or_create(id=1, defaults={"form": schema.FORM})
    return make_site("www", name="Sykehusene i Norge", is_front_door=True)


def make_bergen() -> Site:
    return make_site("bergen", name="Helse Bergen", other_languages=["en"])


def make_knee(key: str = "kneprotese", title: str = "Kneprotese", *, english: bool = False) -> Topic:
    """A topic with a live national text: what to do before, during and after; a telephone number to fill in."""
    topic = make_topic(key, title=title)
    norwegian = make_edition(topic)
    if english:
        make_edition(topic, language="en", title="Knee replacement", follows=norwegian)
    return topic


def show(site: Site, topic: Topic) -> Adoption:
    """The topic live at the site, with the hospital's own number."""
    editor = everybody(site)
    adoption = make_adoption(site, topic, by=editor, approved=False)
    write(Hospital(site, editor, editor), adoption, "fill", "telefon", value="55 97 50 00")
    for adopted in adoption.texts.order_by("pk"):
        approve_candidate(adopted, by=editor)
    return adoption


def everybody(site: Site) -> User:
    """One person who may say yes to anything at a hospital."""
    return make_user(roles={site.organization: [Role.EDITOR, Role.CLINICIAN, Role.SITE_OWNER]})
