"""«Publiser» and «Avpubliser» in the editor of a page. Wagtail's own ask Django's permissions, which nobody here holds for
pages: whoever may is asked of the page's site."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem, UnpublishMenuItem

from fellesnett.pages.permissions import may_page, sites_where

ASK = "action-propose"


def _may_publish(context: Any) -> bool:
    user, page = context["request"].user, context.get("instance")
    if context.get("locked_for_user"):
        return False
    if page is None or page.site_id is None:
        return sites_where(user, "publish", type(page) if page else None).exists()
    return may_page(user, "publish", page)


class PublishHere(PublishMenuItem):  # type: ignore[misc]
    """For those who publish at the page's site; for a new page, at any."""

    def is_shown(self, context: Any) -> bool:
        return _may_publish(context)


class AskToPublish(ActionMenuItem):  # type: ignore[misc]
    """For those who write here and may not publish: the page is saved, and the site's editors have it in their inbox."""

    name = ASK
    label = gettext_lazy("Be om publisering")
    icon_name = "mail"

    def is_shown(self, context: Any) -> bool:
        return context["view"] in ("create", "edit") and not context.get("locked_for_user") and not _may_publish(context)


class UnpublishHere(UnpublishMenuItem):  # type: ignore[misc]
    """For a page that is shown."""

    def is_shown(self, context: Any) -> bool:
        return context["view"] == "edit" and context["instance"].live and _may_publish(context)
