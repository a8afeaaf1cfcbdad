"""Rich text in one normal form: the only edge where foreign HTML comes in (interfaces.md section 3, block hash).

Two texts that a reader cannot tell apart have the same normal form, and so the same hash.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

import nh3

LIMIT = 1_000_000
DEPTH = 100
ROUNDS = 8
REMEMBERED = 5_000
"""Texts up to this length, in characters, are normalised once: the same block is hashed, merged and compared."""

INLINE = frozenset({"a", "br", "em", "img", "span", "strong", "sub", "sup"})
RENAMED = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
TABLES = frozenset({"table", "caption", "thead", "tbody", "tr", "th", "td"})
MEDIA = frozenset({"figure", "figcaption", "video"})
BLOCKS = frozenset({"p", "ul", "ol", "li", "h3", "h4", "blockquote"}) | TABLES | MEDIA
OUTLINE = frozenset({"div", "section", "article", "main", "header", "footer", "aside", "nav", "address", "center"})
WRAPPERS = OUTLINE | frozenset({"pre", "dl", "dt", "dd", "details", "summary", "fieldset"})
ALLOWED = INLINE | BLOCKS
VOID = frozenset({"br", "img"})
DROPPED_WHEN_EMPTY = frozenset(
    ["p", "a", "em", "span", "strong", "sub", "sup", "ul", "ol", "li", "h3", "h4", "blockquote", "figcaption", "figure"]
)
KEPT_WITHOUT_TEXT = frozenset({"img", "video"})

ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "th": frozenset({"scope", "colspan", "rowspan"}),
    "td": frozenset({"colspan", "rowspan"}),
    "img": frozenset({"src", "alt"}),
    "video": frozenset({"src"}),
}
EVERYWHERE = frozenset({"lang"})
LINK_SCHEMES = ("http://", "https://", "mailto:", "tel:")
MEDIA_SCHEMES = ("http://", "https://")
SCOPES = frozenset({"col", "row", "colgroup", "rowgroup"})

CONTENT_IS_REMOVED = frozenset({"script", "style", "iframe", "object", "template", "noscript", "textarea", "select", "title"})
ACTIVE = CONTENT_IS_REMOVED | frozenset(
    {"embed", "form", "input", "button", "link", "meta", "base", "svg", "math", "frame", "frameset", "applet"}
)

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\u180e\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f]")
_SPACES = re.compile("[ \t\n\r\f\v]+|[ \t\n\r\f\v\u00a0]{2,}")
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s=">]+="[^"]*")*)\s*>')
_ATTRIBUTE = re.compile(r'([^\s=">]+)="([^"]*)"')
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SPAN_SIZE = re.compile(r"[1-9][0-9]{0,2}")
_URL_NOISE = re.compile("[\x00-\x20\x7f\u00a0]")


class TooLarge(ValueError):
    """The rich text is larger, or nested deeper, than any page for patients is."""


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: str = ""
    children: list[_Element | str] = field(default_factory=list)


# --- cleaning -------------------------------------------------------------------------------------------------------


def normalize(html: str) -> str:
    """The normal form of `html`: allowed elements only, white space folded, attributes sorted, NFC. Idempotent."""
    if len(html) > REMEMBERED:
        return _normalized(html)
    return _remembered(html)


@lru_cache(maxsize=8_192)
def _remembered(html: str) -> str:
    return _normalized(html)


def _normalized(html: str) -> str:
    _refuse_too_large(html)
    current = html
    for _ in range(ROUNDS):
        following = _normalize_once(current)
        if following == current:
            _refuse_too_large(current)
            return current
        current = following
    return _as_paragraph(text(current))


def _refuse_too_large(html: str) -> None:
    if len(html) > LIMIT or len(html.encode("utf-8", "surrogatepass")) > LIMIT:
        raise TooLarge(f"more than {LIMIT} bytes of rich text")
    if _open_depth(html) > DEPTH * 10:
        raise TooLarge(f"elements nested more than {DEPTH} levels")


_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")


def _open_depth(html: str) -> int:
    """An upper bound for nesting that costs one pass, asked before any parser sees the text."""
    depth = deepest = 0
    for closing, name in _ANY_TAG.findall(html):
        if closing:
            depth = max(0, depth - 1)
        elif name.lower() not in _NEVER_NESTS:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


_NEVER_NESTS = frozenset(
    ["br", "img", "hr", "input", "meta", "link", "source", "wbr", "col", "p", "li", "td", "th", "tr", "option", "dt", "dd"]
)


def _normalize_once(html: str) -> str:
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", html.encode("utf-8", "replace").decode("utf-8")))
    root = _tree(_CLEANER.clean(visible))
    _restructure(root)
    _fold(root)
    _prune(root)
    return "".join(_serialize(root))


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    """The value as it may stand, or None where it may not."""
    value = value.strip()
    if name == "lang":
        return value if _LANGUAGE_TAG.fullmatch(value) else None
    if name == "href":
        return _kept_address(value, LINK_SCHEMES)
    if name == "src":
        return _kept_address(value, MEDIA_SCHEMES)
    if name == "scope":
        return value.lower() if value.lower() in SCOPES else None
    if name in ("colspan", "rowspan"):
        return value if _SPAN_SIZE.fullmatch(value) and value != "1" else None
    return re.sub(r"\s+", " ", value)


def _kept_address(value: str, schemes: tuple[str, ...]) -> str | None:
    address = _URL_NOISE.sub(lambda found: "%20" if found[0] == " " else "", value)
    if address.startswith("/"):
        return address if not address.startswith(("//", "/\\")) else None
    return address if address.lower().startswith(schemes) else None


_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED | WRAPPERS | frozenset(RENAMED)),
    clean_content_tags=set(CONTENT_IS_REMOVED),
    attributes={"*": set(EVERYWHERE), **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
    attribute_filter=_kept_attribute,
    strip_comments=True,
    link_rel=None,
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative="pass_through",
)


# --- the tree -------------------------------------------------------------------------------------------------------


def _tree(clean: str) -> _Element:
    """The sanitiser's well-formed output as a tree."""
    root = _Element("")
    stack = [root]
    position = 0
    for token in _TOKEN.finditer(clean):
        _append_text(stack[-1], clean[position : token.start()])
        position = token.end()
        closing, name, attributes = token.groups()
        tag = RENAMED.get(name, name)
        if closing:
            if len(stack) > 1:
                stack.pop()
            continue
        element = _Element(tag, _sorted_attributes(attributes))
        stack[-1].children.append(element)
        if tag not in VOID:
            stack.append(element)
            if len(stack) > DEPTH:
                raise TooLarge(f"elements nested more than {DEPTH} levels")
    _append_text(stack[-1], clean[position:])
    return root


def _append_text(element: _Element, raw: str) -> None:
    if raw:
        element.children.append(entities.unescape(raw))


def _sorted_attributes(raw: str) -> str:
    pairs = sorted((name, entities.unescape(value)) for name, value in _ATTRIBUTE.findall(raw))
    return "".join(f' {name}="{entities.escape(value)}"' for name, value in pairs)


def _restructure(element: _Element) -> None:
    """Takes away wrappers, and gives loose text beside paragraphs a paragraph of its own."""
    kept: list[_Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            kept.append(child)
            continue
        _restructure(child)
        kept.extend(_unwrapped(child))
    element.children = kept
    if not element.tag and any(_is_block(child) for child in kept):
        element.children = _paragraphs(kept)


def _unwrapped(element: _Element) -> list[_Element | str]:
    if element.tag in WRAPPERS:
        return _paragraphs(element.children)
    if element.tag in ("a", "span") and not element.attributes:
        return element.children
    if element.tag in KEPT_WITHOUT_TEXT and ' src="' not in element.attributes:
        return element.children
    return [element]


def _is_block(node: _Element | str) -> bool:
    return isinstance(node, _Element) and node.tag not in INLINE


def _paragraphs(nodes: list[_Element | str]) -> list[_Element | str]:
    result: list[_Element | str] = []
    run: list[_Element | str] = []
    for node in [*nodes, None]:
        if node is not None and not _is_block(node):
            run.append(node)
            continue
        if any(not isinstance(item, str) or item.strip() for item in run):
            result.append(_Element("p", "", run))
        run = []
        if node is not None:
            result.append(node)
    return result


# --- white space ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Line:
    """Where the reader's line stands: text pieces of the running paragraph, by holder and index."""

    starts: bool = True
    last: tuple[_Element, int] | None = None

    def end(self) -> None:
        if self.last:
            holder, index = self.last
            piece = holder.children[index]
            if isinstance(piece, str):
                holder.children[index] = piece.rstrip(" ")
        self.starts, self.last = True, None


def _fold(root: _Element) -> None:
    _fold_into(root, _Line())


def _fold_into(element: _Element, line: _Line) -> None:
    _join_neighbours(element)
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            _fold_piece(element, index, child, line)
        elif child.tag in INLINE and child.tag not in VOID:
            _fold_into(child, line)
        elif child.tag == "img":
            line.starts, line.last = False, None
        else:
            line.end()
            _fold_into(child, line)
            line.end()
    if not element.tag:
        line.end()


def _fold_piece(holder: _Element, index: int, piece: str, line: _Line) -> None:
    folded = _SPACES.sub(" ", piece)
    if line.starts:
        folded = folded.lstrip(" ")
    holder.children[index] = folded
    if folded:
        line.starts = folded.endswith(" ")
        line.last = (holder, index) if line.starts else None


def _join_neighbours(element: _Element) -> None:
    joined: list[_Element | str] = []
    for child in element.children:
        if isinstance(child, str) and joined and isinstance(joined[-1], str):
            joined[-1] += child
        else:
            joined.append(child)
    element.children = joined


def _prune(element: _Element) -> bool:
    """Takes away elements that show nothing; True where something is left to see."""
    kept: list[_Element | str] = []
    visible = False
    for child in element.children:
        if isinstance(child, str):
            visible = visible or bool(child.strip())
            if child:
                kept.append(child)
            continue
        shows = _prune(child)
        visible = visible or shows
        if shows or child.tag not in DROPPED_WHEN_EMPTY:
            kept.append(child)
        elif child.tag in INLINE:
            kept.extend(child.children)
    element.children = kept
    return visible or element.tag in KEPT_WITHOUT_TEXT


def _serialize(element: _Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield entities.escape(child, quote=False)
            continue
        yield f"<{child.tag}{child.attributes}>"
        if child.tag not in VOID:
            yield from _serialize(child)
            yield f"</{child.tag}>"


# --- reading --------------------------------------------------------------------------------------------------------

_LINE_ENDS = re.compile(r"</(?:p|li|h3|h4|tr|table|ul|ol|caption|figcaption|figure|blockquote|video)>|<br>|<(?:ul|ol|table)>")
_CELL_ENDS = re.compile(r"</(?:td|th)>")
_TAGS = re.compile(r"<[^>]*>")


def text(html: str) -> str:
    """Plain text of normalised rich text: one line for each paragraph, item and row."""
    lined = _LINE_ENDS.sub("\n", _CELL_ENDS.sub(" ", html))
    plain = entities.unescape(_TAGS.sub("", lined))
    return "\n".join(line for line in (" ".join(part.split(" ")).strip() for part in plain.split("\n")) if line)


def _as_paragraph(plain: str) -> str:
    return f"<p>{entities.escape(' '.join(plain.split()), quote=False)}</p>" if plain.strip() else ""


class _Inspector(HTMLParser):
    """Lists what the sanitiser would take away."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.names: set[str] = set()
        self.active: set[str] = set()

    def set_cdata_mode(self, elem: str, **_options: object) -> None:
        """Never: what stands inside a script is looked at as well."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED and tag not in RENAMED:
            self.names.add(tag)
        if tag in ACTIVE:
            self.active.add(tag)
        for name, value in attrs:
            self._inspect_attribute(tag, name, value or "")

    def _inspect_attribute(self, tag: str, name: str, value: str) -> None:
        known = name in EVERYWHERE or name in ATTRIBUTES.get(tag, frozenset())
        if known and (value == "" or _kept_attribute(tag, name, value) is not None or value == "1"):
            return
        self.names.add(f"{tag}[{name}]")
        scheme = _URL_NOISE.sub("", value).lower()
        if name.startswith("on") or name == "srcdoc" or scheme.startswith(("javascript:", "vbscript:", "data:text/html")):
            self.active.add(f"{tag}[{name}]")


def _inspected(html: str) -> _Inspector:
    _refuse_too_large(html)
    inspector = _Inspector()
    inspector.feed(_for_inspection(html))
    inspector.close()
    return inspector


def _for_inspection(html: str) -> str:
    """`html` without what makes the reader of tags stumble, or search the whole rest of the text again and again.

    Comments go; declarations and stray `</` become text, so that more is seen and never less; what comes after the last
    `>` holds no whole tag.
    """
    last = html.rfind("-->") + 3
    if last > 2:
        html = _COMMENT.sub("", html[:last]) + html[last:]
    return _STRAY_OPENING.sub("&lt;", html[: html.rfind(">") + 1])


_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_STRAY_OPENING = re.compile(r"<(?=[!?]|/(?![a-zA-Z]))")


def removed(html: str) -> tuple[str, ...]:
    """Elements (`script`) and attributes (`p[onclick]`) that normalising takes away, in alphabetical order."""
    return tuple(sorted(_inspected(html).names))


def active(html: str) -> tuple[str, ...]:
    """Those of `removed` that could run, load or style something: never from an honest editor, so refused loudly."""
    return tuple(sorted(_inspected(html).active)) if _MAY_BE_ACTIVE.search(html) else ()


_MAY_BE_ACTIVE = re.compile(
    r"<\s*(?:" + "|".join(sorted(ACTIVE)) + r")\b|\bon[a-z]+\s*=|srcdoc|script\s*:|data\s*:|&|[\x00-\x1f]", re.IGNORECASE
)
