"""Wagtail's editors in a browser that runs no script: national text, and a hospital's own pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.composition.units import plain
from fellesnett.desk.tests.unscripted import form_of
from fellesnett.desk.tests.wards import as_, said
from fellesnett.national.drafting import raw_sections
from fellesnett.national.models import TopicText
from fellesnett.national.tests.factories import make_text, national_editor, second_editor
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.models import Article

pytestmark = pytest.mark.django_db

TABLE = "<table><caption>Svar</caption><tbody><tr><th>Kne</th><td>2 uker</td></tr></tbody></table>"
WRITTEN: dict[str, Any] = {
    "before": [
        ("faste", "<p>Du må faste i <b>6 timer</b>.</p>"),
        ("dusj", "<ul><li>Dusj kvelden før.</li><li>Ta på rene klær.</li></ul>"),
        ("svar", {"type": "table", "html": TABLE, "policy": "locked"}),
        ("ring", {"slot": "phone", "label": "Telefon", "required": True}),
    ],
    "after": [("bilde", {"type": "image", "html": '<figure><img src="https://b.example/1.png" alt="Kne"></figure>'})],
}


@pytest.fixture
def knee() -> TopicText:
    return make_text(sections=WRITTEN)


@pytest.fixture
def desk(knee: TopicText) -> Client:
    return as_(national_editor())


def editor_of(text: TopicText) -> str:
    return reverse("wagtailsnippets_national_topictext:edit", args=[text.pk])


def words(text: TopicText, section: str = "before") -> list[tuple[str, str, Any]]:
    text.refresh_from_db()
    return [(block["id"], block["type"], block["value"].get("html")) for block in raw_sections(text)[section]]


def test_what_is_not_touched_is_not_changed(desk: Client, knee: TopicText) -> None:
    stood = raw_sections(knee)

    saved = desk.post(editor_of(knee), form_of(desk.get(editor_of(knee))), follow=True)

    assert "Utkastet er lagret" in said(saved)
    knee.refresh_from_db()
    for key, blocks in raw_sections(knee).items():
        assert [(block["id"], block["type"]) for block in blocks] == [(block["id"], block["type"]) for block in stood[key]]
    again = form_of(desk.get(editor_of(knee)))
    assert again["before-0-value-html-typed"] == ["Du må faste i **6 timer**."]
    assert again["before-1-value-html-typed"] == ["- Dusj kvelden før.\r\n- Ta på rene klær."]
    assert again["before-2-value-html"] == [TABLE]
    assert (again["before-3-value-slot"], again["before-3-value-required"]) == (["phone"], ["on"])
    assert again["after-0-value-alt"] == ["Kne"]


def test_a_block_says_something_else_and_the_others_stand(desk: Client, knee: TopicText) -> None:
    form = form_of(desk.get(editor_of(knee)))
    form["before-0-value-html-typed"] = ["Du må faste i **8 timer**.\r\n\r\nDrikk vann."]

    desk.post(editor_of(knee), form)

    first, second, *_rest = words(knee)
    assert first[0] == "faste"
    assert "<b>8 timer</b>" in first[2]
    assert "Drikk vann." in first[2]
    assert second[0] == "dusj"


def test_blocks_are_moved_by_the_number_of_their_place_and_removed_by_a_tick(desk: Client, knee: TopicText) -> None:
    form = form_of(desk.get(editor_of(knee)))
    form["before-0-order"] = ["3"]  # after the table, which stands there
    form["before-3-order"] = ["1"]
    form["before-1-deleted"].append("1")

    desk.post(editor_of(knee), form)

    assert [identity for identity, _kind, _html in words(knee)] == ["ring", "svar", "faste"]


@pytest.mark.parametrize("place", ["", "først", "-3", "99999999999999999999"])
def test_a_place_that_is_none_moves_nothing(desk: Client, knee: TopicText, place: str) -> None:
    form = form_of(desk.get(editor_of(knee)))
    form["before-1-order"] = [place]

    desk.post(editor_of(knee), form)

    assert [identity for identity, _kind, _html in words(knee)] == ["faste", "dusj", "svar", "ring"]


def test_a_block_is_added_and_written(desk: Client, knee: TopicText) -> None:
    form = form_of(desk.get(editor_of(knee)))
    form["during-new"] = ["warning"]
    offered = desk.post(editor_of(knee), form)
    form = form_of(offered)
    assert form["during-0-type"] == ["warning"]
    assert form["during-0-value-html-typed"] == [""]
    form["during-0-value-html-typed"] = ["Si fra om du er **gravid**."]

    saved = desk.post(editor_of(knee), form, follow=True)

    assert "Utkastet er lagret" in said(saved)
    [(identity, kind, html)] = words(knee, "during")
    assert (kind, "gravid</b>" in html, bool(identity)) == ("warning", True, True)


def test_what_is_wrong_is_said_where_it_is_and_given_back(desk: Client, knee: TopicText) -> None:
    form = form_of(desk.get(editor_of(knee)))
    form["after-0-value-url"] = ["ingen adresse"]
    form["before-1-value-html-typed"] = ["- Dusj nå."]

    answer = desk.post(editor_of(knee), form)

    assert "Skriv en adresse som begynner med https:// eller /." in said(answer)
    assert form_of(answer)["before-1-value-html-typed"] == ["- Dusj nå."]
    assert words(knee)[1][2].count("<li") == 2


def test_who_saves_last_is_told_and_her_words_stand_in_the_fields(desk: Client, knee: TopicText) -> None:
    form = form_of(desk.get(editor_of(knee)))
    other = as_(second_editor())
    theirs = form_of(other.get(editor_of(knee)))
    theirs["before-0-value-html-typed"] = ["Du må faste i 10 timer."]
    other.post(editor_of(knee), theirs)
    form["before-0-value-html-typed"] = ["Du må faste i 12 timer."]

    answer = desk.post(editor_of(knee), form)

    assert "faste i 10 timer" in said(answer)
    assert form_of(answer)["before-0-value-html-typed"] == ["Du må faste i 12 timer."]
    assert "10 timer" in words(knee)[0][2]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("before-count", "mange"),
        ("before-count", "-1"),
        ("before-count", "1000000000"),
        ("before-count", "7"),
    ],
)
def test_a_form_that_lost_a_part_is_answered_in_words(desk: Client, knee: TopicText, name: str, sent: str) -> None:
    stood = words(knee)
    form = form_of(desk.get(editor_of(knee)))
    form[name] = [sent]

    answer = desk.post(editor_of(knee), form)

    assert answer.status_code == 400
    assert words(knee) == stood


def test_of_html_only_what_the_editor_makes_is_kept(desk: Client, knee: TopicText) -> None:
    form = form_of(desk.get(editor_of(knee)))
    form["before-0-value-html"] = ['<p onclick="x()">Ja<script>alert(1)</script><img src=x> <b>nå']
    del form["before-0-value-html-typed"]

    desk.post(editor_of(knee), form)

    html = words(knee)[0][2]
    assert "nå</b>" in html
    assert not [sign for sign in ("script", "img", "onclick") if sign in html]


def test_raised_numbers_are_written_as_html_and_kept(desk: Client) -> None:
    text = make_text(sections={"before": [("dose", "<p>Mer enn 30 kg/m<sup>2</sup>.</p>")]})
    form = form_of(desk.get(editor_of(text)))
    [typed] = form["before-0-value-html-typed"]
    assert "<sup>2</sup>" in typed
    form["before-0-value-html-typed"] = [typed.replace("30", "35")]

    desk.post(editor_of(text), form)

    assert "35 kg/m<sup>2</sup>." in words(text)[0][2]


def test_what_the_editor_cannot_hold_is_not_taken_for_words(desk: Client) -> None:
    """Where a language is marked in the text, from an import, Wagtail's editor drops the mark; the words are as they were."""
    text = make_text(sections={"before": [("hils", '<p lang="en">Welcome</p><p>Velkommen.</p>')]})

    desk.post(editor_of(text), form_of(desk.get(editor_of(text))))

    assert [plain(html).strip() for _id, _kind, html in words(text)] == ["Welcome Velkommen."]


# --- a hospital's own pages -----------------------------------------------------------------------------------------


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def ward(bergen: Site) -> Client:
    return as_(make_user(roles={bergen.organization: Role.SITE_OWNER}))


ARTICLE = "wagtailsnippets_pages_article:"


def test_a_page_is_begun_written_and_published(ward: Client) -> None:
    form = form_of(ward.get(reverse(ARTICLE + "add")))
    form |= {"title": ["Besøk hos oss"], "lead": ["Du er velkommen."], "unit": ["Drift"], "slug": ["besok"], "body-new": ["text"]}
    begun = ward.post(reverse(ARTICLE + "add"), form, follow=True)
    form = form_of(begun)
    form["body-0-value-typed"] = ["## Når\r\n\r\nHver dag fra **15 til 19**."]
    form["body-new"] = ["links"]
    ward.post(begun.redirect_chain[-1][0] if begun.redirect_chain else reverse(ARTICLE + "add"), form)
    page = Article.objects.get()
    edit = reverse(ARTICLE + "edit", args=[page.pk])
    form = form_of(ward.get(edit))
    form["body-1-value-0-value-text"], form["body-1-value-0-value-href"] = ["Slik finner du fram"], ["/steder/"]

    ward.post(edit, {**form, "action-publish": ["1"]})

    page.refresh_from_db()
    assert page.live
    shown = Client().get(page.address, headers={"host": "bergen.localhost"}).content.decode()
    assert "<b>15 til 19</b>" in shown or "<strong>15 til 19</strong>" in shown
    assert "Slik finner du fram" in shown
