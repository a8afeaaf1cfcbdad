"""Pictures of one's own sites, in Wagtail's editor: list, add, change, delete."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel

from fellesnett.desk.sitepages.branching import BranchForm
from fellesnett.desk.sitepages.pointing import POINT, file, point
from fellesnett.desk.sitepages.viewsets import Create, Delete, Edit, SitePageViewSet
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Site
from fellesnett.pages.actions.picturing import delete_picture, describe_picture
from fellesnett.pages.models import Picture


class PictureForm(BranchForm):
    """A picture belongs to one of one's own sites."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = self.own_sites()
        self.fields["site"].queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        if len(sites) == 1:
            self.fields["site"].initial = sites[0]
        self.offer_branches(sites)

    def clean(self) -> dict[str, Any]:
        """A picture kept by a branch is of its own site."""
        cleaned: dict[str, Any] = super().clean()
        site = self.instance.site if self.instance.site_id else cleaned.get("site")
        self.stays_within(cleaned, site)
        return cleaned


class PointPanel(Panel):  # type: ignore[misc]
    """The way to the point that is kept when the picture is cut, once there is a picture."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "desk/sitepages/point.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)


class AddPicture(Create):
    """After a picture comes the question of what in it matters most."""

    def get_success_url(self) -> str:
        return reverse(POINT, args=[self.object.pk])


class EditPicture(Edit):
    """What is saved is remembered: texts elsewhere may show the picture."""

    def save_instance(self) -> Any:
        user: Any = self.request.user
        describe_picture(self.object, save=super().save_instance, by=user, at=now())
        return self.object


class DeletePicture(Delete):
    """The same of one that goes."""

    def delete_action(self) -> None:
        user: Any = self.request.user
        delete_picture(self.object, by=user, at=now())


class PictureViewSet(SitePageViewSet):
    """The desk's views of `Picture`."""

    model = Picture
    add_view_class = AddPicture
    edit_view_class = EditPicture
    delete_view_class = DeletePicture
    list_display = ["name", "site", "credit", "rights"]
    list_filter = ["site", "rights"]
    search_fields = ["name", "alt_nb", "alt_nn"]

    def get_edit_handler(self) -> Any:
        about = PointPanel(heading=_("Hva som ikke må skjæres bort"))
        return ObjectList([*Picture.panels, about], base_form_class=PictureForm).bind_to_model(Picture)

    def get_urlpatterns(self) -> list[Any]:
        own = [path("<str:pk>/punkt/", point, name="point"), path("<str:pk>/fil/", file, name="file")]
        return [*super().get_urlpatterns(), *own]

    def get_admin_base_path(self) -> str:
        return "sider/bilder"
