"""No pattern that reads what others send takes long on a hostile text.

Each is asked in a process of its own that has to end: a pattern that tries every way through a text of 20,000
letters does not.
"""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import signage
import signage_api
from tests.house.tree import ROOT

LONGEST, PATIENCE_S = 20_000, 120
# So much is cut off, or refused, before these patterns see it.
BOUNDED = {
    "signage.services.addresses._NUMBER": 100,
    "signage.services.importing.addresses._NUMBERED": 150,
    "signage.services.importing.positions._PAIR": 200,
}
BITS = (
    "a", "A", "0", "1", " ", "\t", "\r\n", "-", ".", "/", "<", '"', "(", ";", "=", "a ", "0.", "a-", "1,",
    "a@", ": ", "ä", "%", "\\", "_", "+", "0 0", "&", "<Relationship ", '<c r="A1"', ",;", " a", "1 ",
)  # fmt: skip
WAYS = ("match", "fullmatch", "search", "split", "sub", "findall", "finditer")


def patterns() -> Iterator[tuple[str, re.Pattern[Any], str]]:
    """Every pattern that a module of ours keeps, with each way in which that module asks it."""
    for package in (signage, signage_api):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" in found.name or found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            kept = {name: one for name, one in vars(module).items() if isinstance(one, re.Pattern)}
            asked = re.findall(r"\b(\w+)\.(\w+)\(", inspect.getsource(module)) if kept else []
            for name, way in sorted(set(asked)):
                if name in kept and way in WAYS:
                    yield f"{found.name}.{name}", kept[name], way


def ask_all() -> None:
    """Ask every pattern for every hostile text, and say which is asked."""
    for name, pattern, way in patterns():
        sys.stdout.write(f"{name} {way}\n")
        sys.stdout.flush()
        for bit in BITS:
            body = (bit * LONGEST)[: BOUNDED.get(name, LONGEST)]
            for text in (body, f"{body}!", f"1{body}x", f"a{body}1"):
                _ask(pattern, way, text)


def _ask(pattern: re.Pattern[Any], way: str, text: str) -> None:
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    nothing: Any = b"" if isinstance(pattern.pattern, bytes) else ""
    if way == "sub":
        pattern.sub(nothing, given)
    elif way == "finditer":
        list(pattern.finditer(given))
    else:
        getattr(pattern, way)(given)


def test_every_pattern_ends_whatever_it_reads() -> None:
    command = [sys.executable, "-c", "from tests.house.test_patterns import ask_all; ask_all()"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE_S, check=True, cwd=ROOT
        )
    except subprocess.TimeoutExpired as late:
        asked = (late.stdout or b"").decode().splitlines()
        pytest.fail(f"{asked[-1] if asked else 'nothing'} does not end")
    assert len(done.stdout.splitlines()) > 30


def test_a_pattern_that_does_not_end_would_be_noticed() -> None:
    program = "import re; re.compile(r'(a|a)*b').fullmatch('a' * 20_000)"
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", program], timeout=2, check=True)


def test_what_is_bounded_is_a_pattern_of_ours() -> None:
    assert BOUNDED.keys() <= {name for name, _, _ in patterns()}
