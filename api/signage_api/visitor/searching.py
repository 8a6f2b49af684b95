"""Visits whose answer is made for them alone: a search, another order, another day."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from signage.services.scan import Area, Here, read_area, read_here, state_of
from signage.services.scan_search import Found, search
from signage.services.search_misses import SearchMisses
from signage.settings import Settings
from signage.store import Store
from signage.store.directory_rows import CodePoint, TenantHint
from signage_api.visitor import answers
from signage_api.visitor.answers import Answer, answer
from signage_api.visitor.besides import Besides
from signage_api.visitor.live import found_json, is_miss
from signage_api.visitor.rendering import AreaPage, Order, Renderer, SignShare

Made = TypeVar("Made", bytes, tuple[AreaPage, SignShare])


class Searches(Besides):
    """Nobody who scans meanwhile waits for a search."""

    def __init__(
        self, store: Store, settings: Settings, *, renderer: Renderer, today: Callable[[], date]
    ) -> None:
        super().__init__(store, settings, renderer=renderer, today=today)
        self.policy = answers.page_headers(
            settings.public_url,
            renderer.style,
            renderer.script,
            own_files=self.renderer.is_published,
            is_directory=True,
        )
        self.misses = SearchMisses(store, settings.scan_flush_seconds)

    def asked(self, token: str, language: str, query: str, order: Order) -> Answer:
        """The page of a live code with only the firms that match, or in another order; made for this one
        visit.
        """
        return self._uncached(token, language, self._today(), query, order)

    def found(self, token: str, language: str, query: str, *, is_finished: bool) -> Answer:
        """What a search finds, for a page that has all firms already: the anchors of the firms, and what to
        say of them. A miss is counted when the word `is_finished`: not while somebody is typing it.
        """
        day = self._today()

        def told(point: CodePoint, _: Here, area: Area, found: Found | None) -> bytes:
            found = found or Found(area.firms)
            if is_finished:
                self._count_miss(point, area, query, found, day)
            return found_json(language, query, found)

        made = self._searched(token, language, day, query, told)
        if isinstance(made, Answer):
            return made
        return answer(200, made, answers.JSON, [answers.NO_STORE, answers.VARY, *self.security])

    def _uncached(
        self,
        token: str,
        language: str,
        day: date,
        query: str = "",
        order: Order = "",
        *,
        shown: date | None = None,
    ) -> Answer:
        def page(point: CodePoint, here: Here, area: Area, found: Found | None) -> tuple[AreaPage, SignShare]:
            whole = self.renderer.area_page(area, language, query, found=found, order=order, as_of=shown)
            ordered = self.renderer.in_order(whole, here, order)
            self._count_miss(point, area, query, found, day)
            return ordered, self.renderer.sign_share(ordered, here)

        made = self._searched(token, language, day, query, page)
        if isinstance(made, Answer):
            return made
        body, *_ = self.renderer.sign_page(*made)
        headers = [(b"content-encoding", b"gzip"), answers.NO_STORE, answers.VARY, *self.policy]
        return answer(200, body, answers.HTML, headers)

    def _searched(
        self,
        token: str,
        language: str,
        day: date,
        query: str,
        make: Callable[[CodePoint, Here, Area, Found | None], Made],
    ) -> Made | Answer:
        """What `make` makes of a live code, its area, and what `query` finds there; while it does, the store
        is as it was searched.
        """
        found: Found | None = None
        facts: tuple[CodePoint, Here, Area] | None = None
        while True:
            with self._reading, self._reader.snapshot():
                point = self._reader.point(token)
                state = state_of(point, token, day)
                if point is None or state != "live" or point.area is None:
                    return self._other(state, point, token, language, day)
                if found is None or facts is None or facts[0] != point:
                    here, listed = self._facts(point, day)
                    if listed is None or listed.ended:
                        return self._other("area_ended", point, token, language, day)
                    found, facts = None, (point, here, listed)
                _, here, area = facts
                if found or not query:
                    return make(point, here, area, found)
                hints = self._reader.hints(point.area, day)
            # Nobody who scans meanwhile waits for the search. It holds for what it was made from only.
            found = _found(area, hints, query)

    def _count_miss(self, point: CodePoint, area: Area, query: str, found: Found | None, day: date) -> None:
        """Count what was not found, though there are firms."""
        if found and area.firms and is_miss(found) and point.area is not None:
            self.misses.add(point.area, day, query)

    def _facts(self, point: CodePoint, day: date) -> tuple[Here, Area | None]:
        area = read_area(self._reader, point.area, day) if point.area is not None else None
        return read_here(self._reader, point), area


def _found(area: Area, hints: Mapping[int, TenantHint], query: str) -> Found:
    ids: list[int] = [0] * len(area.firms)
    for place, tenant in zip(area.order, area.rows.tenants, strict=True):
        ids[place] = tenant.id
    return search(area.firms, [hints.get(row_id) for row_id in ids], query)
