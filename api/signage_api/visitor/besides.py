"""Answers that are no directory: contact cards, pictures, the operator's statements, `/`, and codes that lead
nowhere.
"""

import threading
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from signage import languages
from signage.codes import token as tokens
from signage.errors import InvalidInput
from signage.formats.vcard import vcard
from signage.services.legal import read_statements
from signage.services.scan import final_code, read_here, state_of
from signage.services.scan_cards import read_card
from signage.services.scan_states import Offer, existing_neighbours, nearest_directory, signs_numbered
from signage.settings import Settings
from signage.store import Store
from signage.store.directory_engines import directory_reader
from signage.store.directory_rows import CodePoint
from signage_api.visitor import answers
from signage_api.visitor.answers import Answer, answer
from signage_api.visitor.legal import blocks
from signage_api.visitor.rendering import Renderer
from signage_api.visitor.replies import Replies
from signage_api.visitor.style import search_script

_STATUS = {"live": 200, "no_area": 200, "moved": 302, "not_issued": 404, "mistyped": 404}
_GONE = 410


class Besides(Replies):
    """What one process answers without keeping it; one visit at a time reads the store."""

    def __init__(
        self, store: Store, settings: Settings, *, renderer: Renderer, today: Callable[[], date]
    ) -> None:
        super().__init__(renderer, settings)
        self._store, self._today = store, today
        self._statements = read_statements(settings.legal)
        self._reader = directory_reader(store)
        self._reading = threading.RLock()

    def card(self, tenant: str, language: str) -> Answer:
        """`/card/{id}.vcf`: the contact card of a firm that is in a directory today."""
        address = f"{self.settings.public_url}/card/{tenant}.vcf"
        with self._reading:
            card = read_card(self._reader, int(tenant), self._today(), language, address)
        if card is None:
            return self.problem(
                404, languages.text(language, "state.no_card"), f"card/{tenant}.vcf", language
            )
        named = f"attachment; filename*=UTF-8''{quote(card.name[:60], safe='')}.vcf"
        headers = [(b"content-disposition", named.encode()), answers.ASK_FIRST, answers.VARY, *self.security]
        return answer(200, vcard(card).encode(), answers.VCARD, headers)

    def plan(self, area: str, language: str) -> Answer:
        """`/area/{id}.pdf`, where a publication has the plan of an area: the way to the one of today."""
        day = self._today()
        with self._reading, self._reader.snapshot():
            points = self._reader.points_of(int(area))
        for point in points:
            if state_of(point, point.token, day) == "live":
                where = f"/{point.token}/area.pdf?lang={language}".encode()
                return answer(
                    302, b"", answers.HTML, [(b"location", where), answers.ASK_FIRST, *self.security]
                )
        return self.unknown(language)

    def script(self, _name: str, _language: str) -> Answer:
        """`/search.js`, for the page of a publication that is still open."""
        return answer(200, search_script(), answers.SCRIPT, [answers.ASK_FIRST, answers.VARY, *self.security])

    def picture(self, token: str, language: str) -> Answer:
        """`/{CODE}.jpg`: the picture of the code's sign."""
        with self._reading, self._reader.snapshot():
            point = self._reader.point(token)
            live = point is not None and state_of(point, token, self._today()) == "live"
            key = read_here(self._reader, point).picture if point and live else ""
            found = self._reader.picture(key) if key else None
        if found is None:
            return self.problem(404, languages.text(language, "state.no_picture"), f"{token}.jpg", language)
        return answer(200, found, answers.JPEG, [answers.ASK_FIRST, *self.security])

    def home(self, language: str, typed: str) -> Answer:
        """The field for a code or a sign's number, or the way to the sign that was typed; a choice of signs
        where several have the number.
        """
        typed = typed.strip()
        token = _token(typed)
        if token and tokens.is_valid(token):
            return self.redirect(token)
        offers = self._numbered(typed) if typed else []
        if len(offers) == 1:
            return self.redirect(offers[0].code)
        if token and not offers:
            return self.redirect(token)  # a slip of the pen: there its neighbours are offered
        body = self.renderer.home_page(language, typed[:40], offers)
        return self.html(422 if typed and not offers else 200, body)

    def _numbered(self, number: str) -> list[Offer]:
        with self._reading, self._reader.snapshot():
            return signs_numbered(self._store, self._reader, number, self._today())

    def legal(self, page: str, language: str) -> Answer:
        """Imprint, privacy statement or accessibility statement."""
        said = blocks(page, language, self._statements, self.settings)
        return self.html(200, self.renderer.plain_page("legal.html", language, page, page=page, blocks=said))

    def unreadable(self, typed: str, language: str) -> Answer:
        """For what looks like a code but has characters that no code has."""
        with self._reading:
            near = existing_neighbours(self._reader, typed, self._today())
        return self.html(404, self.renderer.state_page("mistyped", language, typed, neighbours=near))

    def _other(self, state: str, point: CodePoint | None, token: str, language: str, day: date) -> Answer:
        """The friendly page of a code without a directory."""
        if state == "moved" and point is not None:
            if (target := final_code(self._reader, point)) is not None:
                return self.redirect(target)
            state = "retired"
        state = "no_area" if state == "live" else state
        near = existing_neighbours(self._reader, token, day) if state == "mistyped" else []
        status = _STATUS.get(state, _GONE)
        lost = point is not None and state in ("retired", "area_ended", "no_area")
        nearest = nearest_directory(self._store, self._reader, point, day) if lost and point else None
        body = self.renderer.state_page(state, language, token, neighbours=near, nearest=nearest)
        return self.html(status, body)

    def _no_data(self, state: str, token: str, language: str, moved_to: str | None) -> Answer:
        if moved_to:
            headers = [(b"location", f"/{moved_to}.json".encode()), answers.ASK_FIRST, *self.security]
            return answer(302, b"", answers.JSON, headers)
        state = "retired" if state == "moved" else state
        text = languages.text(
            languages.for_staff(language), f"state.{state}.text", code=tokens.display(token)
        )
        return self.problem(_STATUS.get(state, _GONE), text, token, language)


def _token(typed: str) -> str:
    """What was typed as a code; empty where it cannot be one."""
    try:
        return tokens.normalise(typed)
    except InvalidInput:
        return ""
