"""Structured logs without personal data: a line of JSON per event; no address, query or value of a row."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy.exc import DBAPIError

LOGGER = logging.getLogger("signage_api")
_SECRET = ("/firm/", "/invite/", "/login/new/")


def shown_path(path: str) -> str:
    """A path as it may stand in a log: what follows these opens something, and is left out."""
    start = next((start for start in _SECRET if path.startswith(start)), None)
    return path if start is None else f"{start}…"


class JsonLines(logging.Formatter):
    """A record as one line; `extra={"fields": {...}}` adds to it."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            line |= described(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()


def described(error: BaseException) -> dict[str, Any]:
    """What of an error may stand in a log: its kind, its text and where it happened.

    A database's text may quote the row, so of it only the kind is kept.
    """
    kind = type(error).__name__
    text = str(error)
    if isinstance(error, DBAPIError):
        text = f"{type(error.orig).__name__} {getattr(error.orig, 'sqlstate', '') or ''}".strip()
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": kind, "text": text[:2000], "where": where[-25:]}


def write_to_stderr(level: str) -> None:
    """Send the service's log, and those of its server, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    # The server tells when it starts and stops, which the operating system knows as well.
    for name, least in (("signage", level), ("signage_api", level), ("uvicorn", "warning")):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(least.upper())
        logger.propagate = False
