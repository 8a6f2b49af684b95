"""The words on screen: one TOML file per language, German first.

A new language is one new file; the completeness test names what it lacks. Keys are dotted (`here.title`),
values may carry `{names}`; a table with `one` and `other` is a plural, chosen by the number `n`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from signage.errors import NotFound, Said, known

DEFAULT = "de"

_PART = re.compile(r"\s*([a-zA-Z*]{1,8})(?:-[a-zA-Z0-9-]+)?\s*(?:;\s*q\s*=\s*([0-9.]{1,5}))?\s*")


@cache
def languages() -> tuple[str, ...]:
    """Every language there is a file for, German first, the others by their code."""
    names = (file.name for file in files(__name__).iterdir())
    found = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return tuple(sorted(found, key=lambda language: language != DEFAULT))


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language by their dotted key; a plural's forms are `key.one`, `key.other`."""
    if language not in languages():
        raise NotFound(known(Said("Die Sprache", "language"), language, languages()))
    return dict(_flat(tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8")), ""))


def text(language: str, key: str, **values: object) -> str:
    """The text of `key` with its `{names}` filled in; plain, to be escaped by whoever puts it in a page."""
    try:
        found = texts(language)[key]
    except KeyError:
        raise NotFound(
            Said(
                f"Die Sprache {language!r} hat keinen Text {key!r}",
                f"language {language!r} has no text {key!r}",
            )
        ) from None
    return found.format(**values) if values else found


def plural(language: str, key: str, n: int, **values: object) -> str:
    """The form of `key` that goes with the number `n`, which it may carry as `{n}`."""
    form = "one" if n == 1 else "other"
    return text(language, f"{key}.{form}", n=n, **values)


def day_text(language: str, day: date) -> str:
    """A date as the language writes it: `22.11.2026`, `22 November 2026`."""
    months = texts(language)["date.months"].split()
    return text(language, "date.day", day=day.day, month=day.month, year=day.year, name=months[day.month - 1])


def choose(accept_language: str, offered: Sequence[str] = ()) -> str:
    """The offered language that the reader likes best (`Accept-Language`, RFC 9110); the first where none
    fits.

    Nothing offered means every language. Unreadable headers are read as empty, long ones to the 300th
    character.
    """
    return _choose(accept_language[:300], tuple(offered) or languages())


@lru_cache(maxsize=512)
def _choose(accept_language: str, choices: tuple[str, ...]) -> str:
    best, best_quality = choices[0], 0.0
    for part in accept_language.split(","):
        if (found := _PART.fullmatch(part)) is None:
            continue
        wanted, quality = found[1].lower(), _quality(found[2])
        if quality > best_quality and (wanted in choices or wanted == "*"):
            best, best_quality = (choices[0] if wanted == "*" else wanted), quality
    return best


def _quality(weight: str | None) -> float:
    try:
        return min(float(weight), 1.0) if weight else 1.0
    except ValueError:
        return 0.0


def _flat(table: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((prefix + key, str(value)))
    return pairs
