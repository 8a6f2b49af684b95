"""Column types that read a cell which another program spoiled as empty: a file takes any text for a day.

Nothing is asked of a database here, whose columns hold what they say; its days before the year 1 and without
end are read as empty by `days_of_a_calendar`.
"""

import math
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Date, Dialect, Float, Integer
from sqlalchemy.types import TypeDecorator, TypeEngine

_LARGEST = 2**63


@lru_cache(maxsize=4096)  # and with that as quick as SQLAlchemy's own
def day(value: Any) -> date | None:
    """The day that a file's cell says, None where it says none."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        return None


def whole(value: Any) -> int | None:
    """The whole number in a file's cell."""
    if value is None or value.__class__ is int:
        return value
    is_one = isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST
    return int(value) if is_one else None


def real(value: Any) -> float | None:
    """The finite number in a file's cell."""
    if value is None:
        return None
    if value.__class__ is float or value.__class__ is int:
        return float(value) if math.isfinite(value) else None
    return None


truth = {None: None, 0: False, 1: True}.get


class _InFile(TypeDecorator[Any]):
    """A type whose cells are read by `reader` from a file, and as ever from a database."""

    cache_ok = True
    reader: Callable[[Any], Any]

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        if dialect.name == "sqlite":
            return type(self).reader
        return self.impl_instance.result_processor(dialect, coltype)


class Day(_InFile):
    """A calendar day."""

    impl = Date
    cache_ok = True
    reader = staticmethod(day)


class Whole(_InFile):
    """A whole number."""

    impl = Integer
    cache_ok = True
    reader = staticmethod(whole)


class Real(_InFile):
    """A finite number."""

    impl = Float
    cache_ok = True
    reader = staticmethod(real)


class Truth(_InFile):
    """Yes, no or not known."""

    impl = Boolean
    cache_ok = True
    reader = staticmethod(truth)


# What holds of a file's cell that is neither empty nor spoiled, in SQL.
SOUND_IN_FILE: Mapping[type[TypeEngine[Any]], str] = {
    Day: "{0} IS date({0})",
    Integer: "typeof({0}) = 'integer'",
    Whole: "typeof({0}) = 'integer'",
    Real: "typeof({0}) IN ('integer', 'real') AND abs({0}) <= 1.7e308",
    Truth: "typeof({0}) = 'integer' AND {0} IN (0, 1)",
}


def text_in_file(raw: bytes) -> str:
    """A file's text; bytes of another encoding become �, and keep nobody from the rest."""
    return raw.decode("utf-8", "replace")


def days_of_a_calendar(connection: Any) -> None:
    """Let a connection of psycopg read what no calendar has ('infinity', BC) as empty."""
    from psycopg import DataError
    from psycopg.types.datetime import DateBinaryLoader, DateLoader

    class Lenient(DateLoader):
        def load(self, data: Any) -> Any:
            try:
                return super().load(data)
            except DataError:
                return None

    class LenientBinary(DateBinaryLoader):
        def load(self, data: Any) -> Any:
            try:
                return super().load(data)
            except DataError:
                return None

    for loader in (Lenient, LenientBinary):
        connection.adapters.register_loader("date", loader)
