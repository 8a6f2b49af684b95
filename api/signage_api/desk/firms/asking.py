"""What the address of the table asks for, and addresses that ask for something else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from signage.domain.cycles import months_earlier
from signage.domain.keys import id_in
from signage.domain.validity import today
from signage.services.tenants.listing import STATES, Asked, sortable
from signage_api.desk.kept import keep, kept
from signage_api.desk.signed_in import Me

PATH = "/desk/firms"
PER_PAGE = 100
NO_AREA = -1
UNCONFIRMED_MONTHS = 6
LIST_COOKIE = "signage_firm_list"
_FILTERS = ("q", "area", "state", "unconfirmed", "person")


@dataclass(frozen=True, slots=True)
class Question:
    """The filters as typed, for the form; `asked` is what they mean, `number` the page from 1 on; `problems`
    maps a name to what is wrong with its value.
    """

    params: Mapping[str, str]
    asked: Asked
    number: int
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def filtered(self) -> bool:
        """Whether anything but the usual is asked for."""
        return any(self.params.get(name) for name in _FILTERS)

    @property
    def narrowed(self) -> bool:
        """Whether more is asked for than words: on a phone the form for it is open then."""
        usual = {"state": ("", "today")}
        rest = (name for name in _FILTERS if name != "q")
        return any(self.params.get(name, "") not in usual.get(name, ("",)) for name in rest)

    def in_area(self, area: int) -> "Question":
        """The same question for an area that was typed by its name."""
        return replace(self, params={**self.params, "area": str(area)}, asked=replace(self.asked, area=area))

    def link(self, **changed: Any) -> str:
        """The same question with other values (None: without it), on its first page unless one is named."""
        params = {
            **self.params,
            "page": "",
            **{name: str(v) if v is not None else "" for name, v in changed.items()},
        }
        kept = {name: value for name, value in params.items() if value}
        return f"{PATH}?{urlencode(kept)}" if kept else PATH

    def sorting(self, name: str) -> str:
        """The address that sorts by a column; turned round where it does already."""
        turned = self.asked.by == name and not self.asked.down
        return self.link(by=name, down="1" if turned else None)


def question(request: Request) -> Question:
    """What the request asks for; what cannot be understood is left out."""
    return asked_by(request.query_params)


def asked_by(given: Mapping[str, str]) -> Question:
    """As `question`, of the query of an address of the table."""
    day = today()
    person, by = given.get("person", ""), given.get("by", "name")
    state = given.get("state", "today")
    area = given.get("area", "")
    asked = Asked(
        day=day,
        area=_area(area),
        state=state if state in STATES else "today",
        words=given.get("q", ""),
        unconfirmed_since=months_earlier(day, UNCONFIRMED_MONTHS) if given.get("unconfirmed") else None,
        person={"yes": True, "no": False}.get(person),
        by=by if by in sortable() else "name",
        down=bool(given.get("down")),
    )
    return Question(_kept(given), asked, _page(given.get("page", "")))


def remember_list(request: Request, me: Me, response: Response, asked: Question) -> Response:
    """Keep in the browser, until it is closed, how this account filtered the table: ways back lead there."""
    query = urlsplit(asked.link(page=asked.params.get("page"))).query
    keep(request, response, me, LIST_COOKIE, query, path=PATH)
    return response


def list_path(request: Request, me: Me) -> str:
    """The address of the table as this account saw it last; of it only what the table asks for is taken."""
    last = asked_by(dict(parse_qsl(kept(request, me, LIST_COOKIE))))
    return last.link(page=last.params.get("page"), lang=None)


def _kept(given: Mapping[str, str]) -> dict[str, str]:
    kept = {name: given[name][:200] for name in (*_FILTERS, "by", "down", "page", "lang") if given.get(name)}
    if kept.get("state") == "today":
        del kept["state"]
    return kept


def _area(text: str) -> int | None:
    """The id of an area; NO_AREA for what is none, until somebody looks what is called so."""
    number = id_in(text)
    return NO_AREA if number is None and text.strip() else number


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
