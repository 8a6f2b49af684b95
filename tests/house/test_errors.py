"""The tree of errors that the docstring draws is the one that the classes make."""

import inspect
import re

from signage import errors


def drawn() -> dict[str, str]:
    """Each error of the docstring with the one above it."""
    above: dict[int, str] = {}
    tree: dict[str, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"([│├└─ ]*)([A-Z]\w+)(?:\s|$)", line)
        if found is None or (not found[1] and found[2] != "SignageError"):
            continue
        depth = len(found[1]) // 4
        above[depth] = found[2]
        tree[found[2]] = above[depth - 1] if depth else "Exception"
    return tree


def test_the_drawn_tree_of_errors_is_the_real_one() -> None:
    classes = [value for _, value in inspect.getmembers(errors, inspect.isclass)]
    real = {kind.__name__: kind.__mro__[1].__name__ for kind in classes if issubclass(kind, Exception)}
    assert drawn() == real


def test_every_error_says_what_it_means() -> None:
    assert all(getattr(errors, name).__doc__ for name in drawn())
