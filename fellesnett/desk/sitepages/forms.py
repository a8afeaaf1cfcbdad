"""The form of a page: only one's own sites, and only what belongs to them, can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from fellesnett.desk.sitepages.branching import BranchForm
from fellesnett.organizations.models import LANGUAGE_CHOICES, Site
from fellesnett.pages.units import unit_to_propose

if TYPE_CHECKING:
    from collections.abc import Iterable


class SitePageForm(BranchForm):
    """A field that points at something a site owns offers only what belongs to the editor's sites: its queryset's
    `for_sites` says what that is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = self.own_sites()
        if "site" in self.fields:
            self.fields["site"].queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
            self._begin_at_home(sites)
        if "unit" in self.fields and not self.instance.pk and not self.is_bound and self.for_user:
            self.fields["unit"].initial = self.initial["unit"] = unit_to_propose(self.for_user, sites)
        for name, field in self.fields.items():
            owned: Any = getattr(field, "queryset", None)
            if name != "site" and hasattr(owned, "for_sites"):
                field.queryset = owned.for_sites(sites)  # type: ignore[attr-defined]
                self.narrow(name, field)
        self.offer_branches(sites)
        self._offer_topics()

    def _offer_topics(self) -> None:
        """The topics that the site shows, by their names."""
        services: Any = self.fields.get("services")
        if hasattr(services, "queryset"):
            services.queryset = services.queryset.adopted().select_related("topic").order_by("topic__title")
            services.label_from_instance = lambda adoption: adoption.topic.title

    def _begin_at_home(self, sites: list[Site]) -> None:
        if self.instance.pk or len(sites) != 1:
            self._offer_languages(sites)
            return
        self.fields["site"].initial = sites[0]
        self.fields["language"].initial = sites[0].language
        self._offer_languages(sites)

    def _offer_languages(self, sites: Iterable[Site]) -> None:
        codes = {code for site in sites for code in site.languages}
        self.fields["language"].choices = [(code, name) for code, name in LANGUAGE_CHOICES if code in codes]

    def clean(self) -> dict[str, Any]:
        """What was chosen must belong to the page's own site, also for one who writes at several."""
        cleaned: dict[str, Any] = super().clean()
        site = cleaned.get("site") or (self.instance.site if self.instance.site_id else None)
        for name, field in self.fields.items():
            chosen = cleaned.get(name)
            if site is None or not chosen or name == "site" or not hasattr(getattr(field, "queryset", None), "for_sites"):
                continue
            keys = [each.pk for each in chosen] if isinstance(field, forms.ModelMultipleChoiceField) else [chosen.pk]
            if field.queryset.for_sites([site]).filter(pk__in=keys).count() != len(set(keys)):
                self.add_error(name, _("Velg noe som hører til %(site)s.") % {"site": site.name})
        self.stays_within(cleaned, site)
        return cleaned
