"""What can be proven at rest of deliveries: the body is the one that came, every state has its line in the log, whoever is to
answer has been asked, and what was taken in is what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from fellesnett.editorial import subjects
from fellesnett.editorial.checks import Fault, Tick, silent
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import SiteState
from fellesnett.partners import asking
from fellesnett.partners.actions.receiving import hash_of
from fellesnett.partners.models import Submission, SubmissionState


def partner_faults(*, tick: Tick = silent) -> Iterator[Fault]:
    """Everything in this room. Four queries, however many deliveries."""
    asked = set(OpenItem.objects.open().filter(key__startswith="submission:").values_list("key", flat=True))
    logged, payloads = _logged()
    rows = Submission.objects.select_related("site").prefetch_related("operations").order_by("received_at", "pk")
    for row in rows.iterator(chunk_size=1_000):
        name = subjects.submission(str(row.pk))
        if hash_of(row.body) != row.body_hash:
            yield Fault("delivery", name, "holds another body than the one that was received")
        if payloads[name].get("submission.received", {}).get("hash") != row.body_hash:
            yield Fault("delivery", name, "the log tells of another body")
        ends = [] if row.is_waiting else [f"submission.{row.state}"]
        if logged[name] != ["submission.received", *ends]:
            yield Fault("delivery", name, f"is {row.state}, and the log tells otherwise")
        if row.is_waiting and row.site.state == SiteState.CLOSED:
            yield Fault("delivery", name, "waits at a site that is laid down")
        elif row.is_waiting and asking.answer_key(row) not in asked:
            yield Fault("delivery", name, "waits, and nobody is asked to answer it")
        made = sorted(operation.pk for operation in row.operations.all())
        if row.state == SubmissionState.ACCEPTED and payloads[name].get("submission.accepted", {}).get("operations") != made:
            yield Fault("delivery", name, "became other local text than the log tells")
        tick(1)


def _logged() -> tuple[dict[str, list[str]], dict[str, dict[str, dict[str, object]]]]:
    verbs, payloads = defaultdict[str, list[str]](list), defaultdict[str, dict[str, dict[str, object]]](dict)
    events = Event.objects.filter(subject__startswith="submission:").order_by("sequence")
    for subject, verb, payload in events.values_list("subject", "verb", "payload").iterator():
        verbs[subject].append(verb)
        payloads[subject][verb] = payload
    return verbs, payloads
