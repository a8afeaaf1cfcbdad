"""Each gate can fail: faults planted on purpose, and a page that has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.gates import budgets, links, markup, reports
from tests.gates.pages import Answer

HOST = "unn.localhost"
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=()",
    "content-security-policy": POLICY,
}


def page(main: str = "", head: str = "", path: str = "/", **facts: object) -> Answer:
    sheets = '<link rel="stylesheet" href="/stil/1.css"><link rel="stylesheet" href="/tema/unn-1.css">'
    body = f'<body><main id="m">{main}</main></body>'
    html = f'<!doctype html><html lang="nb"><head><title>Side</title>{sheets}{head}</head>{body}</html>'
    return replace(Answer(HOST, path, html, headers=HEADERS, templates=["public/topic.html"]), **facts)


STYLE = Answer(HOST, "/stil/1.css", kind="text/css", squeezed=9_000)
THEME = Answer(HOST, "/tema/unn-1.css", kind="text/css", squeezed=400)
OTHER = page('<h2 id="etter">Etter</h2>', path="/kneprotese/")
GONE = page(path="/borte/", status=404)
MOVED = Answer(HOST, "/kne/", status=301, location="/kneprotese/")


def known(*more: Answer) -> links.Known:
    return links.by_address([STYLE, THEME, OTHER, GONE, MOVED, *more])


def test_a_good_page_passes_everything() -> None:
    good = page(
        '<a href="/kneprotese/#etter">Etter en kneprotese</a> <a href="/kne/">Kneprotese</a> <a href="#m">Hopp til innholdet</a>'
        '<a href="https://helsenorge.no/">Helsenorge</a>',
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Hospital"}</script>',
    )
    assert links.dead(good, known()) == links.vague(good) == links.insecure(good) == []
    assert budgets.over(good, known()) == budgets.foreign(good) == []
    assert markup.invalid(good) == markup.inline(good) == markup.data_faults(good) == markup.missing_headers(good) == []


@pytest.mark.parametrize(
    "address", ["/borte/", "/aldri-vaert/", "/kneprotese/#under", "/kne/#under", "http://unn.localhost/borte/"]
)
def test_a_dead_link_is_found(address: str) -> None:
    assert len(links.dead(page(f'<a href="{address}">Kneprotese</a>'), known())) == 1


def test_a_page_that_is_not_there_may_still_hold_its_own_skip_link() -> None:
    assert links.dead(replace(GONE, body='<a href="#m">Hopp</a><main id="m"></main>'), known()) == []


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/x">Les mer</a>',
        '<a href="/x">Klikk her!</a>',
        '<a href="/x"> </a>',
        '<a href="/x"><img src="/i.png" alt=""></a>',
        '<a href="/x">https://unn.no/kne</a>',
        '<a href="/x">www.unn.no</a>',
        '<a href="/x">unn.no/behandlinger/kne</a>',
        '<a href="/x" aria-label="Her">Kneprotese</a>',
    ],
)
def test_a_link_that_does_not_say_where_it_leads_is_found(link: str) -> None:
    assert len(links.vague(page(link))) == 1


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/x">Les mer om kneprotese</a>',
        '<a href="/x">helsenorge.no</a>',
        '<a href="/b/x7k-tromso">https://unn.no/b/x7k-tromso</a>',
        '<a href="tel:55975000">55 97 50 00</a>',
        '<a href="/x"><img src="/i.png" alt="Kart"></a>',
        '<h2 id="t">Kne</h2><a href="/x" aria-labelledby="t">Les mer</a>',
    ],
)
def test_a_link_that_says_where_it_leads_passes(link: str) -> None:
    assert links.vague(page(link)) == []


def test_an_unencrypted_link_is_found_but_not_among_our_own_sites() -> None:
    assert links.insecure(page('<a href="http://x.no/">X</a> <a href="http://helse-bergen.localhost/">Y</a>')) == ["http://x.no/"]


@pytest.mark.parametrize(
    ("heavy", "assets", "what"),
    [
        (page("".join(f"<p>{hash((number, 'x'))}</p>" for number in range(3_000))), known(), "HTML"),
        (page("<p>x</p>" * 801), known(), "elements"),
        (page("".join(f'<img src="/{number}.png" alt="">' for number in range(6))), known(), "requests"),
        (page(), known(replace(STYLE, squeezed=20_481)), "styles"),
        (page(), known(replace(THEME, squeezed=1_025)), "theme"),
        (
            page(head='<script src="/x.js"></script>'),
            known(Answer(HOST, "/x.js", kind="text/javascript", squeezed=15_361)),
            "scripts",
        ),
    ],
)
def test_what_is_too_heavy_is_found(heavy: Answer, assets: links.Known, what: str) -> None:
    assert what in [fault.split(":")[0] for fault in budgets.over(heavy, assets)]


def test_a_long_list_may_have_many_elements() -> None:
    assert budgets.over(replace(page("<p>x</p>" * 801), templates=["public/list.html"]), known()) == []


@pytest.mark.parametrize(
    "asking",
    ['<img src="https://x.no/a.png" alt="">', '<iframe src="//x.no/"></iframe>', '<video poster="https://x.no/p.jpg"></video>'],
)
def test_asking_others_is_found(asking: str) -> None:
    assert len(budgets.foreign(page(asking))) == 1


@pytest.mark.parametrize(
    "written",
    [
        '<p style="color: red">x</p>',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<p onclick="x()">x</p>',
        '<a href="javascript:x()">x</a>',
    ],
)
def test_what_is_styled_or_run_in_the_page_is_found(written: str) -> None:
    assert len(markup.inline(page(written))) == 1


@pytest.mark.parametrize(
    "data", ["{", '{"@type": "Hospital"}', '{"@context": "https://schema.org"}', '{"@context": "x", "@graph": [{"name": "x"}]}']
)
def test_data_that_no_machine_understands_is_found(data: str) -> None:
    assert len(markup.data_faults(page(head=f'<script type="application/ld+json">{data}</script>'))) == 1


def test_html_with_faults_is_found() -> None:
    assert markup.invalid(page("<p><ul><li>x</li></ul></p>"))
    assert markup.invalid(page("<div>"))


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_header_is_found(name: str) -> None:
    assert markup.missing_headers(page(headers={key: value for key, value in HEADERS.items() if key != name}))


@pytest.mark.parametrize(
    "policy", [POLICY.replace("'self'", "'self' 'unsafe-inline'", 1), POLICY + "; img-src *", POLICY + "; script-src data:"]
)
def test_a_lax_policy_is_found(policy: str) -> None:
    assert len(markup.lax(policy)) == 1


FRAMED = POLICY.replace("form-action 'self'", "form-action 'none'").replace("frame-ancestors 'none'", "frame-ancestors *")


def test_a_page_in_anybodys_frame_neither_runs_nor_sends_anything() -> None:
    assert markup.lax(FRAMED, framed_from=HOST) == []
    assert markup.lax(FRAMED + "; script-src 'self'", framed_from=HOST) == ["script-src 'self'"]
    assert markup.lax(FRAMED + f"; img-src http://{HOST}:8000", framed_from=HOST) == []
    assert markup.lax(FRAMED + "; img-src *", framed_from=HOST) == ["img-src *"]
    assert markup.lax(FRAMED + "; img-src https://x.no", framed_from=HOST) == ["img-src https://x.no"]
    assert markup.lax(POLICY, framed_from=HOST) == ["form-action 'self'"]


def test_no_other_page_may_stand_in_anybodys_frame() -> None:
    headers = {**HEADERS, "content-security-policy": FRAMED}
    assert markup.missing_headers(page(headers=headers, route="embed/<uuid:id>")) == []
    assert markup.missing_headers(page(headers=headers, route="embed")) == ["frame-ancestors *"]


def test_a_page_of_another_room_is_a_type_of_its_own() -> None:
    types = {page(templates=[f"syndication/{name}.html", "syndication/base.html"]).page_type for name in ("embed", "copy")}
    assert types == {"syndication-embed.html", "syndication-copy.html"}


def test_a_cookie_is_found() -> None:
    assert markup.missing_headers(page(cookies=["sessionid"]))
    assert markup.missing_headers(page(headers={**HEADERS, "vary": "Accept-Encoding, Cookie"}))


def test_a_report_tells_each_fault_once_and_where() -> None:
    found = reports.faults([page("<p style='x'>x</p>", path=f"/{number}/") for number in range(3)], markup.inline)
    assert reports.told(found) == "\nstyle on <p> (on 3 pages, for example unn.localhost/0/)"
