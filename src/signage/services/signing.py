"""Who answers for the reasoned exceptions of a sign: whoever entered them, since that day."""

from collections.abc import Iterator, Mapping
from typing import Any

from signage.domain import faces
from signage.domain.layers import LAYERS
from signage.domain.names import UNSEEN
from signage.domain.validity import today
from signage.errors import Said, known
from signage.services.values import complain

Row = dict[str, Any]
_LONGEST = LAYERS["sign"].field("exceptions").longest
_LONGEST_NAME = 200


def sign_exceptions(old: Mapping[str, Any] | None, new: Row, who: str) -> None:
    """Enter who answers for each exception that is new or has another reason, and since when.

    Whatever the sender says of that counts for nothing. Raises InvalidInput for a new exception to a rule
    that there is not.
    """
    before = old["exceptions"] if old else None
    if new.get("exceptions") is None or new["exceptions"] == before:
        return
    was, given = faces.document("exceptions", before), faces.document("exceptions", new["exceptions"])
    name = " ".join(UNSEEN.sub(" ", who).split())[:_LONGEST_NAME]
    signature = {"who": name, "on": today().isoformat()} if name else {"on": today().isoformat()}
    signed = {
        rule: was[rule] if _is_same(was.get(rule), one) else {"reason": one["reason"], **signature}
        for rule, one in given.items()
    }
    kept = faces.read_exceptions(signed)
    complain(dict(_problems(kept, set(given) - set(was))))
    new["exceptions"] = kept


def _is_same(was: Row | None, given: Row) -> bool:
    return was is not None and was["reason"] == given["reason"]


def _problems(kept: str, added: set[str]) -> Iterator[tuple[str, Said]]:
    from signage.siting.rules import RULES

    if len(kept) > _LONGEST:
        said = f"Erlaubt sind {_LONGEST} Zeichen.", f"At most {_LONGEST} characters are allowed."
        yield "exceptions", Said(*said)
    if strange := sorted(added - set(RULES)):
        yield "exceptions", known(Said("Die Regel", "rule"), ", ".join(strange[:3]), sorted(RULES))
