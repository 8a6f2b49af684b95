"""The newest release as a service reads it while its store is gone."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import orjson

from signage.languages import DEFAULT
from signage.services.publishing.pages import card_of, folder_of, plan_of
from signage.services.publishing.release import ABOUT, MARKS, SITE, newest


class Copied(NamedTuple):
    """A published page, and the day whose facts it shows; `status` is 200, 404 or 410."""

    status: int
    body: bytes
    as_of: date


class LastCopy:
    """The pages of a publication, read anew for each visit: a new release is seen at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = lru_cache(maxsize=1)(_as_of)

    def page(self, token: str, language: str) -> Copied | None:
        """The page of a code in a language, in German where it was not published in that; None for a code
        that was not published, or where there is no publication.
        """
        release = newest(self._folder)
        if release is None:
            return None
        site = release / SITE
        for folder in (folder_of(token, language), f"{token}/"):
            if (file := site / folder / "index.html").is_file():
                marked = [status for status, mark in MARKS.items() if (site / token / mark).exists()]
                return Copied(marked[0] if marked else 200, file.read_bytes(), self._read(release))
        return None

    def data(self, token: str) -> bytes | None:
        """The facts behind a code as they were published; None where they were not."""
        return self._file(f"{token}.json")

    def picture(self, token: str) -> bytes | None:
        """The picture of a sign as it was published; None where it was not."""
        return self._file(f"{token}.jpg")

    def plan(self, area: int, language: str) -> bytes | None:
        """The plan of an area as it was published; None where it was not."""
        return self._file(plan_of(area, language))

    def script(self) -> bytes | None:
        """The script that searches published pages; None where it was not published."""
        return self._file("search.js")

    def card(self, firm: str, language: str) -> bytes | None:
        """The contact card of a firm in a language, in German where it was not published in that; None where
        it was not.
        """
        return self._file(card_of(firm, language)) or self._file(card_of(firm, DEFAULT))

    def _file(self, path: str) -> bytes | None:
        release = newest(self._folder)
        file = release / SITE / path if release else None
        return file.read_bytes() if file and file.is_file() else None


def _as_of(release: Path) -> date:
    return date.fromisoformat(orjson.loads((release / ABOUT).read_bytes())["as_of"])
