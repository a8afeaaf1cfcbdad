"""A drawing from a designer's program comes in; one that could run, fetch or lead away is named and refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from fellesnett.pages.drawings import clean

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 30" {0}>{1}</svg>'
FROM_ILLUSTRATOR = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.0 -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" xmlns="http://www.w3.org/2000/svg" xmlns:i="http://ns.adobe.com/AdobeIllustrator/10.0/" x="0px" y="0px"
 viewBox="0 0 240.5 60" style="enable-background:new 0 0 240.5 60;" xml:space="preserve" i:pageBounds="0 0 1 1">
<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
<style type="text/css">.st0{fill:#003087;}.st1{fill:none;stroke:#E4002B;stroke-width:2;}</style>
<i:pgf>AAAA</i:pgf><g><path class="st0" d="M0 0h30v20z"/><path class="st1" d="M0 0h9"/></g></svg>"""


def drawing(inside: str = '<path d="M0 0h9v9z"/>', more: str = "") -> bytes:
    return HEAD.format(more, inside).encode()


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as found:
        clean(content)
    return found.value.messages[0]


def test_what_a_drawing_program_writes_for_itself_is_left_out_without_a_word() -> None:
    made = clean(FROM_ILLUSTRATOR)
    assert (made.width, made.height, made.colors) == (240, 60, ("#003087", "#e4002b"))
    for gone in (b"Generator", b"DOCTYPE", b"metadata", b"pgf", b"pageBounds", b"adobe"):
        assert gone not in made.content, gone
    assert b'class="st0"' in made.content
    assert clean(made.content).content == made.content


REFUSED = [
    ("<script>alert(1)</script>", "", "<script> (linje 1)"),
    ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>', "", "<script> (linje 1)"),
    ("<g>\n\n<foreignObject/></g>", "", "<foreignObject> (linje 3)"),
    ("<animate/>", "", "<animate>"),
    ('<image href="x.png"/>', "", "<image>"),
    ('<a href="https://example.org/"><path/></a>', "", "<a>"),
    ("<path/>", 'onload="alert(1)"', "attributtet onload"),
    ('<path OnClick="alert(1)"/>', "", "attributtet OnClick"),
    ("<path/>", 'xml:base="https://example.org/"', "attributtet base"),
    ('<use xlink:href="https://example.org/a.svg#b"/>', "", "en henvisning ut av tegningen i href"),
    ('<use href="data:image/svg+xml;base64,AAAA"/>', "", "en henvisning ut av tegningen i href"),
    ('<path fill="url(https://example.org/a.svg#b)"/>', "", "en henvisning ut av tegningen i fill"),
    ('<path style="fill:url( &quot;//example.org/a&quot; )"/>', "", "en henvisning ut av tegningen i style"),
    ('<path style="fill:\\75rl(//example.org/a)"/>', "", "en henvisning ut av tegningen i style"),
    ("<style>@import '//example.org/a.css';</style>", "", "<style> som henter noe utenfra"),
    ("<style>@font-face{src:url(//example.org/a)}</style>", "", "<style> som henter noe utenfra"),
    ("<style>.a{fill:<!-- -->u\\72l(//example.org/a)}</style>", "", "<style> som henter noe utenfra"),
]


@pytest.mark.parametrize(("inside", "more", "named"), REFUSED)
def test_what_could_run_fetch_or_lead_away_is_named(inside: str, more: str, named: str) -> None:
    text = refusal(drawing(inside, more))
    assert named in text
    assert text.endswith("Ta det bort, eller lagre den som «enkel SVG», og prøv igjen.")


def test_a_style_from_outside_in_front_of_the_drawing_is_found_too() -> None:
    assert "<?xml-stylesheet?>" in refusal(b'<?xml-stylesheet href="//example.org/a.css"?>' + drawing())


def test_everything_wrong_is_named_once_and_at_most_five() -> None:
    text = refusal(drawing("<script/><script/><animate/>" + "".join(f'<path on{letter}="x"/>' for letter in "abcdef")))
    assert text.count("<script>") == 1
    assert text.count("linje") == 5


def test_abbreviations_are_refused_before_they_can_grow() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + drawing("<text>&b;</text>")
    assert "ENTITY" in refusal(bomb)


@pytest.mark.parametrize("content", [b"<svg", b"<html/>", b"<svg/>", "<svg>é".encode("latin-1"), b'<svg xmlns="http://x/"/>'])
def test_what_is_no_drawing_is_told_so(content: bytes) -> None:
    assert refusal(content) == "Tegningen er ikke gyldig SVG."


@pytest.mark.parametrize("box", ["", "0 0 0 30", "0 0 90", "0 0 -9 9"])
def test_a_drawing_without_a_size_would_move_the_page(box: str) -> None:
    assert refusal(drawing().replace(b"0 0 90 30", box.encode())) == "Tegningen mangler størrelse (viewBox)."


def test_a_gradient_and_a_reuse_inside_the_drawing_are_let_in() -> None:
    inside = (
        '<defs><linearGradient id="g"><stop stop-color="red"/><stop stop-color="#00f"/></linearGradient></defs>'
        '<rect id="r" fill="url(#g)"/><use xlink:href="#r"/>'
    )
    assert clean(drawing(inside)).colors == ("#ff0000", "#0000ff")


@pytest.mark.parametrize(
    ("inside", "colors"),
    [
        ("<path/>", ("#000000",)),
        ('<g fill="white"><path/><path stroke="rgb(0, 0, 9)"/></g>', ("#ffffff", "#000009")),
        ('<clipPath id="c"><path/></clipPath><path style="fill: #FFF" clip-path="url(#c)"/>', ("#ffffff",)),
        ('<path fill="currentColor"/>', ("#000000",)),
        ('<path fill="none" stroke="#123456"/>', ("#123456",)),
        ('<path fill="var(--x)"/>', ()),
        ('<path fill="#fff" opacity=".5"/>', ()),
    ],
)
def test_the_colours_that_are_seen_are_told_or_none_where_they_cannot_be(inside: str, colors: tuple[str, ...]) -> None:
    assert clean(drawing(inside)).colors == colors
