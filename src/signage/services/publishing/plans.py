"""The plans of areas in a release: drawn beside the pages, in a process of their own, and only where the page
or the revision of an area is another one, or what lies around it.

A plan that is taken over keeps the day that stands on it.
"""

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from signage.services.publishing.pages import Pages, plan_of
from signage.services.publishing.release import SITE, Release

_AT_ONCE = 100  # by one process: starting one takes as long as drawing ten plans
_Wanted = tuple[int, str, str]  # area, language, and the mark of what the plan is made from


class Plans:
    """Plans on their way into a release; `made_from` has the mark of each that is in it, by path."""

    def __init__(self, pages: Pages, release: Release, before: Mapping[str, str]) -> None:
        self.made_from: dict[str, str] = {}
        self._pages, self._release, self._before = pages, release, before
        self._wanted: list[_Wanted] = []
        self._drawing: deque[tuple[Sequence[_Wanted], Future[Sequence[bytes | None]]]] = deque()
        self._others = ThreadPoolExecutor(1, "plans")

    @contextmanager
    def beside(self) -> Iterator["Plans"]:
        """While the pages are written; all plans are in the release when the block ends well."""
        try:
            yield self
            self._begin()
            while self._drawing:
                self._write(*self._drawing.popleft())
        finally:
            self._others.shutdown(cancel_futures=True)

    def add(self, area: int, revision: int | None, page: str) -> None:
        """The plan of an area, of which one page has this hash."""
        state = self._pages.plan_state(area) if self._pages.planned else ""
        for language in self._pages.planned:
            made_from = repr((self._pages.recipe, area, revision, page, state, language))
            mark, path = hashlib.sha256(made_from.encode()).hexdigest()[:20], plan_of(area, language)
            if self._before.get(path) == mark and self._release.keep([f"{SITE}/{path}"]):
                self.made_from[path] = mark
            else:
                self._wanted.append((area, language, mark))
        if len(self._wanted) >= _AT_ONCE:
            self._begin()
        while self._drawing and self._drawing[0][1].done():
            self._write(*self._drawing.popleft())

    def _begin(self) -> None:
        if wanted := self._wanted:
            asked = [(area, language) for area, language, _ in wanted]
            self._drawing.append((wanted, self._others.submit(self._pages.plans, asked)))
            self._wanted = []

    def _write(self, wanted: Sequence[_Wanted], drawn: "Future[Sequence[bytes | None]]") -> None:
        for (area, language, mark), pdf in zip(wanted, drawn.result(), strict=True):
            if pdf is not None:
                path = plan_of(area, language)
                self._release.write(f"{SITE}/{path}", pdf)
                self.made_from[path] = mark
