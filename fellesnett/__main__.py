"""The command-line program `fellesnett`, also `python -m fellesnett`.

The pure semantics run without Django; everything else is a Django management command of one of our rooms.
"""

from __future__ import annotations

import sys

PURE = ("compose", "plan-update", "merge", "classify")


def main(argv: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if argv is None else argv
    if arguments and arguments[0] in PURE:
        from fellesnett.composition.commands import COMMANDS

        return COMMANDS[arguments[0]](arguments[1:])
    from fellesnett.config.cli import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
