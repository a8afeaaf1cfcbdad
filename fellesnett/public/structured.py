"""What machines read about a page: schema.org as plain values, written out as JSON-LD (`templatetags/structured.py`).

The builders know schema.org's words and nothing of ours: they take what a page already says in words, and leave out what it
does not say. `None`, empty texts and empty lists are dropped at every depth; 0 and False are facts and stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

Data = Mapping[str, Any]

CONTEXT = "https://schema.org"
# What a browser could read as markup inside a script element, and two line breaks that old scripts stumble over.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_ESCAPED = str.maketrans(_ESCAPES)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def as_json(data: Data | Iterable[Data]) -> str:
    """One thing, or several as a graph, as JSON-LD that is safe inside a `<script>` element. Nothing to say: empty."""
    things = [_kept(each) for each in ([data] if isinstance(data, Mapping) else data)]
    said = [each for each in things if each]
    if not said:
        return ""
    document = {"@context": CONTEXT, **said[0]} if len(said) == 1 else {"@context": CONTEXT, "@graph": said}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def _kept(value: Any) -> Any:
    """The value without what is empty, in JSON's own types."""
    if isinstance(value, Mapping):
        pairs = ((str(key), _kept(each)) for key, each in value.items())
        return {key: each for key, each in pairs if not _empty(each)}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [each for each in map(_kept, value) if not _empty(each)]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


# --- builders that several kinds of page use ------------------------------------------------------------------------


def postal_address(street: str, postal_code: str = "", city: str = "") -> Data:
    """An address in Norway; nothing when nothing is known."""
    if not (street or city):
        return {}
    return {
        "@type": "PostalAddress",
        "streetAddress": street,
        "postalCode": postal_code,
        "addressLocality": city,
        "addressCountry": "NO",
    }


def breadcrumb(steps: Iterable[tuple[str, str]]) -> Data:
    """Name and full address of each page on the way here, the front page first."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items} if items else {}


def organization(
    name: str, address: str, *, kind: str = "MedicalOrganization", telephone: str = "", email: str = "", post: str = ""
) -> Data:
    """The body behind a site, by its name and the site's full address, and how to reach it."""
    switchboard = {"@type": "ContactPoint", "telephone": telephone, "email": email, "contactType": "switchboard"}
    reached = switchboard if telephone or email else None
    return {"@type": kind, "name": name, "url": address, "contactPoint": reached, "address": post}


def telephone(number: str) -> str:
    """A number as machines dial it: `55 97 50 00` becomes `+4755975000`; other lengths keep their digits (116 117)."""
    digits = number.replace(" ", "")
    return f"+47{digits}" if len(digits) == 8 and digits.isdecimal() else digits


# --- pages ----------------------------------------------------------------------------------------------------------

ABOUT = {"condition": "MedicalCondition", "examination": "MedicalTest", "treatment": "MedicalProcedure"}
"""What a text is about, by the kind of its topic. A support article is about none of them."""


def medical_page(*, kind: str, title: str, reviewed: date, reviewed_by: str, publisher: str, home: str) -> Data:
    """A text for patients: what it is about, who has gone through it and when, and whose it is."""
    return {
        "@type": "MedicalWebPage",
        "about": {"@type": ABOUT[kind], "name": title} if kind in ABOUT else None,
        "audience": {"@type": "PeopleAudience", "audienceType": "Patient"},
        "lastReviewed": reviewed,
        "reviewedBy": {"@type": "MedicalOrganization", "name": reviewed_by} if reviewed_by else None,
        "publisher": {"@type": "MedicalOrganization", "name": publisher, "url": home},
    }


PAGES = frozenset({"WebPage", "CollectionPage", "MedicalWebPage", "WebSite", "Article", "NewsArticle"})
"""What is itself a page or a text on one; all else is what a page tells of."""


def of_page(
    data: Data | None, *, kind: str, name: str, description: str, address: str, language: str, steps: Iterable[tuple[str, str]]
) -> list[Data]:
    """What is said of a page: what it says itself, else that it is a page of this kind; and the way to it."""
    plain = {"@type": kind, "name": name, "description": description, "url": address, "inLanguage": language}
    said = {**plain, **(data or {})} if data is None or data.get("@type") in PAGES else data
    return [said, breadcrumb(steps)]


# --- places ---------------------------------------------------------------------------------------------------------


def place(
    *,
    kind: str,
    name: str,
    url: str,
    telephone: str = "",
    address: Data | None = None,
    point: tuple[Any, Any] | None = None,
    hours: Iterable[Data] = (),
    part_of: str = "",
) -> Data:
    """A hospital, clinic or pharmacy. `point` is (latitude, longitude); `part_of` the organization it belongs to."""
    return {
        "@type": kind,
        "name": name,
        "url": url,
        "telephone": telephone,
        "address": address,
        "geo": {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]} if point else None,
        "openingHoursSpecification": list(hours),
        "parentOrganization": {"@type": "MedicalOrganization", "name": part_of} if part_of else None,
    }


def opening_hours(days: Iterable[str], opens: time, closes: time) -> Data:
    """Open on these days of the week (`WEEKDAYS`)."""
    return {"@type": "OpeningHoursSpecification", "dayOfWeek": list(days), "opens": opens, "closes": closes}


def special_hours(first: date, last: date, opens: time | None, closes: time | None) -> Data:
    """Other hours from a day to a day. Closed is written as open from midnight to midnight, as search engines read it."""
    closed = time(0, 0)
    return {
        "@type": "OpeningHoursSpecification",
        "opens": opens or closed,
        "closes": closes or closed,
        "validFrom": first,
        "validThrough": last,
    }
