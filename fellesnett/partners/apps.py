from typing import Any

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "fellesnett.partners"
    label = "partners"
    verbose_name = "Partnere"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.organizations.signals import site_closed

        site_closed.connect(_answer_what_waits, dispatch_uid="partners.site_closed")


def _answer_what_waits(sender: Any, *, site: Any, by: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.partners.actions.deciding import refuse_all

    refuse_all(site=site, by=by, at=at)
