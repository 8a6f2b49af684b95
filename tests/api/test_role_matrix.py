"""Each operation of the API, asked by every role for rows of its own, of others, and for none at all."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.domain.roles import ROLES
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from signage_api.openapi import describe
from tests.api.role_table import TABLE, Cell
from tests.parts.roles import PUBLIC_URL, WHO, Who, World, secret
from tests.parts.stores import new_geopackage

_SECRET = re.compile(r"geheim-(own|neighbour|foreign)-(\w+)", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
_AS_IF_MISSING = ("see", "hidden", "write", "settle")


def operations() -> dict[str, str]:
    """The operations of the description, with their method and path."""
    return {
        operation["operationId"]: f"{method.upper()} {path}"
        for path, methods in describe(PUBLIC_URL)["paths"].items()
        for method, operation in methods.items()
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for the whole table: what is written is written to new rows."""
    folder: Path = tmp_path_factory.mktemp("roles")
    with world_of(new_geopackage(folder / "store.gpkg")) as found:
        yield found


@contextmanager
def world_of(store: Store) -> Iterator[World]:
    """Rows in a new store, which is closed at the end, and a client that asks for everybody."""
    found = World(store)
    service = create_app(Settings(public_url=PUBLIC_URL), store=store)
    with closing(store), TestClient(service, base_url=PUBLIC_URL) as found.client:
        yield found


@pytest.fixture(autouse=True)
def print_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed is text here: whether a sheet is told what is not public is all that is asked."""

    def sheet(_store: Any, row: dict[str, Any], *, told: bool, **_more: Any) -> bytes:
        return f"sheet {row['note'] if told else ''}".encode()

    monkeypatch.setattr("signage.services.sign_sheets.sign_sheet", sheet)
    monkeypatch.setattr("signage.services.printing.print_map", lambda *_given, **_more: b"map")


def expected(who: Who, cell: Cell, place: str) -> int:
    """The status, from the table alone."""
    if cell.need == "open" or (cell.need == "hidden" and place != "missing" and place in who.reads):
        return cell.missing if place == "missing" else cell.ok
    if who.is_nobody and cell.need != "hidden":
        return 401
    if cell.need == "add" and cell.layer not in who.writes:
        return 403
    if place == "missing":
        return cell.missing
    if cell.need == "staff":
        return cell.ok
    return 404 if place not in who.sees(cell.layer) else cell.ok if has_role(who, cell) else 403


def has_role(who: Who, cell: Cell) -> bool:
    """Whether the role of who sees a row in full is enough."""
    if cell.need in ("write", "add"):
        return who.may_write(cell.layer, cell.fields)
    return who.settles or cell.need != "settle"


def told(answer: Any) -> str:
    """All that an answer tells: its headers and its body."""
    return f"{dict(answer.headers)} {answer.content.decode('utf-8', 'replace')}"


def untold(who: Who, cell: Cell, place: str, answer: Any) -> list[str]:
    """The secrets that should stand in the answer and do not."""
    if not cell.shows or answer.status_code not in (200, 201):
        return []
    places = who.sees(cell.layer) if place == "once" else who.sees(cell.layer) & {place}
    if cell.layer == "municipality":
        places = frozenset("own" if one == "neighbour" else one for one in places)
    return [
        one
        for one in sorted(secret(place, cell.layer) for place in places)
        if one.lower() not in told(answer).lower()
    ]


def leaked(who: Who, answer: Any) -> list[str]:
    """The secrets that stand in the answer and should not."""
    found = {(place, layer.lower()) for place, layer in _SECRET.findall(told(answer))}
    return sorted(secret(place, layer) for place, layer in found if place.lower() not in who.sees(layer))


@pytest.mark.parametrize("operation", TABLE)
def test_every_role_gets_what_the_table_says_and_no_word_more(world: World, operation: str) -> None:
    wrong = asked_by_everybody(world, operation)
    assert not wrong, "\n".join(wrong[:12])


def asked_by_everybody(world: World, operation: str) -> list[str]:
    """What is wrong with the answers of an operation to all roles."""
    wrong = []
    for cell in TABLE[operation]:
        for name, world.who in WHO.items():
            words = dict[str, str]()
            for place in cell.targets:
                asked = cell.ask(world, place)
                answer = world.send(asked, name)
                where = f"{asked.method} {asked.path} by {name} for {place}"
                wrong += [f"{where} {fault}" for fault in faults(world.who, cell, place, answer)]
                if answer.status_code == 404:
                    words[place] = _NUMBERS.sub("#", answer.json()["detail"])
            if cell.need in _AS_IF_MISSING and len(set(words.values())) > 1:
                wrong.append(f"{operation} by {name} is refused in several ways: {words}")
    return wrong


def faults(who: Who, cell: Cell, place: str, answer: Any) -> Iterator[str]:
    """What is wrong with an answer."""
    status, secrets = expected(who, cell, place), _SECRET.search(told(answer))
    if answer.status_code != status:
        yield f"is {answer.status_code}, not {status}: {answer.text[:300]}"
    yield from (f"tells {word}" for word in leaked(who, answer))
    yield from (f"does not tell {word}" for word in untold(who, cell, place, answer))
    if secrets and "no-store" not in answer.headers["cache-control"]:
        yield "may be kept by others"
    if answer.status_code == 403 and not _names_a_role(answer.json()["detail"]):
        yield f"does not say who may: {answer.text[:300]}"


def _names_a_role(sentence: str) -> bool:
    return any(role.said in sentence for role in ROLES.values()) or "alle Gemeinden" in sentence


def test_every_operation_stands_in_the_table_and_no_other() -> None:
    assert set(TABLE) == set(operations())
