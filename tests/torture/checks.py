"""What has to be true of a state and a lake: at every moment, and when a last crawl has come to its end."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

from newscrawl.lake.parts import unpack
from newscrawl.state import crawls, links, outbox
from newscrawl.state.database import Database
from newscrawl.state.history import history_of
from newscrawl.urls import link_key
from tests.sample import HOME
from tests.torture.lives import FIRST_DAY, LINKS, OUTLET, REJECTED, articles

FAR = FIRST_DAY * 2


def at_any_moment(state: str, lake: Path) -> list[str]:
    """Say what is wrong whatever has just died: what lies in the lake is whole and there once, what is said is so."""
    try:
        found = Counter(record["url"] for record in records(lake))
        wrong = _wrong_manifests(lake)
    except ValueError as error:
        return [f"torn: {error}"]
    problems = [f"twice: {url}" for url, count in found.items() if count > 1]
    problems += [f"unknown: {url}" for url in found.keys() - articles()]
    said = {url for url, end in ends(state).items() if end == links.DELIVERED}
    problems += [f"said to be delivered and not in the lake: {url}" for url in said - found.keys()]
    return problems + wrong


def at_the_end(state: str, lake: Path) -> list[str]:
    """Say what is wrong when nothing is left to do: lost, waiting, without its end, or not in a manifest."""
    problems = at_any_moment(state, lake)
    found = [record["url"] for record in records(lake)]
    problems += [f"lost: {url}" for url in articles() - set(found)]
    rejected = f"{HOME}{REJECTED}"
    expected = dict.fromkeys(articles(), links.DELIVERED) | {rejected: links.REJECTED}
    problems += [f"{url}: ended as {end}" for url, end in ends(state).items() if end != expected[url]]
    named = [part["key"] for manifest in manifests(lake) for part in manifest["parts"]]
    if sorted(named) != sorted(part.relative_to(lake).as_posix() for part in parts(lake)):
        problems.append(f"manifests do not name every part once: {named}")
    counted: Counter[str] = sum((Counter(manifest["outcomes"]) for manifest in manifests(lake)), Counter())
    if counted[links.DELIVERED] != len(found):
        problems.append(f"manifests count {counted[links.DELIVERED]} delivered, the lake has {len(found)}")
    return problems + _left(state)


def ends(state: str) -> dict[str, str]:
    """Return the state of every link by its address; one that was never offered is missing."""
    found = {}
    database = Database(state)
    with database.transaction() as connection:
        for number in range(LINKS):
            history = history_of(connection, link_key(OUTLET, f"{HOME}{number}"))
            if history:
                found[history.url] = history.state
    database.close()
    return found


def parts(lake: Path) -> list[Path]:
    return sorted(lake.glob("articles/**/*.jsonl.gz"))


def records(lake: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for part in parts(lake) for line in unpack(part.read_bytes())]


def manifests(lake: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(lake.glob("manifests/**/*.json"))]


def _wrong_manifests(lake: Path) -> list[str]:
    problems = []
    for part in (part for manifest in manifests(lake) for part in manifest["parts"]):
        path = lake / part["key"]
        body = path.read_bytes() if path.exists() else b""
        if (part["bytes"], part["sha256"]) != (len(body), sha256(body).hexdigest()):
            problems.append(f"a manifest names what does not lie there: {part['key']}")
        elif part["rows"] != len(unpack(body)):
            problems.append(f"a manifest counts wrong: {part['key']}")
    return problems


def _left(state: str) -> list[str]:
    database = Database(state)
    with database.transaction() as connection:
        waiting = outbox.waiting(connection)
        dead = crawls.dead_with_rest(connection, FAR)
        taken, _ = links.take(connection, outlet=OUTLET, crawl_id="nobody", now=FAR, limit=LINKS)
    database.close()
    problems = [f"{waiting} lines still wait"] if waiting else []
    problems += [f"{crawl_id} is not finished" for crawl_id in dead]
    return problems + [f"still owed: {link.url}" for link in taken]
