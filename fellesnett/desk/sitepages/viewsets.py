"""Wagtail's editor for a site's own pages, bound to the sites where one has a role. One class serves every page type."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    IndexView,
    PreviewOnCreateView,
    PreviewOnEditView,
    PreviewRevisionView,
    RevisionsCompareView,
    RevisionsUnscheduleView,
    SnippetViewSet,
    UnpublishView,
)

from fellesnett.desk.advising import AdvicePanel, Spoken
from fellesnett.desk.keeping import of_page
from fellesnett.desk.sitepages.buttons import ASK
from fellesnett.desk.sitepages.forms import SitePageForm
from fellesnett.desk.sitepages.retagging import CodesPanel, keep, retag_codes
from fellesnett.desk.sitepages.reviewing import ReviewPanel, still_right
from fellesnett.desk.sitepages.versions import LanguagesPanel, start
from fellesnett.desk.together import SeesOthers
from fellesnett.desk.whole import WholeForm
from fellesnett.editorial import subjects
from fellesnett.foundation.clock import now
from fellesnett.pages.actions import delete, propose, publish, unpublish
from fellesnett.pages.gates import unfilled
from fellesnett.pages.permissions import may_page, pages_where, sites_where
from fellesnett.pages.reading import passages_of
from fellesnett.pages.retagging import CODED

FRONT = "forside"
"""The address of front pages in the desk: on the site itself they have no word of their own."""
ADDRESSES = (
    "list",
    "list_results",
    "add",
    "edit",
    "delete",
    "history",
    "history_results",
    "preview_on_add",
    "preview_on_edit",
    "revisions_view",
    "revisions_revert",
    "revisions_compare",
    "revisions_unschedule",
    "unpublish",
    "lock",
    "unlock",
)
"""The views of Wagtail's snippets that are used; the rest have no address at all."""


def spoken_of(page: Any) -> Spoken:
    """How a page's advice is addressed."""
    model = str(page._meta.model_name)
    return Spoken(subjects.page(model, page.pk), reverse(f"wagtailsnippets_pages_{model}:hints", args=[page.pk]))


class OnOwnPage(WholeForm):
    """Each act is asked of the page at hand, not of «some page» of this kind."""

    request: HttpRequest
    model: type[Any]
    object: Any

    def user_has_permission(self, permission: str) -> bool:
        page = getattr(self, "object", None)
        user: Any = self.request.user
        if page is None or page.site_id is None:
            return sites_where(user, permission, self.model).exists()
        return may_page(user, permission, page)

    def get_usage_url(self) -> None:
        """Where a page is used is no question here: it stands on one site."""


class PublishesThroughTheVerb(OnOwnPage):
    """«Publiser» in the editor is `pages.actions.publish`, and nothing else."""

    new_revision: Any
    action: str

    def form_valid(self, form: Any) -> HttpResponseBase:
        """What the text still waits for is said before anything is saved as published."""
        waiting = unfilled(form.instance) if self.action == "publish" else ()
        for reason in waiting:
            label = form.fields[reason.field].label if reason.field in form.fields else reason.field
            form.add_error(None, f"{label}: {reason.text}")
        if waiting:
            self.produced_error_message = gettext("Siden er ikke publisert. Det du skrev, står her.")
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]
        answer: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]
        if ASK in self.request.POST:
            user: Any = self.request.user
            propose(self.object, by=user, at=now())
            messages.success(self.request, gettext("Redaktørene har fått siden i innboksen. Du kan skrive videre imens."))
        return answer

    def publish_action(self) -> None:
        user: Any = self.request.user
        if not may_page(user, "publish", self.object):
            raise PermissionDenied
        publish(self.object, revision=self.new_revision, by=user, at=now())


class Create(PublishesThroughTheVerb, CreateView):  # type: ignore[misc]
    pass


class Edit(SeesOthers, PublishesThroughTheVerb, EditView):  # type: ignore[misc]
    passages_of = staticmethod(passages_of)


class Delete(OnOwnPage, DeleteView):  # type: ignore[misc]
    """«Slett» is `pages.actions.delete`: whoever has a copy of the page is told that it is gone."""

    def delete_action(self) -> None:
        user: Any = self.request.user
        delete(self.object, by=user, at=now())


class History(OnOwnPage, HistoryView):  # type: ignore[misc]
    """What has happened with a page. Who only reads is offered nothing that changes it."""

    any_permission_required = ("view",)

    @cached_property
    def columns(self) -> Any:
        if not self.user_has_permission("change"):
            self.edit_url_name = self.revisions_revert_url_name = self.revisions_unschedule_url_name = None
        return super().columns


class Compare(OnOwnPage, RevisionsCompareView):  # type: ignore[misc]
    permission_required = "view"


class Unschedule(OnOwnPage, RevisionsUnscheduleView):  # type: ignore[misc]
    def get_next_url(self) -> str:
        """Where the form says, if that is an address; other words would be looked up as the name of a view."""
        onward, model = str(super().get_next_url()), self.model._meta.model_name
        return onward if onward.startswith("/") else reverse(f"wagtailsnippets_pages_{model}:edit", args=[self.object.pk])


class OldDraft(OnOwnPage, PreviewRevisionView):  # type: ignore[misc]
    permission_required = "view"


class Unpublish(OnOwnPage, UnpublishView):  # type: ignore[misc]
    def unpublish(self) -> None:
        user: Any = self.request.user
        unpublish(self.object, by=user, at=now())


class PreviewNew(WholeForm, PreviewOnCreateView):  # type: ignore[misc]
    pass


class PreviewDraft(WholeForm, PreviewOnEditView):  # type: ignore[misc]
    pass


class Listing(IndexView):  # type: ignore[misc]
    """Pages of one kind that I reach, newest work first. Who may only read is led to what has happened with a page."""

    def get_base_queryset(self) -> QuerySet[Any]:
        user: Any = self.request.user
        queryset: QuerySet[Any] = super().get_base_queryset()
        return queryset.filter(pk__in=pages_where(user, "view", self.model).values("pk")).select_related("site")

    @cached_property
    def columns(self) -> list[Any]:
        """Wagtail's, without the boxes: there is no door to what it does with several pages at once."""
        return [column for column in super().columns if column.name != "bulk_actions"]

    @cached_property
    def _mine_to_change(self) -> frozenset[Any]:
        return self._mine("change")

    @cached_property
    def _mine_to_delete(self) -> frozenset[Any]:
        return self._mine("delete")

    def is_mine_to_change(self, instance: Any) -> bool:
        return instance.pk in self._mine_to_change

    def _mine(self, act: str) -> frozenset[Any]:
        user: Any = self.request.user
        return frozenset(pages_where(user, act, self.model).values_list("pk", flat=True))

    def get_delete_url(self, instance: Any) -> str | None:
        return super().get_delete_url(instance) if instance.pk in self._mine_to_delete else None

    def get_edit_url(self, instance: Any) -> str | None:
        if self.is_mine_to_change(instance):
            return str(super().get_edit_url(instance))
        return reverse(f"wagtailsnippets_pages_{self.model._meta.model_name}:history", args=[instance.pk])


class SitePageViewSet(SnippetViewSet):  # type: ignore[misc]
    """The desk's views of one kind of page: `SitePageViewSet(model=NewsItem)`."""

    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_admin_menu = False
    list_per_page = 50
    index_view_class = Listing
    index_template_name = "wagtailadmin/generic/index.html"  # without the bar for several pages at once
    add_view_class = Create
    edit_view_class = Edit
    delete_view_class = Delete
    history_view_class = History
    revisions_view_class = OldDraft
    revisions_compare_view_class = Compare
    revisions_unschedule_view_class = Unschedule
    unpublish_view_class = Unpublish
    preview_on_add_view_class = PreviewNew
    preview_on_edit_view_class = PreviewDraft
    list_display = ["title", "site", "language"]
    list_filter = ["site", "language", "live"]
    search_fields = ["title", "lead"]
    search_backend_name = None

    def get_edit_handler(self) -> Any:
        about = LanguagesPanel(heading=_("Språk og publisering"))
        review = ReviewPanel(heading=_("Er siden fortsatt riktig?"))
        codes = [CodesPanel(heading=_("Utgåtte koder"))] if self.model in CODED else []
        panels = [about, *codes, review, *self.model.panels, AdvicePanel(passages_of, spoken_of)]
        handler = ObjectList(panels, base_form_class=SitePageForm)
        return handler.bind_to_model(self.model)

    def get_urlpatterns(self) -> list[Any]:
        kind = {"model": self.model._meta.model_name}
        own = [
            path("<str:pk>/sprak/<slug:code>/", start, kind, name="start_version"),
            path("<str:pk>/rad/", of_page, kind, name="hints"),
        ]
        if getattr(self.model, "is_looked_over", False):
            own.append(path("<str:pk>/fortsatt-riktig/", still_right, kind, name="still_right"))
        if self.model in CODED:
            own.append(path("<str:pk>/koder/bytt/", retag_codes, kind, name="retag"))
            own.append(path("<str:pk>/koder/behold/", keep, kind, name="keep_codes"))
        return [*(pattern for pattern in super().get_urlpatterns() if pattern.name in ADDRESSES), *own]

    def get_admin_base_path(self) -> str:
        return f"sider/{self.model.folder or FRONT}"

    def register_chooser_viewset(self) -> None:
        """Pages are not chosen across the house: a form lists what its own site has."""

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Hjem")}]
