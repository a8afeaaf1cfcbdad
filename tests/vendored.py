"""`python -m tests.vendored`: every vendored file is the one whose SHA-256 was recorded when it was built."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUMS = "SHA256SUMS"


def folders(root: Path = ROOT) -> list[Path]:
    """The folders of vendored files: `static/vendor/<name>/` of any room."""
    return sorted(folder for folder in root.glob("fellesnett/*/static/vendor/*") if folder.is_dir())


def faults(folder: Path) -> list[str]:
    """What is wrong with one vendored folder: a file changed, missing or never recorded; no version, licence or sums."""
    lacking = [f"{folder.name}: {name} is missing" for name in ("LICENSE", "VERSION", SUMS) if not (folder / name).is_file()]
    if lacking:
        return lacking
    recorded = dict(reversed(line.split("  ", 1)) for line in (folder / SUMS).read_text(encoding="utf-8").splitlines())
    present = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()} - {SUMS}
    found = [f"{folder.name}: {name} is missing" for name in sorted(set(recorded) - present)]
    found += [f"{folder.name}: {name} has no recorded sum" for name in sorted(present - set(recorded))]
    for name in sorted(present & set(recorded)):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != recorded[name]:
            found.append(f"{folder.name}: {name} is not the file that was recorded")
    return found


def main() -> int:
    found = [fault for folder in folders() for fault in faults(folder)]
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"{len(folders())} vendored folder(s), {len(found)} fault(s)")
    return 1 if found or not folders() else 0


if __name__ == "__main__":
    sys.exit(main())
