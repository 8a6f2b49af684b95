"""Every error of the library, in one tree.

SignageError
├── InvalidInput         the caller's data or words are wrong (422)
│   ├── RowsRefused      several rows at once, each with what is wrong with it (422)
│   ├── TableNeeded      a file has several tables, and it is not said which is meant (422)
│   └── UntrustedFile    a file was refused or broke its reader (422)
├── NotFound             no such row, code, file or store (404)
├── Conflict             the row was changed meanwhile, or the write would break another row (409)
│   └── StaleVersion     carries the row as it is now
├── Denied               no token, or a wrong one (401)
│   └── Forbidden        a valid token without this right (403)
└── Unavailable          the store cannot be used now; nothing was lost (503)
    └── StoreOutdated    the store was made by other software: `signage upgrade` brings an older one up
        └── StoreTooNew  only newer software can read it

The library raises these; only the doors (API, CLI) translate them. A message is one or two sentences in the
words of the person who can mend it, and names what is known: `no sign type 'billboard'; known: BEG, INF,
...`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self


class Said(str):
    """A German sentence that brings its English along; a door shows the one for its reader."""

    __slots__ = ("english",)

    english: str

    def __new__(cls, german: str, english: str = "") -> Self:
        sentence = super().__new__(cls, german)
        sentence.english = english or german
        return sentence


UNSAID = Said("")


class SignageError(Exception):
    """Base of all errors that are meant for people."""

    def __init__(self, message: Said) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(SignageError):
    """Data or words that cannot be taken; `problems` maps each field to what is wrong with it."""

    def __init__(self, message: Said, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems: dict[str, str] = dict(problems or {})


class RowsRefused(InvalidInput):
    """Some of several rows cannot be taken; `rows` maps the id of each to its problems by field."""

    def __init__(self, message: Said, rows: Mapping[int, Mapping[str, str]]) -> None:
        super().__init__(message)
        self.rows = {row: dict(problems) for row, problems in rows.items()}


class TableNeeded(InvalidInput):
    """Several tables of a file could be meant; `tables` are their names, of which the caller may give one."""

    def __init__(self, message: Said, tables: Sequence[str]) -> None:
        super().__init__(message)
        self.tables = list(tables)


class UntrustedFile(InvalidInput):
    """A file that was refused before reading, or that broke or outgrew its reader."""


class NotFound(SignageError):
    """There is no such row, code, file or store; also said of rows the caller has no right to see."""


class Conflict(SignageError):
    """The write does not fit what is stored now."""


class StaleVersion(Conflict):
    """The row was changed since the caller read it; `current` is the row as it is now."""

    def __init__(self, message: Said, current: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.current = dict(current)


class Denied(SignageError):
    """The caller has not shown who they are."""


class Forbidden(Denied):
    """The caller is known, and may not do this."""


class Unavailable(SignageError):
    """The store cannot be used at the moment; nothing that was acknowledged is lost.

    `public` is what strangers are told where the message names machines, paths or software.
    """

    def __init__(self, message: Said, public: Said | None = None) -> None:
        super().__init__(message)
        self.public = public or message


class StoreOutdated(Unavailable):
    """The store was made by another version of the software."""


class StoreTooNew(StoreOutdated):
    """The store was made by newer software; this one can neither read nor upgrade it."""


def known(noun: Said, value: object, choices: Sequence[str]) -> Said:
    """The sentence `no {noun} 'value'; known: a, b, c`; the German noun has its article: `Die Ebene`."""
    listed = ", ".join(choices)
    return Said(
        f"{noun} {value!r} gibt es nicht; bekannt: {listed}",
        f"no {noun.english} {value!r}; known: {listed}",
    )
