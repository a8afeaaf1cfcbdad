"""What is wrong, told so that it can be mended: each fault once, with the pages that have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from tests.gates.pages import Answer

MOST = 30


def faults(answers: Iterable[Answer], check: Callable[[Answer], list[str]]) -> dict[str, list[str]]:
    """The pages with something wrong, by their addresses."""
    return {str(answer): wrong for answer in answers if (wrong := check(answer))}


def told(found: Mapping[str, list[str]]) -> str:
    """`FAULT (on 12 pages, for example ADDRESS)`, the most common first; the fault of one page does not hide another's."""
    where: dict[str, list[str]] = defaultdict(list)
    for address, wrong in found.items():
        for fault in dict.fromkeys(wrong):
            where[fault].append(address)
    ordered = sorted(where.items(), key=lambda item: -len(item[1]))
    lines = [f"{fault} (on {len(pages)} pages, for example {pages[0]})" for fault, pages in ordered[:MOST]]
    return "\n".join(["", *lines, *([f"and {len(ordered) - MOST} more"] if len(ordered) > MOST else [])])
