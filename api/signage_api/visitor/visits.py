"""Answering visits: the page of a live code from two caches that are held against the store at each visit.

A page is kept per sign and language, an area's share of it per area and language. Both remember what they
were made from (`CodePoint`, the area's revision, the day); a visit serves them only if that is still so.
Whatever concerns a code raises its area's revision, so that one short question is enough.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from isal import isal_zlib

from signage import languages
from signage.domain.validity import read_day
from signage.errors import Denied, InvalidInput
from signage.packing import brotli_of
from signage.services.rights import Rights
from signage.services.scan import (
    Here,
    final_code,
    read_area,
    read_here,
    state_of,
)
from signage.settings import Settings
from signage.store import Store
from signage.store.directory_rows import CodePoint
from signage_api.bearers import FOR_STAFF, Asker, nobody_may
from signage_api.headers import head_lines
from signage_api.visitor import answers, kept_pages
from signage_api.visitor.answers import Answer, answer
from signage_api.visitor.data import directory_json
from signage_api.visitor.kept_pages import AreaShare, Form, Page
from signage_api.visitor.rendering import Renderer
from signage_api.visitor.searching import Searches
from signage_api.visitor.shelf import Shelf

# The process that answers scans stays below 90 MB.
PAGE_BYTES = 4 << 20
AREA_BYTES = 1 << 20
# Of Brotli: 13 % fewer bytes than gzip in 1.2 ms; 22 % in 110 ms, and 4 MB meanwhile. What lies between gains
# nothing, and 9 takes 25 MB.
_AT_ONCE, _AT_LEISURE = 5, 10
_GZIP = 31


class Visits(Searches):
    """Answers for one process. One visit at a time reads the store; finished pages are handed out without
    waiting.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        today: Callable[[], date],
        authorise: Callable[[str], Rights] = nobody_may,
        recognise: Callable[[str], Rights] = nobody_may,
        renderer: Renderer | None = None,
    ) -> None:
        super().__init__(store, settings, renderer=renderer or Renderer(settings), today=today)
        self._same = (answers.ASK_FIRST, answers.VARY, *self.policy)  # of every finished page
        self._same_head = head_lines(((b"content-type", answers.HTML), *self._same))
        self._authorise, self._recognise = authorise, recognise
        self._pages: Shelf[tuple[str, str], Page] = Shelf(PAGE_BYTES)
        self._areas: Shelf[tuple[int, str], AreaShare] = Shelf(AREA_BYTES)
        self._packing, self._is_packing = ThreadPoolExecutor(1, "brotli"), False  # one page at a time

    @property
    def waits(self) -> bool:
        """Whether an answer may wait for the network, and so must not be made in an event loop."""
        return self._reader.waits

    def close(self) -> None:
        """Write the counts that wait and give the store's connection back."""
        self._packing.shutdown(cancel_futures=True)
        self.misses.close()
        with self._reading:
            self._reader.close()

    def page(self, token: str, language: str, packings: Sequence[str] = ()) -> Page | Answer:
        """The finished page of a live code, with the form for a reader who takes `packings`, or the answer of
        any other.
        """
        with self._reading:
            found = self._page(token, language)
            if not isinstance(found, Page):
                return found
            if found.lacks_brotli(packings):
                return self._with_brotli(found, language, brotli_of(_plain(found), quality=_AT_ONCE))
            if found.is_worth_packing_best and not self._is_packing:
                self._is_packing = True
                self._packing.submit(self._pack_best, found, language)
            return found

    def _page(self, token: str, language: str) -> Page | Answer:
        day, kept = self._today(), self._pages.get((token, language))
        if kept is not None and kept.day == day and kept.point.area is not None:
            revision = self._reader.area_revision(kept.point.area)
            if revision == kept.point.area_revision and not kept.is_to_be_packed_well():
                return kept
            if (page := self._renewed(kept, revision, language)) is not None:
                return page
        with self._reader.snapshot():
            beside = self._points_of(kept.point.area) if kept and kept.point.area is not None else {}
            if (point := beside.get(token)) is None:
                point, beside = self._reader.point(token), {}
            return self._fresh_page(point, token, language, day, kept, beside)

    def _points_of(self, area_id: int) -> dict[str, CodePoint]:
        return {point.token: point for point in self._reader.points_of(area_id)}

    def _renewed(self, kept: Page, revision: int | None, language: str) -> Page | None:
        """The page of a sign that stayed as it was, where another visit has read its area anew already."""
        point = kept.point
        share = self._areas.get((point.area or 0, language))
        if share is None or share.revision != revision or share.day != kept.day or share.ended:
            return None
        now = share.points.get(point.token)
        if now is None or now != point._replace(area_revision=revision):
            return None
        if not self.renderer.is_at_hand(share.page, kept.share):
            return None
        return self._made(now, share, kept.share.here, language, kept)

    def as_of(self, token: str, language: str, day_text: str, asker: Asker, *, as_data: bool) -> Answer:
        """The page or the data as of another day, for staff only."""
        try:
            rights = self._rights(asker)
            day = read_day(day_text)
        except Denied as refused:
            challenge = (b"www-authenticate", b'Bearer realm="signage"')
            return self.problem(401, refused.message, token, language, challenge)
        except InvalidInput as refused:
            return self.problem(422, refused.message, token, language)
        if not rights.cover(*self._place(token)):
            title = languages.text(languages.for_staff(language), "state.not_issued.title")
            return self.problem(404, title, token, language)
        return self.data(token, language, day) if as_data else self._uncached(token, language, day, shown=day)

    def _rights(self, asker: Asker) -> Rights:
        """What the token allows, else the session at the desk."""
        if asker.bearer:
            return self._authorise(asker.bearer)
        if asker.cookies:
            return self._recognise(asker.cookies)
        raise Denied(FOR_STAFF)

    def _place(self, token: str) -> tuple[str | None, int | None]:
        """The AGS and the id of the area that the code's sign shows, or the AGS of a sign without one."""
        sign = self._store.sign_of(token)
        number = sign["area"] if sign else None
        area = self._store.row("area", number) if number is not None else sign
        return area["municipality"] if area else None, number

    def data(self, token: str, language: str, day: date | None = None) -> Answer:
        """`/{CODE}.json`."""
        with self._reading, self._reader.snapshot():
            on_day = day or self._today()
            point = self._reader.point(token)
            state = state_of(point, token, on_day)
            if point is None or state != "live":
                moved = final_code(self._reader, point) if point and state == "moved" else None
                return self._no_data(state, token, language, moved)
            here, area = self._facts(point, on_day)
        if area is not None and area.ended:
            return self._no_data("area_ended", token, language, None)
        body = directory_json(here, area, on_day, f"{self.settings.public_url}/{token}")
        return answer(200, body, answers.JSON, [self._keeping(day), answers.VARY, *self.security])

    def _fresh_page(
        self,
        point: CodePoint | None,
        token: str,
        language: str,
        day: date,
        kept: Page | None,
        beside: Mapping[str, CodePoint],
    ) -> Page | Answer:
        """The page made in this snapshot; `beside` are its area's points where they are known already."""
        code_state = state_of(point, token, day)
        if point is None or code_state != "live" or point.area is None:
            return self._other(code_state, point, token, language, day)
        share = self._share(point.area, point.area_revision, language, day, beside)
        if share.ended:
            return self._other("area_ended", point, token, language, day)
        return self._made(point, share, read_here(self._reader, point), language, kept)

    def _made(self, point: CodePoint, area: AreaShare, here: Here, language: str, kept: Page | None) -> Page:
        share = self.renderer.sign_share(area.page, here, kept.share if kept else None)
        made_at = time.monotonic()
        quick = kept is not None and made_at - kept.made_at < kept_pages.SOON_S
        before = kept.blocks if kept else None
        body, mark, blocks = self.renderer.sign_page(area.page, share, before, quick=quick)
        etag = f'"{mark}.{point.area_revision or 0}.{point.sign_version}"'.encode()
        page = Page(point, area.day, share, self._form(body, etag, b"gzip"), made_at, blocks)
        self._keep(page, language)
        return page

    def _with_brotli(self, page: Page, language: str, body: bytes, *, is_best: bool = False) -> Page:
        form = self._form(body, page.gzip.etag[:-1] + b'-b"', b"br")
        packed = page._replace(brotli=form, is_packed_best=is_best)
        self._keep(packed, language)
        return packed

    def _pack_best(self, page: Page, language: str) -> None:
        """Pack a page that is handed out meanwhile as it is."""
        try:
            body = brotli_of(_plain(page), quality=_AT_LEISURE)
            with self._reading:
                if self._pages.get((page.point.token, language)) is page:
                    self._with_brotli(page, language, body, is_best=True)
        finally:
            self._is_packing = False

    def _keep(self, page: Page, language: str) -> None:
        self._pages.put((page.point.token, language), page, page.weight)

    def _form(self, body: bytes, etag: bytes, packing: bytes) -> Form:
        said = (b"content-encoding", packing)
        head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\netag: %b\r\ncontent-encoding: %b\r\n%b" % (
            len(body),
            etag,
            packing,
            self._same_head,
        )
        return Form(answer(200, body, answers.HTML, [(b"etag", etag), said, *self._same]), etag, head)

    def _share(
        self,
        area_id: int,
        revision: int | None,
        language: str,
        day: date,
        beside: Mapping[str, CodePoint],
    ) -> AreaShare:
        share = self._areas.get((area_id, language))
        if share is None or share.revision != revision or share.day != day:
            before = share.page if share and share.day == day else None
            area = read_area(self._reader, area_id, day, before=before.area if before else None)
            if self.renderer.is_published:
                self.renderer.learn(area, self._reader.hints(area_id, day))
            points = beside or self._points_of(area_id)
            page = self.renderer.area_page(area, language, before=before)
            share = AreaShare(revision, day, page, area.ended, points)
            self._areas.put((area_id, language), share, page.weight + 500 * len(points))
        return share

    def _keeping(self, day: date | None) -> answers.Header:
        return answers.ASK_FIRST if day is None else answers.NO_STORE


def _plain(page: Page) -> bytes:
    plain: bytes = isal_zlib.decompress(page.packed.body, _GZIP)
    return plain
