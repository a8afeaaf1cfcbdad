"""A release of a code system takes force, and a study or an event has codes that are gone: its editors are asked, and decide."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.codes.models import Concept, Release
from fellesnett.codes.retiring import Instead, RetiredTag, WrittenCode, in_question, instead, tags_retired
from fellesnett.editorial import log, retired_codes, subjects
from fellesnett.editorial.models import OpenItem
from fellesnett.editorial.retired_codes import Bearer
from fellesnett.editorial.wording import worded
from fellesnett.organizations.models import Role, SiteState
from fellesnett.pages.coding import codes_in
from fellesnett.pages.gates import NotReady, Reason, no_right, not_shown
from fellesnett.pages.models import Event, SitePage, Study

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

Tag = RetiredTag[WrittenCode]
CODED: tuple[type[SitePage], ...] = (Study, Event)
"""The kinds of page that are found by their codes."""


def retired_tags(on: date, *, release: Release | None = None, page: SitePage | None = None) -> list[Tag]:
    """The codes of pages that readers see, and that still take somebody in, which the releases in force (or this one) lack; of
    one page where it is named. A code above codes that are left is none of them. A fixed number of queries for each list."""
    releases = in_question(on, release)
    systems = {one.system.key: one.system for one in releases}
    pages = [page] if page else [found for model in CODED for found in _asked_about(model, on)]
    written = [WrittenCode(one, systems[key], code) for one in pages for key, code in codes_in(_words(one)) if key in systems]
    found = [tag for one in releases for tag in _without_those_above(tags_retired(written, [one], on), one)]
    return sorted(found, key=lambda tag: (tag.coding.on.title.casefold(), _subject(tag.coding.on), tag.coding.code))


@transaction.atomic
def ask_about_retired(*, release: Release, at: datetime) -> list[OpenItem]:
    """Ask the editors of every page that has a code which this release lacks. Returns the questions opened now."""
    tags = retired_tags(timezone.localdate(at), release=release)
    return retired_codes.ask(tags, noun="page", release=release, bearer=lambda coding: _bearer(coding.on), at=at)


@transaction.atomic
def retag(*, page: SitePage, system: str, code: str, to: Sequence[str], by: User, at: datetime) -> SitePage:
    """Put other codes in the place of one, on the page as readers see it and in its drafts; none, to take it away. No other word
    is changed, and nobody has looked the page over by it. Raises NotReady."""
    page = _hold(page)
    wanted = instead(system, code, to, timezone.localdate(at))
    if reasons := (*no_right(page, "publish", by=by), *not_shown(page), *_faults(page, wanted)):
        raise NotReady(reasons)
    _write(page, wanted, by)
    close_answered(page, by=by, at=at)
    _log("page.retagged", page, wanted.said, by, at)
    return page


@transaction.atomic
def keep_codes(*, page: SitePage, reason: str, by: User, at: datetime) -> SitePage:
    """Let the retired codes stand, until the next release. Raises NotReady."""
    page = _hold(page)
    said = () if reason.strip() else (Reason("no_reason", _("Begrunnelsen mangler. Skriv hvorfor.")),)
    if reasons := (*no_right(page, "publish", by=by), *not_shown(page), *said):
        raise NotReady(reasons)
    subject = _subject(page)
    retired_codes.close(subject, retired_codes.asked(subject), by=by, at=at, resolution=retired_codes.KEPT)
    _log("page.codes_kept", page, {"reason": reason.strip()}, by, at)
    return page


def close_answered(page: SitePage, *, by: User | None, at: datetime) -> None:
    """The questions about those systems of which no code on the page is retired any more are answered; all of them where readers
    see it no more. A step inside a verb."""
    if not isinstance(page, CODED):
        return
    subject, on = _subject(page), timezone.localdate(at)
    if page.live:
        retired_codes.close_answered(subject, lambda: retired_tags(on, page=page), by=by, at=at)
    else:
        retired_codes.close(subject, retired_codes.asked(subject), by=by, at=at, resolution=retired_codes.GONE)


# --- which pages, and what stands on them -------------------------------------------------------------------------


def _asked_about(model: type[SitePage], on: date) -> list[SitePage]:
    rows: Any = model._default_manager
    shown = rows.filter(live=True).exclude(codes="").exclude(site__state=SiteState.CLOSED)
    if model is Study:
        shown = shown.filter(Q(ends__isnull=True) | Q(ends__gte=on))
    pages = list(shown.select_related("site__organization"))
    start = timezone.make_aware(datetime.combine(on, datetime.min.time()))
    return [page for page in pages if not (isinstance(page, Event) and (page.cancelled or page.is_over(start)))]


def _words(page: SitePage) -> str:
    return str(getattr(page, "codes", ""))


def _without_those_above(tags: Iterable[Tag], release: Release) -> list[Tag]:
    """A page with `NGB` speaks of all that begins so: the code counts while one such is left."""
    found = list(tags)
    left = sorted(Concept.objects.filter(release=release).values_list("code", flat=True)) if found else []

    def begins_one(code: str) -> bool:
        at = bisect_left(left, code)
        return at < len(left) and left[at].startswith(code)

    return [tag for tag in found if not begins_one(tag.coding.code)]


def _subject(page: SitePage) -> str:
    return subjects.page(page._meta.model_name or "", page.pk)


def _bearer(page: SitePage) -> Bearer:
    return Bearer(
        subject=_subject(page),
        title=page.title,
        reason=worded("Velg hvilken kode som skal stå i stedet, så siden fortsatt vises på de rette temaene."),
        detail={"model": page._meta.model_name, "page": page.pk, "unit": page.unit},
        organization=page.site.organization,
        role=Role.EDITOR,
        site=page.site,
    )


# --- writing ------------------------------------------------------------------------------------------------------


def _hold(page: SitePage) -> SitePage:
    held: SitePage = type(page)._default_manager.select_for_update(of=("self",)).get(pk=page.pk)
    return held


def _said(words: str, wanted: Instead) -> str:
    """The words with these codes in the place of one; nothing twice."""
    said: list[str] = []
    for word in words.split():
        goes = codes_in(word) == ((wanted.system, wanted.code),)
        said += [f"{wanted.system}:{each}" for each in wanted.texts] if goes else [word]
    return " ".join(dict.fromkeys(said))


def _faults(page: SitePage, wanted: Instead) -> Iterator[Reason]:
    of_kind: Any = page._meta
    field, words = of_kind.get_field("codes"), _said(_words(page), wanted)
    if (wanted.system, wanted.code) not in codes_in(_words(page)):
        said = {"code": f"{wanted.system} {wanted.code}"}
        yield Reason("no_such_tag", _("Siden har ikke koden %(code)s. Last den på nytt.") % said)
    for each in wanted.unknown:
        said = {"code": f"{wanted.system} {each}"}
        yield Reason("unknown_code", _("Koden %(code)s finnes ikke i utgivelsen som gjelder nå. Se etter skrivefeil.") % said)
    if not words and not field.blank:
        yield Reason("last_code", _("Siden må ha minst én kode. Velg en kode i stedet."))
    if len(words) > field.max_length:
        yield Reason("too_long", _("Det blir for mange koder. Rediger kodene på siden i stedet."))


def _write(page: SitePage, wanted: Instead, by: User) -> None:
    """What readers see, then the draft that somebody has ahead of it, then what is scheduled."""
    scheduled = list(page.revisions.filter(approved_go_live_at__isnull=False).exclude(pk=page.latest_revision_id))
    latest: Any = page.latest_revision if page.has_unpublished_changes else None
    shown: Any = page
    shown.codes = _said(shown.codes, wanted)
    shown.save_revision(user=by, clean=False).publish(user=by, skip_permission_checks=True)
    if latest is not None:
        ahead = latest.as_object()
        ahead.codes = _said(ahead.codes, wanted)
        ahead.save_revision(user=by, clean=False, approved_go_live_at=latest.approved_go_live_at)
    for revision in scheduled:  # publishing called it off
        revision.content["codes"] = _said(revision.content.get("codes", ""), wanted)
        revision.save(update_fields=["content", "approved_go_live_at"])
    page.refresh_from_db()


def _log(verb: str, page: SitePage, payload: dict[str, Any], by: User, at: datetime) -> None:
    said = {"site": page.site.slug, "address": page.address, **payload}
    log.append([log.Entry(verb, _subject(page), said, page.site.organization)], by=by, at=at)
