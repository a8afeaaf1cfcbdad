"""Courses and events: the coming ones first, and gone from the list when the last meeting has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.pages.models import Event, EventKind, Price, Referral
from fellesnett.public import dates
from fellesnett.public.components import Fact
from fellesnett.public.recipes.recipe import Entry, Recipe, Values, entry_of

KINDS = {
    EventKind.COURSE.value: _("Kurs for pasienter og pårørende"),
    EventKind.MEETING.value: _("Åpent møte"),
    EventKind.PROFESSIONAL.value: _("For helsepersonell"),
}
REFERRALS = {
    Referral.NONE.value: _("Du trenger ikke henvisning."),
    Referral.PATIENT.value: _("Pasienten trenger henvisning fra lege."),
    Referral.RELATIVE.value: _("Den pårørende trenger henvisning fra lege."),
    Referral.BOTH.value: _("Både pasienten og den pårørende trenger henvisning fra lege."),
}


def shown(page: Event, today: date) -> Values:
    over = page.is_over(_midnight(today))
    return {
        "dated": "" if page.cancelled else next(iter(_times(page)), ""),
        "facts": tuple(_facts(page)),
        "state": gettext("Avlyst") if page.cancelled else gettext("Dette er over") if over else "",
        "sign_up": "" if over or page.cancelled else page.sign_up_url,
        "calendar": f"{page.address.rstrip('/')}.ics" if page.times and not page.cancelled else "",
        "data": _data(page),
    }


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _times(page: Event) -> list[str]:
    """Each meeting in words: the day, from when to when."""
    return [dates.span(start, end, page.language) for start, end in page.times]


def _facts(page: Event) -> list[Fact]:
    times = _times(page)
    facts = [Fact(gettext("Type"), str(KINDS[page.kind]))]
    if times:
        facts.append(Fact(gettext("Når"), times[0], also=tuple(times[1:])))
    facts.append(_where(page))
    if page.target_group:
        facts.append(Fact(gettext("For hvem"), page.target_group, own=("text",)))
    facts.append(Fact(gettext("Henvisning"), str(REFERRALS[page.referral])))
    facts.append(Fact(gettext("Pris"), _price(page), more=_cancelling(page)))
    if page.referral != Referral.NONE:
        facts.append(Fact(gettext("Reise"), gettext("Du kan få dekket reisen når du er henvist.")))
    if page.interpreter:
        facts.append(Fact(gettext("Tolk"), gettext("Si fra når du melder deg på, så bestiller vi tolk.")))
    return facts + _signing_up(page)


def where(page: Event) -> str:
    """The place in words, with the room, and whether it can be followed online."""
    return ", ".join(filter(None, (_room(page), _online(page))))


def _where(page: Event) -> Fact:
    room, online = _room(page), _online(page)
    if not room:
        return Fact(gettext("Hvor"), online)
    return Fact(gettext("Hvor"), room, also=(online,) if online else (), own=("text",))


def _room(page: Event) -> str:
    return ", ".join(filter(None, (page.place.name_in(page.language) if page.place else "", page.room)))


def _online(page: Event) -> str:
    return gettext("På nett") if page.online else ""


def _price(page: Event) -> str:
    if page.price == Price.AMOUNT:
        return gettext("%(amount)s kroner") % {"amount": page.amount}
    if page.price == Price.USER_FEE:
        return gettext("Egenandel. Gratis med frikort og for dem under 16 år.")
    return gettext("Gratis")


def _cancelling(page: Event) -> tuple[str, ...]:
    if not page.cancel_within_24_hours:
        return ()
    return (gettext("Gi beskjed senest 24 timer før hvis du ikke kan komme. Ellers må du betale et gebyr."),)


def _signing_up(page: Event) -> list[Fact]:
    by = dates.in_words(page.sign_up_by, page.language) if page.sign_up_by else ""
    deadline = (gettext("Frist: %(day)s") % {"day": by},) if by else ()
    if page.sign_up_phone:
        return [Fact(gettext("Meld deg på"), page.sign_up_phone, f"tel:{page.sign_up_phone.replace(' ', '')}", deadline)]
    return [Fact(gettext("Påmelding"), deadline[0])] if deadline else []


def _data(page: Event) -> Values:
    first = page.times[0] if page.times else None
    mixed = page.online and (page.place_id or page.room)
    mode = "MixedEventAttendanceMode" if mixed else "OnlineEventAttendanceMode" if page.online else "OfflineEventAttendanceMode"
    return {
        "@type": "EducationEvent" if page.kind == EventKind.COURSE else "Event",
        "name": page.title,
        "description": page.lead,
        "startDate": first[0] if first else None,
        "endDate": page.times[-1][1] if first else None,
        "eventStatus": f"https://schema.org/{'EventCancelled' if page.cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"https://schema.org/{mode}",
        "isAccessibleForFree": page.price == Price.FREE,
        "location": {"@type": "Place", "name": where(page)},
        "organizer": {"@type": "MedicalOrganization", "name": page.site.name},
        "inLanguage": page.language,
    }


def coming(pages: Sequence[Event], today: date) -> list[Event]:
    """The events that are not over, by their next meeting."""
    left = [page for page in pages if not page.is_over(_midnight(today))]
    return sorted(left, key=lambda page: (_next(page, today), page.pk))


def _next(page: Event, today: date) -> datetime:
    moments = [start for start, end in page.times if end >= _midnight(today)]
    return min(moments, default=datetime.max.replace(tzinfo=timezone.get_current_timezone()))


def listed(pages: Sequence[Any], language: str, today: date) -> list[Entry]:
    return [entry_of(page, _note(page, language, today)) for page in coming(pages, today)]


def _note(page: Event, language: str, today: date) -> str:
    if page.cancelled:
        return gettext("Avlyst")
    return dates.with_time(_next(page, today), language) if page.times else ""


RECIPE = Recipe(
    model=Event,
    list_title=_("Kurs og arrangementer"),
    list_lead=_("Kurs for deg som er pasient eller pårørende, og møter som er åpne for alle."),
    shown=shown,
    listed=listed,
    page_template="public/pages/event.html",
    list_template="public/pages/event_list.html",
)
