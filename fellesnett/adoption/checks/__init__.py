"""What can be proven at rest of what the sites use and show (semantics.md section 8)."""

from fellesnett.adoption.checks.pages import page_faults, showing_faults
from fellesnett.adoption.checks.questions import question_faults
from fellesnett.adoption.checks.record import record_faults

__all__ = ["page_faults", "question_faults", "record_faults", "showing_faults"]
