"""A site proposes to change a national text: in words, with a text of its own, or by offering what it has locally."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.composition import richtext
from fellesnett.editorial import clicks, log, subjects
from fellesnett.editorial.actions import open_item
from fellesnett.national.models import Edition
from fellesnett.participation import asking, gates
from fellesnett.participation.models import Proposal, ProposalSource
from fellesnett.participation.permissions import demand_speaker

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.adoption.models import LocalOperation
    from fellesnett.national.models import Topic
    from fellesnett.organizations.models import Site


@transaction.atomic
def propose(
    *,
    topic: Topic,
    language: str,
    site: Site,
    reason: str,
    by: User,
    at: datetime,
    block: str = "",
    words: str = "",
    source: str = ProposalSource.SITE,
    operation: LocalOperation | None = None,
) -> Proposal:
    """Send a proposal about a national text, or about one block of the live edition. `words` is rich text.

    Sent twice by a double click, it is one. Raises NotAllowed, NotReady.
    """
    demand_speaker(by, site)
    said = {"block": block, "reason": reason.strip(), "words": richtext.normalize(words), "operation": operation}
    same = Proposal.objects.filter(topic=topic, language=language, site=site, proposed_by=by, **said)
    twin: Proposal | None = same.filter(proposed_at__gt=clicks.since(by, at)).first()
    if twin:
        return twin
    edition = Edition.objects.live().filter(topic=topic, language=language).first()
    gates.refuse([*gates.to_propose(reason, edition is not None), *_block(edition, block)])
    proposal = Proposal.objects.create(
        topic=topic, language=language, edition=edition, source=source, site=site, proposed_by=by, proposed_at=at, **said
    )
    open_item(asking.to_decide(proposal, at))
    facts = {"topic": topic.key, "language": language, "block": block, "site": site.slug, "source": str(source)}
    entry = log.Entry("proposal.sent", subjects.proposal(proposal.pk), facts, organization=site.organization)
    log.append([entry], by=by, at=at)
    return proposal


def _block(edition: Edition | None, block: str) -> list[gates.Reason]:
    if edition is None or not block:
        return []
    known = {one["id"] for section in edition.sections for one in section["blocks"]}
    return [] if block in known else [gates.because("block_gone")]


@transaction.atomic
def offer_upwards(*, operation: LocalOperation, site: Site, by: User, at: datetime, reason: str = "") -> Proposal:
    """Offer a local override or supplement to the base: the words and the reason for them go along (semantics.md section 9).

    Raises NotAllowed, NotReady.
    """
    adoption = operation.adoption
    if adoption is None or adoption.site_id != site.pk:
        raise gates.NotReady([gates.because("no_words")])
    words = "".join(part.get("html", "") for part in operation.content)
    told = "\n\n".join(part for part in (reason.strip(), operation.reason_text.strip()) if part)
    return propose(
        topic=adoption.topic, language=operation.language, site=site, reason=told, by=by, at=at,
        block=operation.target if operation.op == "override" or operation.position in ("before", "after") else "",
        words=words, source=ProposalSource.LOCAL_TEXT, operation=operation,
    )  # fmt: skip
