"""Facts that the national base announces on commit. Higher rooms listen in their `apps.py`."""

from django.dispatch import Signal

released = Signal()
"""An edition became live. Arguments: `edition`, `by` (User), `at` (datetime)."""

withdrawn = Signal()
"""A topic was withdrawn. Arguments: `topic`, `by`, `at`."""

reviewed = Signal()
"""A live edition was looked over and its review date moved. Arguments: `edition`, `by`, `at`."""
