"""The verbs of alerts: raise, change, end, and end and raise as another kind in one act. Each leaves its trace for good."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fellesnett.editorial import clicks, log, subjects
from fellesnett.pages import signals
from fellesnett.pages.gates import NotReady, Reason
from fellesnett.pages.gates.alerts import (
    WantedAlert,
    blockers_to_alert,
    blockers_to_change,
    blockers_to_end,
    blockers_to_replace,
)
from fellesnett.pages.models import Alert, AlertChange, AlertText, ChangeKind

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def raise_alert(*, wanted: WantedAlert, by: User, at: datetime, follows: Alert | None = None) -> Alert:
    """Tell people something, from `wanted.starts_at` on. Raised twice by a double click, it is one. Raises NotReady. Logged as
    `alert.raised`."""
    if follows is None and (twin := _raised_just_now(wanted, by, at)):
        return twin
    _refuse(blockers_to_alert(wanted, by=by, at=at))
    demonstration = bool(wanted.site and wanted.site.is_demonstration) or by.is_demonstration
    alert = Alert(kind=wanted.kind, site=wanted.site, follows=follows, is_demonstration=demonstration)
    _write(alert, wanted)
    _remember(alert, ChangeKind.RAISED, by, at)
    return alert


def _raised_just_now(wanted: WantedAlert, by: User, at: datetime) -> Alert | None:
    """The alert that the same person raised a moment ago in the same words."""
    raised = AlertChange.objects.filter(kind=ChangeKind.RAISED, by=by, at__gt=clicks.since(by, at)).select_related("alert")
    said = {language: (words.title, words.text) for language, words in wanted.words.items()}
    same = raised.filter(alert__site=wanted.site, alert__kind=wanted.kind, alert__path=wanted.path, level=wanted.level)
    twins: list[Alert] = [change.alert for change in same if said == _said(change)]
    return twins[0] if twins else None


def _said(change: AlertChange) -> dict[str, tuple[str, str]]:
    return {language: (words["title"], words["text"]) for language, words in change.words.items()}


@transaction.atomic
def change_alert(*, alert: Alert, wanted: WantedAlert, by: User, at: datetime) -> Alert:
    """Say it otherwise, wider, longer or graver; what it said before stays in its history. Raises NotReady.

    Logged as `alert.changed`.
    """
    stored = _locked(alert)
    _refuse(blockers_to_change(stored, wanted, by=by, at=at))
    _write(stored, wanted)
    _remember(stored, ChangeKind.CHANGED, by, at)
    return stored


@transaction.atomic
def end_alert(*, alert: Alert, by: User, at: datetime) -> Alert:
    """It is over: no page shows it any more, its own page stays. Raises NotReady. Logged as `alert.ended`."""
    stored = _locked(alert)
    _refuse(blockers_to_end(stored, by=by, at=at))
    stored.ended_at = at
    stored.save(update_fields=["ended_at"])
    _remember(stored, ChangeKind.ENDED, by, at)
    return stored


@transaction.atomic
def replace_alert(*, alert: Alert, wanted: WantedAlert, by: User, at: datetime) -> Alert:
    """End an alert and raise it as another kind, in one act: readers never see both, nor neither. Raises NotReady."""
    _refuse(blockers_to_replace(_locked(alert), wanted, by=by, at=at))
    return raise_alert(wanted=wanted, by=by, at=at, follows=end_alert(alert=alert, by=by, at=at))


def _locked(alert: Alert) -> Alert:
    return Alert.objects.select_for_update(of=("self",)).select_related("site__organization").get(pk=alert.pk)


def _refuse(reasons: tuple[Reason, ...]) -> None:
    if reasons:
        raise NotReady(reasons)


def _write(alert: Alert, wanted: WantedAlert) -> None:
    alert.level, alert.reach, alert.path = wanted.level, wanted.reach, wanted.path
    alert.starts_at, alert.stops_at = wanted.starts_at, wanted.stops_at
    alert.save()
    alert.services.set(wanted.services)
    alert.texts.exclude(language__in=wanted.words).delete()
    for language, words in wanted.words.items():
        AlertText.objects.update_or_create(alert=alert, language=language, defaults=asdict(words))


def _words(alert: Alert) -> dict[str, Any]:
    fields = ("title", "text", "link", "link_text", "long_text")
    return {text.language: {name: getattr(text, name) for name in fields} for text in alert.texts.order_by("language")}


def _remember(alert: Alert, kind: ChangeKind, by: User, at: datetime) -> None:
    facts = {"level": alert.level, "starts_at": alert.starts_at, "stops_at": alert.stops_at, "words": _words(alert)}
    AlertChange.objects.create(alert=alert, kind=kind, at=at, by=by, **facts)
    payload = {
        "kind": alert.kind,
        "level": alert.level,
        "reach": alert.reach,
        "site": alert.site.slug if alert.site else None,
        "path": alert.path,
        "starts_at": alert.starts_at.isoformat(),
        "stops_at": alert.stops_at.isoformat(),
        "follows": alert.follows_id,
    }
    organization = alert.site.organization if alert.site else None
    log.append([log.Entry(f"alert.{kind}", subjects.alert(alert.pk), payload, organization)], by=by, at=at)
    transaction.on_commit(lambda: signals.alerts_changed.send(Alert, alert=alert))
