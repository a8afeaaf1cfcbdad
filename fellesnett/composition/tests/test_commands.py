"""The semantics as commands: JSON on standard output, or one line on standard error and code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fellesnett.composition.commands import COMMANDS
from fellesnett.composition.documents import edition_document, layer_document
from fellesnett.composition.tests.samples import DUSJ, FASTE, edition, fill, layer, override, slot, text

OLD = edition(2, ("before", [text("b1", FASTE), slot("p1")]))
NEW = edition(3, ("before", [text("b1", FASTE.replace("gode sko", "innesko")), slot("p1")]))
NYNORSK = edition(2, ("before", [text("b1", "<p>Du må faste.</p>")]), language="nn")
SITE = layer(override("b1", FASTE.replace("resepsjonen", "vestibylen")), fill("p1"))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written = {
        "E2.json": edition_document(OLD),
        "E3.json": edition_document(NEW),
        "NN.json": edition_document(NYNORSK),
        "L.json": layer_document(SITE),
        "G.json": layer_document(layer(kind="group", owner="helse-vest")),
        "bad.json": layer_document(layer(override("b77", DUSJ))),
    }
    for name, document in written.items():
        (tmp_path / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    for name, html in (("B", FASTE), ("N", FASTE.replace("gode sko", "innesko")), ("L", DUSJ)):
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"topic": "x",\n "kind" "y"}', encoding="utf-8")
    (tmp_path / "latin.json").write_bytes('{"topic": "øre"}'.encode("latin-1"))
    (tmp_path / "twice.json").write_text('{"topic": "x", "topic": "y"}', encoding="utf-8")
    (tmp_path / "deep.json").write_text("[" * 200_000, encoding="utf-8")
    (tmp_path / "nan.json").write_text('{"number": NaN}', encoding="utf-8")
    (tmp_path / "script.html").write_text("<script>x</script>", encoding="utf-8")
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, object]:
    assert COMMANDS[argv[0]](list(argv[1:])) == 0
    streams = capsys.readouterr()
    assert streams.err == ""
    document = json.loads(streams.out)
    assert isinstance(document, dict)
    return document


@pytest.mark.usefixtures("files")
def test_compose(capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, "compose", "--edition", "E2.json", "--layer", "G.json", "--layer", "L.json")
    assert str(document["snapshot"]).startswith("sha256:")
    assert document["missing_slots"] == []


@pytest.mark.usefixtures("files")
def test_compose_with_another_language(capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, "compose", "--edition", "NN.json", "--elsewhere", "E2.json:L.json")
    assert document["sections"][0]["blocks"][0]["lang"] == "nb"  # type: ignore[index]


@pytest.mark.usefixtures("files")
def test_plan_update(capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, "plan-update", "--from", "E2.json", "--to", "E3.json", "--layer", "L.json")
    found = {item["operation"]: item["outcome"] for item in document["outcomes"]}  # type: ignore[attr-defined]
    assert found == {None: "unchanged", "o1": "proposal", "f1": "keep"}
    clean = answer(capsys, "plan-update", "--from", "E2.json", "--to", "E3.json")
    assert clean["snapshot_if_clean"] == answer(capsys, "compose", "--edition", "E3.json")["snapshot"]


def test_plan_update_over_several_editions(capsys: pytest.CaptureFixture[str], files: Path) -> None:
    between = edition_document(NEW) | {"lineage": [{"kind": "move", "from": ["b1"], "to": ["b9"]}]}
    between["sections"][0]["blocks"][0]["id"] = "b9"
    newest = between | {"number": 4, "lineage": []}
    for name, document in (("E3.json", between), ("E4.json", newest)):
        (files / name).write_text(json.dumps(document), encoding="utf-8")
    argv = ("plan-update", "--from", "E2.json", "--to", "E4.json", "--layer", "L.json")
    direct, told = answer(capsys, *argv), answer(capsys, *argv, "--through", "E3.json")
    found = [{item["operation"]: item["outcome"] for item in plan["outcomes"]} for plan in (direct, told)]  # type: ignore[attr-defined]
    assert [outcomes["o1"] for outcomes in found] == ["base_gone", "proposal"]


@pytest.mark.usefixtures("files")
def test_merge_and_classify(capsys: pytest.CaptureFixture[str]) -> None:
    merged = answer(capsys, "merge", "--base", "B.html", "--national", "N.html", "--local", "B.html")
    assert merged["result"] == "take_national"
    assert set(merged) == {"result", "html", "units", "sensitive"}
    classified = answer(capsys, "classify", "--from", "E2.json", "--to", "E3.json")
    assert [item["block"] for item in classified["changes"]] == ["b1"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("compose", "fellesnett compose: the following arguments are required: --edition"),
        ("compose --edition E2.json --colour red", "unrecognized arguments: --colour red"),
        ("compose --edition nowhere.json", "nowhere.json: cannot be read: No such file or directory"),
        ("compose --edition .", ".: cannot be read: Is a directory"),
        ("compose --edition broken.json", "broken.json: line 2: is not JSON"),
        ("compose --edition latin.json", "latin.json: byte 11: is not UTF-8"),
        ("compose --edition twice.json", "twice.json: topic: the key stands twice in one object"),
        ("compose --edition deep.json", "deep.json: is nested too deeply"),
        ("compose --edition nowhere.json", "nowhere.json: cannot be read"),
        ("plan-update --from E2.json --to E3.json --through E3.json", "E3.json: number: is 3, not before 3 in E3.json"),
        ("plan-update --from E2.json --to E3.json --through E2.json", "E2.json: number: is 2, not after 2 in E2.json"),
        ("plan-update --from E2.json --to E3.json --through NN.json", "NN.json: language: is 'nn', but 'nb' in E2.json"),
        ("compose --edition nan.json", "nan.json: is not JSON: NaN is no number"),
        ("compose --edition L.json", "L.json: layer: unknown key"),
        ("compose --edition E2.json --layer bad.json", "bad.json: operations[0]: unknown_target (override 'o1' on 'b77')"),
        ("compose --edition E2.json --layer L.json --layer G.json", "G.json: layer: layers must be given in the order"),
        ("plan-update --from E3.json --to E2.json", "E2.json: number: is 2, older than 3 in E3.json"),
        ("plan-update --from E2.json --to NN.json", "NN.json: language: is 'nn', but 'nb' in E2.json"),
        ("merge --base B.html --national N.html --local script.html", "script.html: html: holds what patients' pages"),
        ("merge --base B.html --national N.html --local L.html --language xx", "argument --language: invalid choice"),
    ],
)
@pytest.mark.usefixtures("files")
def test_bad_input_is_one_line_and_code_two(capsys: pytest.CaptureFixture[str], command: str, line: str) -> None:
    name, *argv = command.split()
    assert COMMANDS[name](argv) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert line in streams.err
    assert streams.err.count("\n") == 1
    assert streams.err.count(": is not JSON") <= 1
    named = line.split(":")[0]
    assert streams.err.startswith(named) or not named.endswith((".json", ".html"))
