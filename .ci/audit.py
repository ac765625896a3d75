"""Look whether a pinned version has a known weakness; where nobody can be asked, say so and go on."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

AUDIT = Path(".venv/audit-tools/bin/pip-audit")
LOCK = "requirements.lock"
SECONDS = 120


def audited() -> tuple[list[dict[str, Any]], str]:
    """Return what is known of each package, and why nothing is where nobody could be asked."""
    command = [str(AUDIT), "--requirement", LOCK, "--require-hashes", "--disable-pip", "--format=json", "--timeout=10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 -- ours
        packages = json.loads(done.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError) as error:
        return [], f"{type(error).__name__}"
    known = [package for package in packages if "vulns" in package]
    return known, "" if known else "no advisories of any package"


def main() -> int:
    """Print the weaknesses; return 1 where there are some."""
    packages, failure = audited()
    if failure:
        sys.stdout.write(f"audit: the advisories cannot be had here ({failure}); nothing was audited\n")
        return 0
    weak = [(package, weakness) for package in packages for weakness in package["vulns"]]
    for package, weakness in weak:
        fixed = ", ".join(weakness["fix_versions"]) or "no version yet"
        sys.stdout.write(f"{package['name']} {package['version']}: {weakness['id']}, mended in {fixed}; make lock\n")
    sys.stdout.write(f"audit: {len(packages)} packages of {LOCK}, {len(weak)} known weaknesses\n")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
