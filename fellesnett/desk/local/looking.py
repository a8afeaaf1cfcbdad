"""Where a page is seen as patients will see it, before anybody has said yes to it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText
from fellesnett.desk.local.scope import LANGUAGES, Here
from fellesnett.organizations.models import Place


def look_address(where: Here, text: AdoptedText, place: Place | None, *, newer: bool = False, inside: bool = False) -> str:
    """The page in the look of the public site, at one place; `newer` as it will be on the edition that waits, `inside`
    for showing it within a screen of the desk."""
    asked = {"sted": place.slug} if place else {}
    asked |= {name: "1" for name, wanted in (("ny", newer), ("innfelt", inside)) if wanted}
    address = reverse("public_draft", args=[where.site.slug, text.adoption.topic.key, text.language])
    return f"{address}?{urlencode(asked)}" if asked else address


def looks_elsewhere(where: Here, held: Holdings, text: AdoptedText) -> list[tuple[str, str]]:
    """The same topic in the site's other languages: name and address of how each will look."""
    others = [other for other in held.texts_of(text.adoption) if other.pk != text.pk]
    return [(LANGUAGES[other.language], look_address(where, other, None, newer=True)) for other in others]
