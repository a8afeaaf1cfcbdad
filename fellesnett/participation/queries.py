"""Questions across orders, hearings and proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet

from fellesnett.adoption.models import Adoption, Answer, LocalOperation
from fellesnett.editorial.models import OpenItem
from fellesnett.national.models import Candidate, Edition, Topic
from fellesnett.organizations.models import Site
from fellesnett.participation.models import AskedBecause, Backing, Hearing, Order, OrderState, Proposal

if TYPE_CHECKING:
    from fellesnett.composition.blocks import Edition as Value


def adoptable(order: Order, site: Site) -> bool:
    """Is there a text to take into use, that the site has not answered for?"""
    if order.topic is None or order.state not in (OrderState.RELEASED, OrderState.MERGED):
        return False
    answered = Adoption.objects.for_site(site).filter(topic=order.topic).exclude(answer=Answer.UNDECIDED)
    return order.topic.withdrawn_at is None and not answered.exists()


def is_told(site: Site, subject: str) -> bool:
    """Has the site been told of an outcome that nobody there has read?"""
    kind, _colon, pk = subject.partition(":")
    keys = [f"{kind}:{pk}:told", f"{kind}:{pk}:told:{site.pk}"]
    return OpenItem.objects.for_site(site).open().filter(key__in=keys).exists()


def to_be_asked(topic: Topic) -> dict[Site, str]:
    """Whom a hearing asks unless the editors say otherwise: the sites that use the topic, and those that ordered it."""
    users = Site.objects.open().filter(adoptions__topic=topic, adoptions__answer=Answer.ADOPTED)
    orders = Order.objects.filter(Q(topic=topic) | Q(changes=topic)).exclude(state=OrderState.DECLINED)
    behind = Backing.objects.filter(order__in=orders).values("site")
    ordered = Site.objects.open().filter(Q(pk__in=orders.values("site")) | Q(pk__in=behind))
    found = {site: str(AskedBecause.ORDERED) for site in ordered.select_related("organization")}
    return {site: str(AskedBecause.USES) for site in users.select_related("organization").distinct()} | found


def newer_text(hearing: Hearing) -> Value | None:
    """The text as it is now, where it is no longer the one that the hearing is about."""
    candidate = hearing.candidate
    newest = Candidate.objects.filter(topic=candidate.topic, language=candidate.language).order_by("-pk").first()
    if newest is None or newest.content_hash == hearing.content_hash:
        return None
    from fellesnett.national.reading import candidate_value

    newest.topic = candidate.topic
    return candidate_value(newest, 1)


def text_before(candidate: Candidate) -> Value | None:
    """The edition that was offered when the candidate was submitted; None before the first."""
    editions = Edition.objects.filter(topic=candidate.topic, language=candidate.language)
    before = editions.filter(released_at__lte=candidate.submitted_at).order_by("-number").first()
    return before.value if before else None


def orders_waiting() -> QuerySet[Order]:
    """The national desk's orders: those that nobody has taken first, then the oldest."""
    rows: QuerySet[Order] = Order.objects.open().select_related("site", "writer", "topic", "parent")
    return rows.annotate(behind=Count("backings")).order_by(F("assigned_at").asc(nulls_first=True), "ordered_at", "pk")


def hearings_with_counts() -> QuerySet[Hearing]:
    """Every hearing with how many are asked, have answered, and are against; the open ones first."""
    rows: QuerySet[Hearing] = Hearing.objects.select_related("candidate__topic")
    counted = rows.annotate(
        asked=Count("invitations", distinct=True),
        answered=Count("invitations", filter=~Q(invitations__answer=""), distinct=True),
        against=Count("invitations", filter=Q(invitations__answer="disagree"), distinct=True),
    )
    return counted.order_by(F("ended_at").desc(nulls_first=True), "deadline", "-pk")


def offerable(site: Site) -> QuerySet[LocalOperation]:
    """The site's own words that can be offered to the base: overrides and supplements in use, or waiting to be."""
    return LocalOperation.objects.current().of_site(site).filter(op__in=["override", "supplement"])


def others_about(proposal: Proposal) -> QuerySet[Proposal]:
    """Other proposals about the same topic, that this one may say the same as."""
    rows: QuerySet[Proposal] = Proposal.objects.filter(topic=proposal.topic).exclude(pk=proposal.pk).exclude(state="merged")
    return rows.select_related("site").order_by("-proposed_at", "-pk")


def open_hearing_of(candidate: Candidate) -> Hearing | None:
    """The open hearing about this text, of this candidate or one before it."""
    found: Hearing | None = Hearing.objects.about(candidate.topic, candidate.language).open().order_by("-pk").first()
    return found
