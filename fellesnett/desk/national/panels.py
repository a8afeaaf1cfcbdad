"""The national part of «what waits for me» on the front page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from fellesnett.desk.national.doors import READERS
from fellesnett.desk.national.queries import waiting_for
from fellesnett.desk.national.topics import person


class WaitingPanel(Component):
    """Texts under approval where this person is next."""

    order = 100
    template_name = "desk/national/waiting.html"

    def __init__(self, request: HttpRequest) -> None:
        self.reads = READERS(person(request), {}, request)
        self.candidates = waiting_for(person(request))

    @property
    def is_shown(self) -> bool:
        return self.reads or bool(self.candidates)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"candidates": self.candidates, "reads": self.reads}
