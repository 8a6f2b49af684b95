"""Codes of imported signs: those that a file brings are held to the register, the others are minted."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from signage.domain.conditions import NO_CODE_HERE
from signage.domain.words import FAMILIES, may_carry_a_code
from signage.errors import Said
from signage.services.importing.batch import Batch, Stored
from signage.services.importing.cells import CLEAR
from signage.services.importing.sentences import joined
from signage.store import Store
from signage.store.changes import ChangeSet
from signage.store.parts import parts
from signage.store.schema import code as register

_ONE_PLACE = Said(
    "Ein Code gehört zu einem einzigen Standort; lassen Sie die Zelle leer.",
    "A code belongs to one single place; leave the cell empty.",
)
_NO_CODE_ADVICE = Said(
    "Lassen Sie die Zelle leer, oder berichtigen Sie Typ und Familie.",
    "Leave the cell empty, or correct type and family.",
)
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
        if at not in batch.parked:
            _check_family(batch, at)


def _check_family(batch: Batch, at: int) -> None:
    """Hold a sign that has a code to the rule of which signs may; one of no family is the guide system's."""
    row = batch.match.get(at, {})
    if not (batch.get(at, "code") or row.get("code")):
        return
    family = family_of(batch, at)
    if family is None:
        batch.derived[at]["family"] = "guide"
    elif not may_carry_a_code(family):
        german, english = FAMILIES[family]
        kind = Said(f"Das Schild ist »{german}«.", f"The sign is '{english}'.")
        batch.park(at, batch.heading("code"), joined(kind, NO_CODE_HERE), _NO_CODE_ADVICE)


def family_of(batch: Batch, at: int) -> str | None:
    """The family that a sign will have: as said, else by its type where that is new, else as stored."""
    row = batch.match.get(at, {})
    if "family" in batch.values[at]:
        return batch.get(at, "family") if batch.values[at]["family"] is not CLEAR else None
    kind = batch.values[at].get("type")
    if row.get("family") is None or (isinstance(kind, str) and kind != row.get("type")):
        return batch.derived[at].get("family") or row.get("family")
    return str(row["family"])


def _problem(batch: Batch, at: int, carried: Mapping[str, int], states: Mapping[str, str]) -> Said | None:
    token, sign = batch.values[at]["code"], batch.match.get(at, {})
    printed = sign.get("code")
    if printed and token != printed:
        german, english = ("keinen Code", "none") if token is CLEAR else (f"den Code {token}", token)
        return Said(
            f"Das Schild trägt den Code {printed}, die Datei nennt {german}.",
            f"The sign carries the code {printed}, the file names {english}.",
        )
    if carried.get(token) not in (None, sign.get("id")):
        return Said(
            f"Den Code {token} trägt schon ein anderes Schild (Nr. {carried[token]}).",
            f"The code {token} is carried by another sign already (id {carried[token]}).",
        )
    if states.get(token) in _SPENT and token != printed:
        return Said(
            f"Der Code {token} ist stillgelegt oder verlegt; er wird nicht noch einmal vergeben.",
            f"The code {token} is retired or was moved; it is not given again.",
        )
    return None


def provide_codes(
    change: ChangeSet, batch: Batch, created: Sequence[int], changed: Mapping[int, dict[str, Any]]
) -> None:
    """Mint codes for signs that are new to the guide system, enter those that the file brings; all become
    live.
    """
    wanting = [at for at in created if _wants_code(batch, at)]
    joining = [at for at, values in changed.items() if _wants_code_now(batch, at, values)]
    fresh = change.mint(len(wanting) + len(joining))
    for at, token in zip(wanting, fresh, strict=False):
        batch.derived[at]["code"] = token
    for at, token in zip(joining, fresh[len(wanting) :], strict=True):
        changed[at]["code"] = token
    given: list[str] = [code for at in created if (code := batch.get(at, "code"))]
    given += [code for values in changed.values() if (code := values.get("code"))]
    registered = _states(change.connection, given)
    change.register_codes([token for token in given if token not in registered], state="live")
    _make_live(change.connection, [token for token in given if token in registered])


def _make_live(connection: Connection, tokens: Sequence[str]) -> None:
    """The signs themselves are written in the same change set, which tells their areas."""
    for part in parts(tokens):
        connection.execute(update(register).where(register.c.token.in_(part)).values(state="live"))


def _wants_code(batch: Batch, at: int) -> bool:
    """A typed sign of the guide system that names none. Official signs carry none."""
    unnamed = "code" not in batch.values[at]
    return unnamed and batch.get(at, "type") is not None and batch.get(at, "family") == "guide"


def _wants_code_now(batch: Batch, at: int, values: Mapping[str, Any]) -> bool:
    """A stored sign that got its type or family only now."""
    row = batch.match[at]
    if row["code"] or values.get("code") or not {"type", "family"} & set(values):
        return False
    kind = values["type"] if "type" in values else row["type"]
    return kind is not None and family_of(batch, at) == "guide"


def _states(connection: Connection, tokens: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parts(tokens):
        query = select(register.c.token, register.c.state).where(register.c.token.in_(part))
        found.update((token, state) for token, state in connection.execute(query))
    return found
