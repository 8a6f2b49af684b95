"""The demo: where it listens, where it keeps its store, and what it throws away."""

import re
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from signage.cli import main
from signage.errors import Denied
from signage.services.accounts.listing import people
from signage.services.accounts.passwords import is_password
from signage.services.accounts.people import account_of
from signage.services.reports import list_reports
from signage.services.rights import everywhere
from signage.services.sample import sample_store
from signage.services.tokens import check_token
from signage.settings import Settings
from signage.store import open_store


@pytest.fixture
def served(sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings with which the service would have been started."""
    started: list[Settings] = []

    def load(path: Path, **_: Any) -> None:
        shutil.copy(sample_file, path)

    monkeypatch.setattr("signage.services.sample.load_sample", load)

    def serve(settings: Settings, *, is_demo: bool) -> None:
        assert is_demo
        started.append(settings)
        with socket.create_server((settings.host, settings.port)) as door:
            door.accept()[0].close()

    monkeypatch.setattr("signage_api.serving.serve", serve)
    return started


def demo(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["demo", *map(str, words)])
    return int(ended.value.code or 0)


def test_it_listens_where_the_environment_says(
    served: list[Settings], tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNAGE_PORT", str(free_port))
    monkeypatch.setenv("SIGNAGE_HOST", "127.0.0.2")
    assert demo("--dir", tmp_path) == demo("--dir", tmp_path, "--host", "127.0.0.1") == 0
    assert [(one.host, one.port) for one in served] == [("127.0.0.2", free_port), ("127.0.0.1", free_port)]


def test_a_folder_that_cannot_be_made_is_said_in_words(
    served: list[Settings], tmp_path: Path, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert demo("--dir", tmp_path / "file" / "demo", "--port", free_port) == 1
    assert capsys.readouterr().err.startswith("Fehler: Der Ordner")
    assert served == []


def test_beginning_anew_removes_the_store_and_no_backup(
    served: list[Settings], tmp_path: Path, free_port: int
) -> None:
    store = sample_store(tmp_path)
    beside = {tail: store.with_name(store.name + tail) for tail in ("", "-wal", ".lock", ".2026.gpkg")}
    for path in beside.values():
        path.write_bytes(b"old")
    assert demo("--dir", tmp_path, "--port", free_port, "--fresh") == 0
    assert beside[".2026.gpkg"].read_bytes() == b"old"
    assert store.read_bytes() != b"old"
    assert not beside["-wal"].exists()


def test_a_demo_that_was_interrupted_begins_anew(
    served: list[Settings], tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(store: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("signage.services.sample_work.add_work", interrupted)
        assert demo("--dir", tmp_path, "--port", free_port) != 0
    assert not sample_store(tmp_path).exists()
    assert demo("--dir", tmp_path, "--port", free_port) == 0
    store = open_store(sample_store(tmp_path))
    assert list_reports(store, rights=everywhere("test"))
    store.close()


def test_it_prints_addresses_when_they_can_be_opened_and_not_before(
    served: list[Settings], tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def serve(settings: Settings, *, is_demo: bool) -> None:
        assert is_demo
        order.append("opened")
        with socket.create_server((settings.host, settings.port)) as door:
            door.accept()[0].close()

    monkeypatch.setattr("signage_api.serving.serve", serve)
    monkeypatch.setattr("signage.cli.run.typer.echo", lambda text: order.append(text.split()[0]))
    demo("--dir", tmp_path, "--port", free_port)
    assert order == ["opened", "Karte"]


def test_it_prints_an_address_to_plan_at_with_a_token_of_this_start_alone(
    served: list[Settings], tmp_path: Path, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        demo("--dir", tmp_path, "--port", free_port)
    [(_, before), (area, token)] = re.findall(r"/plan/(\w+)#token=(\S+)", capsys.readouterr().out)
    store = open_store(sample_store(tmp_path))
    assert store.count("area", where={"number": area}) == 1
    assert check_token(store, token).everywhere
    with pytest.raises(Denied):
        check_token(store, before)
    store.close()


def test_it_prints_who_can_sign_in_with_a_password_of_this_start_alone(
    served: list[Settings], tmp_path: Path, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        demo("--dir", tmp_path, "--port", free_port)
    printed = capsys.readouterr().out
    assert printed.count(f"http://127.0.0.1:{free_port}/desk\n") == 2
    found = re.findall(r"(\w+)@demo\.example +(\S+)", printed)
    assert [role for role, _ in found[4:]] == ["clerk", "planner", "manager", "administrator"]
    store = open_store(sample_store(tmp_path))
    administrator = account_of(store, "administrator@demo.example")
    assert administrator
    assert is_password(administrator["password"], found[-1][1])
    assert not is_password(administrator["password"], found[0][1])
    assert len(people(store)) == 4
    store.close()
