"""The national desk answers a proposal: taken into the draft, taken in part, declined, or handled with another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fellesnett.composition import richtext
from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.national.actions import write_text
from fellesnett.national.drafting import sections_document
from fellesnett.national.locking import hold_topic
from fellesnett.national.models import TopicText
from fellesnett.national.permissions import demand_writer
from fellesnett.organizations.models import Site
from fellesnett.participation import asking, gates
from fellesnett.participation.models import Proposal, ProposalState
from fellesnett.participation.permissions import demand_speaker

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

WRITTEN = frozenset({"text", "list", "warning", "table"})


@transaction.atomic
def take_proposal(
    *,
    proposal: Proposal,
    by: User,
    at: datetime,
    words: str = "",
    reply: str = "",
    partly: bool = False,
    revision: int | None = None,
) -> Proposal:
    """Take a proposal. With `words`, they stand in the draft's block from now on, as the person who accepts has left them;
    without, the editor writes by hand. Taken in part, `reply` says what was left out.

    `revision` is the draft that was looked at: if it was saved meanwhile, nothing is written over. Raises NotAllowed, NotReady.
    """
    demand_writer(by)
    topic = hold_topic(proposal.topic_id)
    proposal = _hold(proposal)
    gates.refuse(gates.to_decide(proposal, reply, needs_reply=partly))
    if words.strip() and proposal.block:
        _write(proposal, topic_text(proposal), words, revision, by, at)
    state = ProposalState.PARTLY if partly else ProposalState.TAKEN
    _decided(proposal, state, reply, by, at)
    facts = {"topic": topic.key, "block": proposal.block, "written": bool(words.strip() and proposal.block)}
    log.append([log.Entry(f"proposal.{state}", subjects.proposal(proposal.pk), facts)], by=by, at=at)
    return proposal


def topic_text(proposal: Proposal) -> TopicText | None:
    """The draft that a proposal is about."""
    return TopicText.objects.filter(topic=proposal.topic_id, language=proposal.language).select_related("topic").first()


def _write(proposal: Proposal, text: TopicText | None, words: str, revision: int | None, by: User, at: datetime) -> None:
    if text is None:
        raise gates.NotReady([gates.because("no_draft")])
    sections = sections_document(text)
    found = [block for section in sections for block in section["blocks"] if block["id"] == proposal.block]
    gates.refuse(_faults(found, words, revision is not None and revision != (text.latest_revision_id or 0)))
    found[0]["html"] = richtext.normalize(words)
    write_text(
        topic=text.topic, language=text.language, title=text.title, sections=sections, by=by, at=at,
        note_editors=text.note_editors, machine_draft=text.machine_draft,
    )  # fmt: skip


def _faults(found: Sequence[dict[str, Any]], words: str, moved: bool) -> list[gates.Reason]:
    reasons = []
    if not found:
        reasons.append(gates.because("block_gone"))
    elif found[0].get("type", "text") not in WRITTEN:
        reasons.append(gates.because("not_words"))
    if moved:
        reasons.append(gates.because("draft_changed"))
    if not richtext.text(richtext.normalize(words)).strip():
        reasons.append(gates.because("empty_words"))
    return reasons


@transaction.atomic
def decline_proposal(*, proposal: Proposal, reply: str, by: User, at: datetime) -> Proposal:
    """Say no, and why. Raises NotAllowed, NotReady."""
    demand_writer(by)
    proposal = _hold(proposal)
    gates.refuse(gates.to_decide(proposal, reply, needs_reply=True))
    _decided(proposal, ProposalState.DECLINED, reply, by, at)
    log.append([log.Entry("proposal.declined", subjects.proposal(proposal.pk), {})], by=by, at=at)
    return proposal


@transaction.atomic
def merge_proposals(*, proposal: Proposal, into: Proposal, by: User, at: datetime, reply: str = "") -> Proposal:
    """Two sites say the same: this one follows the other from now on. Raises NotAllowed, NotReady."""
    demand_writer(by)
    held = {pk: _hold(one) for pk, one in sorted({proposal.pk: proposal, into.pk: into}.items())}
    proposal, into = held[proposal.pk], held[into.pk]
    gates.refuse([*gates.to_decide(proposal, reply, needs_reply=False), *gates.to_merge_proposals(proposal, into)])
    proposal.merged_into, proposal.came_in = into, into.came_in
    _decided(proposal, ProposalState.MERGED, reply, by, at)
    log.append([log.Entry("proposal.merged", subjects.proposal(proposal.pk), {"into": into.pk})], by=by, at=at)
    return proposal


def _hold(proposal: Proposal) -> Proposal:
    """The proposal as it is now, held until the transaction ends."""
    Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    related = ("topic", "site__organization", "proposed_by", "came_in")
    held: Proposal = Proposal.objects.select_related(*related).get(pk=proposal.pk)
    return held


def _decided(proposal: Proposal, state: ProposalState, reply: str, by: User, at: datetime) -> None:
    proposal.state, proposal.reply, proposal.decided_by, proposal.decided_at = state, reply.strip(), by, at
    proposal.save()
    close_items(keys=[asking.decide_key(proposal)], by=by, at=at, resolution=proposal.get_state_display())
    open_item(asking.to_see_outcome(proposal, at))


@transaction.atomic
def see_outcome(*, site: Site, subject: str, by: User, at: datetime) -> int:
    """Somebody at the site has read what became of theirs: what told them so closes. Returns how many. Raises NotAllowed."""
    demand_speaker(by, site)
    kind, _colon, pk = subject.partition(":")
    keys = [f"{kind}:{pk}:told", f"{kind}:{pk}:told:{site.pk}"]
    closed = close_items(keys=keys, by=by, at=at, resolution="lest")
    if closed:
        log.append(
            [log.Entry(f"{kind}.outcome_seen", subject, {"site": site.slug}, organization=site.organization)], by=by, at=at
        )
    return closed
