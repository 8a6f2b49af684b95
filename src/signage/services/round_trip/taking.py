"""Storing what somebody decided of a comparison: the good rows, as one change set; the others come back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from signage.domain.layers import LAYERS
from signage.domain.validity import today
from signage.errors import UNSAID, Forbidden, InvalidInput, NotFound, Said, SignageError, StaleVersion
from signage.services.accounts.people import rights_of_account
from signage.services.changing import changing
from signage.services.editing import add_values, own_row, require_version, set_values
from signage.services.rights import Rights, require_writes
from signage.services.round_trip.columns import ADDRESS, TENANT
from signage.services.round_trip.lines import (
    ADD,
    AS,
    END,
    FROM,
    GONE,
    LEAVE,
    MINE,
    MOVE,
    REPLACE,
    UNCHANGED,
    UNCLEAR,
    Candidate,
    Comparison,
    Line,
)  # fmt: skip
from signage.services.tenants.moving import settle_move
from signage.services.tenants.succession import own_tenant, require_open
from signage.store import Store
from signage.store.account_tables import account
from signage.store.changes import ChangeSet

Row = dict[str, Any]
Progress = Callable[[int, int], None]
ADDED, CHANGED, MOVED, ENDED, SAME, LEFT, REFUSED = (
    "added", "changed", "moved", "ended", "same", "left", "refused",
)  # fmt: skip
VERDICTS: Final[Mapping[str, Said]] = {
    ADDED: Said("neu aufgenommen", "added"),
    CHANGED: Said("geändert", "changed"),
    MOVED: Said("umgezogen", "moved"),
    ENDED: Said("beendet", "ended"),
    SAME: Said("unverändert", "unchanged"),
    LEFT: Said("nicht übernommen", "not taken"),
    REFUSED: Said("geht so nicht", "cannot be taken"),
}
_SAY_EACH = 250
_MEANWHILE = Said(
    "Die Firma wurde in diesem Augenblick von jemand anderem geändert. Bitte noch einmal vergleichen.",
    "The firm was changed by somebody else at this moment. Please compare once more.",
)

_OTHER_RIGHTS = Said(
    "Ihre Rechte wurden inzwischen geändert; gespeichert wurde nichts.",
    "Your rights were changed meanwhile; nothing was stored.",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody wants done with a line, and which side of each conflict holds."""

    do: str
    sides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line: a key of VERDICTS, why where that needs saying, the name of the firm, and id and
    version of the row that a new one or one that moved has got.
    """

    verdict: str
    why: Said = UNSAID
    tenant: int | None = None
    name: str = ""
    version: int = 1


@dataclass(frozen=True)
class Taken:
    """`change_set` is None when nothing was changed; outcomes by the key of the line."""

    change_set: int | None
    outcomes: Mapping[str, Outcome]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines came to each verdict."""
        said = [outcome.verdict for outcome in self.outcomes.values()]
        return {verdict: said.count(verdict) for verdict in VERDICTS}


def what_to_do(line: Line, decisions: Mapping[str, Decision]) -> str:
    """What is to be done with a line: as decided where that can be done, else its default."""
    decided = decisions.get(line.key)
    return decided.do if decided is not None and decided.do in line.can else line.default


def take(
    store: Store,
    comparison: Comparison,
    decisions: Mapping[str, Decision],
    *,
    rights: Rights,
    file: str,
    claim: Callable[[Connection, int | None], None] | None = None,
    into: dict[str, Outcome] | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Taken:
    """Carry out the decisions, one change set for all of them; a row that cannot be taken does not hold up
    the others. `claim` is called in the same transaction, with the number of the change set, when all
    outcomes are in `into`.

    Raises Forbidden for who may write no firm at all, and whatever `claim` raises; then nothing is stored.
    """
    require_writes(rights, "tenant")
    outcomes: dict[str, Outcome] = {} if into is None else into
    why = Said(f"Excel-Rücklauf: {file[:100]}", f"Excel, back again: {file[:100]}")
    with changing(store, who=rights.who, why=why, source=file[:200], kind="import") as change:
        for done, line in enumerate(comparison.lines):
            if done % _SAY_EACH == 0:
                progress(done, len(comparison.lines))
                _hold(change, comparison.lines[done : done + _SAY_EACH], decisions)
            do = what_to_do(line, decisions)
            sides = decisions[line.key].sides if line.key in decisions else {}
            outcome = _outcome(store, change, line, do, sides, rights)
            outcomes[line.key] = replace(outcome, name=line.name)
        if claim is not None:
            claim(change.connection, change.id)
        return Taken(change.id, outcomes)


def _hold(change: ChangeSet, lines: Sequence[Line], decisions: Mapping[str, Decision]) -> None:
    """Read the firms that are to be changed together, instead of one by one."""
    wanted = [line.tenant for line in lines if what_to_do(line, decisions) != LEAVE]
    change.hold("tenant", sorted({tenant for tenant in wanted if tenant is not None}))


def require_same_rights(connection: Connection, rights: Rights) -> None:
    """Forbidden when an account has ended, or its roles are others than they were when `rights` was read."""
    if rights.account is None:
        return
    open_one = select(account.c.id).where(account.c.id == rights.account, account.c.ended_at.is_(None))
    now = rights_of_account(connection, rights.account, rights.who)
    if connection.execute(open_one).first() is None or now != rights:
        raise Forbidden(_OTHER_RIGHTS)


def _outcome(
    store: Store, change: ChangeSet, line: Line, do: str, sides: Mapping[str, str], rights: Rights
) -> Outcome:
    if do == LEAVE:
        return _left(line)
    try:
        return _done(store, change, line, do, sides, rights)
    except StaleVersion:
        return Outcome(REFUSED, _MEANWHILE)
    except InvalidInput as error:
        return Outcome(REFUSED, _said(error))
    except (NotFound, Forbidden) as error:
        return Outcome(REFUSED, error.message)


def _left(line: Line) -> Outcome:
    if line.kind == UNCHANGED:
        return Outcome(SAME)
    problems = [_of_field(cell.field, cell.problem) for cell in line.problems]
    said = [*line.reasons, *problems] if line.kind == UNCLEAR else []
    return Outcome(LEFT, _joined(said))


def _done(
    store: Store, change: ChangeSet, line: Line, do: str, sides: Mapping[str, str], rights: Rights
) -> Outcome:
    mine = {cell.field: cell.mine for cell in line.cells}
    if do == ADD:
        new = add_values(store, change, TENANT, mine, rights)
        return Outcome(ADDED, tenant=new["id"], version=new["version"])
    if do.startswith((AS, FROM)):
        seen = next(one for one in line.candidates if one.tenant == int(do.partition(":")[2]))
        return _as_candidate(store, change, seen, mine, rights, moves=do.startswith(FROM))
    assert line.tenant is not None
    assert line.version is not None
    old = own_row(change, "tenant", line.tenant, rights)
    require_version(old, line.version)
    if do == REPLACE:
        return _replaced(store, change, old, mine, rights)
    values = dict(line.derived) if do == END else _chosen(line, sides)
    if do == MOVE:
        return _moved(store, change, old, values, rights)
    now = set_values(store, change, TENANT, old, values, rights)
    if now["version"] == old["version"]:
        return Outcome(SAME)
    return Outcome(ENDED if do == END or line.kind == GONE else CHANGED)


def _replaced(store: Store, change: ChangeSet, old: Row, mine: Row, rights: Rights) -> Outcome:
    """Another firm where one ended: neither without the other."""
    with change.whole():
        set_values(store, change, TENANT, old, {"valid_to": today()}, rights)
        place = {name: old[name] for name in (*ADDRESS, "municipality", "geometry")}
        new = add_values(store, change, TENANT, place | mine, rights)
    return Outcome(ADDED, tenant=new["id"], version=new["version"])


def _moved(store: Store, change: ChangeSet, old: Row, values: Row, rights: Rights) -> Outcome:
    """Elsewhere from the day that the row names, today where it names none; both rows or neither."""
    own_tenant(change, old["id"], old["version"], rights)
    began, left = (values.pop(name, None) for name in ("valid_from", "valid_to"))
    if named := began or left:
        require_open(old, named)
    with change.whole():
        new, _ = settle_move(store, change, old, values, named or today(), rights)
    return Outcome(MOVED, tenant=new["id"], version=new["version"])


def _chosen(line: Line, sides: Mapping[str, str]) -> Row:
    """The values of a row: what only the file changed, and the conflicts that were decided for it."""
    taken = [cell for cell in line.cells if not cell.is_conflict or sides.get(cell.field) == MINE]
    return {**line.derived, **{cell.field: cell.mine for cell in taken}}


def _as_candidate(
    store: Store, change: ChangeSet, seen: Candidate, mine: Row, rights: Rights, *, moves: bool
) -> Outcome:
    old = own_row(change, "tenant", seen.tenant, rights)
    require_version(old, seen.version)
    values = {name: value for name, value in mine.items() if value is not None}
    if moves:
        return _moved(store, change, old, values, rights)
    now = set_values(store, change, TENANT, old, values, rights)
    return Outcome(SAME if now["version"] == old["version"] else CHANGED)


def _said(error: SignageError) -> Said:
    problems = getattr(error, "problems", {})
    return _joined([_of_field(name, why) for name, why in problems.items()]) if problems else error.message


def _of_field(name: str, why: str) -> Said:
    if name not in LAYERS["tenant"].editable:  # a day, say
        return Said(why, getattr(why, "english", why))
    german, english = TENANT.field(name).german, TENANT.field(name).english
    return Said(f"{german}: {why}", f"{english}: {getattr(why, 'english', why)}")


def _joined(sentences: Sequence[Said]) -> Said:
    return Said(" ".join(sentences), " ".join(said.english for said in sentences))
