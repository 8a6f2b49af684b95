"""What a page of the desk is asked for, read leniently: what cannot be is said on the page, not refused."""

from collections.abc import Callable, Mapping
from datetime import date

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.domain.validity import read_day
from signage.errors import InvalidInput
from signage.services.accounts.sessions import SignedIn
from signage.services.quick_search import called, the_area
from signage.services.rights import Rights
from signage.store import Store


class Asked:
    """The query of a page; `problems` maps a name to what is wrong with its value."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.problems: dict[str, str] = {}

    def text(self, name: str) -> str:
        """The value, without blanks around it; empty without one."""
        return self._given.get(name, "").strip()[:200]

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """The value where it is one of the choices, else empty."""
        value = self.text(name)
        return value if value in choices else ""

    def number(self, name: str) -> int | None:
        """The value as an id; None when it cannot be one."""
        return id_in(self.text(name))

    def area(self, store: Store, rights: Rights) -> int | None:
        """The area that is asked for by its id or its name; None without one, or where it is none, which then
        is a problem.
        """
        typed = self.text("area")
        try:
            return the_area(store, typed, rights=rights) if typed else None
        except InvalidInput as error:
            self.problems["area"] = error.message
            return None

    def day(self, name: str, otherwise: date | None = None) -> date | None:
        """The value as a day; `otherwise` without one, or where it is none, which then is a problem."""
        value = self.text(name)
        if not value:
            return otherwise
        try:
            return read_day(value)
        except InvalidInput as error:
            self.problems[name] = error.message
            return otherwise


def area_typed(request: Request, me: SignedIn) -> str:
    """What stands in the field for an area where all of them would be too many to choose from: the one that
    is asked for by its name, else what was typed.
    """
    asked, store = Asked(request.query_params), request.app.state.store
    area = asked.area(store, me.rights)
    return (called(store, area, rights=me.rights) if area is not None else "") or asked.text("area")


def shows(api: FastAPI, path: str, handler: Callable[..., Response]) -> None:
    """A page at an address."""
    api.add_api_route(path, handler, methods=["GET", "HEAD"], include_in_schema=False)


def takes(api: FastAPI, path: str, handler: Callable[..., Response]) -> None:
    """A form at an address."""
    api.add_api_route(path, handler, methods=["POST"], include_in_schema=False)
