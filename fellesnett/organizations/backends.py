"""Log-in with e-mail and password; Django's permission questions are answered from memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend

from fellesnett.organizations.models import Membership
from fellesnett.organizations.permissions import is_national

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

NATIONAL_PERMISSIONS = frozenset(
    f"national.{verb}_{noun}" for noun in ("topic", "topictext") for verb in ("add", "change", "view", "publish", "lock", "unlock")
)


class MembershipBackend(ModelBackend):
    """Everyone with a membership may enter the desk; only national editors may touch the national snippets."""

    def get_all_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        cached: set[str] | None = getattr(user_obj, "_membership_permissions", None)
        if cached is None:
            cached = self._from_memberships(user_obj)
            user_obj._membership_permissions = cached
        return cached

    def _from_memberships(self, user: User) -> set[str]:
        if not Membership.objects.filter(user=user).exists():
            return set()
        permissions = {"wagtailadmin.access_admin"}
        return permissions | NATIONAL_PERMISSIONS if is_national(user) else permissions

    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(permission.startswith(f"{app_label}.") for permission in self.get_all_permissions(user_obj))
