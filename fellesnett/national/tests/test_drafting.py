"""Drafts in Wagtail: block ids survive every road, and there is no door to the patients."""

from __future__ import annotations

import json

import pytest
from django.forms import modelform_factory
from django.test import RequestFactory
from wagtail.admin.panels import get_edit_handler
from wagtail.models import DraftStateMixin, WorkflowMixin

from fellesnett.composition.documents import edition_document
from fellesnett.editorial.models import Event
from fellesnett.national import actions
from fellesnett.national.blocks import TextBlock
from fellesnett.national.drafting import edition_value, raw_sections, sections_document, stream_data
from fellesnett.national.models import TopicText
from fellesnett.national.sections import SECTION_KEYS, TEMPLATES, TopicKind
from fellesnett.national.tests.factories import (
    AT,
    FASTING,
    make_edition,
    make_text,
    make_topic,
    national_editor,
    second_editor,
    sections_of,
)
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db

TABLE = (
    "<table><caption>Faste</caption><thead><tr><th>Hva</th><th>Timer</th></tr></thead>"
    "<tbody><tr><td>Mat</td><td>6</td></tr></tbody></table>"
)
IMAGE = '<figure><img alt="Et kne &amp; en protese" src="/media/kne.jpg"><figcaption>Kneet</figcaption></figure>'
FILM = '<figure><video src="https://film.example/kne.mp4"></video><figcaption>Slik øver du</figcaption></figure>'
ONLY_A_LINK = {
    "name": "helsenorge.no",
    "address": "https://www.helsenorge.no/sykdom/",
    "title": "",
    "fetched": None,
    "licence": "",
}
EVERYTHING = {
    "introduction": [("i1", "<p>Et nytt kne kan gjøre hverdagen lettere.</p>")],
    "before": [
        ("b1", "<p>Du må <strong>faste</strong> i 6 timer.</p><ul><li>Ikke spis.</li></ul>"),
        ("b2", {"slot": "phone", "label": "Telefon til poliklinikken", "required": True, "policy": "supplement_only"}),
        ("b3", {"type": "table", "html": TABLE}),
        ("b4", {"type": "warning", "html": "<p>Ring 113 ved brystsmerter.</p>", "policy": "locked"}),
        ("b5", {"type": "image", "html": IMAGE}),
        ("b6", {"type": "video", "html": FILM}),
        ("b7", {"type": "list", "html": '<ol><li>Se <a href="https://helse.example/kne">om kneet</a></li></ol>'}),
        (
            "b8",
            {
                "type": "source",
                "html": "<p>Et kne med slitasje gjør vondt.</p>",
                "policy": "locked",
                "attribution": {
                    "name": "helsenorge.no",
                    "address": "https://www.helsenorge.no/sykdom/",
                    "title": "Artrose",
                    "fetched": "2026-03-12",
                    "licence": "Etter avtale",
                },
            },
        ),
        ("b9", {"type": "source", "html": "", "policy": "locked", "attribution": ONLY_A_LINK}),
    ],
}
ODD_IDS = ["b1", "kneprotese-før-1", "x" * 80, "3fa85f64-5717-4562-b3fc-2c963f66afa6", "nhs:knee/before#2", "Æ.ø_å~", "0"]


# --- values ---------------------------------------------------------------------------------------------------------


def test_what_is_written_is_what_the_edition_says():
    text = make_text(make_topic("kneprotese"), EVERYTHING)
    document = edition_document(edition_value(TopicText.objects.get(pk=text.pk), 1))
    written = {block["id"]: block for section in sections_of(EVERYTHING) for block in section["blocks"]}
    read = {block["id"]: block for section in document["sections"] for block in section["blocks"]}
    assert list(read) == list(written)
    for identity, block in written.items():
        assert read[identity].items() >= block.items()


def test_an_edition_can_be_written_back_as_a_draft_and_nothing_has_changed():
    edition = make_edition(make_topic("kneprotese"), EVERYTHING)
    text = actions.write_text(
        topic=edition.topic, language="nb", title=edition.title, sections=edition.sections, by=national_editor(), at=AT
    )
    with pytest.raises(actions.NotReady) as refusal:
        actions.submit(text=text, by=national_editor(), at=AT)
    assert refusal.value.codes == ("nothing_changed",)


def test_writing_replaces_the_whole_text():
    topic = make_topic()
    make_text(topic, EVERYTHING)
    text = make_text(topic, {"after": [("a1", "<p>Hjem.</p>")]})
    assert [block["id"] for section in sections_document(text) for block in section["blocks"]] == ["a1"]


def test_a_section_that_no_template_has_is_refused():
    with pytest.raises(KeyError, match="epilogue"):
        stream_data([{"key": "epilogue", "blocks": []}])
    with pytest.raises(actions.NotReady, match="epilogue"):
        make_text(make_topic(), {"epilogue": []})


@pytest.mark.parametrize("kind", TopicKind.values)
def test_every_template_is_made_of_sections_that_a_text_has(kind):
    assert set(TEMPLATES[kind]) <= set(SECTION_KEYS)
    text = make_text(make_topic(kind=kind), {"introduction": [("i1", "<p>Velkommen.</p>")]})
    assert [section["key"] for section in sections_document(text)] == list(TEMPLATES[kind])


# --- ids survive Wagtail --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", ODD_IDS)
def test_any_block_id_survives_the_editors_form(identity):
    text = make_text(make_topic(), {"before": [(identity, "<p>Du må faste.</p>"), ("other", {"slot": "place", "label": "Sted"})]})
    form = modelform_factory(TopicText, fields=["title", "before"])
    posted = {"title": "Kneprotese", **_as_posted("before", TopicText.objects.get(pk=text.pk))}
    bound = form(posted, instance=TopicText.objects.get(pk=text.pk))
    assert bound.is_valid(), bound.errors
    saved = TopicText.objects.get(pk=bound.save().pk)
    assert [block["id"] for block in sections_document(saved)[2]["blocks"]] == [identity, "other"]


def _as_posted(section, text):
    """What the browser sends back of a section that nobody touched."""
    posted = {f"{section}-count": str(len(getattr(text, section)))}
    for index, child in enumerate(getattr(text, section)):
        prefix = f"{section}-{index}"
        posted |= {
            f"{prefix}-id": child.id,
            f"{prefix}-type": child.block_type,
            f"{prefix}-order": str(index),
            f"{prefix}-deleted": "",
        }
        for name, value in child.value.items():
            if name == "html":
                posted[f"{prefix}-value-html"] = json.dumps(_contentstate("Du må faste."))
            elif value is not False:
                posted[f"{prefix}-value-{name}"] = value
    return posted


def _contentstate(words):
    block = {"key": "aaaaa", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return {"blocks": [block], "entityMap": {}}


def test_the_editors_form_adds_keys_that_leave_the_hash_as_it_was():
    text = make_text(make_topic(), {"before": [("b1", "<p>Du må faste.</p>")]})
    before = edition_value(text, 1)
    form = modelform_factory(TopicText, fields=["before"])(_as_posted("before", text), instance=text)
    form.save()
    saved = TopicText.objects.get(pk=text.pk)
    assert "data-block-key" in raw_sections(saved)["before"][0]["value"]["html"]
    assert edition_value(saved, 1) == before


# --- revisions, history, locking, preview ---------------------------------------------------------------------------


def test_every_writing_is_a_revision_that_can_be_brought_back():
    topic = make_topic()
    text = make_text(topic)
    first = text.latest_revision
    text = make_text(topic, {"before": [("b1", "<p>Noe helt annet.</p>")]})
    assert text.revisions.count() == 2
    assert text.latest_revision.get_previous() == first
    restored = first.as_object()
    assert sections_document(restored)[2]["blocks"][0]["html"] == FASTING["before"][0][1]
    restored.save_revision(user=national_editor(), previous_revision=first)
    restored.save()
    assert sections_document(TopicText.objects.get())[2]["blocks"][0]["id"] == "b1"
    assert TopicText.objects.get().revisions.count() == 3


def test_bringing_back_an_old_wording_does_not_forget_what_was_split():
    text = make_text(make_topic(), {"before": [("b1", "<p>En. To.</p>")]})
    first = text.latest_revision
    text = actions.split_block(
        text=text, block="b1", parts=[("b2", "<p>En.</p>"), ("b3", "<p>To.</p>")], by=national_editor(), at=AT
    )
    assert text.revisions.get(pk=first.pk).as_object().pending_lineage == text.pending_lineage != []


def test_two_revisions_are_compared_field_by_field():
    topic = make_topic()
    first = make_text(topic).latest_revision
    second = make_text(topic, {"before": [("b1", "<p>Noe helt annet.</p>")]}).latest_revision
    panel = get_edit_handler(TopicText).get_bound_panel(instance=topic.texts.get(), request=None, form=None)
    compared = [compare(first.as_object(), second.as_object()) for compare in panel.get_comparison()]
    assert [str(item.field_label()) for item in compared if item.has_changed()] == ["Før"]


def test_history_says_who_wrote():
    text = make_text(make_topic())
    assert [revision.user for revision in text.revisions] == [national_editor()]
    assert Event.objects.get(verb="text.written").payload == {"revision": text.latest_revision_id}


def test_a_text_that_a_colleague_has_locked_is_not_written():
    topic = make_topic()
    text = make_text(topic)
    TopicText.objects.update(locked=True, locked_by=second_editor(), locked_at=AT)
    with pytest.raises(actions.NotReady) as refusal:
        make_text(topic, {"before": [("b1", "<p>Noe annet.</p>")]})
    assert refusal.value.codes == ("locked",)
    with pytest.raises(actions.NotReady):
        actions.move_block(text=text, block="b1", section="after", position=0, by=national_editor(), at=AT)
    assert text.revisions.count() == 1


def test_a_draft_has_nothing_that_wagtail_could_publish_schedule_or_approve():
    assert not issubclass(TopicText, DraftStateMixin | WorkflowMixin)
    text = make_text(make_topic())
    for door in ("publish", "unpublish", "go_live_at", "expire_at", "live"):
        assert not hasattr(text, door)


def test_publishing_a_revision_is_impossible_even_for_code_that_tries():
    text = make_text(make_topic())
    with pytest.raises(AttributeError):
        text.latest_revision.publish()


def test_the_preview_shows_the_draft_in_its_language_and_nothing_that_runs():
    text = make_text(make_topic("kneprotese"), EVERYTHING, language="nn", title="Kneprotese & kne")
    getattr(text, "before").append(("text", {"html": "<p>Hei<script>alert(1)</script></p>", "policy": "open"}))  # noqa: B009
    answer = text.serve_preview(RequestFactory().get("/"), "")
    html = answer.render().content.decode()
    assert '<html lang="nn">' in html
    assert "Kneprotese &amp; kne" in html
    assert "fylles ut av sykehuset" in html
    assert "<script" not in html
    assert html.index('data-block="i1"') < html.index('data-block="b1"')


def test_an_empty_draft_can_be_previewed():
    text = make_text(make_topic(), {})
    assert "Teksten er tom" in text.serve_preview(RequestFactory().get("/"), "").render().content.decode()


# --- who may, and language versions ---------------------------------------------------------------------------------


def test_only_national_editors_write():
    editor = make_user(roles={make_organization(): Role.EDITOR})
    with pytest.raises(actions.NotAllowed, match="nasjonale redaktører"):
        actions.write_text(topic=make_topic(), language="nb", title="X", sections=[], by=editor, at=AT)
    assert not TopicText.objects.exists()


@pytest.mark.parametrize("language", ["xx", "NB", "norsk"])
def test_a_language_that_is_not_ours_is_refused(language):
    with pytest.raises(actions.NotReady) as refusal:
        make_text(make_topic(), language=language)
    assert "unknown_language" in refusal.value.codes


def test_a_language_version_starts_with_the_blocks_of_the_source_and_their_ids():
    topic = make_topic()
    source = make_text(topic, EVERYTHING)
    nynorsk = actions.start_language_version(topic=topic, language="nn", by=national_editor(), at=AT)
    assert sections_document(TopicText.objects.get(pk=nynorsk.pk)) == sections_document(source)
    assert (nynorsk.language, nynorsk.title, nynorsk.revisions.count()) == ("nn", source.title, 1)


def test_a_language_version_is_started_once_and_from_a_text_that_exists():
    topic = make_topic()
    with pytest.raises(actions.NotReady) as refusal:
        actions.start_language_version(topic=topic, language="nn", by=national_editor(), at=AT)
    assert refusal.value.codes == ("no_source",)
    make_text(topic)
    actions.start_language_version(topic=topic, language="nn", by=national_editor(), at=AT)
    with pytest.raises(actions.NotReady) as refusal:
        actions.start_language_version(topic=topic, language="nn", by=national_editor(), at=AT)
    assert refusal.value.codes == ("language_exists",)


def test_a_machine_draft_says_so_all_the_way():
    edition = make_edition(make_topic())
    actions.start_language_version(topic=edition.topic, language="se", by=national_editor(), at=AT, machine_draft=True)
    candidate = actions.submit(text=TopicText.objects.get(language="se"), by=national_editor(), at=AT)
    assert candidate.machine_draft


def test_the_field_one_writes_in_is_named_also_for_those_who_hear_it() -> None:
    assert TextBlock().child_blocks["html"].field.widget.options["ariaLabel"] == "Tekst"
