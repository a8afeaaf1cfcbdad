"""The registry: addresses no link leads to, and the addresses that are no pages. All other pages are found by their links.

A public address that is neither reached by a link, nor asked for here, nor excused here fails `test_registry.py`.
"""

from __future__ import annotations

Seed = tuple[str, str, dict[str, str] | None]

NOT_PAGES = {
    "healthz": "for the operator's machines",
    "readyz": "for the operator's machines",
    "les/<str:secret>/": "opened by the secret in a letter; tests/journeys/test_sign_off_by_link.py reads it, at both widths",
    "robots.txt": "for search engines",
    "sitemap.xml": "for search engines; what it lists is read in `listed.py`",
    "sitemap-<int:number>.xml": "the same, where there is too much for one file",
    ".well-known/security.txt": "for whoever finds a weakness",
    "dcat/catalog": "for the national catalogue of data; held against shapes in fellesnett/syndication/tests",
    "oembed": "for editors that ask by themselves",
    "feeds/<slug:word>.<feed:form>": "for readers of feeds",
    "feeds/tema/<slug:topic>.<feed:form>": "for readers of feeds",
    "feeds/kode/<path:system>/<str:code>.<feed:form>": "for readers of feeds",
}
"""Routes that no visitor meets, and why."""

BEHIND_A_SECRET = frozenset(f"public/signing/{name}.html" for name in ("text", "closed", "unknown", "limited"))
"""Templates of pages that only a letter's secret opens: the demonstration sends no letters."""
BEHIND_THE_DESK = frozenset({"public/draft.html"})
"""A page as it will be once it is approved: only the desk shows it, and its words are those of the page it stands for."""


def seeds() -> list[Seed]:
    """Every site's front pages in the languages they have; then what only letters, old links and mistakes lead to."""
    from fellesnett.adoption.models import Adoption
    from fellesnett.organizations.models import Site
    from fellesnett.public import themes

    sites = Site.objects.order_by("slug")
    fronts = [
        (f"{site.slug}.localhost", path, None)
        for site in sites
        for path in ("/", *(f"/{code}/" for code in site.other_languages))
    ]
    code = Adoption.objects.exclude(short_code="").order_by("pk").values_list("short_code", flat=True)[0]
    return [
        *fronts,
        ("unn.localhost", "/se/behandlinger/pacemaker/", None),
        ("sunnaas.localhost", "/behandlinger/kneprotese/", None),
        ("sunnaas.localhost", "/behandlinger/gra-staer-operasjon/", None),
        ("unn.localhost", "/finnes-ikke/", None),
        ("unn.localhost", "/se/finnes-ikke/", None),
        ("unn.localhost", "/sa/", None),
        ("unn.localhost", "/sa/behandlinger/", None),
        ("www.localhost", "/sykehus/?hvor=Voss", None),
        ("www.localhost", "/se/sykehus/?hvor=Romsa", None),
        ("www.localhost", "/behandlinger/kneprotese/?hvor=Voss", None),
        ("www.localhost", "/behandlinger/kneprotese/?hvor=Ingensteds", None),
        ("unn.localhost", "/behandlinger/kneprotese/?sted=tromso", None),
        ("unn.localhost", themes.trial_address("#ffcc00"), None),  # asked for from the desk
        ("helse-bergen.localhost", f"/b/{code}", None),
        ("helse-bergen.localhost", f"/b/{code}/", None),
        ("www.localhost", "/docs?language=nb", None),
        ("www.localhost", "/docs?language=en", None),
        *shown_by_others(),
    ]


def shown_by_others() -> list[Seed]:
    """The frames that others show our texts in, and the page where they copy the code: the longest text in each language, a
    part of it, one that is taken away and one that never was; each answer of the page, in both forms of Norwegian."""
    import json
    from urllib.parse import quote, urlsplit

    from django.db.models.functions import Length

    from fellesnett.delivery.models import Item

    texts = Item.objects.texts().select_related("site").order_by(Length("document").desc(), "pk")
    found: list[Seed] = [
        ("unn.localhost", "/embed/00000000-0000-0000-0000-000000000000", None),
        ("unn.localhost", "/embed?url=finnes.ikke", None),
    ]
    for language in ("nb", "nn", "se", "en"):
        for text in texts.filter(language=language, gone_at=None, site__isnull=False)[:1]:
            document = json.loads(text.document)
            web = document["links"]["web"]
            host = urlsplit(web).hostname or ""
            part = next(section["aspect"] for section in document["sections"] if section["heading"])
            found += [(host, f"/embed/{text.pk}", None), (host, f"/embed/{text.pk}?aspects={part}", None)]
            found += [(host, "/embed", None), (host, f"/embed?url={quote(web, safe='')}", None)]
    for text in texts.exclude(gone_at=None)[:1]:
        found.append(("unn.localhost", f"/embed/{text.pk}", None))
    return found
