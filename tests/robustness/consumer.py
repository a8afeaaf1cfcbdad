"""A consumer, written from what the interface says of itself and from nothing else. Knows nothing of Django, nor of us.

`python consumer.py COPY ORIGIN KEY`: brings the copy up to where the feed is, from wherever it was stopped; from zero where
there is none. `... say`: prints the copy. Each line is applied before its number is kept, so that what is killed between the two
is told the line again.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import urllib.error
import urllib.request

AT_A_TIME = 3
GONE = (404, 410)


def main(copy: str, origin: str, key: str, *more: str) -> None:
    kept = sqlite3.connect(copy)
    kept.execute("CREATE TABLE IF NOT EXISTS text (id TEXT PRIMARY KEY, words TEXT NOT NULL)")
    kept.execute("CREATE TABLE IF NOT EXISTS come_to (one INTEGER PRIMARY KEY, seq INTEGER NOT NULL)")
    kept.commit()
    if more:
        print(json.dumps({"seq": _seq(kept), "texts": dict(kept.execute("SELECT id, words FROM text"))}))
        return
    has_more = True
    while has_more:
        told = json.loads(ask(origin, f"/api/v1/changes?since={_seq(kept)}&limit={AT_A_TIME}", key) or "{}")
        for line in told["items"]:
            apply(kept, line, origin, key)
        kept.execute("INSERT OR REPLACE INTO come_to VALUES (1, ?)", (told["next_since"],))
        kept.commit()
        has_more = told["has_more"]


def apply(kept: sqlite3.Connection, line: dict[str, str], origin: str, key: str) -> None:
    words = None if line["change"] == "deleted" else ask(origin, line["href"], key)
    if words is None:
        kept.execute("DELETE FROM text WHERE id = ?", (line["id"],))
    else:
        kept.execute("INSERT OR REPLACE INTO text VALUES (?, ?)", (line["id"], words))
    kept.commit()


def ask(origin: str, path: str, key: str) -> str | None:
    """What is answered; None where it is gone."""
    try:
        with urllib.request.urlopen(urllib.request.Request(origin + path, headers={"X-API-Key": key}), timeout=30) as said:
            return said.read().decode()
    except urllib.error.HTTPError as refused:
        if refused.code in GONE:
            return None
        raise


def _seq(kept: sqlite3.Connection) -> int:
    row = kept.execute("SELECT seq FROM come_to").fetchone()
    return row[0] if row else 0


if __name__ == "__main__":
    main(*sys.argv[1:])
