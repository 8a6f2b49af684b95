"""The language of the help and of errors: German first, English complete."""

import re
from pathlib import Path

import pytest
import typer

from signage.cli import main, root
from signage.cli.language import every_command, german_texts, speaks_german


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit):
        main(words)
    told = capsys.readouterr()
    return told.out + told.err


@pytest.mark.parametrize(
    ("environ", "german"),
    [
        ({}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "de_AT@euro"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, False),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "", "LC_MESSAGES": "de_DE.UTF-8"}, True),
        ({"LANG": "pl_PL.UTF-8"}, False),
        ({"LC_ALL": "POSIX", "LANG": "en_GB.UTF-8"}, True),
    ],
)
def test_the_language_is_that_of_the_locale_and_german_without_one(
    environ: dict[str, str], german: bool
) -> None:
    assert speaks_german(environ) is german


def test_every_help_text_has_its_german_and_none_is_left_over() -> None:
    commands = list(every_command(typer.main.get_command(root)))
    parts = [part for one in commands for part in (one, *one.params)]
    texts = {" ".join(text.split()) for part in parts if (text := getattr(part, "help", None))}
    assert texts | {"Show this message and exit."} == set(german_texts())


@pytest.mark.parametrize("words", [(), ("import",), ("token",), ("token", "new"), ("print-map",), ("serve",)])
def test_help_is_german_throughout(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    help_text = said(capsys, *words, "--help")
    assert help_text.startswith(f"Aufruf: {' '.join(('signage', *words))} ")
    assert (
        re.findall(r"\b(?:Usage|Options|Commands|Arguments|the|required|default|str|path)\b", help_text) == []
    )


def test_who_reads_another_language_gets_help_and_errors_in_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert said(capsys, "parked", "--help").startswith("Usage: signage parked [OPTIONS]")
    assert said(capsys, "parked", "--store", "none.gpkg").startswith("Error: There is no store none.gpkg")
    assert said(capsys, "parkt").startswith("Error: No such command 'parkt'.")
    assert said(capsys, "map").startswith("Error: Missing argument 'out': The HTML file to write.")


def test_what_a_command_did_is_told_in_the_language_of_its_user(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert said(capsys, "init", "s.gpkg").startswith("Store s.gpkg made. Next: signage import")
    Path("firms.csv").write_text("Firma\nMuster GmbH\n", "utf-8")
    assert "1 row: 0 new" in said(capsys, "import", "tenants", "firms.csv", "-s", "s.gpkg")
    assert "1 parked row." in said(capsys, "parked", "-s", "s.gpkg")
    assert said(capsys, "export", "areas", "a.csv", "-s", "s.gpkg") == "Written: a.csv (areas: 0)\n"
    assert "Can the store be opened?" in said(capsys, "doctor", "s.gpkg")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert said(capsys, "export", "areas", "a.csv", "-s", "s.gpkg") == (
        "Geschrieben: a.csv (Gewerbegebiete: 0)\n"
    )


def test_what_the_public_sees_is_told_in_the_language_of_its_user(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    said(capsys, "init", "s.gpkg")
    publish = ("publish", "out", "-s", "s.gpkg", "--public-url", "https://schild.example", "--unsigned")
    assert "0 codes published in out: 0 pages rendered" in said(capsys, *publish)
    assert "out is up to date (0 codes)." in said(capsys, *publish)
    assert re.fullmatch(
        r"Unchanged, unsigned, as of \S+: 0 codes \(de\)\.\n", said(capsys, "publish", "out", "--check")
    )
    Path("out/current/site/index.html").unlink()
    assert said(capsys, "publish", "out", "--check") == "site/index.html is missing or was changed.\n"
    assert said(capsys, "silence", "-s", "s.gpkg") == "No sign has fallen silent.\n"
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert said(capsys, "silence", "-s", "s.gpkg") == "Kein Schild ist verstummt.\n"
