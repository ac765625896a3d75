"""Hundreds of crawls killed at random, over lakes that fail: nothing lost, nothing twice, and the books balance."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.torture.faulty import FAULTS
from tests.torture.mutants import MUTANTS
from tests.torture.places import CHECKOUT

ORDER = {
    *("insert links", "update links", "insert outbox", "insert articles", "commit", "committed"),
    *("insert segments", "head articles", "put articles", "sync a file", "move a file into its place"),
    *("put articles done", "head articles done", "update segments", "delete outbox"),
    *("put manifests", "put manifests done", "update crawls", "delete leases"),
}


def torture(*options: str) -> tuple[int, dict[str, Any], str]:
    """Torture crawls in a process of its own; return its exit code, its figures and what it complained of."""
    command = [sys.executable, "-m", "tests.torture", *options]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.mark.parametrize(
    ("crashes", "lake", "state"),
    [(240, "directory", "sqlite"), (40, "bucket", "sqlite"), (20, "directory", "postgresql")],
)
def test_crawls_killed_at_any_point_over_a_failing_lake_lose_nothing_and_repeat_nothing(
    crashes: int, lake: str, state: str
) -> None:
    code, figures, complaint = torture("--crashes", str(crashes), "--lake", lake, "--state", state)
    assert (figures["problems"], code, complaint) == ([], 0, "")
    assert figures["crashes"] >= crashes
    assert figures["faults"].keys() >= set(FAULTS)
    if crashes > 200:
        assert ORDER - figures["points"].keys() == set()


@pytest.mark.parametrize("mutant", sorted(MUTANTS))
def test_a_wrong_protocol_is_caught(mutant: str) -> None:
    code, figures, complaint = torture("--crashes", "300", "--mutant", mutant)
    assert (code, complaint) == (1, "")
    assert figures["problems"] != []
    assert 0 < figures["crashes"] < 300
