"""What every screen of the local desk shares: the frame, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.adoption.gates import Reason, Refused
from fellesnett.adoption.models import AdoptedText
from fellesnett.desk.local.scope import LANGUAGES, Here
from fellesnett.national.models import Topic

Crumb = tuple[str, str]


class DeskForm(forms.Form):
    """A form whose fields are set up for the person who is to fill them in."""

    def field(self, name: str) -> Any:
        """A field, to be given what can be chosen in it."""
        return self.fields[name]


def page(
    request: HttpRequest, template: str, title: str, trail: Sequence[Crumb] = (), status: int = 200, **context: Any
) -> HttpResponse:
    """One screen. `trail` is (label, address) from the inbox down, without the screen itself."""
    crumbs = [(_("Hjem"), reverse("wagtailadmin_home")), *trail, (title, "")]
    within = trail[-1][0] if trail else ""  # a browser's tab says «Historikk – Kneprotese»
    items = [{"label": label, "url": url} for label, url in crumbs]
    frame = {"header_title": title, "within": within, "breadcrumbs_items": items}
    return render(request, f"desk/local/{template}", {**frame, **context}, status=status)


def site_trail(where: Here) -> list[Crumb]:
    return [(where.site.name, reverse("desk_local:site", args=[where.site.slug]))]


def texts_trail(where: Here) -> list[Crumb]:
    return [*site_trail(where), (_("Våre tekster"), reverse("desk_local:texts", args=[where.site.slug]))]


def topic_trail(where: Here, topic: Topic) -> list[Crumb]:
    return [*texts_trail(where), (topic.title, reverse("desk_local:topic", args=[where.site.slug, topic.key]))]


def text_trail(where: Here, text: AdoptedText) -> list[Crumb]:
    topic = text.adoption.topic
    address = reverse("desk_local:text", args=[where.site.slug, topic.key, text.language])
    return [*topic_trail(where, topic), (LANGUAGES[text.language].capitalize(), address)]


def attempt(verb: Callable[[], object]) -> tuple[Reason, ...]:
    """Do it. Empty when it was done, else why not: the words of the gate, or of the right that is missing."""
    try:
        verb()
    except Refused as refusal:
        return tuple(refusal.reasons)
    except PermissionDenied as refusal:
        return (Reason("not_allowed", str(refusal), ""),)
    return ()
