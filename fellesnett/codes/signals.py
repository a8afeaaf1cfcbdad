"""Facts from this room.

`release_imported`, on commit: a new version of a code system is here. Argument: `release`.
`in_force`, inside the transaction: a release counts from today, or somebody asks for the check again. Who has tagged
something asks `retiring.retired_codes` which of its codes are gone, and the owners what to do. Arguments: `release`, `at`.
"""

from django.dispatch import Signal

release_imported = Signal()
in_force = Signal()
