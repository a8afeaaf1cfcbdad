"""Who may act for whom: the one table that owns the rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellesnett.organizations.models.organization import Organization

if TYPE_CHECKING:
    from datetime import date


class Role(models.TextChoices):
    NATIONAL_MEDICAL_EDITOR = "national_medical_editor", _("nasjonal medisinsk redaktør")
    NATIONAL_EDITOR = "national_editor", _("nasjonal redaktør")
    CLINICIAN = "clinician", _("kliniker")
    REGIONAL_OWNER = "regional_owner", _("regional systemeier")
    SITE_OWNER = "site_owner", _("nettansvarlig")
    EDITOR = "editor", _("redaktør")
    CONTRIBUTOR = "contributor", _("bidragsyter")
    STUDY_PUBLISHER = "study_publisher", _("publisist for kliniske studier")
    AUDITOR = "auditor", _("revisor")


BRANCH_ROLES = frozenset({Role.EDITOR, Role.CONTRIBUTOR})
"""The roles that may be given for a branch of a site's own pages alone."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def standing(self, day: date) -> Self:
        """Those that have not run out by this day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day))

    def whole(self) -> Self:
        """Those for all of the organization, not for a branch of its pages."""
        return self.filter(branch__isnull=True)


class Membership(models.Model):
    """The one table that owns the rights: this person has this role for this organization and all below it.

    With a `branch`, only for that part of the pages of the organization's site: the `work` of a department or of a site
    within the site, and what lies below it. The last day it counts is `until`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=40, choices=Role)
    branch = models.UUIDField(null=True, blank=True)
    until = models.DateField(_("til og med"), null=True, blank=True)
    why = models.CharField(_("hvorfor"), max_length=200, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("tilgang")
        verbose_name_plural = _("tilganger")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"], condition=Q(branch__isnull=True), name="membership_unique"
            ),
            models.UniqueConstraint(fields=["user", "organization", "role", "branch"], name="membership_unique_in_branch"),
            models.CheckConstraint(
                condition=Q(branch__isnull=True) | Q(role__in=["editor", "contributor"]), name="membership_branch_is_of_writers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.organization})"
