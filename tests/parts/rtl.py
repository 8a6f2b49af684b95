"""A language that is read from right to left, made of the English one for the length of a test."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from signage import languages

_CACHES = (
    languages.languages,
    languages.staff_languages,
    languages.texts,
    languages.plural_rules,
    languages._choose,
)
_MARK = "\u200f"  # right-to-left mark: what follows counts as written that way


@contextlib.contextmanager
def backwards(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The languages with a file `ar.toml` beside them, as a translator would add it."""
    for file in languages.folder().iterdir():
        if file.name.endswith(".toml"):
            (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    english, _, _staff = (folder / "en.toml").read_text("utf-8").partition("\n[map]\n")
    turned = (
        english.replace('"ltr"', '"rtl"').replace('"English"', '"العربية"').replace(' = "', f' = "{_MARK}')
    )
    turned = turned.replace(f'"{_MARK}rtl"', '"rtl"').replace(f'"{_MARK}i = 1', '"i = 1')
    (folder / "ar.toml").write_text(turned, "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(languages, "folder", lambda: folder)
        _forget()
        yield
    _forget()


def _forget() -> None:
    for cache in _CACHES:
        cache.cache_clear()
