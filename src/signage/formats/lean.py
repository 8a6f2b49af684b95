"""Keep a child process small."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType


class _LeftOut(MetaPathFinder):
    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """See MetaPathFinder; an error here ends the search."""
        del path, target
        if fullname in self._names:
            raise ModuleNotFoundError(f"{fullname} is left out of this process", name=fullname)


def leave_out(*libraries: str) -> None:
    """Make `libraries` unknown in this process. pyogrio loads GeoPandas and pandas where it finds them: more
    than a second for what a child that only reads or writes has no use for. Never to be called in a process
    of others.
    """
    sys.meta_path.insert(0, _LeftOut(libraries))
