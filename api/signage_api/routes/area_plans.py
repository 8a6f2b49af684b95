"""`/{CODE}/area.pdf`: the plan of the area that a sign shows, for drivers and the fire brigade."""

import hashlib
import re
import threading

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from signage import __version__
from signage.codes import token as tokens
from signage.domain.names import unaccented
from signage.domain.validity import is_valid, today
from signage.errors import InvalidInput, Unavailable
from signage.services.area_sheets import area_sheet
from signage.store import Store
from signage_api.answers import unchanged
from signage_api.problems import LANGUAGES, NOTHING_HERE, answer, language_of
from signage_api.visitor.shelf import Shelf

_KEPT_BYTES = 2 << 20


class AreaPlans:
    """Finished plans by what they were made from; made anew when their area changes, and each day."""

    def __init__(self) -> None:
        self._made: Shelf[str, bytes] = Shelf(_KEPT_BYTES)
        self._looking = threading.Lock()

    def get(self, etag: str) -> bytes | None:
        """The plan with this ETag, if it is still here."""
        with self._looking:
            return self._made.get(etag)

    def put(self, etag: str, content: bytes) -> None:
        """Keep a plan."""
        with self._looking:
            self._made.put(etag, content, len(content))


def add_to(app: Starlette) -> None:
    """The one address."""
    app.state.area_plans = AreaPlans()
    app.add_route("/{code}/area.pdf", _plan, methods=["GET", "HEAD"])


def _plan(request: Request) -> Response:
    store: Store = request.app.state.store
    area = _area(store, request.path_params["code"])
    if area is None:
        return answer(request, 404, NOTHING_HERE)
    wanted = request.query_params.get("lang", "").partition("-")[0]  # easy German is German
    language = wanted if wanted in LANGUAGES else "en" if wanted else language_of(request)
    etag = _etag(request, area[0], language)
    if held := unchanged(request, etag):
        return held
    headers = {
        "ETag": etag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language",
        "Content-Language": language,
        "Content-Disposition": f'inline; filename="{_plain(area[1])}.pdf"',
    }
    return Response(_made(request, area[0], language, etag), 200, headers, "application/pdf")


def _etag(request: Request, area: int, language: str) -> str:
    """What it is made from names it: the area's rows, the day, the settings, the software. Roads beside the
    area may change without it, and so are of today's first plan.
    """
    settings = request.app.state.settings
    named = (settings.operator, settings.public_url, settings.figures)
    made_from = repr(
        (__version__, area, language, today(), request.app.state.store.area_revision(area), *named)
    )
    return f'"{hashlib.sha256(made_from.encode()).hexdigest()[:32]}"'


def _made(request: Request, area: int, language: str, etag: str) -> bytes:
    state = request.app.state
    plans: AreaPlans = state.area_plans
    if kept := plans.get(etag):
        return kept
    with state.press.turn():
        # Who waited for a turn may find the plan made.
        if kept := plans.get(etag):
            return kept
        try:
            content = area_sheet(
                state.store,
                area,
                day=today(),
                language=language,
                operator=state.settings.operator,
                address=state.settings.public_url,
            )
        except InvalidInput as error:
            # Nothing that the reader could put right.
            raise Unavailable(error.message) from error
    plans.put(etag, content)
    return content


def _area(store: Store, code: str) -> tuple[int, str] | None:
    """Id and name of the area that the code's sign shows today."""
    try:
        token = tokens.normalise(code[:40])
    except InvalidInput:
        return None
    sign = store.sign_of(token)
    area = store.row("area", sign["area"]) if sign and sign["area"] is not None else None
    if area is None or area["withdrawn_by"] is not None:
        return None
    return (area["id"], area["name"]) if is_valid(area["valid_from"], area["valid_to"], today()) else None


def _plain(name: str) -> str:
    """A name in letters that every system keeps."""
    return re.sub(r"[^A-Za-z0-9-]+", "_", unaccented(name)).strip("_") or "Gebiet"
