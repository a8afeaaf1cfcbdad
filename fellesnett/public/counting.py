"""Which answers count as a page that somebody opened. What is asked for is looked at here, and never kept.

Not counted: what programs ask for and say so themselves, what a browser fetches in case it is needed, an answer that the
reader or a cache on the way had already (304, or no question at all), and drafts seen at the desk.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from fellesnett.foundation import clock
from fellesnett.insight.viewing import tally
from fellesnett.organizations.models import Site

_WITHIN = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "scrap",
    "archiv",
    "monitor",
    "uptime",
    "pingdom",
    "preview",
    "validator",
    "lighthouse",
    "headless",
    "externalhit",
    "feed",
)
_FIRST = ("curl", "wget", "python", "java", "go-http", "okhttp", "libwww", "node", "axios", "httpie", "ruby", "php", "perl")
"""How those who are no readers present themselves. A robot that says it is a browser is counted as one."""
_A_TELEPHONE = "cubot"


def count(request: HttpRequest, response: HttpResponseBase, site: Site, path: str) -> None:
    """Count this answer where it is a page that a reader opened. No query, whatever the answer."""
    if response.status_code != 200 or request.method != "GET" or site.pk is None or hasattr(request, "previewed"):
        return
    if response.headers.get("Content-Type", "").startswith("text/html") and _is_reader(request):
        tally.view(site.pk, path, clock.now())


def path_of(request: HttpRequest, prefix: str, named: dict[str, Any]) -> str:
    """The page's address without language prefix; of a topic the same at all of a hospital's places."""
    if named.keys() <= {"word", "key", "place"} and "key" in named:
        return f"/{named['word']}/{named['key']}/"
    return request.path.removeprefix(f"/{prefix}") if prefix else request.path


def _is_reader(request: HttpRequest) -> bool:
    agent = request.META.get("HTTP_USER_AGENT", "").lower().replace(_A_TELEPHONE, "")
    ahead = request.META.get("HTTP_SEC_PURPOSE", "") or request.META.get("HTTP_PURPOSE", "")
    is_program = agent.startswith(_FIRST) or any(word in agent for word in _WITHIN)
    return bool(agent) and not is_program and "prefetch" not in ahead
