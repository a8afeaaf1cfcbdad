"""`python -m bench [NAME]`: our figures beside a peer's or a limit's from the same run.

Prints a line a figure and writes the same to `bench/results/<date>.json` (interfaces.md section 1).
"""

from __future__ import annotations

import importlib
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

NAMES = ("merge", "compose", "roll_out", "pages", "api")
RESULTS = Path(__file__).parent / "results"


def line(figure: dict[str, Any]) -> str:
    verdict = {True: "met", False: "short", None: "beside"}[figure["met"]]
    return (
        f"{figure['name']} ours={figure['ours']} other={figure['other']} ({figure['what']}) "
        f"ratio={figure['ratio']} spread={figure['spread']} goal={figure['goal']} {verdict}"
    )


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"bench: no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    figures: list[dict[str, Any]] = []
    for name in wanted or NAMES:
        for figure in importlib.import_module(f"bench.{name}").run():
            print(line(figure), flush=True)
            figures.append(figure)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{date.today().isoformat()}.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
