"""Composing a page and planning an update, beside the cost of merely writing the same page down as JSON.

The pages are made: forty blocks of four sentences in eight sections, a group's, a site's and a place's layer. Every round
has texts of its own, and every cache is emptied where a figure says cold.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from bench.merge import PLAIN, SENSITIVE
from fellesnett.composition.blocks import Block, Change, Edition, Lineage, Section
from fellesnett.composition.canonical import block_hash
from fellesnett.composition.composing import compose
from fellesnett.composition.documents import snapshot_document
from fellesnett.composition.operations import Base, Content, Fill, Layer, Operation, Override, Retitle, Supplement
from fellesnett.composition.updates import plan_update

SEEDS = (11, 23, 37)
SECTIONS = 8
BLOCKS = 40
SITES = 50
PAGES = 200
LIMIT_COMPOSE = 1.0
LIMIT_PLAN = 100.0


def run() -> list[dict[str, Any]]:
    """All figures: milliseconds, with the limit or the reference in the same unit."""
    warm, written, cold, plans, cold_plans = ([each(seed) for seed in SEEDS] for each in _MEASURES)
    return [
        _row("compose.page", warm, statistics.median(written), "ms for a page of 40 blocks; json.dumps of the same page", 1.0),
        _row("compose.page_cold", cold, statistics.median(written), "ms, nothing known; json.dumps of the same page", 20.0),
        _row("compose.plan_50", plans, LIMIT_PLAN, "ms for an edition and 50 sites' layers; the limit", LIMIT_PLAN),
        _row("compose.plan_50_cold", cold_plans, LIMIT_PLAN, "ms, nothing known, own texts at each; the limit", LIMIT_PLAN),
    ]


def _row(name: str, values: list[float], other: float, what: str, limit: float) -> dict[str, Any]:
    middle = statistics.median(values)
    return {
        "name": name,
        "ours": round(middle, 3),
        "other": round(other, 3),
        "what": what,
        "ratio": round(middle / other, 3),
        "spread": round(max(values) - min(values), 3),
        "goal": f"<= {limit:g} ms",
        "met": middle <= limit,
    }


# --- measures -------------------------------------------------------------------------------------------------------


def warm_page(seed: int) -> float:
    """Milliseconds for a page whose blocks have been seen before, as when a site's page is composed again."""
    edition, layers = page(seed), list(three_layers(seed))
    compose(edition, layers)
    return _milliseconds(lambda: compose(edition, layers), PAGES)


def written_page(seed: int) -> float:
    """Milliseconds for `json.dumps` of the composed page: what no composer can do without."""
    document = snapshot_document(compose(page(seed), list(three_layers(seed))))
    return _milliseconds(lambda: json.dumps(document, sort_keys=True, ensure_ascii=False), PAGES)


def cold_page(seed: int) -> float:
    """Milliseconds for a page of which nothing has been seen before."""
    return statistics.median(_cold(partial(compose, edition, layers)) for edition, layers in _pages(seed))


def _pages(seed: int) -> list[tuple[Edition, list[Layer]]]:
    return [(page(seed * 100 + number), list(three_layers(seed * 100 + number))) for number in range(10)]


def plan_for_sites(seed: int) -> float:
    """Milliseconds to plan one edition for fifty sites, planned once before."""
    old, new, sites = update(seed)
    _plans(old, new, sites)
    return _milliseconds(lambda: _plans(old, new, sites), 5)


def cold_plan_for_sites(seed: int) -> float:
    """Milliseconds to plan one edition for fifty sites when nothing is known of either."""
    old, new, sites = update(seed)
    return statistics.median(_cold(lambda: _plans(old, new, sites)) for _ in range(3))


def _plans(old: Edition, new: Edition, sites: list[Layer]) -> None:
    for site in sites:
        plan_update(old, new, [site])


_MEASURES: tuple[Callable[[int], float], ...] = (warm_page, written_page, cold_page, plan_for_sites, cold_plan_for_sites)


def _milliseconds(work: Callable[[], object], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) * 1000 / times


def _cold(work: Callable[[], object]) -> float:
    forget()
    gc.collect()
    return _milliseconds(work, 1)


_READ_AT_START = frozenset({"lexicon", "_written_with_digits"})


def forget() -> None:
    """Empties every cache of composition but the word lists, which a server reads once when it starts."""
    for name, module in list(sys.modules.items()):
        if not name.startswith("fellesnett.composition"):
            continue
        for function, value in list(vars(module).items()):
            if function not in _READ_AT_START and hasattr(value, "cache_clear"):
                value.cache_clear()


# --- pages ----------------------------------------------------------------------------------------------------------


def page(seed: int, number: int = 1) -> Edition:
    """Forty blocks in eight sections, four of them slots."""
    chance = random.Random(seed)
    blocks = [_block(chance, index) for index in range(BLOCKS)]
    each = BLOCKS // SECTIONS
    sections = tuple(Section(f"s{key}", tuple(blocks[key * each : (key + 1) * each])) for key in range(SECTIONS))
    return Edition("kneprotese", "treatment", "nb", number, "Kneprotese", sections)


def _block(chance: random.Random, index: int) -> Block:
    if index % 10 == 9:
        return Block(f"b{index}", "slot", slot="phone", label="Telefon", required=True)
    return Block(f"b{index}", html=_paragraph(chance))


def _paragraph(chance: random.Random) -> str:
    sentences = [*chance.sample(PLAIN["nb"], 3), chance.choice(SENSITIVE["nb"])]
    chance.shuffle(sentences)
    return f"<p>{' '.join(_said(chance, sentence) for sentence in sentences)}</p>"


def _said(chance: random.Random, sentence: str) -> str:
    """One of the ways to say a sentence, with a number of its own so that no two texts are alike."""
    while "{" in sentence:
        head, _, rest = sentence.partition("{")
        choices, _, tail = rest.partition("}")
        sentence = head + chance.choice(choices.split("|")) + tail
    return sentence


def three_layers(seed: int) -> tuple[Layer, Layer, Layer]:
    """A group's, a site's and a place's."""
    edition = page(seed)
    return (
        Layer("group", "helse-vest", (_override(edition, seed, "g", 1), _supplement("g2", "b3", seed))),
        site(edition, seed),
        Layer("place", "kysthospitalet", (_supplement("p1", "b7", seed + 1), Fill("p2", "b39", "55 97 50 00"))),
    )


def site(edition: Edition, seed: int) -> Layer:
    """What one hospital says: three overrides, two supplements, three values and a title."""
    operations: list[Operation] = [_override(edition, seed, "s", block) for block in (2, 12, 22)]
    operations += [_supplement(f"t{block}", f"b{block}", seed + block) for block in (5, 25)]
    operations += [Fill(f"f{block}", f"b{block}", "55 97 50 00") for block in (9, 19, 29)]
    return Layer("site", f"sykehus-{seed}", (*operations, Retitle("r1", "Protese i kneet")))


def _override(edition: Edition, seed: int, name: str, index: int) -> Override:
    block = next(item for section in edition.sections for item in section.blocks if item.id == f"b{index}")
    own = block.html.replace("</p>", f" {_said(random.Random(seed), PLAIN['nb'][0])[:-1]} hos avdeling {seed}.</p>")
    base = Base(edition.number, block_hash(block))
    return Override(f"{name}{index}", block.id, (Content("text", own),), base)


def _supplement(name: str, target: str, seed: int) -> Supplement:
    return Supplement(name, "after", target, (Content("text", _paragraph(random.Random(seed))),))


def update(seed: int) -> tuple[Edition, Edition, list[Layer]]:
    """An edition, the next one with ten blocks changed, one split and one moved, and fifty sites' own texts."""
    old = page(seed)
    chance = random.Random(seed + 1)
    changed = {f"b{index}" for index in (0, 2, 4, 12, 14, 20, 22, 30, 34, 38)}
    sections = [[_changed(block, changed, chance) for block in section.blocks] for section in old.sections]
    sections[1][1:2] = [Block("n1", html=_paragraph(chance)), Block("n2", html=_paragraph(chance))]
    sections[2].append(sections[3].pop(0))
    new = replace(
        old,
        number=2,
        sections=tuple(Section(f"s{key}", tuple(blocks)) for key, blocks in enumerate(sections)),
        lineage=(Lineage("split", ("b6",), ("n1", "n2")),),
        changes=tuple(Change(block, "content") for block in sorted(changed)),
    )
    return old, new, [site(old, seed * 1000 + number) for number in range(SITES)]


def _changed(block: Block, changed: set[str], chance: random.Random) -> Block:
    if block.id not in changed:
        return block
    first, _, rest = block.html.partition(". ")
    return replace(block, html=f"{first} hos oss. {rest or _said(chance, PLAIN['nb'][1])}")
