"""`python -m tests.audit`: known faults in the locked dependencies, from PyPI's advisories.

Where the advisories cannot be reached it says so and passes: a build must not depend on a service being up. A fault found fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

COMMAND = [
    "pip-audit",
    "--requirement",
    "requirements/base.txt",
    "--require-hashes",
    "--disable-pip",
    "--progress-spinner",
    "off",
    "--format",
    "json",
]


def main() -> int:
    program = Path(sys.executable).with_name(COMMAND[0])
    try:
        done = subprocess.run([str(program), *COMMAND[1:]], capture_output=True, text=True, timeout=180, check=False)
        dependencies = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("The advisories could not be reached: nothing was audited.")
        return 0
    faults = [f"{item['name']} {item['version']}: {fault['id']}" for item in dependencies for fault in item.get("vulns", [])]
    skipped = sum("skip_reason" in item for item in dependencies)
    print(f"{len(dependencies) - skipped} dependencies audited, {skipped} not found in the advisories, {len(faults)} faults")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
