"""A health atlas becomes a supporting article; its languages share block ids where they say the same in the same order."""

from __future__ import annotations

import pytest

from fellesnett.intake.markdown import to_html
from fellesnett.intake.recognizing import read
from fellesnett.intake.records import Refusal, StagedTopic
from fellesnett.intake.tests.samples import as_bytes, atlas, box, chapter


def topic(document: object) -> StagedTopic:
    return read(as_bytes(document), "atlas.json").topics[0]


def body(staged: StagedTopic) -> list[tuple[str, str]]:
    return [(block.type, block.html) for section in staged.texts[0].sections if section.key == "body" for block in section.blocks]


def test_chapters_fact_boxes_and_result_boxes_become_headed_blocks() -> None:
    staged = topic(
        atlas(
            "nb",
            chapter("Bruk", box("Mange bruker albuen."), box("Et ledd.", "faktaboks", overskrift="Hva er en albue?")),
            chapter(
                "Funn",
                box("", "resultatboks", overskrift="Albuer i alt", ingress="5 millioner.", resultat="Jevnt.", utvalg="* Alle"),
            ),
        )
    )
    assert body(staged) == [
        ("text", "<h3>Bruk</h3><p>Mange bruker albuen.</p>"),
        ("text", "<h3>Hva er en albue?</h3><p>Et ledd.</p>"),
        ("text", "<h3>Funn</h3><h4>Albuer i alt</h4><p>5 millioner.</p>"),
        ("text", "<p>Jevnt.</p>"),
        ("list", "<ul><li>Alle</li></ul>"),
    ]
    assert staged.texts[0].sections[0].blocks[0].html == "<p>Bruk av albuer i Norge.</p>"
    assert (staged.source_id, staged.kind, staged.synonyms) == ("helseatlas-albue", "support_article", (("nb", "Albue"),))
    assert "GPL-3.0" in staged.source
    assert staged.remarks == ()


def test_figures_maps_pictures_and_unknown_fields_are_on_the_list() -> None:
    staged = topic(
        atlas(
            "nb",
            chapter(
                "Funn",
                box('![Andel](/img/a.png "Andel albuer")\n\nTekst.', beskrivelse="Albue"),
                {
                    "type": "resultatboks",
                    "overskrift": "R",
                    "resultat": "Ja.",
                    "data": "a.json",
                    "kart": "k.geojson",
                    "oppdatert": "2024",
                },
                {"ingress": "Uten type."},
            ),
            frontpagetext="Kom og se.",
        )
    )
    assert {(remark.place, remark.what) for remark in staged.remarks if remark.left_out} == {
        ("kapittel[0].innhold[0].tekst", "Andel Andel albuer /img/a.png"),
        ("kapittel[0].innhold[0].beskrivelse", "Albue"),
        ("kapittel[0].innhold[1].data", "a.json"),
        ("kapittel[0].innhold[1].kart", "k.geojson"),
        ("kapittel[0].innhold[2].ingress", "Uten type."),
        ("frontpagetext", "Kom og se."),
    }


def test_a_box_with_nothing_but_a_picture_is_left_out_whole_and_the_heading_stands() -> None:
    staged = topic(atlas("nb", chapter("Figurer", box("![x](/a.png)"))))
    assert body(staged) == [("text", "<h3>Figurer</h3>")]
    assert "![x](/a.png)" in [remark.what for remark in staged.remarks]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"lang": "fr"}, "lang: språket «fr» er ikke et vi tar inn"),
        ({"filename": ""}, "filename: mangler"),
        ({"publisert": False}, "publisert: ikke publisert hos kilden"),
        ({"ingress": "", "kapittel": []}, "kapittel: artikkelen har ingen tekst"),
        ({"kapittel": "x"}, "kapittel: skal være en liste, men er tekst"),
    ],
)
def test_an_article_that_cannot_be_used_is_refused_by_place_and_fault(fields: dict[str, object], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(as_bytes(atlas("nb", **fields)), "atlas.json")  # type: ignore[arg-type]
    assert fault in str(refused.value)


def test_a_markdown_page_with_its_facts_on_top_is_an_article_too() -> None:
    facts = "---\nfilename: om\ntitle: Om atlaset\nlang: nb\n---\n"
    page = f"{facts}\nEt kart.\n\n<table><tr><th>A</th></tr>\n\n<TR><TD>1</TD></TR></table>\n"
    staged = read(page.encode(), "om.md").topics[0]
    assert staged.texts[0].title == "Om atlaset"
    assert body(staged) == [
        ("text", "<p>Et kart.</p>"),
        ("table", "<table><tbody><tr><th>A</th></tr><tr><td>1</td></tr></tbody></table>"),
    ]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("## Bruk ##\n\nTo\nlinjer.", "<h3>Bruk</h3>\n<p>To linjer.</p>"),
        ("#### Liten", "<h4>Liten</h4>"),
        ("* en\n* to\n  * under\n\n* tre", "<ul><li>en</li><li>to<ul><li>under</li></ul></li><li>tre</li></ul>"),
        ("1. en\n2) to", "<ol><li>en</li><li>to</li></ol>"),
        ("4. fire\n5. fem", "<ul><li>4. fire</li><li>5. fem</li></ul>"),
        ("- en\n  videre\n\nEtter.", "<ul><li>en videre</li></ul>\n<p>Etter.</p>"),
        (
            "|A|B|\n|:--|--:|\n|1|2 %|",
            '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
            "<tbody><tr><td>1</td><td>2 %</td></tr></tbody></table>",
        ),
        ("**Fet** og *skrå* og 5 * 3 * 2", "<p><strong>Fet</strong> og <em>skrå</em> og 5 * 3 * 2</p>"),
        ("[Les](https://a.test/b_(c)_d) nå", '<p><a href="https://a.test/b_(c)_d">Les</a> nå</p>'),
        ("Se <https://a.test/>.", '<p>Se <a href="https://a.test/">https://a.test/</a>.</p>'),
        ("lav <70 %. For høy", "<p>lav &lt;70 %. For høy</p>"),
        ("A & B &nbsp; C", "<p>A &amp; B &nbsp; C</p>"),
        ("fil\\_navn_med_strek", "<p>fil_navn_med_strek</p>"),
        ("En<!-- skjult --> og to", "<p>En og to</p>"),
        ("En <!-- aldri lukket", "<p>En &lt;!-- aldri lukket</p>"),
        ("* en\n\n\nEtter.\n\n  innrykket", "<ul><li>en</li></ul>\n<p>Etter.</p>\n<p>innrykket</p>"),
        ("Over\n\n---\n\nUnder", "<p>Over</p>\n<p>Under</p>"),
        ("to  \nlinjer", "<p>to<br> linjer</p>"),
        ("<u>Strek</u> her", "<u>Strek</u> her"),
        ("\x000\x01 tall", "<p>0 tall</p>"),
    ],
)
def test_the_markdown_of_the_atlases(markdown: str, html: str) -> None:
    assert to_html(markdown) == html
