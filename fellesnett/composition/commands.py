"""The semantics on JSON files (interfaces.md section 3): no database, no clock.

Bad input ends with code 2, one line on standard error that names file, field and fault, and nothing on standard output.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from fellesnett.composition import richtext
from fellesnett.composition.blocks import LANGUAGES, Edition
from fellesnett.composition.classifying import classify
from fellesnett.composition.composing import CompositionError, LanguageVersion, compose
from fellesnett.composition.documents import (
    DOCUMENT_LIMIT,
    InvalidDocument,
    plan_document,
    read_edition,
    read_layer,
    snapshot_document,
)
from fellesnett.composition.merging import merge
from fellesnett.composition.operations import LAYER_KINDS, Layer
from fellesnett.composition.updates import plan_update


class _Refusal(Exception):
    """What the person at the command line is told, in one line."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Refusal(f"{self.prog}: {message}")


def main_compose(argv: list[str]) -> int:
    """`fellesnett compose`: an edition and layers to a snapshot."""
    parser = _parser("compose", "Compose an edition and the layers on top of it into a page.")
    parser.add_argument("--edition", required=True, metavar="E.json")
    _add_layers(parser)
    parser.add_argument(
        "--elsewhere",
        action="append",
        default=[],
        metavar="E.json[:L.json...]",
        help="the same site's page in another language; several in order of preference",
    )
    parser.add_argument("--lenient", action="store_true", help="let operations stand that a policy was tightened against")
    return _run(parser, argv, _compose)


def main_plan_update(argv: list[str]) -> int:
    """`fellesnett plan-update`: what a new edition means for each block and operation."""
    parser = _parser("plan-update", "Say what a new edition means for each block and each operation.")
    _add_editions(parser)
    _add_layers(parser)
    parser.add_argument(
        "--through",
        action="append",
        default=[],
        metavar="E.json",
        help="an edition between the two, where a site is several behind; several in order",
    )
    parser.add_argument("--withdrawn", action="store_true", help="the topic is withdrawn or replaced")
    return _run(parser, argv, _plan_update)


def main_merge(argv: list[str]) -> int:
    """`fellesnett merge`: the three-way merge of one block."""
    parser = _parser("merge", "Merge a new national text into a local one, sentence by sentence.")
    for name in ("base", "national", "local"):
        parser.add_argument(f"--{name}", required=True, metavar=f"{name[0].upper()}.html")
    parser.add_argument("--language", default="nb", choices=LANGUAGES)
    return _run(parser, argv, _merge)


def main_classify(argv: list[str]) -> int:
    """`fellesnett classify`: the lowest change class the machine allows for each changed block."""
    parser = _parser("classify", "Say the lowest change class allowed for each changed block.")
    _add_editions(parser)
    return _run(parser, argv, _classify)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "compose": main_compose,
    "plan-update": main_plan_update,
    "merge": main_merge,
    "classify": main_classify,
}


# --- the four answers -----------------------------------------------------------------------------------------------


def _compose(given: argparse.Namespace) -> dict[str, Any]:
    edition = _edition(given.edition)
    layers = _layers(given.layer, edition)
    elsewhere = [_language_version(item) for item in given.elsewhere]
    try:
        return snapshot_document(compose(edition, layers, elsewhere=elsewhere, lenient=given.lenient))
    except CompositionError as error:
        raise _misfit(error, given.layer, layers) from error


def _plan_update(given: argparse.Namespace) -> dict[str, Any]:
    old, new = _two_editions(given)
    through = _between(given, old, new)
    layers = _layers(given.layer, old)
    return plan_document(plan_update(old, new, layers, withdrawn=given.withdrawn, through=through))


def _merge(given: argparse.Namespace) -> dict[str, Any]:
    base, national, local = (_rich_text(path) for path in (given.base, given.national, given.local))
    merged = merge(base, national, local, given.language)
    return {
        "result": merged.result,
        "html": merged.html,
        "units": [{"from": unit.origin, "text": unit.text} for unit in merged.units],
        "sensitive": list(merged.sensitive),
    }


def _classify(given: argparse.Namespace) -> dict[str, Any]:
    old, new = _two_editions(given)
    answers = classify(old, new)
    return {"changes": [{"block": item.block, "lowest": item.lowest, "tokens": list(item.tokens)} for item in answers]}


# --- arguments ------------------------------------------------------------------------------------------------------


def _parser(name: str, description: str) -> _Parser:
    return _Parser(prog=f"fellesnett {name}", description=description, allow_abbrev=False)


def _add_layers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--layer",
        action="append",
        default=[],
        metavar="L.json",
        help="a speaker's operations; several in the order group, site, place",
    )


def _add_editions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="old", required=True, metavar="E2.json")
    parser.add_argument("--to", dest="new", required=True, metavar="E3.json")


def _run(parser: _Parser, argv: list[str], answer: Callable[[argparse.Namespace], dict[str, Any]]) -> int:
    try:
        document = answer(parser.parse_args(argv))
    except (_Refusal, InvalidDocument) as refusal:
        print(" ".join(str(refusal).split()), file=sys.stderr)
        return 2
    spelled = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(spelled)
    else:
        stream.write(spelled.encode("utf-8"))
        stream.flush()
    return 0


# --- files ----------------------------------------------------------------------------------------------------------


def _edition(path: str) -> Edition:
    return read_edition(_json(path), path)


def _two_editions(given: argparse.Namespace) -> tuple[Edition, Edition]:
    """Two editions of one text, in order."""
    old, new = _edition(given.old), _edition(given.new)
    _refuse_other_text(given.new, new, given.old, old)
    if new.number < old.number:
        raise InvalidDocument(given.new, "number", f"is {new.number}, older than {old.number} in {given.old}")
    if new.number == old.number and new != old:
        raise InvalidDocument(given.new, "number", f"is {new.number} as in {given.old}, but the text differs")
    return old, new


def _between(given: argparse.Namespace, old: Edition, new: Edition) -> list[Edition]:
    """The editions between the two, in rising order."""
    through: list[Edition] = []
    least, least_path = old.number, given.old
    for path in given.through:
        edition = _edition(path)
        _refuse_other_text(path, edition, given.old, old)
        if edition.number <= least:
            raise InvalidDocument(path, "number", f"is {edition.number}, not after {least} in {least_path}")
        if edition.number >= new.number:
            raise InvalidDocument(path, "number", f"is {edition.number}, not before {new.number} in {given.new}")
        least, least_path = edition.number, path
        through.append(edition)
    return through


def _refuse_other_text(path: str, edition: Edition, first_path: str, first: Edition) -> None:
    for name in ("topic", "language"):
        if getattr(edition, name) != getattr(first, name):
            raise InvalidDocument(path, name, f"is {getattr(edition, name)!r}, but {getattr(first, name)!r} in {first_path}")


def _layers(paths: Sequence[str], edition: Edition) -> list[Layer]:
    layers = [read_layer(_json(path), path) for path in paths]
    rank = 0
    for path, layer in zip(paths, layers, strict=True):
        if LAYER_KINDS.index(layer.layer) < rank:
            raise InvalidDocument(path, "layer", "layers must be given in the order group, site, place")
        rank = LAYER_KINDS.index(layer.layer)
        if layer.language not in (None, edition.language):
            raise InvalidDocument(path, "language", f"is {layer.language!r}, but the edition is in {edition.language!r}")
    return layers


def _language_version(item: str) -> LanguageVersion:
    """`E.json`, or `E.json:L.json:L.json`."""
    first, *rest = item.split(":")
    edition = _edition(first)
    return LanguageVersion(edition, tuple(_layers(rest, edition)))


def _misfit(error: CompositionError, paths: Sequence[str], layers: Sequence[Layer]) -> InvalidDocument:
    """Names the file and field of the operation that does not fit."""
    for path, layer in zip(paths, layers, strict=True):
        for index, operation in enumerate(layer.operations):
            if operation.id == error.operation and error.target in (
                getattr(operation, "target", None),
                getattr(operation, "slot", None),
                "",
            ):
                field = f"operations[{index}]"
                return InvalidDocument(path, field, f"{error.reason} ({operation.op} {operation.id!r} on {error.target!r})")
    return InvalidDocument("compose", "", str(error))


def _rich_text(path: str) -> str:
    html = _text(path)
    try:
        active = richtext.active(html)
        if active:
            raise InvalidDocument(path, "html", f"holds what patients' pages may never hold: {', '.join(active)}")
        return richtext.normalize(html)
    except richtext.TooLarge as error:
        raise InvalidDocument(path, "html", str(error)) from error


def _json(path: str) -> object:
    text = _text(path)
    try:
        return json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InvalidDocument(path, f"line {error.lineno}", f"is not JSON: {error.msg}") from error
    except RecursionError as error:
        raise InvalidDocument(path, "", "is nested too deeply") from error
    except _Twice as error:
        raise InvalidDocument(path, str(error), "the key stands twice in one object") from error
    except ValueError as error:
        raise InvalidDocument(path, "", f"is not JSON: {error}") from error


class _Twice(Exception):
    """A key that stands twice in one object: the reader cannot know which was meant."""


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for key in keys if keys.count(key) > 1))
    return result


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _text(path: str) -> str:
    try:
        file = Path(path)
        if file.stat().st_size > DOCUMENT_LIMIT:
            raise InvalidDocument(path, "", f"is larger than {DOCUMENT_LIMIT} bytes")
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDocument(path, f"byte {error.start}", "is not UTF-8") from error
    except InvalidDocument:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidDocument(path, "", f"cannot be read: {reason}") from error
