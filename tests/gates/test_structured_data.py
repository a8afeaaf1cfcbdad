"""What every page says of itself in schema.org's words: there on each, and held against the vocabulary by a type checker."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import extruct
import pytest

from tests.gates import pages, reports
from tests.gates.conftest import ROOT, World
from tests.gates.markup import DATA
from tests.gates.pages import Answer

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("gates")]

NODE = ROOT / "tests/contracts/node_modules"


def said(answer: Answer) -> list[dict[str, Any]]:
    """The things that the page tells of."""
    found = [json.loads(script.text or "") for script in answer.tree.xpath("//script[@type=$data]", data=DATA)]
    return [thing for each in found for thing in each.get("@graph", [each])]


def is_to_keep(answer: Answer) -> bool:
    """A page of a site that answers, at an address that is its own to keep."""
    ours = any(name.startswith("public/") for name in answer.templates)
    return ours and answer.status == 200 and bool(answer.tree.xpath("//link[@rel='canonical']"))


def unsaid(answer: Answer) -> list[str]:
    """What a page leaves out: what it is, or the way to it."""
    kinds = [str(thing.get("@type")) for thing in said(answer)]
    wanted = [] if answer.tree.xpath("//link[@rel='canonical']/@href")[0].count("/") <= 4 else ["BreadcrumbList"]
    return [f"no {kind}" for kind in wanted if kind not in kinds] or ([] if kinds else ["says nothing"])


def test_every_page_of_every_kind_says_what_it_is_and_the_way_to_it(world: World) -> None:
    found = reports.faults([page for page in world.pages if is_to_keep(page)], unsaid)
    assert not found, reports.told(found)


def test_others_read_the_same(world: World) -> None:
    for answer in pages.chosen(filter(is_to_keep, world.pages), "nb").values():
        read = extruct.extract(answer.body, base_url=f"http://{answer}", syntaxes=["json-ld"])["json-ld"]
        things = [thing for each in read for thing in each.get("@graph", [each])]
        assert [thing["@type"] for thing in things] == [thing["@type"] for thing in said(answer)]


@pytest.mark.skipif(not (NODE / "schema-dts").exists(), reason="schema-dts is not installed: tests/install-validator (needs npm)")
def test_it_is_said_in_words_that_schema_org_has(world: World, tmp_path: Path) -> None:
    """One page of every kind as a typed value. A misspelt word, or one that belongs to something else, does not compile."""
    chosen = {kind: said(answer) for kind, answer in pages.chosen(filter(is_to_keep, world.pages), "nb").items()}
    things = [(kind, thing) for kind, found in chosen.items() for thing in found]
    misspelt = ("misspelt", {"@type": "MedicalWebPage", "lastReviewd": "2026-11-24"})
    faults = untyped([*things, misspelt], tmp_path)
    assert [kind for kind, _fault in faults] == ["misspelt"], faults
    assert "lastReviewd" in faults[0][1]


def untyped(things: list[tuple[str, dict[str, Any]]], folder: Path) -> list[tuple[str, str]]:
    """What the compiler finds: the kind of each page with a fault, and the fault."""
    lines = ['import type { Thing, WithContext } from "schema-dts";']
    for number, (_kind, thing) in enumerate(things):
        value = json.dumps({"@context": "https://schema.org", **thing}, ensure_ascii=False)
        lines.append(f"export const page{number}: WithContext<Thing> = {value};")
    (folder / "pages.ts").write_text("\n".join(lines))
    options = {"strict": True, "noEmit": True, "skipLibCheck": True, "target": "es2022", "module": "es2022", "types": []}
    paths = {"moduleResolution": "bundler", "paths": {"schema-dts": [str(NODE / "schema-dts")]}}
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options | paths, "files": ["pages.ts"]}))
    ran = subprocess.run(
        [str(NODE / ".bin/tsc"), "-p", str(folder), "--pretty", "false"], capture_output=True, text=True, check=False, timeout=180
    )
    found = re.findall(r"^\S*pages\.ts\((\d+),\d+\): (.+)", ran.stdout, re.MULTILINE)
    assert bool(found) == bool(ran.returncode), ran.stdout + ran.stderr
    return [(things[int(line) - 2][0], fault) for line, fault in found]
