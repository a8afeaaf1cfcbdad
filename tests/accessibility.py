"""The rules of axe asked of a page in the browser: one way, for gates and journeys.

Only what is broken is told: axe otherwise writes down every element that keeps every rule, which costs as much as finding out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

Rules = Mapping[str, Any]
"""What axe is asked, in its own words."""

SOURCE = Path(AXE_FILE_PATH).read_text()
ABOUT_COLORS = ["color-contrast", "link-in-text-block"]
EVERYTHING: Rules = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
COLORS: Rules = {"runOnly": {"type": "rule", "values": ABOUT_COLORS}}
"""The rules that can give another answer when only the theme changes. They are the dear ones: `tests/colours.py`."""
ALL_BUT_COLORS: Rules = {**EVERYTHING, "rules": {rule: {"enabled": False} for rule in ABOUT_COLORS}}
WIDE_TOO: Rules = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
"""The rules not about colours that can give another answer on a wide screen, where the whole was asked on a narrow one."""
SETTLED = """async () => { for (let turn = 0; turn < 9 && document.getAnimations().length; turn++) {
document.getAnimations().forEach(animation => animation.finish())
await new Promise(requestAnimationFrame) } }"""
"""What moves is where it ends: axe would find halfway colours pale. What an end sets going is ended too."""
BROKEN = """async ([rules, without]) => (await axe.run({ exclude: without.map(each => [each]) },
{ ...rules, resultTypes: ['violations'] })).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]))"""


def broken(page: Page, rules: Rules = EVERYTHING, *, without: Sequence[str] = ()) -> list[str]:
    """The rules that the page breaks, each with where. `without`: selectors of what was looked at before."""
    bring_axe(page)
    return told(page.evaluate(BROKEN, [rules, list(without)]))


def bring_axe(page: Page) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)


def told(faults: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{rule}: {html[:200]}" for rule, html in faults]
