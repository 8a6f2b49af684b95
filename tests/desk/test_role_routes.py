"""Every page and every form of the desk, asked by every role for its own rows, for those of others, for none.

What a path needs is the table `NEEDS`; a new path without an entry fails by its name. Whatever is asked, no
answer tells a secret of others (`tests.parts.roles`), and no form changes a row of theirs.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from starlette.datastructures import State
from starlette.testclient import TestClient

from signage.settings import Settings
from signage_api.app import create_app
from signage_api.desk.routes import desk_app
from tests.api.test_role_matrix import leaked
from tests.api.test_role_sequences import touched_of_others
from tests.parts.roles import EAST, PLACES, PUBLIC_URL, TOWN, WHO, Who, World, secret
from tests.parts.stores import new_geopackage

NONE = 999_999
_KIND = re.compile(r":\w+}")  # of a parameter in a path


class Need(NamedTuple):
    """What a path needs: `anyone`, `staff`, `administrator`, or a `row` of a layer, which `fill` puts in."""

    need: str
    layer: str = ""
    fill: Callable[[World, str], dict[str, Any]] | None = None


def _row(param: str, layer: str, prefix: str = "") -> Need:
    def fill(world: World, place: str) -> dict[str, Any]:
        key = world.rows.get((layer, place), NONE) if layer != "area" else world.areas.get(place, NONE)
        return {param: f"{prefix}{key}"}

    return Need("row", layer, fill)


def _set(world: World, place: str) -> dict[str, Any]:
    """A new one each time: some take it back."""
    known = place in EAST
    return {"number": world.store.change_set_of("tenant", world.fresh("tenant", place), 1) if known else NONE}


def _same(**values: Any) -> Callable[[World, str], dict[str, Any]]:
    return lambda _world, _place: values


_FIRM, _ENTRY = _row("number", "tenant"), _row("key", "report", "r")
_UPLOAD = Need("staff", fill=_same(key="x" * 32))
_LINK = Need("anyone", fill=_same(link="x" * 43))
_ACCOUNT = Need("administrator", fill=_same(number=NONE, grant=NONE))
# By the longest beginning that fits: rooms that grow keep what their path says.
NEEDS: dict[str, Need] = {
    "/login": Need("anyone", fill=_same(link="x" * 43)),
    "/login/second": Need("anyone"),
    "/login/setup": Need("anyone"),
    "/logout": Need("staff"),
    "/firm": _LINK,
    "/invite/{link}": _LINK,
    "/account": Need("staff", fill=_same(number=NONE)),
    "/people": _ACCOUNT,
    "/desk": Need("staff"),
    "/desk/asof": Need("staff"),
    "/desk/compare": Need("staff"),
    "/desk/confirm": Need("staff"),
    "/desk/confirm/{area}": _row("area", "area"),
    "/desk/excel": Need("staff"),
    "/desk/excel/{key}": _UPLOAD,
    "/desk/find": Need("staff"),
    "/desk/firms": Need("staff"),
    "/desk/firms/{number}": _FIRM,
    "/desk/history": Need("staff"),
    "/desk/history/set/{number}": Need("row", "tenant", _set),
    "/desk/history/{layer}/{row}": Need(
        "row", "tenant", lambda world, at: {"layer": "tenant", "row": world.rows.get(("tenant", at), NONE)}
    ),
    "/desk/office": Need("staff"),
    "/desk/office/{ags}": Need("row", "municipality", lambda _w, place: {"ags": TOWN.get(place, "16099999")}),
    "/desk/parked": Need("staff"),
    "/desk/parked/{row}": _row("row", "parked"),
    "/desk/queue": Need("staff"),
    "/desk/queue/ask/{area}": _row("area", "area"),
    "/desk/queue/firm/{firm}": _row("firm", "tenant"),
    "/desk/queue/{key}": _ENTRY,
    "/desk/signs": Need("staff"),
    "/desk/undo": Need("staff"),
}  # fmt: skip
PEOPLE = {name: who for name, who in WHO.items() if not who.is_token}


def routes() -> list[tuple[str, str]]:
    """Method and path of every page and form."""
    found = desk_app(State({"settings": Settings(public_url=PUBLIC_URL)})).routes
    return sorted(
        {(method, _KIND.sub("}", route.path)) for route in found for method in route.methods - {"HEAD"}}  # type: ignore[attr-defined]
    )


def need_of(path: str) -> Need | None:
    """The entry whose path is the longest beginning of this one; what has a parameter more has its own."""
    fitting = [one for one in NEEDS if path == one or path.startswith(f"{one}/")]
    found = NEEDS[max(fitting, key=len)] if fitting else None
    given = found.fill(_NO_WORLD, "missing") if found and found.fill and found.need != "row" else {}
    asked = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return None if found is None or (found.need != "row" and set(asked) - set(given)) else found


_NO_WORLD: Any = None


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all pages."""
    store = new_geopackage(tmp_path_factory.mktemp("desk") / "store.gpkg")
    found = World(store)
    service = create_app(Settings(public_url=PUBLIC_URL), store=store)
    with TestClient(service, base_url=PUBLIC_URL, follow_redirects=False) as client:
        found.client = client
        yield found
    store.close()


def filled(world: World, path: str, place: str) -> str:
    """The path with what it asks for."""
    need = need_of(path)
    assert need is not None, f"{path} has no entry in NEEDS"
    for param, value in (need.fill(world, place) if need.fill else {}).items():
        path = path.replace(f"{{{param}}}", str(value))
    return path


def ask(world: World, method: str, path: str, name: str) -> Any:
    """The answer to somebody in a session of their own; a form is empty but for its token."""
    headers = {**world.signed_in(name), "Accept": "text/html"}
    token = headers.get("x-form-token", "")
    sent = {"data": {"form_token": token}} if method == "POST" else {}
    return world.client.request(method, path, headers=headers, **sent)  # type: ignore[arg-type]


def faults(who: Who, need: Need, place: str, answers: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an answer, beside the one for a row that is not there."""
    answer = answers[place]
    if answer.status_code >= 500:
        yield "fails"
    if who.is_nobody:
        is_led_away = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        if need.need != "anyone" and not is_led_away:
            yield f"is shown to nobody: {answer.status_code}"
    elif need.need == "administrator" and who.role != "administrator" and answer.status_code != 404:
        yield f"is {answer.status_code} for who is no administrator"
    elif need.need == "row":
        yield from _faults_of_row(place in who.sees(need.layer), answer, answers["missing"].status_code)


def _faults_of_row(is_seen: bool, answer: Any, missing: int) -> Iterator[str]:
    """Another's row is answered as one that is not there; one's own is there."""
    status = answer.status_code
    if is_seen and status == 404 and answer.request.method == "GET":  # a form may lack what it names
        yield "is not there for its own"
    if not is_seen and (status not in (403, 404) or status != missing):
        yield f"is {status}, and {missing} where there is none"


@pytest.mark.parametrize(("method", "path"), routes())
def test_no_page_or_form_goes_beyond_a_role(world: World, method: str, path: str) -> None:
    need = need_of(path)
    assert need is not None, f"{path} has no entry in NEEDS"
    wrong = []
    places = PLACES if need.need == "row" else ("missing",)
    for name, who in PEOPLE.items():
        answers: dict[str, Any] = {}
        for place in reversed(places):
            asked = filled(world, path, place)
            before = world.store.revision()
            answers[place] = ask(world, method, asked, name)
            where = f"{method} {asked} by {name} for {place}"
            wrong += [f"{where} {fault}" for fault in faults(who, need, place, answers)]
            wrong += [f"{where} tells {word}" for word in leaked(who, answers[place])]
            wrong += [f"{where} changes {row}" for row in touched(world, who, before)]
    assert not wrong, "\n".join(wrong[:12])


def touched(world: World, who: Who, before: int) -> list[str]:
    """The rows that were changed and should not have been: those of others; any, by who writes nothing."""
    if world.store.revision() == before:
        return []
    return (
        ["something"]
        if not who.writes
        else touched_of_others(world, who, before)
        if who.reads != set(EAST)
        else []
    )


@pytest.mark.parametrize("path", ["/desk/firms/{number}", "/desk/history/{layer}/{row}"])
def test_ones_own_firm_is_shown_with_what_is_not_public(world: World, path: str) -> None:
    assert secret("own", "tenant") in ask(world, "GET", filled(world, path, "own"), "clerk").text


@pytest.mark.parametrize("layer", ["sign", "area"])
def test_the_history_of_a_sign_and_of_an_area_goes_no_further(world: World, layer: str) -> None:
    need, wrong = _row("row", layer), []
    assert need.fill is not None
    for name, who in PEOPLE.items():
        answers: dict[str, Any] = {}
        for place in reversed(PLACES):
            path = f"/desk/history/{layer}/{need.fill(world, place)['row']}"
            answers[place] = ask(world, "GET", path, name)
            wrong += [f"{path} by {name} for {place} {fault}" for fault in faults(who, need, place, answers)]
            wrong += [f"{path} by {name} tells {word}" for word in leaked(who, answers[place])]
    assert wrong == []
