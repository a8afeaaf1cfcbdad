"""A page from the English health service becomes a draft topic, and all that does not fit is on the list."""

from __future__ import annotations

from datetime import date

import pytest

from fellesnett.intake.recognizing import read
from fellesnett.intake.records import Refusal, StagedTopic
from fellesnett.intake.tests.samples import as_bytes, itchy_elbow, nhs_element, nhs_page, nhs_section


def topic(document: object) -> StagedTopic:
    return read(as_bytes(document), "page.json").topics[0]


def html_of(staged: StagedTopic, section: str) -> list[tuple[str, str]]:
    return [(block.type, block.html) for part in staged.texts[0].sections if part.key == section for block in part.blocks]


def test_a_condition_finds_its_sections_by_health_aspect() -> None:
    staged = topic(itchy_elbow())
    assert (staged.source_id, staged.kind, staged.reviewed) == ("nhs-conditions-itchy-elbow", "condition", date(2024, 5, 6))
    assert [section.key for section in staged.texts[0].sections] == ["introduction", "symptoms", "treatment", "be_aware"]
    assert html_of(staged, "introduction") == [("text", "<p>Itchy elbow is common.</p>")]
    assert html_of(staged, "symptoms") == [
        ("text", "<h3>How it feels</h3><p>It itches.</p>"),
        ("list", "<p>You may notice:</p><ul><li>red skin</li><li>warm skin</li></ul>"),
    ]
    assert html_of(staged, "be_aware") == [("warning", "<h3>See a GP if:</h3><ul><li>it itches for 3 weeks</li></ul>")]
    assert "Open Government Licence v3.0" in staged.source
    assert staged.texts[0].language == "en"
    assert staged.remarks == ()


@pytest.mark.parametrize(
    ("genre", "path", "kind"),
    [
        ("Condition", "conditions/x", "condition"),
        ("Test", "conditions/x", "examination"),
        ("Medicine", "medicines/x", "treatment"),
        ("Vaccine", "vaccinations/x", "treatment"),
        ("Advice or information", "live-well/x", "support_article"),
        ("", "conditions/x", "condition"),
        ("", "live-well/x", "support_article"),
    ],
)
def test_the_kind_comes_from_the_genre_and_else_from_the_folder(genre: str, path: str, kind: str) -> None:
    assert topic(nhs_page(nhs_element("Words.", "lead paragraph"), genre=genre, path=path)).kind == kind


def test_a_section_without_aspect_is_placed_by_its_heading_and_the_list_says_so() -> None:
    staged = topic(nhs_page(nhs_section("Treating an elbow", nhs_element("<p>Rest.</p>"))))
    assert html_of(staged, "treatment") == [("text", "<h3>Treating an elbow</h3><p>Rest.</p>")]
    [remark] = staged.remarks
    assert remark.what == "Treating an elbow"
    assert "plassert under «treatment» etter overskriften" in remark.why
    assert not remark.left_out


def test_an_unknown_aspect_is_placed_and_named() -> None:
    staged = topic(
        nhs_page(nhs_element("Lead.", "lead paragraph"), nhs_section("Poetry", nhs_element("<p>Ode.</p>"), aspect="Poetic"))
    )
    assert ("text", "<h3>Poetry</h3><p>Ode.</p>") in html_of(staged, "introduction")
    assert "ukjent side av saken «Poetic»" in staged.remarks[0].why


def test_pictures_films_and_links_are_left_out_with_all_their_words() -> None:
    picture = {
        "@type": "ImageObject",
        "name": "A red elbow",
        "caption": "<p>Red</p>",
        "credit": "Agency",
        "url": "https://x.test/a.jpg",
    }
    film = {
        "@type": "VideoObject",
        "name": "How to rest",
        "description": "A film",
        "text": "<video></video><script>run()</script>",
    }
    link = {"@type": "WebPageElement", "name": "link", "headline": "Knees", "url": "https://api.service.nhs.uk/knees/"}
    links = {"@type": "WebPageElement", "name": "keylinks", "headline": "See also", "mainEntityOfPage": [link]}
    staged = topic(nhs_page(nhs_element("Lead.", "lead paragraph"), nhs_section("Elbow", picture, film), links))
    left = {remark.what: remark.place for remark in staged.remarks if remark.left_out}
    assert left["A red elbow | Red | Agency | https://x.test/a.jpg"] == "mainEntityOfPage[1].mainEntityOfPage[0]"
    assert any(words.startswith("How to rest | A film") for words in left)
    assert "Knees https://api.service.nhs.uk/knees/" in left
    assert "See also" in left
    assert staged.tally.read == staged.tally.placed + staged.tally.left == 6


def test_questions_reveals_tables_and_callouts_keep_their_words() -> None:
    table = "<table><tr><th>Age</th><th>Dose</th></tr><tr><td><span>Age</span><p>8 weeks</p></td><td>1 ml</td></tr></table>"
    staged = topic(
        nhs_page(
            nhs_section(
                "Common questions",
                {
                    "@type": "Question",
                    "name": "chq",
                    "text": "Does it hurt?",
                    "acceptedAnswer": {"mainEntity": [nhs_element("<p>No.</p>")]},
                },
                {
                    "@type": "WebPageElement",
                    "name": "Reveal",
                    "subjectOf": "Doses",
                    "mainEntity": [{"name": "Table", "mainEntity": table}],
                },
                nhs_element("<p>Tell your GP.</p>", "Callout"),
            ),
            genre="Advice or information",
        )
    )
    assert html_of(staged, "body") == [
        ("text", "<h3>Common questions</h3><h4>Does it hurt?</h4><p>No.</p>"),
        ("text", "<h3>Doses</h3>"),
        (
            "table",
            "<table><tbody><tr><th>Age</th><th>Dose</th></tr><tr><td><p>8 weeks</p></td><td>1 ml</td></tr></tbody></table>",
        ),
        ("text", "<p>Tell your GP.</p>"),
    ]
    whys = " ".join(remark.why for remark in staged.remarks)
    assert "callout" in whys
    assert "gjentatt i cellene" in whys
    assert "mangler bildetekst" in whys


def test_what_an_aspect_says_beyond_the_page_is_on_the_list() -> None:
    aspect = {
        "@type": "HealthTopicContent",
        "url": "https://api.service.nhs.uk/conditions/itchy-elbow/#x",
        "headline": "How it feels",
    }
    aspect["hasPart"] = [nhs_element("<p>It  itches.</p>"), nhs_element("<p>Elsewhere it tingles.</p>")]  # type: ignore[assignment]
    staged = topic(itchy_elbow(hasPart=[aspect], description="A summary for search."))
    assert [remark.what for remark in staged.remarks] == ["Elsewhere it tingles.", "A summary for search."]


def test_a_medicine_page_that_is_only_links_is_built_from_its_aspects() -> None:
    aspect = {
        "url": "https://api.service.nhs.uk/nhs-website-content/medicines/elbowol/side-effects/#a",
        "hasHealthAspect": "http://schema.org/SideEffectsHealthAspect",
        "headline": "Side effects",
        "hasPart": [
            nhs_element("<p>Tickling.</p>"),
            nhs_element("<ul><li>you faint</li></ul>", identifier="immediate", headline="Call 999 if:"),
        ],
    }
    links = {"name": "keylinks", "mainEntityOfPage": [{"name": "link", "headline": "About", "url": "https://x.test/"}]}
    staged = topic(nhs_page(links, name="Elbowol", path="medicines/elbowol", genre="Medicine", hasPart=[aspect]))
    assert html_of(staged, "be_aware") == [
        ("text", "<h3>Side effects</h3><p>Tickling.</p>"),
        ("warning", "<h3>Call 999 if:</h3><ul><li>you faint</li></ul>"),
    ]


def test_a_list_of_links_is_refused_and_says_how_many() -> None:
    links = {"name": "keylinks", "mainEntityOfPage": [{"name": "link", "headline": "Elbows", "url": "https://x.test/"}] * 3}
    with pytest.raises(Refusal, match=r"^hub\.json: mainEntityOfPage: siden har ingen egen tekst, bare 3 lenker"):
        read(as_bytes(nhs_page(links, genre="")), "hub.json")


def test_links_inside_the_api_lead_to_the_public_page_and_dead_ones_are_named() -> None:
    knee = "https://api.service.nhs.uk/nhs-website-content/conditions/knee/"
    text = f'<p><a href="{knee}">Knee</a> <a href="javascript:run()">Run</a></p>'
    staged = topic(nhs_page(nhs_section("About", nhs_element(text), aspect="Overview")))
    assert html_of(staged, "introduction")[0][1].endswith('<p><a href="https://www.nhs.uk/conditions/knee/">Knee</a> Run</p>')
    assert [remark.what for remark in staged.remarks] == ["Run -> javascript:run()"]


def test_a_field_that_is_not_text_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match=r"mainEntityOfPage\[0\]\.text: skal være tekst, men er en liste"):
        read(as_bytes(nhs_page(nhs_element(["x"], "lead paragraph"))), "page.json")  # type: ignore[arg-type]
    with pytest.raises(Refusal, match=r"mainEntityOfPage\[0\]: skal være et objekt, men er tekst"):
        read(as_bytes(nhs_page("words")), "page.json")  # type: ignore[arg-type]
