"""People who are known without having logged in: by name and address, because somebody asked them by letter."""

from __future__ import annotations

from fellesnett.accounts.models import User


def at_address(email: str) -> User | None:
    """Whoever has this address, however it is written."""
    return User.objects.filter(email=email.strip().lower()).first()


def known_by_letter(*, email: str, name: str, title: str) -> User:
    """The person at this address; made without password and role when we do not know them. One person is one row, so that
    a yes by log-in and a yes by letter count once."""
    first, _space, last = name.strip().rpartition(" ")
    facts = {"first_name": (first or last)[:150], "last_name": last[:150] if first else "", "title": title[:150]}
    person = at_address(email)
    return person or User.objects.create_user(email=email.strip().lower(), password=None, **facts)
