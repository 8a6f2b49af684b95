"""What this room answers scripts with, and what it tells after something was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.errors import InvalidInput, Said, SignageError
from signage_api.desk.firms.asking import PATH
from signage_api.desk.frame import desk_language
from signage_api.desk.signed_in import Me, require_own_page, require_token
from signage_api.problems import STATUS, Unreadable, in_language

_DONE = (
    "added", "changed", "moved", "renamed", "split", "merged", "joined", "ended", "kept", "many", "undone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """What was just done (a key of this room's words), and the change set that takes it back."""

    key: str
    change_set: int | None


def done_at(path: str, key: str, change_set: int | None) -> str:
    """The address of a page that says what was done, and offers to undo it."""
    query = {"done": key} | ({"set": str(change_set)} if change_set else {})
    return f"{path}?{urlencode(query)}"


def note_of(request: Request) -> Note | None:
    """What the address says was done; nothing that is not of this room."""
    key, number = request.query_params.get("done", ""), request.query_params.get("set", "")
    if key not in _DONE:
        return None
    return Note(key, id_in(number))


def firm_path(row_id: int, *more: str) -> str:
    """The page of a firm, or one below it."""
    return "/".join([PATH, str(row_id), *more])


def json_answer(body: Any, status: int = 200) -> Response:
    """JSON that nobody keeps."""
    content = orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS)
    return Response(content, status, {"Cache-Control": "no-store"}, "application/json")


def refusal(request: Request, me: Me, error: SignageError, **more: Any) -> Response:
    """An error for a script: its sentence in the reader's language, problems by field, and more."""
    language = desk_language(request, me)
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    body: dict[str, Any] = {"detail": in_language(error.message, language), **more}
    if isinstance(error, InvalidInput):
        body["problems"] = said_of(error.problems, language)
    return json_answer(body, status)


def said_of(problems: Mapping[str, str], language: str) -> dict[str, str]:
    """What is wrong with each field, in a language."""
    return {name: in_language(why, language) for name, why in problems.items()}


async def _sent_json(request: Request, me: Me) -> dict[str, Any]:
    require_own_page(request)
    require_token(request, me, "")
    body = await request.body()
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or b"\\u0000" in body:  # a NUL is in no text
        raise Unreadable(Said("Die Anfrage ist nicht lesbar.", "The request cannot be read."))
    return found


SentJson = Annotated[dict[str, Any], Depends(_sent_json)]
