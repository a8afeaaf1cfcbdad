"""A language that bokmål has left behind: what bokmål says anew, what stands in the other language, and the two ways on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from fellesnett.desk.national.pages import attempt, page, topic_trail
from fellesnett.desk.national.topics import person
from fellesnett.foundation.clock import now
from fellesnett.foundation.languages import SOURCE
from fellesnett.national.actions import confirm_translation
from fellesnett.national.left_behind import class_since
from fellesnett.national.models import Candidate, Edition, TopicText
from fellesnett.national.permissions import may_approve, may_write
from fellesnett.national.telling import ChangedBlock, changed_blocks, shown_sections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fellesnett.national.gates import Reason


@dataclass(frozen=True, slots=True)
class Side:
    """One change in bokmål, and what the other language says there now: empty where it has no such block."""

    change: ChangedBlock
    words: tuple[str, ...]


def follow_source(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """What bokmål has said since this translation was made, beside it. POST: it says so already."""
    one = _translation(key, language)
    source = Edition.objects.live().select_related("topic").filter(topic=one.topic, language=SOURCE).first()
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        reasons = attempt(lambda: _confirm(request, one))
        if not reasons:
            messages.success(request, _("Teksten på %(language)s følger bokmål.") % {"language": one.get_language_display()})
            return redirect("desk_national:topic", key)
    behind = source is not None and one.follows_id != source.pk
    user = person(request)
    needs_approver = behind and source is not None and class_since(one, source.number) == "safety"
    return page(
        request,
        "left_behind.html",
        _("Etter bokmål"),
        topic_trail(one.topic),
        topic=one.topic,
        edition=one,
        source=source,
        sides=_sides(one, source) if behind and source else [],
        behind=behind,
        draft=TopicText.objects.filter(topic=one.topic, language=language).only("pk").first(),
        candidate=_under_way(one),
        may_confirm=may_approve(user) if needs_approver else may_write(user),
        needs_approver=needs_approver,
        reasons=reasons,
    )


def _translation(key: str, language: str) -> Edition:
    if language == SOURCE:
        raise Http404
    editions = Edition.objects.live().select_related("topic", "follows", "follows__topic")
    return get_object_or_404(editions, topic__key=key, language=language)


def _confirm(request: HttpRequest, one: Edition) -> None:
    read = request.POST.get("source", "")
    number = int(read) if read.isdecimal() and len(read) < 7 else 0  # what was read is no edition: the verb says what is live
    confirm_translation(edition=one, source=number, by=person(request), at=now())


def _under_way(one: Edition) -> Candidate | None:
    sent = Candidate.objects.filter(topic=one.topic_id, language=one.language).defer("sections", "lineage", "changes")
    latest = sent.order_by("-pk").first()
    return latest if latest is not None and latest.is_open else None


def _sides(one: Edition, source: Edition) -> list[Side]:
    """Change by change; none where the translation never followed anything: it is read beside the whole text."""
    words = {block.id: block.text for section in shown_sections(one.value) for block in section.blocks}
    if one.follows is None:
        return []
    return [Side(change, tuple(_there(change, words))) for change in changed_blocks(one.follows.value, source.value)]


def _there(change: ChangedBlock, words: Mapping[str, str]) -> list[str]:
    return [words[identity] for identity in change.ids if identity in words]
