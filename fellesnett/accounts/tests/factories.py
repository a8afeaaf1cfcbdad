"""People for tests. Whoever needs a person with rights uses `organizations.tests.factories.make_user`."""

from __future__ import annotations

from itertools import count
from typing import Any

from fellesnett.accounts.models import User

PASSWORD = "test-test-test"
_numbers = count(1)


def make_person(email: str = "", *, password: str | None = None, **fields: Any) -> User:
    """A person without any role. No password unless one is given: most tests use `client.force_login`."""
    number = next(_numbers)
    fields.setdefault("first_name", "Kari")
    fields.setdefault("last_name", f"Nordmann {number}")
    return User.objects.create_user(email=email or f"person{number}@sykehus.example", password=password, **fields)
