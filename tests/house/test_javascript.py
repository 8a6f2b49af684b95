"""The scripts of our pages are held to rules and types, every one of them, by tools pinned by hash."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT, named, own
from tests.parts.missing import missing

TOOLS = ROOT / "tools/javascript"
ESLINT = ["eslint/bin/eslint.js", "--config", str(TOOLS / "eslint.config.js")]
TSC = ["typescript/bin/tsc", "--project", str(TOOLS)]


def run(script: str, *words: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of the tools in the project's folder."""
    if not shutil.which("node"):
        missing("Node.js", "no `node` is on the PATH")
    if not (TOOLS / "node_modules").is_dir():
        missing("What checks JavaScript", "scripts/lint_javascript has not been run")
    command = ["node", str(TOOLS / "node_modules" / script), *words]
    return subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False)


def scripts() -> set[str]:
    """Our own scripts that a browser runs, wherever they lie."""
    return {named(path) for path in own(".js") if not path.is_relative_to(TOOLS)}


def rules_broken_by(code: str) -> set[str]:
    place = "src/signage/maps/static/new/planted.js"
    done = run(
        *ESLINT, "--stdin", "--stdin-filename", place, "--format", "json", text=f"'use strict';\n{code}"
    )
    return {str(message["ruleId"]) for message in json.loads(done.stdout)[0]["messages"]}


def test_every_script_of_a_page_is_held_to_the_rules() -> None:
    looked_at = {Path(file["filePath"]) for file in json.loads(run(*ESLINT, "--format", "json", ".").stdout)}
    assert scripts()
    assert scripts() - {named(path) for path in looked_at} == set()


def test_every_script_of_a_page_has_its_types_checked() -> None:
    looked_at = run(*TSC, "--listFilesOnly").stdout.splitlines()
    assert scripts() - {named(Path(path)) for path in looked_at if "/node_modules/" not in path} == set()


def test_vendored_scripts_are_left_to_those_who_wrote_them() -> None:
    looked_at = json.loads(run(*ESLINT, "--format", "json", ".").stdout)
    assert not [file["filePath"] for file in looked_at if "/vendor/" in file["filePath"]]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("document.body.innerHTML = location.hash;", "no-restricted-properties"),
        ("document.body.insertAdjacentHTML('beforeend', location.hash);", "no-restricted-properties"),
        ("document.write(location.hash);", "no-restricted-properties"),
        ("localStorage.setItem('seen', '1');", "no-restricted-globals"),
        ("eval(location.hash);", "no-eval"),
        ("var late = 1; late += 1;", "no-var"),
        ("if (location.hash == '') history.back();", "eqeqeq"),
        ("{ const forgotten = 1; }", "no-unused-vars"),
    ],
)
def test_a_planted_fault_is_found(code: str, rule: str) -> None:
    assert rule in rules_broken_by(code)


def test_a_name_that_no_script_gives_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.js"
    planted.write_text("signageMap.drawSing(1);\n", "utf-8")
    settings = {
        "extends": str(TOOLS / "tsconfig.json"),
        "compilerOptions": {"typeRoots": [str(TOOLS / "node_modules/@types")]},
        "include": [str(planted), str(TOOLS / "page.d.ts")],
        "exclude": [],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings), "utf-8")
    assert "TS2551" in run("typescript/bin/tsc", "--project", str(tmp_path)).stdout


def test_the_lock_pins_every_package_by_hash_and_names_no_host() -> None:
    packages = json.loads((TOOLS / "package-lock.json").read_text("utf-8"))["packages"]
    brought = {name: package for name, package in packages.items() if name}
    assert [name for name, package in brought.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in brought.items() if "resolved" in package] == []


def test_what_checks_javascript_is_asked_for_by_exact_version() -> None:
    asked = json.loads((TOOLS / "package.json").read_text("utf-8"))["devDependencies"]
    lock = json.loads((TOOLS / "package-lock.json").read_text("utf-8"))["packages"]
    assert asked == {name: lock[f"node_modules/{name}"]["version"] for name in asked}
