"""Facts from this room.

`membership_changed`: somebody gave or took away a role, or it ran out. Sent inside the transaction that does it, so that
the record is written with it. Arguments: `verb` (`granted`, `revoked` or
`expired`), `user`, `organization`, `role`, `branch`, `until`, `by` (None where it ran out), `at`.

`place_described`: somebody wrote down what a place says. Sent inside the transaction, for the record. Arguments: `place`,
`changed` (name -> new value), `by`, `at`.

`place_changed`: the same, announced on commit, for whoever shows what the place says. Arguments: `place`, `by`, `at`.

`site_closed`: a site is laid down. Sent after the closing, and again where an interrupted one is gone on with. Arguments:
`site`, `by`, `at`.

`organizations_imported`: lists of organizations were taken in. Sent inside the transaction. Arguments: `at`.
"""

from django.dispatch import Signal

membership_changed = Signal()
place_described = Signal()
place_changed = Signal()
site_closed = Signal()
organizations_imported = Signal()
