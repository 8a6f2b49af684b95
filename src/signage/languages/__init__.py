"""The words on screen: one TOML file per language, German first.

A new language of the visitor's pages is one new file; the completeness test names what it lacks. What only
staff read (`STAFF`) is in German and English. Keys are dotted (`here.title`), values may carry `{names}`; a
table of `one`, `few`, `other` ... is a plural, whose form the file's own `[plural]` rules choose by the
number `n`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from signage.errors import NotFound, Said, known
from signage.languages import plurals

DEFAULT = "de"
STAFF = ("map", "plan", "paper")  # sections of the map, the planner's page and its papers

_FIRST = (DEFAULT, "en", "de-simple")
_PART = re.compile(r"([a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*|\*)(?:\s*;\s*q\s*=\s*([0-9.]{1,5}))?")
# Tags of old devices that name a language of ours otherwise (CLDR, languageAlias).
_ALIASES = {"mo": "ro"}


def folder() -> Traversable:
    """Where the files are."""
    return files(__name__)


@cache
def languages() -> tuple[str, ...]:
    """Every language there is a file for: German, English and easy German first, the others by their code."""
    names = (file.name for file in folder().iterdir())
    found = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return tuple(sorted(found, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST)))


def named(offered: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """(code, name, sign) of languages; the sign is that of a country's lorries where there is one."""
    return [
        (code, text(code, "language.name"), text(code, "language.short")) for code in offered or languages()
    ]


@cache
def staff_languages() -> tuple[str, ...]:
    """Those in which staff are answered too, German first."""
    return tuple(name for name in languages() if any(key.startswith("map.") for key in texts(name)))


def for_staff(language: str) -> str:
    """The language of what is written for staff: itself, German for easy German, else English."""
    offered = staff_languages()
    near = next((tag for tag in _lookup(language) if tag in offered), "")
    return near or ("en" if "en" in offered else offered[0])


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language by their dotted key; a plural's forms are `key.one`, `key.other`."""
    if language not in languages():
        raise NotFound(known(Said("Die Sprache", "language"), language, languages()))
    return dict(_flat(tomllib.loads(folder().joinpath(f"{language}.toml").read_text("utf-8")), ""))


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
    return text(language, f"{key}.{plurals.category(plural_rules(language), n)}", n=n, **values)


@cache
def plural_rules(language: str) -> Mapping[str, str]:
    """Category -> rule of CLDR, in the order of the file."""
    rules = {key: rule for key, rule in texts(language).items() if key.startswith("plural.")}
    return {key.removeprefix("plural."): rule for key, rule in rules.items()}


def day_text(language: str, day: date) -> str:
    """A date as the language writes it: `22.11.2026`, `22 November 2026`."""
    months = texts(language)["date.months"].split()
    return text(language, "date.day", day=day.day, month=day.month, year=day.year, name=months[day.month - 1])


def month_text(language: str, day: date) -> str:
    """The month of a date in short: `03/2026`."""
    return text(language, "date.month", month=day.month, year=day.year)


def number_text(language: str, value: float) -> str:
    """A number with the language's decimal mark and no more digits than it has: `3,8`, `40`."""
    return f"{round(value, 2):g}".replace(".", text(language, "number.decimal"))


def choose(accept_language: str, offered: Sequence[str] = ()) -> str:
    """The offered language that the reader likes best (`Accept-Language`, RFC 9110); the first where none
    fits.

    A regional form finds its language (`ro-MD`: ro; lookup of RFC 4647). Nothing offered means every
    language. Unreadable headers are read as empty, long ones to the 300th character.
    """
    return _choose(accept_language[:300], tuple(offered) or languages())


@lru_cache(maxsize=512)
def _choose(accept_language: str, choices: tuple[str, ...]) -> str:
    best, best_quality = choices[0], 0.0
    for part in accept_language.split(","):
        if (found := _PART.fullmatch(part.strip())) is None:
            continue
        quality = _quality(found[2])
        if quality > best_quality and (wanted := _offered(found[1].lower(), choices)):
            best, best_quality = wanted, quality
    return best


def _offered(wanted: str, choices: tuple[str, ...]) -> str:
    if wanted == "*":
        return choices[0]
    return next((tag for tag in _lookup(wanted) if tag in choices), "")


def _lookup(tag: str) -> Iterator[str]:
    """The tag and what it is a form of, the nearest first: `de-at-1996`, `de-at`, `de`."""
    while tag:
        yield _ALIASES.get(tag, tag)
        tag = tag.rpartition("-")[0]


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
