"""Which layer or sheet of a file is meant."""

from collections.abc import Sequence

from signage.domain.names import fold_heading
from signage.errors import InvalidInput, Said


def choose(
    filled: Sequence[str],
    *,
    named: str | None,
    wanted: Sequence[str],
    what: str,
    every: Sequence[str] | None = None,
) -> str:
    """The name asked for, else the only filled one, else the only one called like a word of `wanted`.

    Raises InvalidInput that lists the names when none or several could be meant.
    """
    names = list(every or filled)
    if named is not None:
        return _named(names, named, what)
    if len(filled) == 1:
        return filled[0]
    if not filled:
        raise InvalidInput(
            Said("Die Datei enthält keine Tabelle mit Inhalt.", "The file has no table with content.")
        )
    words = {fold_heading(word) for word in wanted}
    alike = [name for name in filled if fold_heading(name) in words]
    if len(alike) == 1:
        return alike[0]
    raise InvalidInput(
        Said(
            f"Welches {what} ist gemeint? Die Datei enthält: {', '.join(filled)}.",
            f"Which table is meant? The file holds: {', '.join(filled)}. Name it with --file-layer.",
        )
    )


def _named(names: Sequence[str], named: str, what: str) -> str:
    for name in names:
        if name == named:
            return name
    for name in names:
        if fold_heading(name) == fold_heading(named):
            return name
    raise InvalidInput(
        Said(
            f"Ein {what} {named!r} gibt es nicht. Die Datei enthält: {', '.join(names)}.",
            f"There is no table {named!r}. The file holds: {', '.join(names)}.",
        )
    )
