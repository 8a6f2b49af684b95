"""What holds for every file: its length, its first line, whose words it carries."""

import ast
import re

import pytest

from tests.house.tree import PACKAGES, ROOT, files, is_vendored, named, own

LONGEST = 400
LONGER_WITH_REASON: dict[str, str] = {}
CODE = (".py", ".js", ".css", ".html", ".sql", ".sh")
HOST = re.compile(r"(?:https?:|wss?:|url\(|[\"'(=\s])//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
NOT_ASKED = {
    "www.w3.org": "XML namespaces",
    "www.opengis.net": "names of CRS and schemas",
    "leafletjs.com": "a credit that a reader may follow",
}
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")


def test_no_file_is_too_long_to_be_read_in_one_sitting() -> None:
    lengths = {named(path): path.read_text("utf-8").count("\n") for path in own(*CODE)}
    long = {
        name: lines for name, lines in lengths.items() if lines > LONGEST and name not in LONGER_WITH_REASON
    }
    assert not long


def test_every_python_file_says_what_it_is_for() -> None:
    silent = [
        named(path)
        for path in own(".py")
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_nothing_is_left_for_later() -> None:
    unfinished = [
        f"{named(path)}:{number}"
        for path in own(*CODE, ".md", ".toml")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert not unfinished


def test_no_page_script_or_style_names_a_foreign_host() -> None:
    pages = [path for path in own(".html", ".js", ".css", ".svg") if path.is_relative_to(ROOT)]
    served = [path for path in pages if any(path.is_relative_to(package) for package in PACKAGES)]
    foreign = {
        (named(path), host)
        for path in served
        for host in HOST.findall(path.read_text("utf-8"))
        if host.lower() not in NOT_ASKED
    }
    assert not foreign


@pytest.mark.parametrize(
    "text",
    ["<script src='//cdn.example/x.js'>", "@import url(//fonts.example/a)", "fetch('https://a.example')"],
)
def test_a_foreign_host_would_be_found(text: str) -> None:
    assert HOST.search(text)


def test_every_vendored_asset_has_its_licence_and_its_version_beside_it() -> None:
    folders = {path.parent for path in files() if is_vendored(path)}
    homes = {
        next(home for home in (folder, *folder.parents) if is_home(home.parent.name)) for folder in folders
    }
    bare = {
        named(home) for home in homes if not any(home.glob("*LICEN[CS]E*")) and not any(home.glob("OFL*"))
    }
    assert not bare
    assert not {named(home) for home in homes if not re.search(r"\d+\.\d+", home.name)}


def is_home(parent: str) -> bool:
    return parent in ("vendor", "fonts")


def test_no_file_leans_on_a_page_that_is_not_here() -> None:
    text = {named(path): path.read_text("utf-8") for path in own(*CODE, ".md", ".toml", ".yml")}
    missing = {
        (name, page)
        for name, words in text.items()
        for page in re.findall(r"\b[A-Z]{4,}\.md\b", words)
        if not (ROOT / page).exists()
    }
    assert not missing


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    homes = re.compile(r"/(?:home|Users|root)/\w+|/tmp/[a-z]|/wor" + r"k/")
    told = [
        f"{named(path)}:{number}"
        for path in own(*CODE, ".md", ".toml", ".yml", ".ipynb", ".txt", ".json", "")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if homes.search(line)
    ]
    assert not told
