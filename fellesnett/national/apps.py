from typing import Any

from django.apps import AppConfig


class NationalConfig(AppConfig):
    name = "fellesnett.national"
    label = "national"
    verbose_name = "Nasjonal base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.codes.signals import in_force

        in_force.connect(_ask_about_retired, dispatch_uid="national.in_force")


def _ask_about_retired(sender: Any, *, release: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.national.actions.retagging import ask_about_retired

    ask_about_retired(release=release, at=at)
