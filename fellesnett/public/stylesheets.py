"""The one stylesheet of the public sites: Designsystemet's part and our own sources, joined once per process.

A source is `styles/NN-name.css`; the number is its place in the order. The address changes with the content.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOM = Path(__file__).resolve().parent
DESIGN_SYSTEM = ROOM / "static/vendor/designsystemet/designsystemet.css"

_NEEDLESS = re.compile(r"""("[^"]*"|'[^']*'|/\*!.*?\*/)|/\*.*?\*/|\s*([{};,])\s*|(:)\s+|\s+""", re.S)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The stylesheet as it is sent: its text, the same compressed, and a fingerprint of it."""

    text: bytes
    compressed: bytes
    digest: str

    @property
    def address(self) -> str:
        return f"/stil/{self.digest}.css"


@cache
def sheet() -> Sheet:
    """All styles, in order, without what only people read."""
    text = "\n".join(shortened(source.read_text(encoding="utf-8")) for source in sources()).encode()
    return Sheet(text, gzip.compress(text, 9, mtime=0), hashlib.sha256(text).hexdigest()[:12])


def sources() -> list[Path]:
    return [DESIGN_SYSTEM, *sorted(ROOM.glob("styles/*.css"))]


def shortened(css: str) -> str:
    """Without comments (but for licences, `/*!`) and needless white space. Strings are left as they are."""
    return _NEEDLESS.sub(lambda found: found[1] or found[2] or found[3] or _blank(found[0]), css).replace(";}", "}").strip()


def _blank(found: str) -> str:
    return "" if found.startswith("/*") else " "
