"""Files become draft topics: once, again with changes, and with editors at work in between."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event
from fellesnett.intake.actions import CHANGED, CREATED, UNCHANGED, Outcome, foresee, stage, take_in, take_in_all
from fellesnett.intake.models import ImportedText
from fellesnett.intake.records import Refusal
from fellesnett.intake.tests.samples import as_bytes, atlas, box, chapter, document, itchy_elbow, lines, nhs_element
from fellesnett.national import actions as national
from fellesnett.national.drafting import sections_document
from fellesnett.national.models import Topic, TopicText
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("nasjonal@example.no", roles={make_national_office(): Role.NATIONAL_EDITOR})


def taken(data: bytes, by: User, at: datetime, name: str = "side.json") -> Outcome:
    staging = stage(files=[(name, data)])
    assert staging.refusals == ()
    return take_in(topic=staging.topics[0], by=by, at=at)


def blocks(language: str = "en") -> dict[str, str]:
    text = TopicText.objects.get(language=language)
    return {block["id"]: block.get("html", "") for section in sections_document(text) for block in section["blocks"]}


def test_a_page_becomes_a_draft_topic_with_source_and_review(editor: User, now: datetime) -> None:
    outcome = taken(as_bytes(itchy_elbow()), editor, now)
    assert outcome.texts == (("en", CREATED),)
    topic = Topic.objects.get(key="nhs-conditions-itchy-elbow")
    assert (topic.kind, topic.unit, topic.owner) == ("condition", "NHS (importert)", None)
    assert "Open Government Licence" in topic.source
    text = topic.texts.get()
    assert text.title == "Itchy elbow"
    assert "Kildens siste gjennomgang: 06.05.2024" in text.note_editors
    assert [child.block_type for child in text.be_aware] == ["warning"]
    assert text.latest_revision is not None
    assert set(Event.objects.values_list("verb", flat=True)) == {"topic.created", "text.written"}


def test_the_same_file_twice_leaves_everything_alone(editor: User, now: datetime) -> None:
    taken(as_bytes(itchy_elbow()), editor, now)
    written = Event.objects.count()
    outcome = taken(as_bytes(itchy_elbow()), editor, now)
    assert (outcome.state, outcome.remarks) == (UNCHANGED, ())
    assert Event.objects.count() == written
    assert ImportedText.objects.count() == 1


def test_a_changed_file_changes_only_what_changed_and_names_what_went(editor: User, now: datetime) -> None:
    taken(as_bytes(itchy_elbow()), editor, now)
    before = blocks()
    page = itchy_elbow()
    page["mainEntityOfPage"][3]["mainEntityOfPage"][0]["text"] = "<p>Use a cream three times a day.</p><p>Wash your hands.</p>"
    del page["mainEntityOfPage"][2]
    outcome = taken(as_bytes(page), editor, now)
    after = blocks()
    assert outcome.texts == (("en", CHANGED),)
    assert {name for name in after if before.get(name) != after[name]} == {
        name for name in before if "twice a day" in before[name]
    }
    [gone] = [remark for remark in outcome.remarks if "borte fra kilden" in remark.why]
    assert gone.what == "See a GP if: it itches for 3 weeks"


def test_what_editors_did_to_the_draft_stands(editor: User, now: datetime) -> None:
    taken(as_bytes(itchy_elbow()), editor, now)
    topic = Topic.objects.get()
    sections = sections_document(topic.texts.get())
    sections[0]["blocks"][0]["html"] = "<p>Our own words.</p>"
    sections[0]["blocks"].append({"id": "own", "type": "slot", "slot": "phone", "label": "Telephone", "required": True})
    national.write_text(topic=topic, language="en", title="Our title", sections=sections, by=editor, at=now)
    page = itchy_elbow()
    page["name"] = "Elbow, itchy"
    page["mainEntityOfPage"][0]["text"] = "Itchy elbow is rare."
    page["mainEntityOfPage"].append(nhs_element("A second lead.", "lead paragraph"))
    outcome = taken(as_bytes(page), editor, now)
    text = topic.texts.get()
    words = blocks()
    assert text.title == "Our title"
    assert "<p>Our own words.</p>" in words.values()
    assert "<p>A second lead.</p>" in words.values()
    assert "own" in words
    clashes = [remark.what for remark in outcome.remarks if "både redaksjonen og kilden" in remark.why]
    assert clashes == ["Itchy elbow is rare.", "Elbow, itchy"]


def test_languages_from_two_files_meet_in_one_topic(editor: User, now: datetime) -> None:
    nb = as_bytes(atlas("nb", chapter("Bruk", box("Mange."))))
    en = as_bytes(atlas("en", chapter("Use", box("Many.")), mainTitle="Elbow atlas", ingress="Elbows in Norway."))
    outcomes, refusals = take_in_all(staging=stage(files=[("nb.json", nb), ("en.json", en)]), by=editor, at=now)
    assert refusals == ()
    assert [outcome.texts for outcome in outcomes] == [(("nb", CREATED),), (("en", CREATED),)]
    assert list(blocks("nb")) == list(blocks("en"))
    assert Topic.objects.get().title == "Helseatlas albue"


def test_foresee_tells_what_would_happen_and_stores_nothing(editor: User, now: datetime) -> None:
    nb = as_bytes(atlas("nb", chapter("Bruk", box("Mange."))))
    en = as_bytes(atlas("en", chapter("Use", box("Many."), box("More.")), mainTitle="Elbow atlas", ingress="Elbows."))
    staging = stage(files=[("nb.json", nb), ("en.json", en), ("nb.json", nb)])
    foreseen = foresee(staging=staging)
    assert Topic.objects.count() == ImportedText.objects.count() == Event.objects.count() == 0
    assert take_in_all(staging=staging, by=editor, at=now) == foreseen
    assert [outcome.state for outcome in foreseen[0]] == [CREATED, CREATED, UNCHANGED]


def test_one_topic_that_is_stopped_does_not_stop_the_others_and_is_taken_next_time(editor: User, now: datetime) -> None:
    data = lines(document("nob", ("h", "A"), ("p", "x"), group="a"), document("nob", ("h", "B"), ("p", "y"), group="b"))
    national.create_topic(key="giellalt-a", kind="treatment", title="A", unit="U", owner=None, by=editor, at=now)
    steps: list[tuple[int, int]] = []
    outcomes, refusals = take_in_all(
        staging=stage(files=[("nav.jsonl", data)]), by=editor, at=now, progress=lambda done, total: steps.append((done, total))
    )
    assert [outcome.key for outcome in outcomes] == ["giellalt-b"]
    assert [str(refusal) for refusal in refusals] == [
        "nav.jsonl: giellalt-a: temaet finnes som «treatment», men filen leses som «support_article»"
    ]
    assert steps == [(1, 2), (2, 2)]
    Topic.objects.filter(key="giellalt-a").update(kind="support_article")
    outcomes, refusals = take_in_all(staging=stage(files=[("nav.jsonl", data)]), by=editor, at=now)
    assert [(outcome.key, outcome.state) for outcome in outcomes] == [("giellalt-a", CREATED), ("giellalt-b", UNCHANGED)]
    assert refusals == ()


def test_a_text_that_editors_wrote_is_never_taken_for_an_imported_one(editor: User, now: datetime) -> None:
    topic = national.create_topic(key="giellalt-a", kind="support_article", title="A", unit="U", owner=None, by=editor, at=now)
    national.write_text(topic=topic, language="nb", title="A", sections=[], by=editor, at=now)
    staging = stage(files=[("nav.jsonl", lines(document("nob", ("h", "A"), ("p", "x"), group="a")))])
    with pytest.raises(Refusal, match="temaet har alt en tekst på «nb» som ikke er importert"):
        take_in(topic=staging.topics[0], by=editor, at=now)
    assert ImportedText.objects.count() == 0


def test_a_draft_that_somebody_has_locked_is_left_and_reported(editor: User, now: datetime) -> None:
    taken(as_bytes(itchy_elbow()), editor, now)
    other = make_user(roles={make_national_office(): Role.NATIONAL_EDITOR})
    TopicText.objects.update(locked=True, locked_by=other)
    page = itchy_elbow()
    page["mainEntityOfPage"][0]["text"] = "Itchy elbow is rare."
    outcomes, refusals = take_in_all(staging=stage(files=[("side.json", as_bytes(page))]), by=editor, at=now)
    assert outcomes == ()
    assert refusals[0].place == "nhs-conditions-itchy-elbow"
    assert "rare" not in str(blocks())


def test_a_hospitals_editor_takes_nothing_in(now: datetime) -> None:
    local = make_user(roles={make_site("bergen").organization: Role.EDITOR})
    with pytest.raises(national.NotAllowed):
        taken(as_bytes(itchy_elbow()), local, now)
    assert Topic.objects.count() == 0


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.json").write_bytes(as_bytes(itchy_elbow(description="=1+1")))
    (tmp_path / "error.json").write_text('{"statusCode": 404, "message": "Resource not found"}')
    return tmp_path


def run(*arguments: object) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("national", "import", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as done:
        return int(str(done.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_refused_file_is_one_line_and_code_2_and_the_others_come_in(editor: User, folder: Path) -> None:
    code, out, err = run(folder / "error.json", folder / "page.json", folder / "missing.json", "--report", folder / "report.csv")
    assert code == 2
    assert sorted(err.strip().splitlines()) == [
        "error.json: statusCode: et feilsvar fra kilden (404: Resource not found), ikke en side",
        "missing.json: kan ikke leses: No such file or directory",
    ]
    assert out == "1 nye temaer, 0 endret, 0 uendret. 7 tekstbiter lest: 6 plassert, 1 utelatt og meldt.\n"
    assert Topic.objects.count() == 1
    with (folder / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(row["fil"], row["sted"], row["hva"], row["utelatt"]) for row in rows] == [
        ("page.json", "description", "'=1+1", "ja"),
        ("missing.json", "", "", "ja"),
        ("error.json", "statusCode", "", "ja"),
    ]


def test_a_dry_run_says_the_same_and_stores_nothing(editor: User, folder: Path) -> None:
    code, out, _err = run(folder / "page.json", "--dry-run")
    assert code == 0
    assert out.splitlines() == [
        "1 nye temaer, 0 endret, 0 uendret. 7 tekstbiter lest: 6 plassert, 1 utelatt og meldt.",
        "Prøvekjøring: ingenting er lagret.",
    ]
    assert Topic.objects.count() == 0


def test_who_takes_it_in_is_named_or_the_first_national_editor(editor: User, folder: Path) -> None:
    run(folder / "page.json", "--by", "NASJONAL@example.no")
    assert ImportedText.objects.get().taken_in_by == editor
    with pytest.raises(CommandError, match=r"det er ingen bruker med adressen nobody@example\.no") as refused:
        run(folder / "page.json", "--by", "nobody@example.no")
    assert refused.value.returncode == 2


def test_without_a_national_editor_the_command_asks_for_one(folder: Path) -> None:
    with pytest.raises(CommandError, match="oppgi hvem med --by"):
        run(folder / "page.json")


def test_someone_without_the_right_is_told_so(folder: Path) -> None:
    make_user("lokal@example.no")
    with pytest.raises(CommandError, match="Bare nasjonale redaktører"):
        run(folder / "page.json", "--by", "lokal@example.no")


def test_many_topics_tell_how_far_they_have_come(editor: User, tmp_path: Path) -> None:
    (tmp_path / "nav.jsonl").write_bytes(lines(*(document("nob", ("p", f"Side {n}"), group=f"g{n}") for n in range(30))))
    code, out, _err = run(tmp_path / "nav.jsonl")
    assert code == 0
    assert out.startswith("25 av 30 temaer\n30 nye temaer")
