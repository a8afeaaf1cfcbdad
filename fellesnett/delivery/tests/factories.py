"""A hospital whose text on knee replacement is live, for the tests of this room and of the doors above it."""

from __future__ import annotations

from datetime import datetime

from fellesnett.accounts.models import User
from fellesnett.adoption.models import Adoption
from fellesnett.adoption.tests.factories import (
    MORNING,
    Hospital,
    approve_candidate,
    make_adoption,
    make_edition,
    make_topic,
    write,
)
from fellesnett.delivery import schema
from fellesnett.delivery.actions import describe_consumer
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Change, ChangeKind, Consumer, FeedHead, Item
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Organization, OrganizationKind, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user


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


def make_national_editor() -> User:
    office = Organization.objects.filter(kind=OrganizationKind.NATIONAL).first() or make_national_office()
    return make_user(roles={office: Role.NATIONAL_EDITOR})


def make_consumer(name: str = "Helse på nett", *, by: User, at: datetime = MORNING) -> Consumer:
    record = {"name": name, "contact_name": "Kari Kontakt", "contact_email": "kari@mottak.example", "language": "nn"}
    return describe_consumer(record=record, by=by, at=at)


def make_shown_knee(*, at: datetime) -> Item:
    """The knee live at Bergen, told of in the feed: what those who copy see of it."""
    make_front_door()
    show(make_bergen(), make_knee())
    follow(at=at)
    return Item.objects.texts().get()


def make_lines(*recalls: bool, item: Item, kind: str = ChangeKind.UPDATED) -> list[int]:
    """Lines of the feed about a text, each a recall or not; as they come from the log. Returns their numbers."""
    head, _made = FeedHead.objects.get_or_create(id=1)
    for recall in recalls:
        head.seq += 1
        Change.objects.create(
            seq=head.seq, item=item, kind=kind, version=item.version, at=MORNING, significant=True, recall=recall
        )
    head.save()
    return list(range(head.seq - len(recalls) + 1, head.seq + 1))
