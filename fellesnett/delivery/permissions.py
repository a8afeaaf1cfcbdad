"""Who may say who copies, with which keys, and what they are told of: the national editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fellesnett.organizations.permissions import is_national

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def may_manage_consumers(user: User) -> bool:
    """The national editors, the medical one included."""
    return is_national(user)
