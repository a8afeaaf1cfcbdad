"""Menu, footer and declarations of one's own sites, in Wagtail's editor: a list and a form, nothing else."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel

from fellesnett.desk.sitepages.viewsets import Edit, Listing, SitePageViewSet
from fellesnett.foundation.clock import now
from fellesnett.pages.actions import describe_site
from fellesnett.pages.models import SiteProfile


class LookPanel(Panel):  # type: ignore[misc]
    """The way to the site's colour and logo, which are tried before they are used."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "desk/sitepages/look.html"


class EditProfile(Edit):
    """Saving is the verb `describe_site`."""

    def save_instance(self) -> Any:
        user: Any = self.request.user
        return describe_site(self.form.instance, save=super().save_instance, by=user, at=now())

    def can_delete(self) -> bool:
        return False

    def get_success_message(self, instance: Any = None) -> str:
        return gettext("Lagret. Endringen vises på alle sidene innen ti sekunder.")


class Profiles(Listing):
    """A site has its profile from the day it opens: there is none to add."""

    def get_add_url(self) -> None:
        return None


class ProfileViewSet(SitePageViewSet):
    """The desk's views of `SiteProfile`."""

    model = SiteProfile
    index_view_class = Profiles
    edit_view_class = EditProfile
    list_display = ["site"]
    list_filter = []
    search_fields = ["site__name"]

    def get_edit_handler(self) -> Any:
        return ObjectList([LookPanel(heading=_("Utseende")), *SiteProfile.panels]).bind_to_model(SiteProfile)

    def get_admin_base_path(self) -> str:
        return "sider/profil"
