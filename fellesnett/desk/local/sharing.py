"""A group's layer, seen from one of its hospitals: a new one, what waits to be said for all of them, and the group's yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from fellesnett.adoption.actions import approve_variant, create_variant
from fellesnett.adoption.actions.sharing import layer_hash, next_layer
from fellesnett.adoption.gates import Reason
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, Answer, OperationState, Variant
from fellesnett.adoption.permissions import APPROVERS, OWNERS
from fellesnett.desk.local.answering import tell
from fellesnett.desk.local.frame import DeskForm, attempt, page, topic_trail
from fellesnett.desk.local.scope import Here, here, text_of, topic_by
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Organization
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


class VariantForm(DeskForm):
    """A deviation that hospitals may share: its name, and in whose name it speaks."""

    name = forms.CharField(
        label=gettext_lazy("Navn på varianten"),
        max_length=160,
        help_text=gettext_lazy("For eksempel «Hjemreise samme dag i Helse Vest». Pasientene ser navnet over den felles teksten."),
        error_messages={"required": gettext_lazy("Gi varianten et navn.")},
    )
    organization = forms.ModelChoiceField(
        label=gettext_lazy("Hvem svarer for den?"),
        queryset=Organization.objects.none(),
        empty_label=None,
        error_messages={"required": gettext_lazy("Velg hvem som svarer for varianten.")},
    )

    def __init__(self, *args: Any, where: Here, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Organization.objects.filter(pk__in=where.site.organization.lineage).order_by("path")
        mine = [one.pk for one in above if not roles_at(where.user, one).isdisjoint(OWNERS)]
        self.field("organization").queryset = above.filter(pk__in=mine)


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: HttpRequest, site: str, key: str) -> HttpResponse:
    """Make a shared variant of a topic. Hospitals join it where they say how they use the topic."""
    where, topic = here(request, site), topic_by(key)
    form = VariantForm(request.POST or None, where=where)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        refused = attempt(lambda: create_variant(topic=topic, **form.cleaned_data, by=where.user, at=now()))
        reasons = tell(form, refused, {"name_taken": "name"})
        if not refused:
            messages.success(request, _("Varianten er laget. Velg den her, så kan dere skrive den felles teksten."))
            return redirect("desk_local:adopt", where.site.slug, topic.key)
    status = 422 if request.method == "POST" else 200
    return page(
        request, "variant.html", _("Ny felles variant"), topic_trail(where, topic), status, where=where, topic=topic, form=form,
        reasons=reasons,
    )  # fmt: skip
