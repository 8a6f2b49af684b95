"""The words of the desk: a file for each room and language (`tenants.de.toml`), German and English.

They are apart from the visitors' files so that a process that answers scans does not carry them.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from signage.errors import NotFound, Said

LANGUAGES = ("de", "en")


def rooms() -> list[str]:
    """Every room that has words."""
    return sorted(
        {file.name.partition(".")[0] for file in files(__name__).iterdir() if file.name.endswith(".toml")}
    )


@cache
def words(language: str) -> Mapping[str, str]:
    """All words by `room.key`; a table within a file dots on (`room.table.key`)."""
    found: dict[str, str] = {}
    for room in rooms():
        content = tomllib.loads(files(__name__).joinpath(f"{room}.{language}.toml").read_text("utf-8"))
        found |= _flat(content, f"{room}.")
    return found


def word(language: str, key: str, **values: object) -> str:
    """The text of `room.key` with its `{names}` filled in; plain, a page escapes it."""
    try:
        found = words(language)[key]
    except KeyError:
        raise NotFound(
            Said(f"Dem Arbeitsplatz fehlt der Text {key!r}", f"the desk has no text {key!r}")
        ) from None
    return found.format(**values) if values else found


def counted(language: str, key: str, n: int, **values: object) -> str:
    """The form of `key` (`one`, `other`) that goes with the number `n`, which it may carry as `{n}`."""
    return word(language, f"{key}.{'one' if n == 1 else 'other'}", n=n, **values)


def _flat(table: Mapping[str, object], prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: str(value)}
    return found
