from typing import Any

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "fellesnett.pages"
    label = "pages"
    verbose_name = "Sider"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.codes.signals import in_force
        from fellesnett.editorial.asked import FURTHER
        from fellesnett.pages import permissions
        from fellesnett.pages.asked import asked_in_part

        FURTHER.append(asked_in_part)
        permissions.register()
        in_force.connect(_ask_about_retired, dispatch_uid="pages.in_force")


def _ask_about_retired(sender: Any, *, release: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.pages.retagging import ask_about_retired

    ask_about_retired(release=release, at=at)
