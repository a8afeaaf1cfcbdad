"""Facts that the national base announces on commit. Higher rooms listen in their `apps.py`."""

from django.dispatch import Signal

released = Signal()
"""An edition became live. Arguments: `edition`, `by` (User), `at` (datetime)."""

candidate_moved = Signal()
"""A candidate was submitted, signed, approved or sent back. Arguments: `candidate`, `by`, `at`."""

releasing = Signal()
"""A candidate is about to be released: asked inside the transaction, not on commit. Whoever knows why it should wait answers
with `gates.Reason`s. Arguments: `candidate`, `despite` (why it goes before, where that has been said), `by`, `at`."""

withdrawn = Signal()
"""A topic was withdrawn. Arguments: `topic`, `by`, `at`."""

followed = Signal()
"""A live translation was found to say what the live bokmål edition says. Arguments: `edition`, `by`, `at`."""

reviewed = Signal()
"""A live edition was looked over and its review date moved. Arguments: `edition`, `by`, `at`."""
