"""Departments: a tree from A to Å; a page with places, telephone, who is sent there, what it does, its units and its news."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.national.naming import path_of
from fellesnett.pages.models import Department, NewsItem
from fellesnett.public import alphabet, dates, languages, showings, structured
from fellesnett.public.components import Fact, own_lines
from fellesnett.public.place_pages import Contact, contact_of
from fellesnett.public.recipes.recipe import Group, Recipe, Values, entry_of, no_lines
from fellesnett.public.topic_pages import Link

NEWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Branch:
    """A department in the tree, and the units below it."""

    link: Link
    lead: str
    units: tuple[Branch, ...]


def shown(page: Department, today: date) -> Values:
    contacts = tuple(contact_of(place, page.site, page.language, today) for place in _places(page))
    above = _above(page)
    return {
        "crumbs": (Link(str(RECIPE.list_title), languages.path_in(page.site, page.language, "/avdelinger/")), *above),
        "facts": tuple(_facts(page)),
        "contacts": contacts,
        "groups": tuple(group for group in (_services(page), _units(page), _news(page)) if group.entries or group.links),
        "data": _data(page, contacts, above),
    }


def _places(page: Department) -> list[Any]:
    return sorted(
        page.places.select_related("part_of"), key=lambda place: alphabet.sort_key(place.name_in(page.language), page.language)
    )


def _here(page: Department) -> Any:
    """The live departments beside this one, in its language."""
    return Department.objects.for_site(page.site).live().in_language(page.language).select_related("site")


def _above(page: Department) -> tuple[Link, ...]:
    """What it is part of, the uppermost first, in the page's language where that is published."""
    above = page.path_up()
    known = {each.work: each for each in _here(page).filter(work__in=[each.work for each in above])} if above else {}
    lang = languages.foreign_to(page.language, page.language)
    return tuple(Link(known[each.work].title, known[each.work].address, lang) for each in reversed(above) if each.work in known)


def _facts(page: Department) -> list[Fact]:
    facts = []
    if page.phone:
        more = (page.phone_hours,) if page.phone_hours else ()
        facts.append(Fact(gettext("Telefon"), page.phone, "tel:" + page.phone.replace(" ", ""), more, own=("more",)))
    if page.referral:
        facts.append(own_lines(gettext("Hvem kan henvises, og hvordan"), page.referral))
    if page.bring:
        facts.append(own_lines(gettext("Ta med når du kommer"), page.bring))
    return facts


def _services(page: Department) -> Group:
    """The topics it does that patients of this site can read about in this language now."""
    kinds = {each.topic.key: each.topic.kind for each in page.services.select_related("topic")}
    titles = showings.titles_of(page.site, kinds, page.language) if kinds else {}
    ordered = sorted(titles.items(), key=lambda item: alphabet.sort_key(item[1], page.language))
    links = (Link(title, _topic_path(page, kinds[key], key)) for key, title in ordered)
    return Group("behandlinger", gettext("Behandlinger og undersøkelser her"), links=tuple(links))


def _topic_path(page: Department, kind: str, key: str) -> str:
    return languages.path_in(page.site, page.language, path_of(kind, key))


def _units(page: Department) -> Group:
    found = sorted(_here(page).filter(parent__work=page.work), key=lambda unit: alphabet.sort_key(unit.title, page.language))
    return Group("enheter", gettext("Enheter i avdelingen"), entries=tuple(entry_of(unit) for unit in found))


def _news(page: Department) -> Group:
    found = NewsItem.objects.for_site(page.site).live().in_language(page.language).filter(department__work=page.work)
    latest = found.newest_first().select_related("site")[:NEWS_SHOWN]
    entries = tuple(entry_of(item, dates.in_words(item.first_published_at, page.language)) for item in latest)
    return Group("nyheter", gettext("Nytt fra avdelingen"), entries=entries)


def _data(page: Department, contacts: Sequence[Contact], above: Sequence[Link]) -> structured.Data:
    places = [
        {"@type": "Place", "name": contact.name, "address": structured.postal_address(contact.address, "", contact.town)}
        for contact in contacts
    ]
    return {
        "@type": "MedicalClinic",
        "name": page.title,
        "description": page.lead,
        "telephone": page.phone,
        "location": places,
        "parentOrganization": {"@type": "MedicalOrganization", "name": above[-1].text if above else page.site.name},
    }


def tree(pages: Sequence[Department], language: str, today: date) -> Values:
    """Every department below what it is part of, each level from A to Å. What is part of a page that is not shown stands on
    top."""
    known = {page.work for page in pages}
    below: dict[Any, list[Department]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: alphabet.sort_key(page.title, language)):
        above = page.parent.work if page.parent is not None and page.parent.work in known else None
        below[above].append(page)
    return {"tree": _branches(below, None)}


def _branches(below: dict[Any, list[Department]], above: Any) -> tuple[Branch, ...]:
    pages = below.pop(above, [])
    return tuple(Branch(Link(page.title, page.address), page.lead, _branches(below, page.work)) for page in pages)


RECIPE = Recipe(
    model=Department,
    list_title=_("Avdelinger"),
    list_lead=_("Finn avdelingen du skal til, eller den du vil snakke med."),
    shown=shown,
    listed=no_lines,
    extra_list=tree,
    list_template="public/department_list.html",
    pages_at=lambda site: Department.objects.for_site(site).select_related("parent"),
)
