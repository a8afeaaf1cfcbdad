"""Facts from this room.

`membership_changed`: somebody gave or took away a role. Sent inside the transaction that does it, so that the record is
written with it. Arguments: `verb` (`granted` or `revoked`), `user`, `organization`, `role`, `by`, `at`.
"""

from django.dispatch import Signal

membership_changed = Signal()
