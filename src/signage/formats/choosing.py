"""Which layer or sheet of a file is meant."""

from collections.abc import Callable, Sequence

from signage.domain.layers import layer_called
from signage.domain.names import fold_heading
from signage.errors import InvalidInput, Said, TableNeeded


def choose(
    filled: Sequence[str],
    *,
    named: str | None,
    wanted: Sequence[str],
    what: str,
    every: Sequence[str] | None = None,
    rival: Callable[[str, str], bool] = lambda _taken, _other: False,
) -> str:
    """The name asked for, else the only filled one, else the only one called like a word of `wanted`.

    `rival` says whether another one has the same rows to offer as the one that would be taken; so has one
    with such a word in its name (»Weitere Firmen«). Raises TableNeeded with the names when several could be
    meant, InvalidInput when none can.
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
    others = [name for name in filled if layer_called(name) is None]
    if len(alike) == 1 and not any(
        _sounds_like(name, words) or rival(alike[0], name) for name in others if name != alike[0]
    ):
        return alike[0]
    raise TableNeeded(
        Said(
            f"Welches {what} ist gemeint? Die Datei enthält: {', '.join(filled)}. "
            "Nennen Sie es mit --file-layer.",
            f"Which table is meant? The file holds: {', '.join(filled)}. Name it with --file-layer.",
        ),
        filled,
    )


def left_unread(filled: Sequence[str], taken: str, what: str) -> list[Said]:
    """The note that says which table of several was read, and which were not; none when there is one."""
    others = [name for name in filled if name != taken]
    if not others:
        return []
    listed = ", ".join(f"»{name}«" for name in others)
    named = ", ".join(f"'{name}'" for name in others)
    return [
        Said(
            f"Gelesen wurde das {what} »{taken}«; nicht gelesen: {listed}.",
            f"The table '{taken}' was read; not read: {named}.",
        )
    ]


def _sounds_like(name: str, words: set[str]) -> bool:
    return any(word in fold_heading(name) for word in words)


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
