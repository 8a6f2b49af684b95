"""The figures of the rules that are in force for an inventory."""

from functools import cache
from pathlib import Path

from signage.siting.figures import Figures, load_figures
from signage.store import Store


def figures_in_force(store: Store) -> Figures:
    """Those of the pack, corrected by the operator's file (`store.figures`) where there is one; read once a
    process. InvalidInput names every fault of that file.
    """
    return _read(store.figures)


@cache
def _read(path: str) -> Figures:
    return load_figures(Path(path) if path else None)
