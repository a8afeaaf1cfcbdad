"""The question at the end of a page: «Fant du det du lette etter?»

The page is named by a signed value, so an answer is about a page that this installation has shown, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from fellesnett.insight.actions import Page
from fellesnett.insight.models import Found
from fellesnett.organizations.models import Site
from fellesnett.public import languages

LONGEST = 1000  # characters
_SIGNER = signing.Signer(salt="fellesnett.public.feedback")


@dataclass(frozen=True, slots=True)
class Asking:
    """What the form on a page says: where it is sent, and which page it is about."""

    action: str
    page: str


def asking(site: Site, language: str, path: str, page: Mapping[str, Any], subject: str = "") -> Asking | None:
    """The form for a page at this path (without language prefix). None on a site that is not set up yet."""
    if site.pk is None:
        return None
    about = Page(path, page["title"][:255], language, subject, page.get("snapshot", ""))
    return Asking(languages.path_in(site, language, "/tilbakemelding/"), sign(site, about))


def sign(site: Site, page: Page) -> str:
    """The page as one value that cannot be altered. The same for everybody and at all times, so pages can be cached."""
    return _SIGNER.sign_object([site.slug, *astuple(page)])


def page_of(site: Site, signed: str) -> Page | None:
    """The page behind a signed value; None where we have not signed it, or for another site."""
    try:
        slug, *about = _SIGNER.unsign_object(signed)
    except (signing.BadSignature, ValueError):
        return None
    return Page(*about) if slug == site.slug else None


class FeedbackForm(forms.Form):
    """What a reader answers."""

    found = forms.ChoiceField(choices=Found, error_messages={"required": _("Velg «Ja», «Nei» eller «Delvis».")})
    text = forms.CharField(required=False, max_length=LONGEST)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id=False)
        self.fields["found"].error_messages["invalid_choice"] = self.fields["found"].error_messages["required"]

    def full_clean(self) -> None:
        """A line break counts as one character, as it does for the one who writes."""
        if self.data:
            self.data = {name: self.data.get(name, "").replace("\r\n", "\n").replace("\0", "") for name in ("found", "text")}
        super().full_clean()
