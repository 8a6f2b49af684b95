"""Codes of imported signs: those that a file brings are held to the register, the others are minted."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from signage.services.importing.batch import Batch, Stored
from signage.services.importing.cells import CLEAR
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.schema import code as register

_ONE_PLACE = "Ein Code gehört zu einem einzigen Standort; lassen Sie die Zelle leer."
_SPENT = ("retired", "moved")


def check_codes(store: Store, batch: Batch, rows: Sequence[Stored]) -> None:
    """Park signs whose code another one has or had, and signs that would change the code that is printed on
    them.
    """
    carried = {row["code"]: row["id"] for row in rows if row["code"]}
    given = [text for values in batch.values if isinstance(text := values.get("code"), str)]
    with store.engine_read() as connection:
        states = _states(connection, given)
    for at in list(batch.open()):
        if "code" in batch.values[at]:
            problem = _problem(batch, at, carried, states)
            if problem:
                batch.park(at, batch.heading("code"), problem, _ONE_PLACE)


def _problem(batch: Batch, at: int, carried: Mapping[str, int], states: Mapping[str, str]) -> str:
    token, sign = batch.values[at]["code"], batch.match.get(at, {})
    printed = sign.get("code")
    if printed and token != printed:
        said = "keinen Code" if token is CLEAR else f"den Code {token}"
        return f"Das Schild trägt den Code {printed}, die Datei nennt {said}."
    if carried.get(token) not in (None, sign.get("id")):
        return f"Den Code {token} trägt schon ein anderes Schild (Nr. {carried[token]})."
    if states.get(token) in _SPENT and token != printed:
        return f"Der Code {token} ist stillgelegt oder verlegt; er wird nicht noch einmal vergeben."
    return ""


def provide_codes(
    change: ChangeSet, batch: Batch, created: Sequence[int], changed: Mapping[int, Mapping[str, Any]]
) -> None:
    """Mint codes for new signs of the guide system, enter those that the file brings; all become live."""
    wanting = [at for at in created if _wants_code(batch, at)]
    for at, token in zip(wanting, change.mint(len(wanting)), strict=True):
        batch.derived[at]["code"] = token
    given: list[str] = [code for at in created if (code := batch.get(at, "code"))]
    given += [code for values in changed.values() if (code := values.get("code"))]
    registered = _states(change.connection, given)
    change.register_codes([token for token in given if token not in registered], state="live")
    _make_live(change.connection, [token for token in given if token in registered])


def _make_live(connection: Connection, tokens: Sequence[str]) -> None:
    """The signs themselves are written in the same change set, which tells their areas."""
    for start in range(0, len(tokens), 500):
        part = register.c.token.in_(tokens[start : start + 500])
        connection.execute(update(register).where(part).values(state="live"))


def _wants_code(batch: Batch, at: int) -> bool:
    """A typed sign of the guide system that names none. Official signs carry none."""
    unnamed = "code" not in batch.values[at]
    return unnamed and batch.get(at, "type") is not None and batch.get(at, "family") == "guide"


def _states(connection: Connection, tokens: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(tokens), 500):
        query = select(register.c.token, register.c.state).where(
            register.c.token.in_(tokens[start : start + 500])
        )
        found.update((token, state) for token, state in connection.execute(query))
    return found
