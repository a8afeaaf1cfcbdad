"""A site proposes a change of a national text, offers what it has locally, and sees what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fellesnett.adoption.models import LocalOperation
from fellesnett.desk import sent
from fellesnett.desk.local.scope import LANGUAGES, Here, adoption_of, here, number
from fellesnett.desk.national.pages import attempt
from fellesnett.desk.orders.forms import ProposalForm
from fellesnett.desk.orders.frame import block_names, here_trail, page
from fellesnett.editorial import subjects
from fellesnett.foundation.clock import now
from fellesnett.national.gates import Reason
from fellesnett.national.models import Edition, Topic
from fellesnett.participation import queries
from fellesnett.participation.actions import offer_upwards, propose
from fellesnett.participation.models import Proposal, ProposalSource
from fellesnett.participation.permissions import may_speak

if TYPE_CHECKING:
    from fellesnett.composition.blocks import Block

WRITTEN = frozenset({"text", "list", "warning", "table"})


@dataclass(frozen=True, slots=True)
class About:
    """What a proposal is about: a text, maybe one block of it, maybe with the site's own words for it."""

    topic: Topic
    edition: Edition
    block: Block | None
    operation: LocalOperation | None
    source: str

    @property
    def words(self) -> str:
        if self.operation is not None:
            return "".join(part.get("html", "") for part in self.operation.content)
        return self.block.html if self.block and self.block.type in WRITTEN else ""

    @property
    def reason(self) -> str:
        return self.operation.reason_text if self.operation is not None else ""


def proposal_new(request: HttpRequest, site: str) -> HttpResponse:
    """Propose: `tema` and `sprak` name the text, `avsnitt` a block of it, `endring` the local words that are offered."""
    where = here(request, site)
    about = _about(request, where)
    form = ProposalForm(
        request.POST or None,
        with_words=bool(about.words),
        words=about.words,
        reason=about.reason or sent.words(request.GET, "sagt"),
    )
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        made: list[Proposal] = []
        reasons = attempt(lambda: made.append(_send(where, about, form)))
        if made:
            messages.success(request, _("Innspillet er sendt. Du får beskjed om hva det blir av det."))
            return redirect("desk_orders:proposal", site, made[0].pk)
    names = block_names(about.edition.value)
    return page(
        request,
        "proposal_new.html",
        _("Tilby teksten nasjonalt") if about.operation else _("Innspill til den nasjonale teksten"),
        here_trail(where),
        where=where,
        about=about,
        language=about.edition.language,
        form=form,
        name=names.get(about.block.id, "") if about.block else "",
        blocks=[(name, _address(request, block)) for block, name in names.items()] if not about.block else [],
        may_speak=may_speak(where.user, where.site),
        reasons=reasons,
    )


def _about(request: HttpRequest, where: Here) -> About:
    asked = request.GET
    operation = None
    if asked.get("endring"):
        operation = get_object_or_404(queries.offerable(where.site), pk=number(asked["endring"]))
    key = operation.adoption.topic.key if operation and operation.adoption else asked.get("tema", "")
    language = operation.language if operation else asked.get("sprak", "")
    if language not in LANGUAGES:
        raise Http404
    edition = get_object_or_404(
        Edition.objects.live().select_related("topic"), topic__key=key, language=language, topic__withdrawn_at__isnull=True
    )
    block = _block(edition, operation.target if operation else asked.get("avsnitt", ""))
    source = ProposalSource.READERS if asked.get("fra") == "leserne" else ProposalSource.SITE
    return About(edition.topic, edition, block, operation, str(source))


def _block(edition: Edition, identity: str) -> Block | None:
    found = (block for section in edition.value.sections for block in section.blocks if block.id == identity)
    return next(found, None)


def _address(request: HttpRequest, block: str) -> str:
    asked = request.GET.copy()
    asked["avsnitt"] = block
    return f"?{asked.urlencode()}"


def _send(where: Here, about: About, form: ProposalForm) -> Proposal:
    said = form.cleaned_data
    if about.operation is not None:
        return offer_upwards(operation=about.operation, site=where.site, reason=said["reason"], by=where.user, at=now())
    words = said.get("words", "")
    same = about.block is not None and words == about.block.html
    return propose(
        topic=about.topic, language=about.edition.language, site=where.site, reason=said["reason"],
        block=about.block.id if about.block else "", words="" if same else words, source=about.source, by=where.user, at=now(),
    )  # fmt: skip


@require_safe
def proposal(request: HttpRequest, site: str, proposal: int) -> HttpResponse:
    """What became of ours."""
    where = here(request, site)
    related = ("topic", "edition__topic", "came_in", "decided_by", "proposed_by", "merged_into__came_in", "operation")
    one = get_object_or_404(Proposal.objects.for_site(where.site).select_related(*related), pk=proposal)
    names = block_names(one.edition.value) if one.edition else {}
    return page(
        request,
        "proposal.html",
        one.topic.title,
        here_trail(where),
        where=where,
        proposal=one,
        name=names.get(one.block, ""),
        unseen=queries.is_told(where.site, subjects.proposal(one.pk)),
        subject=subjects.proposal(one.pk),
        text_address=_text_address(where, one),
        may_speak=may_speak(where.user, where.site),
    )


def _text_address(where: Here, one: Proposal) -> str:
    """Our own text of the topic, where we use it."""
    try:
        used = adoption_of(where, one.topic.key).texts.filter(language=one.language).exists()
    except Http404:
        return ""
    return reverse("desk_local:text", args=[where.site.slug, one.topic.key, one.language]) if used else ""
