"""Locks, always in the same order: topic, variant, adoptions by key, and the head of the log last."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q
from django.utils.translation import gettext as _

from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.models import Adoption, Variant
from fellesnett.national.models import Topic


def lock_topic(topic: Topic) -> Topic:
    """Taken by whoever decides which sites a new edition reaches: adopting, rolling out and withdrawing."""
    return Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)


def lock_variant(variant: Variant) -> Variant:
    return Variant.objects.select_for_update(no_key=True).get(pk=variant.pk)


def lock_adoptions(scope: Q) -> list[int]:
    """Lock these adoptions, ordered by key, and count their version up. Returns their keys. Two queries."""
    rows = Adoption.objects.select_for_update(no_key=True).filter(scope).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    Adoption.objects.filter(pk__in=keys).update(version=F("version") + 1)
    return keys


def lock_adoption(pk: int) -> int:
    """Lock one adoption. Raises `NotReady` where it is gone."""
    if not lock_adoptions(Q(pk=pk)):
        raise NotReady(Reason("gone", _("Siden finnes ikke lenger. Last inn på nytt.")))
    return pk


def lock_sharing(variants: Iterable[int]) -> list[int]:
    """Lock every adoption that shares these variants."""
    return lock_adoptions(Q(variant__in=list(variants)))
