"""Who may say what is fetched from outside, and settle what a source leaves open: the national editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fellesnett.organizations.permissions import is_national

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def may_manage_sources(user: User) -> bool:
    """The national editors, the medical one included."""
    return is_national(user)
