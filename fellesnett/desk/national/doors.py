"""The doors of the national desk."""

from __future__ import annotations

from fellesnett.desk.rules import Door

DOORS: tuple[Door, ...] = ()
