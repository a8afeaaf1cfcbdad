"""What is asked of a site when a partner has delivered: in the inbox, and so in the letters."""

from __future__ import annotations

from datetime import timedelta

from fellesnett.editorial import subjects
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.organizations.models import Role
from fellesnett.partners.models import Submission

ANSWER_WITHIN = timedelta(days=14)


def answer_key(submission: Submission) -> str:
    return f"submission:{submission.pk}"


def to_answer(submission: Submission) -> OpenItem:
    """The site reads what was delivered, and takes it in or refuses it."""
    return OpenItem(
        kind=OpenItemKind.DELIVERY,
        organization=submission.site.organization,
        site=submission.site,
        role=Role.EDITOR,
        subject=subjects.submission(str(submission.pk)),
        key=answer_key(submission),
        title=worded("{partner} har levert: {title}", partner=submission.partner, title=submission.title),
        reason=worded("Se det ved siden av det som står hos dere nå, og ta det inn eller avvis det. Ingenting er vist for noen."),
        detail={"submission": str(submission.pk)},
        opened_at=submission.received_at,
        deadline=submission.received_at + ANSWER_WITHIN,
    )
