"""The look for known weaknesses of pinned versions: one is told and fails, and nobody to ask is no failure."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "audit.py"
SAFE = {"name": "scrapy", "version": "2.19.0", "vulns": []}
WEAK = {"name": "lxml", "version": "6.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["6.1"]}]}
UNKNOWN = {"name": "rich", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([SAFE, UNKNOWN], 0, "audit: 1 packages of requirements.lock, 0 known weaknesses"),
        ([SAFE, WEAK], 1, "lxml 6.0: CVE-2026-1, mended in 6.1; make lock"),
        ([UNKNOWN], 0, "nothing was audited"),
        (None, 0, "nothing was audited"),
    ],
)
def test_what_is_known_of_pinned_versions_is_told(
    tmp_path: Path, packages: list[dict[str, Any]] | None, code: int, words: str
) -> None:
    program = tmp_path / ".venv" / "audit-tools" / "bin" / "pip-audit"
    program.parent.mkdir(parents=True)
    answer = "" if packages is None else json.dumps({"dependencies": packages})
    program.write_text(f"#!{sys.executable}\nprint({answer!r})\n")
    program.chmod(0o755)
    done = subprocess.run([sys.executable, str(SCRIPT)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert words in done.stdout
