"""The log: one JSON object a line, one line an event."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

from newscrawl.errors import BadState
from newscrawl.printable import redacted
from newscrawl.run.terminal import PlainLines

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

LONGEST = 10_000  # characters of a message or traceback
# JSON writes the controls below U+0020 as escapes; a terminal minds these as well.
DRIVING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class JsonLines(logging.Formatter):
    """Format a record as JSON: time, level, event, message, and whatever the event carries."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without a line break in it."""
        extra = {key: value for key, value in vars(record).items() if key not in STANDARD and key != "spider"}
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": record.levelname,
            "event": extra.pop("event", record.name),
            "message": _bounded(record.getMessage()),
            **extra,
        }
        if record.exc_info:
            line["traceback"] = _bounded(self.formatException(record.exc_info))
        try:
            text = msgspec.json.encode(line, enc_hook=str).decode()
        except UnicodeEncodeError:  # half a character of a page
            text = json.dumps(line, default=str)
        return DRIVING.sub(lambda found: f"\\u{ord(found[0]):04x}", redacted(text))


def _bounded(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ... and {len(text) - LONGEST} characters more"


def log_as_json() -> None:
    """Send our events and other libraries' warnings to standard error, one JSON line each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    _send_to(handler, logging.INFO)


def log_warnings(handler: logging.Handler) -> None:
    """Send warnings, ours and others', to a handler that writes for people."""
    handler.setFormatter(PlainLines())
    _send_to(handler, logging.WARNING)


def _send_to(handler: logging.Handler, level: int) -> None:
    # The handler filters, for Scrapy sets its logger's level to DEBUG whenever a crawl is prepared.
    handler.addFilter(lambda record: _is_wanted(record, level))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)


def _is_wanted(record: logging.LogRecord, level: int) -> bool:
    """Tell whether a record is of our level, or another library's warning; that state fails is said once, by us."""
    if record.name.startswith("newscrawl."):
        return record.levelno >= level
    error = record.exc_info[1] if record.exc_info else None
    return record.levelno >= logging.WARNING and not isinstance(error, BadState)
