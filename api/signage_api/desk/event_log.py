"""`/people/log` and `/account/log`: what happened to accounts, to look through; and each line in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import NotFound
from signage.languages.desk import counted, word
from signage.services.accounts.events import EVENTS, Event, Wanted, events, names_in_log
from signage.services.accounts.listing import people
from signage.services.accounts.places import places
from signage.services.accounts.sessions import SignedIn
from signage.services.accounts.stored_grants import read_told
from signage.services.rights import Grant
from signage_api.desk.asked import Asked, shows
from signage_api.desk.frame import desk_language, page
from signage_api.desk.moments import moment
from signage_api.desk.people import told
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me
from signage_api.problems import NOTHING_HERE, in_language

PAGE = 50
_COUNTED = ("sessions_ended", "recovery_used", "sign_in_failed", "second_failed")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is read: `what` happened, perhaps with `more` of it, by `who`, to the account `name`."""

    at: str
    what: str
    more: str
    who: str
    name: str


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    shows(api, "/people/log", _of_all)
    shows(api, "/account/log", _own)


def lines(request: Request, me: SignedIn, found: Sequence[Event]) -> list[Line]:
    """Events in the words of who reads them."""
    language = desk_language(request, me)
    right = partial(told, known=places(request.app.state.store), language=language)
    return [
        Line(
            moment(one.at, language),
            in_language(one.event, language),
            _more(one, language, right),
            one.who or word(language, "account.nobody"),
            one.name,
        )
        for one in found
    ]


def _more(one: Event, language: str, right: Callable[[Grant], str]) -> str:
    """What an event tells beside its kind: rights by name, counts with their noun."""
    if one.kind in _COUNTED and one.detail.isdecimal():
        return counted(language, f"account.more.{one.kind}", int(one.detail))
    if one.kind == "language_set":
        return word(language, f"account.more.{one.kind}.{one.detail}") if one.detail in ("de", "en") else ""
    if one.kind.startswith("role_"):
        return " → ".join(right(grant) for grant in read_told(one.detail)) or one.detail
    return one.detail


def _of_all(request: Request, me: Me) -> Response:
    if not me.rights.keeps_accounts:
        raise NotFound(NOTHING_HERE)
    asked, store = Asked(request.query_params), request.app.state.store
    wanted = _wanted(asked, account=asked.number("account"), who=asked.text("who"))
    values = {
        "accounts": [(one.number, f"{one.name}, {one.mail}") for one in people(store, ended=True)],
        "names": [(name, name) for name in names_in_log(store)],
        "back": "people",
    }
    return _listing(request, me, asked, wanted, values)


def _own(request: Request, me: Me) -> Response:
    """Only of who asks, whatever account the address names."""
    asked = Asked(request.query_params)
    values: dict[str, Any] = {"accounts": [], "names": [], "back": "account"}
    return _listing(request, me, asked, _wanted(asked, account=me.account), values)


def _wanted(asked: Asked, *, account: int | None, who: str = "") -> Wanted:
    return Wanted(
        account=account,
        kind=asked.choice("kind", tuple(EVENTS)),
        who=who,
        since=asked.day("since"),
        until=asked.day("until"),
    )


def _listing(
    request: Request, me: SignedIn, asked: Asked, wanted: Wanted, values: dict[str, Any]
) -> Response:
    language, before = desk_language(request, me), asked.number("before")
    found = events(request.app.state.store, wanted=wanted, before=before, limit=PAGE + 1)
    query = {name: value for name, value in request.query_params.items() if name not in ("before", "lang")}
    older = urlencode(query | {"before": str(found[PAGE - 1].id)}) if len(found) > PAGE else ""
    kinds = sorted(
        ((key, in_language(said, language)) for key, said in EVENTS.items()), key=lambda one: one[1]
    )
    values |= {
        "lines": lines(request, me, found[:PAGE]),
        "wanted": wanted,
        "kinds": kinds,
        "problems": {name: in_language(said, language) for name, said in asked.problems.items()},
        "older": older,
        "newest": before is None,
        "from_start": urlencode(query),
        "is_narrowed": bool(asked.problems or set(query) & {"account", "who", "kind", "since", "until"}),
    }
    return page(request, "event_log.html", me, values, status=422 if asked.problems else 200)


ROOM = Room(name="event_log", add_to=add_to)
