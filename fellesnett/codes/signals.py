"""Facts from this room, sent when the change is committed.

`release_imported`: a new version of a code system is here. Argument: `release`. Who has coded something may now ask
`queries.retired_codes` which of its codes are gone.
"""

from django.dispatch import Signal

release_imported = Signal()
