"""Facts that adoption announces on commit. Higher rooms listen in their `apps.py`."""

from django.dispatch import Signal

answered = Signal()
"""A site answered for a topic: adopted, not offered, own page, undecided. Arguments: `adoption`, `by`, `at`."""

snapshot_live = Signal()
"""Snapshots became what patients see. Arguments: `snapshots` (tuple of Snapshot ids), `at`."""
