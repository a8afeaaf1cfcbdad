from typing import Any

from django.apps import AppConfig


class SignpostsConfig(AppConfig):
    name = "fellesnett.signposts"
    label = "signposts"
    verbose_name = "Veivisere"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.codes.signals import in_force

        in_force.connect(_ask_about_retired, dispatch_uid="signposts.in_force")


def _ask_about_retired(sender: Any, *, release: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.signposts.retagging import ask_about_retired

    ask_about_retired(release=release, at=at)
