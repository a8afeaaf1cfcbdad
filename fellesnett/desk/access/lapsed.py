"""A form that was sent after the sign-in had ended: what was typed is kept for an hour, and shown to the same person after the
next sign-in. Nothing of it is done by itself: the person sends it again, or lets it go.

It is kept in the session of the same browser, encrypted. A signed cookie tells who was signed in here last: a stranger has none,
so nobody else can make us keep anything, and nobody else is shown it. Files, passwords and codes are never kept, nor what
a page sends by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from fellesnett.access.sealing import Unreadable, sealed, unsealed

IN_SESSION, RESENT, WHO = "kept_forms", "_kept", "desk_who"
FOR = timedelta(hours=1)
MOST = 3
LONGEST = 1_000_000
"""Characters in one form; what is longer is left in the browser, with words on how to save it."""
WHO_LASTS, WHO_IS_RENEWED = 7 * 24 * 3600, 24 * 3600
WITH_SECRETS = ("desk_security:", "desk_entry:", "wagtailadmin_account", "wagtailadmin_log")
BY_ITSELF = ("wagtailadmin_editing_sessions:", "wagtailadmin_dismissibles")
"""Views whose forms hold passwords and codes, and what a page sends without anybody having pressed a button."""
OF_THE_FRAME = frozenset({"csrfmiddlewaretoken", RESENT})
_NO_WORDS = re.compile(
    r"\d{0,6}|[a-z][a-z0-9_-]*|([a-z0-9-]*\|)?sha256:[0-9a-f]+|[a-z_]+(:[a-z0-9-]+)+|/admin/\S*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.+Z-]+|(null|\[\]|\{\})"
)
"""What a form says by itself: numbers of rows, values of choices, hashes and of which place, what it is about, the way back."""


@dataclass(frozen=True)
class KeptForm:
    """What a person sent, where it was to go, and the page it stood on."""

    user: int
    view: str
    address: str
    came_from: str
    sent_at: float
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    key: str = ""

    @property
    def passages(self) -> list[str]:
        """The words that were typed, for reading: without choices, numbers and what the form said by itself."""
        return [words for _name, value in self.fields if (words := plain(value))]

    def is_over(self, at: datetime) -> bool:
        return at.timestamp() - self.sent_at > FOR.total_seconds()


# --- who sits here --------------------------------------------------------------------------------------------------


def remember_who(request: HttpRequest, response: HttpResponseBase, user: int) -> None:
    """Let the browser carry, signed, who is signed in: it is all we know when the session is gone."""
    if _who(request, max_age=WHO_IS_RENEWED) != user:
        response.set_signed_cookie(
            WHO,
            str(user),
            salt=WHO,
            max_age=WHO_LASTS,
            path="/admin/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def who(request: HttpRequest) -> int | None:
    """Who was signed in here last, within a week; None where nobody was."""
    return _who(request, max_age=WHO_LASTS)


def _who(request: HttpRequest, *, max_age: int) -> int | None:
    try:
        return int(request.get_signed_cookie(WHO, salt=WHO, max_age=max_age) or "")
    except (KeyError, ValueError, signing.BadSignature):
        return None


# --- kept -----------------------------------------------------------------------------------------------------------


def to_log_in(request: HttpRequest, view: str, user: int | None, *, at: datetime) -> HttpResponse:
    """To the log-in, and from there to where the person was going; what a form brought is kept for `user`."""
    onward = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        onward = _came_from(request) or onward
        form = form_of(request, view, user, at=at) if user is not None else None
        if form is not None and sum(len(value) for _name, value in form.fields) > LONGEST:
            words = _(
                "Det du skrev, er for langt til å tas vare på her. Gå tilbake i nettleseren og kopier det før du logger inn."
            )
            messages.warning(request, words)
        elif form is not None:
            _keep(request, form, at=at)
            onward = reverse("desk_mine:kept")
            messages.info(request, _("Det du skrev, er tatt vare på. Logg inn, så får du se det igjen."))
    return redirect_to_login(onward, reverse("wagtailadmin_login"))


def form_of(request: HttpRequest, view: str, user: int, *, at: datetime) -> KeptForm | None:
    """What this request brought that a person typed; None where nobody typed anything that may be kept."""
    if request.method != "POST" or not _was_pressed(request) or view.startswith(WITH_SECRETS + BY_ITSELF) or "preview_on" in view:
        return None
    fields = tuple((name, value) for name, values in request.POST.lists() if _may_be_kept(name) for value in values)
    files = tuple(file.name or "" for _name, several in request.FILES.lists() for file in several)
    form = KeptForm(user, view, request.get_full_path(), _came_from(request), at.timestamp(), fields, files)
    return form if form.passages or files else None


def _was_pressed(request: HttpRequest) -> bool:
    """Did the browser leave the page for this, rather than a script on it ask by itself?"""
    left = request.headers.get("Sec-Fetch-Dest", "document") in ("document", "iframe", "frame")
    return left and request.headers.get("X-Requested-With") != "XMLHttpRequest"


def _may_be_kept(name: str) -> bool:
    return name not in OF_THE_FRAME and not {"password", "passord"} & set(re.split(r"\W|_|\d", name.lower()))


def _came_from(request: HttpRequest) -> str:
    """The page of the desk that the form stood on, or nothing."""
    here = request.headers.get("Referer", "")
    fine = url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    path = here.partition("://")[2].partition("/")[2].partition("#")[0]
    return f"/{path}" if fine and path.startswith("admin/") and not path.startswith("admin/login/") else ""


def _keep(request: HttpRequest, form: KeptForm, *, at: datetime) -> None:
    standing = [(text, one) for text, one in _opened(request) if not one.is_over(at) and one.user == form.user]
    new = sealed(json.dumps({**asdict(form), "key": token_urlsafe(9)}).encode())
    request.session[IN_SESSION] = [*(text for text, _one in standing), new][-MOST:]


# --- given back -----------------------------------------------------------------------------------------------------


def of(request: HttpRequest, user: int, *, at: datetime) -> list[KeptForm]:
    """What is kept here for this person, the latest first."""
    return [one for _text, one in _opened(request) if one.user == user and not one.is_over(at)][::-1]


def through_the_log_in(request: HttpRequest, user: int, *, at: datetime) -> list[str]:
    """What this person is to find again in the session that the log-in begins, still sealed. Others' is let go."""
    return [text for text, one in _opened(request) if one.user == user and not one.is_over(at)]


def put_back(request: HttpRequest, texts: list[str]) -> None:
    if texts:
        request.session[IN_SESSION] = texts


def first(request: HttpRequest, onward: str) -> str:
    """Where a person who has just come in goes: to what was kept, else onward."""
    return reverse("desk_mine:kept") if request.session.get(IN_SESSION) else onward


def let_go(request: HttpRequest, key: str) -> None:
    """Forget one form: it was sent again, or is not needed."""
    left = [text for text, one in _opened(request) if one.key != key]
    if left:
        request.session[IN_SESSION] = left
    else:
        request.session.pop(IN_SESSION, None)


def _opened(request: HttpRequest) -> Iterator[tuple[str, KeptForm]]:
    for text in request.session.get(IN_SESSION, ()):
        try:
            said: dict[str, Any] = json.loads(unsealed(text))
        except Unreadable:  # sealed under a key that is no longer in use
            continue
        pairs = tuple((name, value) for name, value in said["fields"])
        yield text, KeptForm(**{**said, "fields": pairs, "files": tuple(said["files"])})


# --- in words -------------------------------------------------------------------------------------------------------


def plain(value: str) -> str:
    """A field's value as a person reads it; empty for what nobody typed. Rich text is sent as JSON (Draftail)."""
    if value.startswith("{"):
        try:
            return "\n".join(_blocks(json.loads(value)))
        except ValueError:
            pass
    return "" if _NO_WORDS.fullmatch(value.strip()) else value.strip()


def _blocks(said: Any) -> Iterable[str]:
    blocks = said.get("blocks") if isinstance(said, dict) else None
    blocks = blocks if isinstance(blocks, list) else ()
    return (str(block["text"]) for block in blocks if isinstance(block, dict) and str(block.get("text", "")).strip())
