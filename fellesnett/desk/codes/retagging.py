"""What has a retired code: the board, and one topic's codes, where a person chooses what stands in their place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk.boards.frame import as_file
from fellesnett.desk.codes.choosing import change, let_stand
from fellesnett.desk.codes.frame import all_trail, page
from fellesnett.desk.codes.rows import of_topic, rows
from fellesnett.desk.national.pages import topic_trail
from fellesnett.desk.national.topics import person
from fellesnett.foundation.clock import now
from fellesnett.foundation.sheets import Value
from fellesnett.national.actions import Reason, keep_codes, retag_topic
from fellesnett.national.models import Topic
from fellesnett.national.permissions import may_tag

ON_A_PAGE = 50


def today() -> date:
    return timezone.localdate(now())


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every retired tag in the house, with what is proposed."""
    everything = rows(person(request), today())
    found = Paginator(everything, ON_A_PAGE).get_page(request.GET.get("side"))
    return page(request, "retired.html", _("Utgåtte koder"), all_trail(), rows=found, found=found, count=len(everything))


@require_safe
def file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each retired tag."""

    def lines() -> Iterator[list[Value]]:
        for row in rows(person(request), today()):
            tag = row.tag
            about = [row.kind, row.title, row.unit, row.owner, row.deputy, tag.release.system.name, str(tag.release.version)]
            proposed = ", ".join(one.code for one in tag.known.proposals)
            yield [*about, tag.coding.code, tag.known.display, tag.known.since, proposed, row.basis]

    header = [_("Type"), _("Tittel"), _("Fagmiljø"), _("Fagansvarlig"), _("Vara"), _("Kodeverk"), _("Utgave"), _("Kode")]
    return as_file(_("utgatte-koder"), [*header, _("Tekst"), _("Erstattet"), _("Forslag"), _("Grunnlag")], lines)


@require_safe
def topic_codes(request: HttpRequest, key: str) -> HttpResponse:
    """One topic's retired codes."""
    return _codes(request, get_object_or_404(Topic.objects.select_related("owner", "deputy"), key=key))


def _codes(request: HttpRequest, topic: Topic, reasons: tuple[Reason, ...] = (), typed: str = "") -> HttpResponse:
    user = person(request)
    own = of_topic(user, today(), topic)
    other = topic.codings.select_related("system").order_by("system__key", "code")
    gone = {row.tag.coding.pk for row in own}
    return page(
        request, "topic.html", _("Koder"), topic_trail(topic), 422 if reasons else 200, topic=topic, rows=own, reasons=reasons,
        typed=typed, keep=reverse("desk_national:keep_codes", args=[topic.key]) if may_tag(user, topic) else "",
        standing=[coding for coding in other if coding.pk not in gone],
    )  # fmt: skip


@require_POST
def retag(request: HttpRequest, key: str) -> HttpResponse:
    """Put the chosen codes, or the one that is typed, in the place of a retired one; none, to take it away."""
    topic = get_object_or_404(Topic, key=key)
    verb = partial(retag_topic, topic=topic, by=person(request), at=now())
    return change(request, verb, own=_own(topic), again=partial(_codes, request, topic))


@require_POST
def keep(request: HttpRequest, key: str) -> HttpResponse:
    """Let the retired codes of a system stand."""
    topic = get_object_or_404(Topic, key=key)
    verb = partial(keep_codes, topic=topic, by=person(request), at=now())
    return let_stand(request, verb, own=_own(topic), again=partial(_codes, request, topic))


def _own(topic: Topic) -> str:
    return reverse("desk_national:topic_codes", args=[topic.key])
