"""Orders, hearings and proposals in scope: of a site, of those a person has a role at, and what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from fellesnett.national.models import Topic
    from fellesnett.organizations.models import Site


class OrderQuerySet(models.QuerySet[Any]):
    """`Order.objects.for_site(site).open()`."""

    def for_site(self, site: Site) -> Self:
        """What the site has ordered or stands behind."""
        return self.filter(Q(site=site) | Q(backings__site=site)).distinct()

    def open(self) -> Self:
        from fellesnett.participation.models import ENDS

        return self.exclude(state__in=ENDS)

    def under_way(self) -> Self:
        """Assigned, and not yet at an end."""
        from fellesnett.participation.models import UNDER_WAY

        return self.filter(state__in=UNDER_WAY)


class HearingQuerySet(models.QuerySet[Any]):
    """`Hearing.objects.about(topic, "nb").open()`."""

    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def about(self, topic: Topic, *languages: str) -> Self:
        found = self.filter(candidate__topic=topic)
        return found.filter(candidate__language__in=languages) if languages else found


class InvitationQuerySet(models.QuerySet[Any]):
    """`Invitation.objects.for_site(site).waiting()`."""

    def for_site(self, site: Site) -> Self:
        return self.filter(site=site)

    def waiting(self) -> Self:
        """Not answered, in a hearing that is open."""
        return self.filter(answer="", hearing__ended_at__isnull=True)


class RemarkQuerySet(models.QuerySet[Any]):
    """`Remark.objects.standing()`."""

    def standing(self) -> Self:
        """Not taken back by those who wrote it."""
        return self.filter(withdrawn_at__isnull=True)

    def unanswered(self) -> Self:
        """Standing, and the national desk has not said what became of it."""
        return self.standing().filter(outcome="")


class ProposalQuerySet(models.QuerySet[Any]):
    """`Proposal.objects.for_site(site)`."""

    def for_site(self, site: Site) -> Self:
        return self.filter(site=site)

    def waiting(self) -> Self:
        """Not answered yet."""
        return self.filter(state="received")
