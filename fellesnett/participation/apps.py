from typing import Any

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "fellesnett.participation"
    label = "participation"
    verbose_name = "Medvirkning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.adoption.signals import answered
        from fellesnett.codes.signals import in_force
        from fellesnett.national import signals

        answered.connect(_close_offers, dispatch_uid="participation.answered")
        in_force.connect(_ask_about_retired, dispatch_uid="participation.in_force")
        signals.candidate_moved.connect(_follow_candidate, dispatch_uid="participation.candidate_moved")
        signals.released.connect(_follow_edition, dispatch_uid="participation.released")
        signals.releasing.connect(_hold_for_hearing, dispatch_uid="participation.releasing")


def _ask_about_retired(sender: Any, *, release: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.participation.actions.retagging import ask_about_retired

    ask_about_retired(release=release, at=at)


def _follow_candidate(sender: Any, *, candidate: Any, by: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.participation.actions.following import follow

    follow(topic=candidate.topic, by=by, at=at)


def _follow_edition(sender: Any, *, edition: Any, by: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.participation.actions.following import follow_edition

    follow_edition(edition=edition, by=by, at=at)


def _close_offers(sender: Any, *, adoption: Any, by: Any, at: Any, **_kwargs: Any) -> None:
    from fellesnett.adoption.models import Answer
    from fellesnett.participation.actions.closing import close_offers

    if adoption.answer != Answer.UNDECIDED:
        close_offers(adoption=adoption, by=by, at=at)


def _hold_for_hearing(sender: Any, *, candidate: Any, despite: str, **_kwargs: Any) -> Any:
    from fellesnett.participation.gates import to_release

    return to_release(candidate, despite)
