"""Manifests: what one crawl delivered, written after everything it names."""

import json
from collections.abc import Mapping, Sequence

from newscrawl import __version__
from newscrawl.article import SCHEMA_VERSION, json_schema
from newscrawl.lake.keys import SCHEMA_KEY
from newscrawl.lake.storage import Storage, put_checked
from newscrawl.state.outbox import Kind, Segment


def manifest(
    *, crawl_id: str, outlet: str, started_at: str, ended_at: str, parts: Sequence[Segment], outcomes: Mapping[str, int]
) -> bytes:
    """Return a manifest as JSON; times are RFC 3339 UTC, sizes in bytes."""
    content = {
        "manifest_version": 1,
        "crawl_id": crawl_id,
        "outlet": outlet,
        "started_at": started_at,
        "ended_at": ended_at,
        "schema_version": SCHEMA_VERSION,
        "code_version": __version__,
        "parts": _claims(parts, "articles"),
        "stories": _claims(parts, "stories"),
        "outcomes": dict(sorted(outcomes.items())),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _claims(parts: Sequence[Segment], kind: Kind) -> list[dict[str, object]]:
    return [{"key": p.key, "rows": p.rows, "bytes": p.bytes, "sha256": p.sha256} for p in parts if p.kind == kind]


def publish_schema(storage: Storage) -> None:
    """Deliver the JSON Schema of the lines with the lake."""
    put_checked(storage, SCHEMA_KEY, (json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n").encode())
