"""The national part of «what waits for me» on the front page: the top of it, and the way to all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from fellesnett.desk import choosing
from fellesnett.desk.national.inbox import WaitingNationally

TOP = 5


class WaitingPanel(Component):
    """The top of the list, the counts, and the way to all of it."""

    order = 100
    template_name = "desk/national/panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.national = WaitingNationally(request)
        self.rows = self.national.cases()

    @property
    def is_shown(self) -> bool:
        return self.national.reads or bool(self.rows) or self.national.front_door is not None

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "rows": self.rows[:TOP],
            "total": len(self.rows),
            "urgent": choosing.counts(self.rows)[choosing.URGENT],
            "reads": self.national.reads,
            "front_door": self.national.front_door,
        }
