from typing import Any

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "fellesnett.adoption"
    label = "adoption"
    verbose_name = "Lokal bruk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.adoption.asked import safety_at_own_sites
        from fellesnett.editorial.asked import FURTHER
        from fellesnett.national import signals
        from fellesnett.organizations.signals import place_changed

        FURTHER.append(safety_at_own_sites)
        signals.released.connect(_roll_out, dispatch_uid="adoption.roll_out")
        signals.followed.connect(_follow_confirmed, dispatch_uid="adoption.follow_confirmed")
        signals.withdrawn.connect(_tell_withdrawn, dispatch_uid="adoption.tell_withdrawn")
        place_changed.connect(_follow_place, dispatch_uid="adoption.follow_place")


def _roll_out(sender: Any, *, edition: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.adoption.actions.rolling_out import roll_out

    roll_out(edition=edition, at=at)


def _follow_confirmed(sender: Any, *, edition: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.adoption.actions.rolling_out import follow_confirmed

    follow_confirmed(edition=edition, at=at)


def _tell_withdrawn(sender: Any, *, topic: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.adoption.actions.withdrawing import tell_withdrawn

    tell_withdrawn(topic=topic, at=at)


def _follow_place(sender: Any, *, place: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.adoption.actions.following import follow_place

    follow_place(place=place, at=at)
