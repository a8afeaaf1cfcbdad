"""What waits nationally for a person, beside the texts under approval; and where each case is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.querysets import COVERS
from fellesnett.organizations.models import OrganizationKind
from fellesnett.organizations.permissions import memberships_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.editorial.querysets import OpenItemQuerySet


def roles_of(user: User) -> frozenset[str]:
    """The roles held at the national office. One query."""
    held = memberships_of(user).filter(organization__kind=OrganizationKind.NATIONAL)
    return frozenset(held.values_list("role", flat=True))


def national_roles(request: HttpRequest) -> frozenset[str]:
    """The roles that the person who looks holds at the national office: asked once for a whole screen."""
    known: frozenset[str] | None = getattr(request, "_national_roles", None)
    if known is None:
        known = roles_of(cast("User", request.user))
        request._national_roles = known  # type: ignore[attr-defined]
    return known


def items_for(user: User, held: frozenset[str], *, everyone: bool = False) -> OpenItemQuerySet:
    """The national cases of this person with these roles at the national office; with `everyone` also what is asked of others
    there, but not what colleagues say to each other. What a candidate waits for is listed by the candidate, and what readers
    say by the front door."""
    asked = {role for own in held for role in (own, *COVERS.get(own, ()))}
    national = Q(organization__kind=OrganizationKind.NATIONAL)
    if not everyone:
        national &= Q(role__in=asked)
    mine = OpenItem.objects.for_the_nation().open().filter(Q(owner=user) | national).select_related("organization", "owner")
    between_others = Q(kind=OpenItemKind.COMMENT) & ~Q(owner=user)
    return mine.exclude(Q(key__startswith="candidate:") | Q(kind=OpenItemKind.FEEDBACK) | between_others)


def address_of(item: OpenItem) -> str:
    """Where a national case is answered; the list of topics where nothing better is known."""
    detail = item.detail
    if item.kind == OpenItemKind.COMMENT:
        address = reverse("desk_national:comments", args=[detail["topic"], detail["language"]])
        return f"{address}?{urlencode({'blokk': detail['block']})}#k-{detail['comment']}"
    candidate = detail.get("candidate") or str(detail.get("about", "")).partition("candidate:")[2]
    if candidate:
        return reverse("desk_national:candidate", args=[candidate])
    for noun in ("order", "hearing", "proposal"):
        if detail.get(noun):
            return reverse(f"desk_life:{noun}", args=[detail[noun]])
    if detail.get("consumer"):
        return reverse("desk_national:consumer", args=[detail["consumer"]])
    if detail.get("signpost"):
        return reverse("desk_national:signpost", args=[detail["signpost"]])
    if item.kind == OpenItemKind.REVIEW_DUE:
        _kind, key, language = item.subject.split(":")
        return reverse("desk_national:review", args=[key, language])
    if item.kind == OpenItemKind.LANGUAGE_BEHIND:
        return reverse("desk_national:follow_source", args=[detail["topic"], detail["language"]])
    if item.kind == OpenItemKind.RETIRED_CODE:
        return reverse("desk_national:topic_codes", args=[detail["topic"]])
    if detail.get("source"):
        return reverse("desk_national:source", args=[detail["source"]])
    if item.kind in (OpenItemKind.DEAD_LINK, OpenItemKind.SOURCE) and detail.get("topic"):
        return reverse("desk_national:topic", args=[detail["topic"]])
    if detail.get("person"):
        return reverse("desk_national:hand_over", args=[detail["person"]])
    if item.kind == OpenItemKind.HAND_OVER:
        return reverse("desk_national:owners")
    if detail.get("review") == "withdraw":
        return reverse("desk_national:withdraw", args=[detail["topic"]])
    if detail.get("review"):
        return reverse("desk_national:topic", args=[detail["topic"]])
    return reverse("desk_national:topics")
