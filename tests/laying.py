"""What many tests begin with, made once for a module of them instead of once for each.

A fixture of the whole module lays it, a fixture of each test hands out a copy, since objects remember what they were told:

    @pytest.fixture(scope="module")
    def laid(lay: Lay) -> Hospital:
        return lay(make_hospital)

    @pytest.fixture
    def hospital(db: None, laid: Hospital) -> Hospital:
        return deepcopy(laid)

Rows are laid inside one transaction that is undone with the module, and each test's own transaction is undone inside it. Not for
modules whose tests commit (`transaction=True`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pytest_django import DjangoDbBlocker

Lay = Callable[[Callable[[], Any]], Any]
"""`lay(build)`: what `build` makes and answers."""


@contextmanager
def until_all_are_done(blocker: DjangoDbBlocker) -> Iterator[Lay]:
    """The tests between may touch the database only as they ask for it themselves."""
    from django.db import transaction

    around = transaction.atomic()
    around._from_testcase = True  # as Django's own: what must be outermost in the product may begin inside it

    def once(build: Callable[[], Any]) -> Any:
        with blocker.unblock():
            return build()

    with blocker.unblock():
        around.__enter__()
    yield once
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
