"""`/desk/undo`: one click takes a change set back; pages offer it beside what they just stored."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import Conflict, NotFound, Said
from signage.services.reverting import revert_change_set
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me, Sent
from signage_api.problems import in_language


def add_to(api: FastAPI) -> None:
    """The address of this room."""
    api.add_api_route("/desk/undo", _undo, methods=["POST"], include_in_schema=False)


def _undo(request: Request, me: Me, fields: Sent) -> Response:
    number, back = fields.number("change_set"), _back(fields.text("back"))
    if number is None:
        raise NotFound(Said("Diese Änderung gibt es nicht.", "There is no such change."))
    try:
        revert_change_set(request.app.state.store, number, who=me.name, rights=me.rights)
    except Conflict as conflict:
        said = in_language(conflict.message, desk_language(request, me))
        return page(request, "undo.html", me, {"said": said, "back": back}, status=409)
    return go_to(request, f"{back}?undone=1")


def _back(wanted: str) -> str:
    """The page to return to: one of the desk, without a query."""
    path = wanted.partition("?")[0]
    is_ours = path == "/desk" or path.startswith("/desk/")
    return path if is_ours and path.isprintable() and "\\" not in path and len(path) < 200 else "/desk"


ROOM = Room(name="undo", add_to=add_to)
