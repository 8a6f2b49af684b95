"""What keeps a text from being taken as JSON; without the rest of the service, for a process of its own."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True)
class Faults:
    """Where the text is no JSON, whether it is nested too deeply, and keys that one object gives twice."""

    broken: str = ""
    deep: bool = False
    repeated: Sequence[str] = ()


def faults(raw: bytes) -> Faults:
    """The first kind of fault, or none."""
    try:
        orjson.loads(raw)
        return Faults(repeated=_repeated(raw))
    except orjson.JSONDecodeError as error:
        return Faults(broken=f"({error.msg}, {error.lineno}:{error.colno})")
    except RecursionError:
        return Faults(deep=True)


def _repeated(raw: bytes) -> Sequence[str]:
    """A key given twice means one of two values; nobody knows which."""
    repeated: dict[str, None] = {}

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len({name for name, _ in pairs}) == len(pairs):
            return
        counts = Counter(name for name, _ in pairs)
        repeated.update({name[:100]: None for name, count in counts.items() if count > 1})

    json.loads(raw, object_pairs_hook=look)
    return list(repeated)
