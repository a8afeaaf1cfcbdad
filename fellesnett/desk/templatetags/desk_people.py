"""Small words of the screens about people: what a role and a branch are called, and a circle's own addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.desk.access.circles import Circle

register = template.Library()


@register.filter
def role_name(value: str) -> str:
    """`editor` is «redaktør»."""
    return str(Role(value).label)


@register.filter
def branch_name(names: Mapping[UUID, str], branch: UUID) -> str:
    """The branch by its name; one whose pages are gone says so."""
    return names.get(branch) or _("en del som ikke finnes lenger")


@register.simple_tag
def circle_url(circle: Circle, act: str, *arguments: int) -> str:
    """The address of an act on the circle's people; its list where none is named."""
    return reverse(f"{circle.name}_{act}" if act else circle.name, args=[circle.key, *arguments])
