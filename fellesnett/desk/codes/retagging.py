"""Topics with codes that are retired: the board, and one topic's codes, where a person chooses what stands in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellesnett.codes.systems import NORMALIZERS
from fellesnett.desk.boards.frame import as_file
from fellesnett.desk.codes.frame import all_trail, page
from fellesnett.desk.national.pages import attempt, topic_trail
from fellesnett.desk.national.topics import person
from fellesnett.foundation.clock import now
from fellesnett.foundation.sheets import Value
from fellesnett.national.actions import Reason, keep_codes, retag_topic
from fellesnett.national.coding import RetiredTag, retired_tags
from fellesnett.national.models import Topic
from fellesnett.national.permissions import may_tag, may_write

if TYPE_CHECKING:
    from fellesnett.codes.retiring import Proposal

ON_A_PAGE = 50
LONGEST = 500


def today() -> date:
    return timezone.localdate(now())


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every retired tag in the base, by topic, with what is proposed."""
    tags = retired_tags(today())
    found = Paginator(tags, ON_A_PAGE).get_page(request.GET.get("side"))
    user = person(request)
    writes = may_write(user)
    rows = [(tag, writes or may_tag(user, tag.topic)) for tag in found]
    return page(request, "retired.html", _("Utgåtte koder"), all_trail(), rows=rows, found=found, count=len(tags))


@require_safe
def file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each retired tag."""

    def rows() -> Iterator[list[Value]]:
        for tag in retired_tags(today()):
            people = [str(tag.topic.owner or ""), str(tag.topic.deputy or "")]
            about = [tag.topic.title, tag.topic.unit, *people, tag.coding.system.name, str(tag.release.version)]
            proposed = ", ".join(one.code for one in tag.known.proposals)
            yield [*about, tag.coding.code, tag.known.display, tag.known.since, proposed, _basis(tag)]

    header = [_("Tema"), _("Fagmiljø"), _("Fagansvarlig"), _("Vara"), _("Kodeverk"), _("Utgave"), _("Kode"), _("Tekst")]
    return as_file(_("utgatte-koder"), [*header, _("Erstattet"), _("Forslag"), _("Grunnlag")], rows)


def _basis(tag: RetiredTag) -> str:
    """Why these codes are proposed, in words."""
    whys: dict[str, Callable[[], str]] = {
        "replaced": lambda: _("utgiveren sier det"),
        "above": lambda: _("nærmeste kode over"),
    }
    proposals: tuple[Proposal, ...] = tag.known.proposals
    return whys[proposals[0].why]() if proposals else _("ingen kjent")


@require_safe
def topic_codes(request: HttpRequest, key: str) -> HttpResponse:
    """One topic's retired codes."""
    return _codes(request, get_object_or_404(Topic.objects.select_related("owner", "deputy"), key=key))


def _codes(request: HttpRequest, topic: Topic, reasons: tuple[Reason, ...] = (), typed: str = "") -> HttpResponse:
    tags = retired_tags(today(), topic=topic)
    other = topic.codings.select_related("system").order_by("system__key", "code")
    gone = {tag.coding.pk for tag in tags}
    return page(
        request, "topic.html", _("Koder"), topic_trail(topic), 422 if reasons else 200, topic=topic, tags=tags, reasons=reasons,
        typed=typed, systems=sorted({tag.coding.system for tag in tags}, key=str), may_tag=may_tag(person(request), topic),
        standing=[coding for coding in other if coding.pk not in gone],
    )  # fmt: skip


@require_POST
def retag(request: HttpRequest, key: str) -> HttpResponse:
    """Put the chosen codes, or the one that is typed, in the place of a retired one; none, to take it away."""
    topic = get_object_or_404(Topic, key=key)
    system, code = request.POST.get("system", "")[:60], request.POST.get("code", "")[:20]
    typed = request.POST.get("typed", "")[:LONGEST]
    to = [*request.POST.getlist("to"), *typed.replace(",", " ").split()]
    if not to and "remove" not in request.POST:
        return _codes(request, topic, (Reason("no_code", _("Ingen kode er valgt."), _("Velg eller skriv en kode.")),))
    normal = NORMALIZERS.get(system, str.strip)
    reasons = attempt(
        lambda: retag_topic(
            topic=topic, system=system, code=code, to=[normal(each)[:20] for each in to], by=person(request), at=now()
        )
    )
    if reasons:
        return _codes(request, topic, reasons, typed)
    messages.success(request, _("Koden %(code)s er tatt bort.") % {"code": code} if not to else _("Koden er byttet."))
    return _onward(request, topic)


@require_POST
def keep(request: HttpRequest, key: str) -> HttpResponse:
    """Let the retired codes of a system stand."""
    topic = get_object_or_404(Topic, key=key)
    reason, system = request.POST.get("reason", "")[:LONGEST], request.POST.get("system", "")[:60]
    if not topic.codings.filter(system__key=system).exists():
        return redirect("desk_national:topic_codes", key)
    reasons = attempt(lambda: keep_codes(topic=topic, system=system, reason=reason, by=person(request), at=now()))
    if reasons:
        return _codes(request, topic, reasons)
    messages.success(request, _("Kodene beholdes. Vi spør igjen når neste utgivelse gjelder."))
    return redirect("desk_national:topic_codes", key)


def _onward(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Back to where the button stood."""
    if request.POST.get("from") == "board":
        return redirect(reverse("desk_national:retired_codes"))
    return redirect("desk_national:topic_codes", topic.key)
