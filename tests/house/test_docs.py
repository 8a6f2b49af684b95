"""The documentation is complete, builds without a warning, and agrees with the program."""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

from signage.settings import PREFIX, Settings
from tests.house.tree import ROOT
from tools.make_cli_docs import cli_page

DOCS = ROOT / "docs"


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    # Not --quiet: it would keep the warnings from being counted.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "index.html").is_file()


def test_every_picture_of_the_documentation_is_shown() -> None:
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    shown_ones = {
        Path(name).name for page in pages for name in re.findall(r"\]\((\S+\.png)\)", page.read_text("utf-8"))
    }
    assert {picture.name for picture in (DOCS / "pictures").glob("*.png")} == shown_ones


def test_the_page_of_commands_is_what_the_program_says() -> None:
    assert (DOCS / "cli.md").read_text("utf-8") == cli_page(), "run: .venv/bin/python -m tools.make_cli_docs"


def test_every_setting_is_documented_with_its_default() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    rows = {row[1]: row[2] for row in re.finditer(r"^\| `(SIGNAGE_\w+)` \| ([^|]+?) +\|", page, re.MULTILINE)}
    real = {PREFIX + field.name.upper(): shown(field.default) for field in dataclasses.fields(Settings)}
    assert rows == real


def shown(default: object) -> str:
    """A default as the page writes it: `8000`, `true`, or empty."""
    text = str(default).lower() if isinstance(default, bool) else str(default)
    return f"`{text}`" if text else "empty"


def test_the_changelog_begins_with_what_is_new() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings
    assert re.match(r"Unreleased|\[?\d+\.\d+", headings[0])


def test_contributors_learn_where_to_change_what() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert "Where do I change" in text
    paths = re.findall(r"`((?:src|api|tests|docs|data|tools)/[^`\s*<{]+)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_licence_is_the_one_that_the_package_names() -> None:
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text("utf-8")
