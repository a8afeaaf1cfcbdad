"""Log-in with e-mail and password; Django's permission questions are answered from memberships alone.

Django's groups and per-user permissions are never asked. A superuser exists for installation: Django lets it through
before this backend is asked, but it holds no role by that, so no verb obeys it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from fellesnett.organizations.models import OrganizationKind
from fellesnett.organizations.permissions import NATIONAL_ROLES, every_membership_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

NATIONAL_PERMISSIONS = frozenset(
    f"national.{verb}_{noun}"
    for noun in ("topic", "topictext")
    for verb in ("add", "change", "view", "publish", "lock", "unlock")
)


class MembershipBackend(ModelBackend):
    """Everyone with a membership may enter the desk; only national editors may touch the national snippets."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Inactive people never; demonstration people only where the settings allow demonstration."""
        if getattr(user, "is_demonstration", False) and not settings.ALLOW_DEMONSTRATION_LOGINS:
            return False
        return super().user_can_authenticate(user)

    def get_user_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        """`app.codename` of what the memberships give, remembered on the user object. Nothing about a single object."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        cached: set[str] | None = getattr(user_obj, "_membership_permissions", None)
        if cached is None:
            cached = user_obj._membership_permissions = self._from_memberships(user_obj)
        return cached

    def _from_memberships(self, user: User) -> set[str]:
        held = set(every_membership_of(user).values_list("organization__kind", "role"))
        if not held:
            return set()
        national = any(kind == OrganizationKind.NATIONAL and role in NATIONAL_ROLES for kind, role in held)
        return {"wagtailadmin.access_admin"} | (set(NATIONAL_PERMISSIONS) if national else set())

    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(permission.startswith(f"{app_label}.") for permission in self.get_all_permissions(user_obj))
