"""A firm's logo, as staff keep it for a firm that sent it with its consent, and see it."""

from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import InvalidInput, NotFound
from signage.services.consents import list_consents
from signage.services.logos import keep_logo, logo_of
from signage_api.desk.frame import go_to
from signage_api.desk.multipart import UploadedFile
from signage_api.desk.queue.asking import firm_page
from signage_api.desk.queue.lists import PATH
from signage_api.desk.signed_in import Me
from signage_api.firm.pages import logo_answer
from signage_api.problems import NOTHING_HERE


def add_to(api: FastAPI) -> None:
    """The addresses of one firm's logo."""
    at, hidden = PATH + "/firm/{firm:row}/logo", {"include_in_schema": False}
    api.add_api_route(at, _keep, methods=["POST"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(f"{at}.png", _logo, methods=["GET", "HEAD"], **hidden)  # type: ignore[arg-type]


def _reached(request: Request, me: Me, firm: int) -> int:
    """The firm, before anything that is sent is read. Raises NotFound for one out of reach."""
    list_consents(request.app.state.store, firm, rights=me.rights)
    return firm


Reached = Annotated[int, Depends(_reached)]


def _keep(request: Request, me: Me, firm: Reached, sent: UploadedFile) -> Response:
    state, fields = request.app.state, sent.fields
    said = {"given_by": fields.text("given_by"), "how": (fields.text("how") or "-")[:200]}
    try:
        with state.logos.turn():
            keep_logo(state.store, firm, sent.content, rights=me.rights, **said)
    except InvalidInput as error:
        return firm_page(request, me, firm, fields, error)
    return go_to(request, f"{PATH}/firm/{firm}?said=logo")


def _logo(request: Request, firm: Reached) -> Response:
    png = logo_of(request.app.state.store, firm)
    if png is None:
        raise NotFound(NOTHING_HERE)
    return logo_answer(png)
