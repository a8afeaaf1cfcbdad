"""What stands in the way of publishing a page, each with the link that leads to what must be done; and the yes itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellesnett.adoption.actions import approve_all, sign_operation
from fellesnett.adoption.actions.undoing import may_still_be_undone
from fellesnett.adoption.candidates import Candidate, candidates_of
from fellesnett.adoption.gates import Reason
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, LocalOperation, OperationState, Update
from fellesnett.adoption.readiness import blockers_of, is_departure, is_news, signable, signed_hashes
from fellesnett.adoption.recipes import operation_value
from fellesnett.composition.blocks import Edition
from fellesnett.composition.canonical import operation_hash
from fellesnett.desk import sent
from fellesnett.desk.local import address as addresses
from fellesnett.desk.local import changes
from fellesnett.desk.local.frame import attempt
from fellesnett.desk.local.operating import held_row, held_text
from fellesnett.desk.local.scope import Here, here, text_of
from fellesnett.desk.local.words import OPERATIONS
from fellesnett.foundation.clock import now


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that must be done first, and where."""

    text: str
    about: str = ""
    link: str = ""
    label: str = ""
    waits: bool = False  # for a choice about the newer edition; the page that is shown now needs nothing


@dataclass(frozen=True)
class Readiness:
    """May these pages be published, by this person, now?"""

    pages: tuple[Candidate, ...]
    blockers: tuple[Blocker, ...]
    is_news: bool
    unsigned: tuple[LocalOperation, ...]
    lacks_sign_off: bool = False

    @property
    def hashes(self) -> list[str]:
        """What the yes is bound to, one for each page: `place:hash`."""
        return [f"{page.place.slug if page.place else ''}|{page.hash}" for page in self.pages]

    @property
    def only_waits(self) -> bool:
        """Is the newer edition all that is missing?"""
        return not self.is_news and all(blocker.waits for blocker in self.blockers)

    @property
    def ready(self) -> bool:
        return self.is_news and not self.blockers


def readiness(where: Here, held: Holdings, text: AdoptedText) -> Readiness:
    """What stands between these pages and the patients."""
    pages = candidates_of(held, text)
    reasons = blockers_of(held, text, pages, by=where.user)
    return Readiness(
        pages=tuple(pages),
        blockers=tuple(_blocker(where, held, text, reason) for reason in reasons),
        is_news=any(is_news(held, page) for page in pages),
        unsigned=tuple(_unsigned(where, text, pages)),
        lacks_sign_off=any(reason.code == "needs_sign_off" for reason in reasons),
    )


def _blocker(where: Here, held: Holdings, text: AdoptedText, reason: Reason) -> Blocker:
    row = next((row for row in held.rows(text) if row.key == reason.subject), None)
    edition = held.shelf.edition(text.edition_id)
    base = [where.site.slug, text.adoption.topic.key, text.language]
    if reason.code == "missing_slot":
        block = changes.blocks(edition).get(reason.subject)
        query = urlencode({"op": "fill", "target": reason.subject})
        return Blocker(
            reason.text, block.label if block else "", f"{reverse('desk_local:create', args=base)}?{query}", _("Fyll ut")
        )
    if reason.code == "undecided" and text.pk in held.updates:
        address = reverse("desk_local:update", args=[where.site.slug, held.updates[text.pk].pk])
        return Blocker(reason.text, _about(edition, row), f"{address}#q-{reason.subject}", _("Velg"), waits=True)
    if row:
        return Blocker(reason.text, _about(edition, row), f"{reverse('desk_local:text', args=base)}#o-{row.pk}", _("Se teksten"))
    if reason.code == "not_adopted":
        return Blocker(reason.text, "", reverse("desk_local:topic", args=base[:2]), _("Til temaet"))
    return Blocker(reason.text)


def _about(edition: Edition, row: LocalOperation | None) -> str:
    if row is None:
        return ""
    return f"{OPERATIONS[row.op]}: {changes.name_of(edition, row.target)}" if row.target else str(OPERATIONS[row.op])


def _unsigned(where: Here, text: AdoptedText, pages: Sequence[Candidate]) -> Iterator[LocalOperation]:
    """The departures that this person may sign beforehand and that nobody has signed."""
    rows = {row.pk: row for page in pages for row in page.rows if is_departure(row) and row.state == OperationState.DRAFT}
    signed = signed_hashes(text, rows.values())
    for row in signable(where.user, rows.values(), text):
        if operation_hash(operation_value(row)) not in signed:
            yield row


@require_POST
def approve(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """Say yes to exactly the pages that were seen."""
    where = here(request, site)
    text = text_of(where, key, language)
    seen = dict(_seen(request.POST.getlist("hash")))
    reasons = attempt(
        lambda: approve_all(text=text, hashes=seen, by=where.user, at=now(), note=sent.words(request.POST, "note", 2_000))
    )
    for reason in dict.fromkeys(reason.text for reason in reasons):
        messages.error(request, reason)
    if reasons:
        return redirect(_from(request, where, text))
    link = addresses.version(request, where.site, seen.get(None, ""))
    done = _("«%(title)s» er godkjent og publisert.") % {"title": text.adoption.topic.title}
    messages.success(request, format_html('{} <a href="{}">{}</a>', done, link, _("Se siden slik pasientene ser den")))
    _offer_undo(request, where, text)
    return redirect("desk_local:inbox")


def _offer_undo(request: HttpRequest, where: Here, text: AdoptedText) -> None:
    answered = Update.objects.for_site(where.site).filter(text=text, outcome="approved").order_by("-closed_at", "-pk").first()
    if answered and may_still_be_undone(answered, now()):
        address = reverse("desk_local:update", args=[where.site.slug, answered.pk])
        messages.info(request, format_html('{} <a href="{}">{}</a>', _("Ble det feil?"), address, _("Angre godkjenningen")))


def _seen(values: Sequence[str]) -> Iterator[tuple[str | None, str]]:
    for value in values:
        place, _bar, hash = value.partition("|")
        yield place or None, hash


def _from(request: HttpRequest, where: Here, text: AdoptedText) -> str:
    """Back to the screen that the yes was given on."""
    update = request.POST.get("update", "")
    if update.isdecimal() and text.updates.filter(pk=update).exists():
        return reverse("desk_local:update", args=[where.site.slug, update])
    return reverse("desk_local:text", args=[where.site.slug, text.adoption.topic.key, text.language])


@require_POST
def sign(request: HttpRequest, site: str, key: str, language: str, operation: int) -> HttpResponse:
    """A clinician's yes to one local change, before the page is approved."""
    where = here(request, site)
    text, held = held_text(text_of(where, key, language))
    row = held_row(held, text, operation)
    reasons = attempt(
        lambda: sign_operation(operation=row, text=text, by=where.user, at=now(), comment=sent.words(request.POST, "comment"))
    )
    for reason in reasons:
        messages.error(request, reason.text)
    if not reasons:
        messages.success(request, _("Faglig godkjent. Redaktøren kan nå publisere siden."))
    return redirect(f"{reverse('desk_local:text', args=[where.site.slug, key, language])}#o-{row.pk}")
