"""Drawings (SVG) from outside: shapes, letters and colours come in, and nothing that can run, fetch or lead away.

What is dangerous is refused by name, so that whoever made the drawing can take it out. What is only a drawing program's own
notes is left out without a word. The door that serves drawings forbids them to run or fetch anything as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree
from PIL import ImageColor

SVG, XLINK, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
SHAPES = frozenset(["path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use"])
FRAMES = frozenset(["svg", "g", "defs", "symbol", "title", "desc", "style", "clipPath", "mask", "pattern"])
ELEMENTS = SHAPES | FRAMES | {"linearGradient", "radialGradient", "stop"}
ACTIVE = frozenset(["script", "foreignObject", "iframe", "object", "embed", "handler", "listener"])  # in whatever namespace
NOTES = frozenset({"metadata"})
UNSEEN = frozenset({"clipPath", "mask", "title", "desc"})
PAINT = ("fill", "stroke", "stop-color")

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_AWAY = re.compile(r"""url\(\s*(?!["']?\s*#)|@import|@font-face|\\|javascript:|data:|https?:""", re.I)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PAINTED = re.compile(r"(?:^|[;{\s])(fill|stroke|stop-color)\s*:\s*([^;}!]+)", re.I)
_CLASS = re.compile(r"\.([-\w]+)")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing fit to be stored: its bytes, its size, and the colours in it. No colours: they could not be told."""

    content: bytes
    width: int
    height: int
    colors: tuple[str, ...]


def clean(content: bytes) -> Drawing:
    """The drawing in these bytes. Raises ValidationError that names what it must not hold, and where."""
    root = _parsed(content)
    if found := list(dict.fromkeys(_dangerous(root))):
        text = _("Tegningen inneholder %(found)s. Ta det bort, eller lagre den som «enkel SVG», og prøv igjen.")
        raise ValidationError(text % {"found": ", ".join(found[:5])})
    _leave_out_notes(root)
    box = [float(number) for number in _NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4 or not (box[2] > 0 and box[3] > 0):
        raise ValidationError(_("Tegningen mangler størrelse (viewBox)."))
    return Drawing(etree.tostring(root), max(1, round(box[2])), max(1, round(box[3])), _colors(root))


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise ValidationError(_("Tegningen er ikke gyldig SVG.")) from problem
    if root.tag != f"{{{SVG}}}svg":
        raise ValidationError(_("Tegningen er ikke gyldig SVG."))
    inside: Any = root.getroottree().docinfo.internalDTD
    if inside is not None and next(inside.iterentities(), None) is not None:
        raise ValidationError(_("Tegningen inneholder forkortelser (ENTITY). Lagre den som «enkel SVG», og prøv igjen."))
    return root


def _dangerous(root: Any) -> Iterator[str]:
    """What the drawing must not hold, as a person can find it: `<script> (linje 3)`."""
    line = _("linje %(number)s")
    for node in (*root.itersiblings(preceding=True), *root.iter()):
        where = " (" + line % {"number": node.sourceline} + ")"
        if node.tag is etree.PI:
            if node.target == "xml-stylesheet":
                yield f"<?xml-stylesheet?>{where}"
        elif isinstance(node.tag, str):
            yield from (found + where for found in _wrong_with(node))


def _wrong_with(node: Any) -> Iterator[str]:
    name = etree.QName(node)
    known = name.localname in ELEMENTS | NOTES
    if name.localname in ACTIVE or (name.namespace in (SVG, None) and not known):
        yield f"<{name.localname}>"
    if name.localname == "style" and _AWAY.search("".join(node.itertext())):
        yield _("<style> som henter noe utenfra")
    for key, value in node.attrib.items():
        attribute = etree.QName(key)
        short = attribute.localname.lower()
        leads = short in ("href", "src") and not value.strip().startswith("#")
        if short.startswith("on") or (attribute.namespace == XML and short == "base"):
            yield _("attributtet %(name)s") % {"name": attribute.localname}
        elif name.namespace == SVG and (leads or (attribute.namespace is None and _AWAY.search(value))):
            yield _("en henvisning ut av tegningen i %(name)s") % {"name": attribute.localname}


def _leave_out_notes(root: Any) -> None:
    """Comments, metadata, and what drawing programs write for themselves."""
    for node in list(root.iter()):
        ours = isinstance(node.tag, str) and etree.QName(node).namespace in (SVG, None)
        if (not ours or etree.QName(node).localname in NOTES) and node.getparent() is not None:
            _without(node)
        elif ours:
            for key in [key for key in node.attrib if etree.QName(key).namespace not in (None, XLINK, XML)]:
                del node.attrib[key]
    etree.cleanup_namespaces(root)


def _without(node: Any) -> None:
    """Take a node away, and leave the words that stood after it."""
    before, parent = node.getprevious(), node.getparent()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _colors(root: Any) -> tuple[str, ...]:
    """Every colour that is seen, as `#rrggbb`; none where one of them cannot be told, or is seen through."""
    found: dict[str, None] = {}
    if b"opacity" in etree.tostring(root):
        return ()
    painted = _painted_classes(root)
    for node in root.iter(*(f"{{{SVG}}}{name}" for name in SHAPES | {"g", "svg", "stop"})):
        if any(etree.QName(above).localname in UNSEEN for above in node.iterancestors()):
            continue
        values = [paint for _name, paint in _paint_of(node, painted)]
        if etree.QName(node).localname in SHAPES - {"use", "line"} and not _is_filled(node, painted):
            values.append("#000000")
        for value in values:
            color = _color(value)
            if color is None:
                return ()
            found |= {color: None} if color else {}
    return tuple(found)


def _paint_of(node: Any, painted: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """(property, value) of what a node says itself of its colours."""
    own = [(name, node.get(name)) for name in PAINT if node.get(name)]
    own += [(name.lower(), value.strip()) for name, value in _PAINTED.findall(node.get("style", ""))]
    for word in node.get("class", "").split():
        own += painted.get(word, [])
    return own


def _is_filled(node: Any, painted: dict[str, list[tuple[str, str]]]) -> bool:
    """Is a fill said by the shape or by anything around it? Else it is black."""
    return any(name == "fill" for each in (node, *node.iterancestors()) for name, _value in _paint_of(each, painted))


def _painted_classes(root: Any) -> dict[str, list[tuple[str, str]]]:
    """What the drawing's own style says of each class."""
    painted: dict[str, list[tuple[str, str]]] = {}
    for style in root.iter(f"{{{SVG}}}style"):
        for selector, body in _RULE.findall("".join(style.itertext())):
            said = [(name.lower(), value.strip()) for name, value in _PAINTED.findall(body)]
            for word in _CLASS.findall(selector):
                painted.setdefault(word, []).extend(said)
    return painted


def _color(value: str) -> str | None:
    """`#rrggbb`; empty for what is no colour of its own (`none`, a gradient of the drawing); None where it cannot be told."""
    text = value.strip().lower()
    if text in ("none", "transparent", "inherit") or text.startswith("url("):
        return ""
    if text == "currentcolor":
        return "#000000"
    try:
        return "#" + "".join(f"{part:02x}" for part in ImageColor.getrgb(text)[:3])
    except ValueError:
        return None
