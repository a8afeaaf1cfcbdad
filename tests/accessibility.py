"""The rules of axe asked of a page in the browser: one way, for gates and journeys.

Only what is broken is told: axe otherwise writes down every element that keeps every rule, which costs as much as finding out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

SOURCE = Path(AXE_FILE_PATH).read_text()
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE_TOO = {"type": "rule", "values": ["target-size", "color-contrast", "scrollable-region-focusable", "link-in-text-block"]}
"""The rules that can give another answer on a wide screen, where the whole was asked on a narrow one."""
SETTLED = "Promise.allSettled(document.getAnimations().map(animation => animation.finished))"
BROKEN = """async ([rules, without]) => (await axe.run({ exclude: without.map(each => [each]) },
{ runOnly: rules, resultTypes: ['violations'] })).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]))"""


def broken(page: Page, rules: Mapping[str, Any] = EVERYTHING, *, without: Sequence[str] = ()) -> list[str]:
    """The rules that the page breaks, each with where. `without`: selectors of what was looked at before."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    return [f"{rule}: {html[:200]}" for rule, html in page.evaluate(BROKEN, [rules, list(without)])]
