"""Which branch of a site a page or a picture lies in: chosen from one's own, and never left for somebody else's."""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from fellesnett.organizations.models import Site
from fellesnett.pages.branches import branches_of, lies_in, lying_in
from fellesnett.pages.permissions import branches_where, sites_where, whole_sites_where

if TYPE_CHECKING:
    from collections.abc import Iterable


def _work(said: object) -> UUID:
    """What is chosen, or what was: the first comes as words, the second is an id already."""
    return UUID(str(said))


class BranchForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A form of something that may lie in a branch. Who reaches only a branch stays within it."""

    def own_sites(self) -> list[Site]:
        """The sites one may write at; for what exists, its own."""
        if self.instance.site_id:
            return [self.instance.site]
        if not self.for_user:
            return []
        return list(sites_where(self.for_user, "add", self._meta.model).select_related("organization"))

    def offer_branches(self, sites: Iterable[Site]) -> None:
        """The field that says who writes here: any branch for those who have the whole site, else one's own."""
        if "branch" not in self.fields:
            return
        names, whole = branches_of(sites), self._whole(sites)
        reached = {*self.own_branches, self.instance.branch}
        offered = {work: name for work, name in names.items() if whole or work in reached}
        if not offered:
            del self.fields["branch"]
            return
        field = self.fields["branch"]
        everybody = _("Alle som redigerer nettstedet") if whole else _("Velg")
        chosen = forms.TypedChoiceField(
            label=field.label,
            help_text=field.help_text,
            required=False,
            coerce=_work,
            empty_value=None,
            choices=[("", everybody), *((str(work), name) for work, name in offered.items())],
        )
        self.fields["branch"] = chosen
        if not whole and not self.instance.pk:
            self.initial["branch"] = str(next(iter(offered)))

    def narrow(self, name: str, field: Any) -> None:
        """What belongs to others' branches is not offered to one who reaches only a branch. What no branch keeps, such as
        most pictures, is everybody's to show."""
        model = field.queryset.model
        names = {each.name for each in model._meta.get_fields()}
        if "branch" not in names or self._whole(self.own_sites()):
            return
        rows, reached = model._default_manager, lying_in(model, self.own_branches)
        if "work" in names:
            kept = Q(pk=getattr(self.instance, f"{name}_id", None))
            field.queryset = field.queryset.filter(pk__in=rows.filter(reached | kept).values("pk"))
        else:
            field.queryset = field.queryset.exclude(pk__in=rows.filter(branch__isnull=False).exclude(reached).values("pk"))

    @cached_property
    def own_branches(self) -> frozenset[UUID]:
        return branches_where(self.for_user, "change") if self.for_user else frozenset()

    @cached_property
    def _whole_sites(self) -> frozenset[int]:
        found = whole_sites_where(self.for_user, "change", self._meta.model) if self.for_user else Site.objects.none()
        return frozenset(found.values_list("pk", flat=True))

    def _whole(self, sites: Iterable[Site]) -> bool:
        return all(site.pk in self._whole_sites for site in sites)

    def stays_within(self, cleaned: dict[str, Any], site: Site | None) -> None:
        """An error at the field when somebody who reaches only a branch would write outside it."""
        if site is None or not self.for_user or site.pk in self._whole_sites:
            return
        chosen = {name: cleaned.get(name) for name in ("branch", "scope", "parent")}
        stands = SimpleNamespace(**chosen, work=getattr(self.instance, "work", None))
        if not lies_in(stands, self.own_branches):
            where = next((name for name in ("branch", "parent", "scope") if name in self.fields), None)
            self.add_error(where, _("Velg en avdeling eller et senter som du har tilgang til."))
