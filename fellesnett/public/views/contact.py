"""`/kontakt/`: the ways to reach a site. Ways and units, never persons: people change posts, and the page must stay right."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from fellesnett.foundation import clock
from fellesnett.organizations.models import Identifier, Site
from fellesnett.pages.models import SitePageQuerySet
from fellesnett.public import alphabet, helsenorge, homes, hosts, languages, menus, registers, showings, structured
from fellesnett.public.components import Fact
from fellesnett.public.offering import is_hospital
from fellesnett.public.recipes import departments
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.views.doors import public_page

PATH = "/kontakt/"
OMBUDSMAN = "https://pasientogbrukerombudet.no/"


@public_page
def contact(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """Telephones, post and places of this site, and whom else to turn to."""
    today, existing = timezone.localdate(clock.now()), dict.fromkeys(languages.worded_at(site), PATH)
    frame = frame_of(request, site, language, PATH, existing=existing, current="kontakt")
    foot = menus.foot_of(site)
    treats = bool(site.pk) and is_hospital(site)
    places = () if site.is_front_door else showings.places_to_meet(site)
    values = {
        "title": gettext("Kontakt oss"),
        "is_hospital": treats,
        "facts": (*_ways_in(foot), *((_appointment(language),) if treats else ())),
        "post": tuple(_post(site, foot)),
        "registered": registers.unit_of(site, language, clock.now()) if site.pk else None,
        "finder": languages.path_in(site, language, "/sykehus/") if hosts.directory().front_door.pk else "",
        "departments": tuple(_departments(site, language)),
        "contacts": homes.contacts(request, site, places, language, today),
        "ombudsman": OMBUDSMAN,
        "helsenorge": helsenorge.on_topic(language)[1 if treats else 0 :] if treats or site.is_front_door else (),
        "data": structured.organization(
            site.name,
            hosts.address_of(site, request),
            kind="MedicalOrganization" if treats else "Organization",
            telephone=structured.telephone(foot.phone),
            email=foot.email,
            post=foot.post_address,
        ),
    }
    return render(request, "public/contact.html", frame, values)


def has_numbers(site: Site) -> bool:
    """Does the page tell whom to call: a place where the site is met, or a department?"""
    return any(place.phones for place in showings.places_to_meet(site)) or _with_phone(site).exists()


def _with_phone(site: Site) -> SitePageQuerySet:
    return departments.RECIPE.found_at(site).exclude(phone="")


def _ways_in(foot: menus.Foot) -> list[Fact]:
    """What most people look for: the switchboard, and where to write."""
    known = (
        (gettext("Sentralbord"), foot.phone, f"tel:{foot.phone_link}"),
        (gettext("E-post til postmottaket"), foot.email, f"mailto:{foot.email}"),
    )
    return [Fact(term, text, href) for term, text, href in known if text]


def _appointment(language: str) -> Fact:
    """Most who call ask about their appointment, which they can see and change themselves."""
    way = helsenorge.way("appointments", language)
    return Fact(gettext("Timen din"), way.text, way.href, (way.what,))


def _post(site: Site, foot: menus.Foot) -> list[Fact]:
    """What letters and invoices ask for."""
    known = ((gettext("Postadresse"), foot.post_address), (gettext("Organisasjonsnummer"), _number_of(site)))
    return [Fact(term, text) for term, text in known if text]


def _number_of(site: Site) -> str:
    """The organization number as it is read aloud: `983 974 724`."""
    known = Identifier.objects.filter(organization_id=site.organization_id, system="orgnr").values_list("value", flat=True)
    digits = known.first() or ""
    return " ".join(filter(None, (digits[:3], digits[3:6], digits[6:])))


def _departments(site: Site, language: str) -> Iterator[Fact]:
    """The departments with a telephone of their own, from A to Å: the number, and when somebody answers."""
    if not site.pk:
        return
    for each in sorted(_with_phone(site).in_language(language), key=lambda page: alphabet.sort_key(page.title, language)):
        hours = (each.phone_hours,) if each.phone_hours else ()
        yield Fact(each.title, each.phone, f"tel:{each.phone.replace(' ', '')}", hours, about=each.address, own=("term", "more"))
