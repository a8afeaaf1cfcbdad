"""Facts that adoption announces on commit. Higher rooms listen in their `apps.py`."""

from django.dispatch import Signal

snapshot_live = Signal()
"""Snapshots became what patients see. Arguments: `snapshots` (tuple of Snapshot ids), `at`."""
