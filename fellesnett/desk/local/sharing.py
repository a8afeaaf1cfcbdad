"""A group's layer, seen from one of its hospitals: what waits to be said for all of them, and the group's yes."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fellesnett.adoption.actions import approve_variant
from fellesnett.adoption.actions.sharing import layer_hash, next_layer
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, Answer, OperationState, Variant
from fellesnett.adoption.permissions import APPROVERS
from fellesnett.desk.local.frame import attempt
from fellesnett.desk.local.scope import Here, here, text_of
from fellesnett.foundation.clock import now
from fellesnett.organizations.permissions import roles_at


@dataclass(frozen=True)
class GroupDrafts:
    """What a group would say after a yes now, and to how many hospitals."""

    variant: Variant
    hash: str
    drafts: int
    sites: int
    may_approve: bool


def group_drafts(where: Here, held: Holdings, text: AdoptedText) -> GroupDrafts | None:
    """What waits in the group's layer; None where nothing does."""
    variant = text.adoption.variant
    if variant is None:
        return None
    waiting = [row for row in held.rows(text) if row.layer == "group" and (row.state == OperationState.DRAFT or row.leaving)]
    if not [row for row in waiting if not row.decided_in_id]:
        return None
    return GroupDrafts(
        variant=variant,
        hash=layer_hash(next_layer(variant, text.language)),
        drafts=len(waiting),
        sites=variant.adoptions.filter(answer=Answer.ADOPTED).count(),
        may_approve=not roles_at(where.user, variant.organization).isdisjoint(APPROVERS),
    )


@require_POST
def approve_group(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """The group's yes, for all its hospitals."""
    where = here(request, site)
    text = text_of(where, key, language)
    variant = text.adoption.variant
    if variant is None:
        raise Http404
    changed: list[int] = []
    reasons = attempt(
        lambda: changed.append(
            approve_variant(variant=variant, language=language, hash=request.POST.get("hash", ""), by=where.user, at=now())
        )
    )
    for reason in reasons:
        messages.error(request, reason.text)
    if not reasons:
        words = ngettext(
            "Varianten er godkjent. %(n)s side er endret.", "Varianten er godkjent. %(n)s sider er endret.", changed[0]
        )
        messages.success(request, words % {"n": changed[0]})
    return redirect("desk_local:text", where.site.slug, key, language)
