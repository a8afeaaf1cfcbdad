"""`fellesnett SUBJECT [VERB] ...`: the management commands of our rooms, listed by subject."""

from __future__ import annotations

import sys

from django.core.management import BaseCommand, ManagementUtility, get_commands, load_command_class

from fellesnett.composition.commands import COMMANDS as PURE_COMMANDS
from fellesnett.config.settings import choose


def ours() -> dict[str, str]:
    """The names of our own management commands and the rooms they live in."""
    everybodys = sorted(get_commands().items())
    return {name: app for name, app in everybodys if isinstance(app, str) and app.startswith("fellesnett.")}


def run(arguments: list[str]) -> int:
    """Run one command. Returns the exit code; `--help` lists every command with its first line of help."""
    choose()
    import django

    django.setup()
    if not arguments or arguments[0] in ("help", "--help", "-h"):
        _print_help()
        return 0
    if arguments[0] not in ours():
        print(f"fellesnett: there is no command {arguments[0]!r}; see fellesnett --help", file=sys.stderr)
        return 2
    ManagementUtility(["fellesnett", *arguments]).execute()
    return 0


def _print_help() -> None:
    print(
        "fellesnett: write patient information once, approve it locally, publish it everywhere\n\nThe semantics, on JSON files:"
    )
    for name in PURE_COMMANDS:
        print(f"  {name}")
    print("\nThe system:")
    for name, app in ours().items():
        command: BaseCommand = load_command_class(app, name)
        print(f"  {name:<16} {command.help}")
