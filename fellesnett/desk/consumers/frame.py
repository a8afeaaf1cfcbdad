"""What the screens about those who copy share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.delivery.models import Consumer
from fellesnett.desk.national.pages import Crumb


def page(request: HttpRequest, template: str, title: str, trail: list[Crumb], status: int = 200, **shown: Any) -> HttpResponse:
    """One screen, kept by no browser: it may show a key this once. `trail` is (label, address) without the screen itself."""
    crumbs = [(_("Hjem"), reverse("wagtailadmin_home")), *trail, (title, "")]
    items = [{"label": label, "url": url} for label, url in crumbs]
    frame = {"header_title": title, "within": trail[-1][0] if trail else "", "breadcrumbs_items": items}
    answer = render(request, f"desk/consumers/{template}", {**frame, **shown}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def all_trail() -> list[Crumb]:
    return [(_("Mottakere"), reverse("desk_national:consumers"))]


def consumer_trail(consumer: Consumer) -> list[Crumb]:
    return [*all_trail(), (consumer.name, reverse("desk_national:consumer", args=[consumer.pk]))]
