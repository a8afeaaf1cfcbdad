"""Where a text stands on the web. Documents are made without a request, so the address is the site's own."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from fellesnett.national.models import Topic
from fellesnett.national.naming import KIND_OF_LIST, LIST_OF_KIND
from fellesnett.organizations.models import Place, Site

API = "/api/v1"
FOLDERS = {
    "organization": "organizations",
    "place": "places",
    "service": "services",
    "event": "events",
    "study": "studies",
    "news": "news",
}
"""The word that stands before an id, where it is not a text's."""
PAGES_FOLLOWED = ("nyheter", "arrangementer", "kliniske-studier", "styret")
FOLLOWED = (*PAGES_FOLLOWED, *KIND_OF_LIST)
"""The words of what a site has feeds about, each after the list that it is of; and the word for all of it."""
ALL = "alt"
FEED_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


def href(type: str, pk: UUID) -> str:
    """Where a document is read."""
    return f"{API}/{FOLDERS.get(type, 'content')}/{pk}"


def web_address(site: Site, topic: Topic, language: str, place: Place | None) -> str:
    """The full address of the page that shows a topic at a site, in a language; of one place where one is given."""
    prefix = "" if language == site.language else f"/{language}"
    below = f"{place.slug}/" if place else ""
    return f"{origin_of(site)}{prefix}/{LIST_OF_KIND[topic.kind]}/{topic.key}/{below}"


def feed_path(site: Site, word: str, form: str, language: str) -> str:
    """The path of a feed about a word of `FOLLOWED` or about `ALL`, in one of the `FEED_TYPES` and in a language."""
    return f"/feeds/{word}.{form}" + ("" if language == site.language else f"?language={language}")


def origin_of(site: Site) -> str:
    """Scheme, host and port of a site, as this installation is known to the world."""
    port = "" if (site.host and ":" in site.host) or not settings.PUBLIC_PORT else f":{settings.PUBLIC_PORT}"
    return f"{settings.PUBLIC_SCHEME}://{site.host or host_of(site)}{port}"


def host_of(site: Site) -> str:
    """The host name of a site, without port: its own, else its short name under this installation's first domain."""
    domain = (settings.SITE_BASE_DOMAINS or ["localhost"])[0]
    return site.host.partition(":")[0].lower() if site.host else f"{site.slug}.{domain}"


def site_at(host: str) -> Site | None:
    """The site that answers on a host, without port: by its own name, else by its first label under a domain of this
    installation; None where it is nobody's."""
    name = host.rpartition("]")[2].partition(":")[0].rstrip(".").lower()
    label, _, domain = name.partition(".")
    own = Site.objects.filter(Q(host__iexact=name) | Q(host__istartswith=f"{name}:")).first()
    return own or (Site.objects.filter(slug=label).first() if domain in settings.SITE_BASE_DOMAINS else None)


def path_of(url: str) -> tuple[str, str]:
    """The host, without its port, and the path of a web address. Raises ValueError when it is none."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a web address")
    return parts.hostname, parts.path
