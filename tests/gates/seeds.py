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
    ]
