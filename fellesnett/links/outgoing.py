"""Asking an address outside: HEAD, then GET where that says too little; politely, and never of anything inside a network.

Every connection is opened by the guard in `foundation.reaching`, for each step of a redirect too. No proxy, cookie or
password of this machine is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

import requests
from django.conf import settings

from fellesnett.foundation.reaching import CONNECT_SECONDS, Inside, Outside
from fellesnett.links.hrefs import normal

AGENT = "Fellesnett-lenkesjekk/1.0"
"""Who asks, said as it is; with where we live, so that whoever is asked can find us."""
READ_SECONDS = 6
LONGEST_WAY = 6
"""Steps of a redirect."""
PERMANENT = (301, 308)
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` 0: nothing did, and `fault` says why. `moved_to`: where it lies for good, where it has moved."""

    status: int = 0
    fault: str = ""
    moved_to: str = ""
    etag: str = ""
    modified: str = ""
    wait_seconds: int = 0


def ask(url: str, *, etag: str = "", modified: str = "") -> Answer:
    """What answers at an address. Never raises for what lies outside."""
    conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
    home = f" (+https://{settings.SITE_BASE_DOMAINS[0]}/)" if settings.SITE_BASE_DOMAINS else ""
    headers = {"User-Agent": AGENT + home, "Accept": "*/*", **{name: value for name, value in conditions.items() if value}}
    with requests.Session() as session:
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, Outside(loopback=settings.LINKS_MAY_REACH_LOOPBACK))
        try:
            answer = _follow(session, "HEAD", url, headers)
            return answer if _says_enough(answer) else _follow(session, "GET", url, headers)
        except Inside:
            return Answer(fault="inside")
        except requests.TooManyRedirects:
            return Answer(fault="loop")
        except requests.exceptions.SSLError:
            return Answer(fault="certificate")
        except requests.exceptions.Timeout:
            return Answer(fault="silent")
        except requests.exceptions.ConnectionError as fault:
            return Answer(fault="no_host" if "NameResolution" in repr(fault) else "silent")
        except (requests.RequestException, UnicodeError, ValueError):
            return Answer(fault="malformed")


def _says_enough(answer: Answer) -> bool:
    """Some servers answer HEAD with a fault, and GET with the page."""
    return answer.status == 304 or 200 <= answer.status < 300


def _follow(session: requests.Session, method: str, url: str, headers: dict[str, str]) -> Answer:
    here, moved_to, is_permanent = url, "", True
    for _step in range(LONGEST_WAY):
        with session.request(
            method, here, headers=headers, allow_redirects=False, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)
        ) as response:
            onward = response.headers.get("Location", "")
            if response.status_code not in REDIRECTS or not onward:
                return _answer(response, moved_to)
        here = normal(urljoin(here, onward))
        if not here:
            raise requests.exceptions.InvalidURL(onward)
        is_permanent = is_permanent and response.status_code in PERMANENT
        moved_to = here if is_permanent else moved_to
    raise requests.TooManyRedirects


def _answer(response: requests.Response, moved_to: str) -> Answer:
    said = response.headers.get("Retry-After", "").strip()
    return Answer(
        status=response.status_code,
        moved_to=moved_to,
        etag=response.headers.get("ETag", "")[:255],
        modified=response.headers.get("Last-Modified", "")[:60],
        wait_seconds=int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0,
    )
