"""Menu, footer and declarations of one's own sites, in Wagtail's editor: a list and a form, nothing else."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel

from fellesnett.desk.sitepages.viewsets import Edit, Listing, SitePageViewSet
from fellesnett.foundation.clock import now
from fellesnett.pages.actions import describe_site
from fellesnett.pages.models import SiteProfile

OPENED = "opened"
PLAIN = ("phone", "email", "post_address", "invoice_note", "owner_line", "agreement_line", "declaration_url", "declared_on")


def facts_of(profile: SiteProfile) -> dict[str, str]:
    """What a profile says, part by part: the field's name, or the name of a list of rows."""
    return {
        **{name: str(getattr(profile, name) or "") for name in PLAIN},
        "menu": ", ".join(entry.path for entry in profile.menu.all()),
        "breaches": "; ".join(f"{breach.language} {breach}" for breach in profile.breaches.order_by("pk")),
    }


class OpenedPanel(Panel):  # type: ignore[misc]
    """What the form knows of the profile that it was opened on."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "desk/sitepages/opened.html"

        def opened(self) -> str:
            if self.form.is_bound and not hasattr(self.form, "newest"):
                return str(self.form.data.get(OPENED, ""))
            return json.dumps(getattr(self.form, "newest", None) or facts_of(self.instance))


class LookPanel(Panel):  # type: ignore[misc]
    """The way to the site's colour and logo, which are tried before they are used."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "desk/sitepages/look.html"


class EditProfile(Edit):
    """Saving is the verb `describe_site`. A profile has no drafts: whoever saves over what another saved meanwhile is told once
    what the other wrote, and may save again."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        with transaction.atomic():
            stored = facts_of(SiteProfile.objects.select_for_update(of=("self",)).get(pk=self.object.pk))
            if changed := _changed_since(self.request.POST.get(OPENED, ""), stored):
                form.newest = stored
                return self._tell_what_changed(form, {name: stored[name] for name in changed})
            answer: HttpResponseBase = super().form_valid(form)
            return answer

    def _tell_what_changed(self, form: Any, theirs: dict[str, str]) -> HttpResponseBase:
        self.produced_error_message = gettext("Ikke lagret: noen andre lagret mens du skrev. Det du skrev, står her.")
        form.add_error(None, gettext("Ta med her det du vil ha av det, og lagre igjen."))
        for name, words in theirs.items():
            said = {"where": _called(name), "words": words}
            form.add_error(None, gettext("%(where)s, slik det er lagret nå: «%(words)s»") % said)
        return self.form_invalid(form)  # type: ignore[no-any-return]

    def save_instance(self) -> Any:
        user: Any = self.request.user
        return describe_site(self.form.instance, save=super().save_instance, by=user, at=now())

    def can_delete(self) -> bool:
        return False

    def get_success_message(self, instance: Any = None) -> str:
        return gettext("Lagret. Endringen vises på alle sidene innen ti sekunder.")


def _changed_since(opened: str, stored: dict[str, str]) -> list[str]:
    """The parts that say something else now than when the form was opened; none where the form does not tell."""
    try:
        known = json.loads(opened)
    except ValueError:
        return []
    return [name for name, words in stored.items() if known.get(name) != words] if isinstance(known, dict) else []


def _called(name: str) -> str:
    if name in PLAIN:
        return str(capfirst(SiteProfile._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    return gettext("Menyen") if name == "menu" else gettext("Tilgjengelighetserklæring")


class Profiles(Listing):
    """A site has its profile from the day it opens: there is none to add, and none to delete."""

    def get_add_url(self) -> None:
        return None

    def get_edit_url(self, instance: Any) -> str | None:
        """Who may only read finds it in the list, and reads it on the site itself."""
        return super().get_edit_url(instance) if self.is_mine_to_change(instance) else None

    def get_delete_url(self, instance: Any) -> None:
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
        return ObjectList([LookPanel(heading=_("Utseende")), *SiteProfile.panels, OpenedPanel()]).bind_to_model(SiteProfile)

    def get_admin_base_path(self) -> str:
        return "sider/profil"
