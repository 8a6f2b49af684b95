"""Backup and restore, of either engine into either; the doctor's report."""

import gzip
from pathlib import Path

import pytest
from sqlalchemy import text

from signage.errors import Conflict, InvalidInput, NotFound, StoreTooNew, Unavailable
from signage.services.backup import _sha256, backup, hash_file, restore
from signage.services.doctor import examine
from signage.store import Store, create_store, open_store
from tests.places import a_sign, a_tenant, an_area
from tests.store.outsiders import as_outsider


def test_a_backup_of_either_engine_restores_to_the_same_rows(store: Store, tmp_path: Path) -> None:
    area = an_area(store)
    a_tenant(store, area)
    a_sign(store, area)
    backup(store, tmp_path / "saved.gpkg")
    restore(tmp_path / "saved.gpkg", str(tmp_path / "again.gpkg"))
    again = open_store(tmp_path / "again.gpkg")
    for layer in ("area", "tenant", "sign"):
        assert again.read(layer) == store.read(layer)
    assert len(again.history()) == len(store.history())
    again.close()


def test_a_file_restores_into_a_database_that_counts_on(
    geopackage: Store, postgis_url: str, tmp_path: Path
) -> None:
    a_tenant(geopackage, an_area(geopackage))
    backup(geopackage, tmp_path / "saved.gpkg")
    restore(tmp_path / "saved.gpkg", postgis_url)
    again = open_store(postgis_url)
    assert again.read("tenant") == geopackage.read("tenant")
    assert a_tenant(again) == 2
    again.close()


def test_moved_and_retired_codes_are_restored_on_either_engine(
    geopackage: Store, postgis_url: str, tmp_path: Path
) -> None:
    with geopackage.change(who="t", why="t") as change:
        old, new = sorted(change.mint(2))
        change.set_code(new, state="live")
        change.set_code(old, state="moved", moved_to=new)
    backup(geopackage, tmp_path / "saved.gpkg")
    restore(tmp_path / "saved.gpkg", postgis_url)
    again = open_store(postgis_url)
    assert again.code(old) == geopackage.code(old)
    backup(again, tmp_path / "second.gpkg")
    again.close()


def test_a_database_is_backed_up_as_of_one_moment(postgis_url: str, tmp_path: Path) -> None:
    store = create_store(postgis_url)
    area = an_area(store)

    def write_meanwhile(done: int, _total: int) -> None:
        a_sign(store, area, number=f"EK-{done}")

    backup(store, tmp_path / "saved.gpkg", progress=write_meanwhile)
    saved = open_store(tmp_path / "saved.gpkg")
    assert saved.count("sign") == 0
    assert store.count("sign") > 5
    saved.close()
    store.close()


def test_restoring_into_a_folder_that_is_not_there_is_said_in_words(
    geopackage: Store, tmp_path: Path
) -> None:
    backup(geopackage, tmp_path / "saved.gpkg")
    with pytest.raises(NotFound, match="Ordner"):
        restore(tmp_path / "saved.gpkg", str(tmp_path / "none" / "a.gpkg"))


def test_an_address_that_is_none_is_refused_without_its_password(geopackage: Store, tmp_path: Path) -> None:
    backup(geopackage, tmp_path / "saved.gpkg")
    with pytest.raises(InvalidInput, match="postgresql://") as refused:
        restore(tmp_path / "saved.gpkg", "mysql://kim:eins@127.0.0.1/signage.gpkg")
    assert "eins" not in str(refused.value) + refused.value.message.english


def test_a_damaged_backup_is_refused(geopackage: Store, tmp_path: Path) -> None:
    saved = tmp_path / "saved.gpkg"
    backup(geopackage, saved)
    raw = bytearray(saved.read_bytes())
    raw[5000] ^= 1
    saved.write_bytes(raw)
    with pytest.raises(InvalidInput, match="beschädigt"):
        restore(saved, str(tmp_path / "again.gpkg"))


def test_nothing_is_overwritten(geopackage: Store, tmp_path: Path) -> None:
    backup(geopackage, tmp_path / "saved.gpkg")
    with pytest.raises(Conflict):
        backup(geopackage, tmp_path / "saved.gpkg")
    with pytest.raises(Conflict):
        restore(tmp_path / "saved.gpkg", geopackage.url)


def test_the_doctor_finds_a_healthy_store_well(store: Store) -> None:
    assert [found.answer for found in examine(store.url) if not found.well] == []


def test_the_doctor_reports_a_missing_store_instead_of_raising(tmp_path: Path) -> None:
    [finding] = [found for found in examine(str(tmp_path / "none.gpkg")) if not found.well]
    assert "signage init" in finding.answer


def test_the_doctor_finds_a_damaged_page(geopackage: Store) -> None:
    for n in range(200):
        a_tenant(geopackage, name=f"Firma {n}" * 20)
    geopackage.close()
    path = Path(geopackage.url)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 4096] = b"\xff" * 4096
    path.write_bytes(raw)
    assert not all(found.well for found in examine(geopackage.url))


def test_a_restore_does_not_mix_with_the_log_of_a_lost_store(geopackage: Store, tmp_path: Path) -> None:
    backup(geopackage, tmp_path / "saved.gpkg")
    (tmp_path / "again.gpkg-wal").write_bytes(b"left over")
    with pytest.raises(Conflict, match=r"again\.gpkg-wal"):
        restore(tmp_path / "saved.gpkg", str(tmp_path / "again.gpkg"))


def test_a_backup_that_was_cut_off_has_its_hash(
    geopackage: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, hashed = tmp_path / "saved.gpkg", list[bool]()
    rename = Path.rename

    def watched(self: Path, target: Path) -> Path:
        done = rename(self, target)
        hashed.append(hash_file(saved).exists())
        raise KeyboardInterrupt if target == saved else AssertionError(done)

    monkeypatch.setattr(Path, "rename", watched)
    with pytest.raises(KeyboardInterrupt):
        backup(geopackage, saved)
    assert hashed == [True]
    restore(saved, str(tmp_path / "again.gpkg"))


def test_the_doctor_compares_a_backup_with_its_hash(geopackage: Store, tmp_path: Path) -> None:
    saved = tmp_path / "saved.gpkg"
    a_tenant(geopackage)
    backup(geopackage, saved)
    assert "Stimmt der Prüfwert der Sicherung?" in [found.question for found in examine(str(saved))]
    assert all(found.well for found in examine(str(saved)))
    later = open_store(saved)
    a_tenant(later, name="Nachgetragen")
    later.close()
    [wrong] = [found for found in examine(str(saved)) if not found.well]
    assert (wrong.question, wrong.answer) == ("Stimmt der Prüfwert der Sicherung?", "nein")


@pytest.mark.parametrize("engine", ["file", "database"])
def test_a_backup_of_an_older_version_is_restored_and_stays_as_it_was(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str
) -> None:
    url = str(tmp_path / "new.gpkg") if engine == "file" else request.getfixturevalue("postgis_url")
    old = tmp_path / "old.gpkg"
    first = Path(__file__).parents[1] / "store" / "first-store.gpkg.gz"
    old.write_bytes(gzip.decompress(first.read_bytes()))
    before = old.read_bytes()
    hash_file(old).write_text(f"{_sha256(old)}  old.gpkg\n")
    assert [found.answer for found in examine(str(old)) if not found.well] == []
    restore(old, url)
    assert old.read_bytes() == before
    store = open_store(url)
    assert [row["name"] for row in store.read("tenant")] == ["Muster GmbH"]
    store.close()


def test_a_backup_of_newer_software_is_refused_in_words(geopackage: Store, tmp_path: Path) -> None:
    with geopackage.write_plain() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    backup(geopackage, tmp_path / "saved.gpkg")
    with pytest.raises(StoreTooNew, match="Software aktualisieren"):
        restore(tmp_path / "saved.gpkg", str(tmp_path / "again.gpkg"))
    [wrong] = [found for found in examine(str(tmp_path / "saved.gpkg")) if not found.well]
    assert "Software aktualisieren" in wrong.answer


def test_a_backup_on_a_full_disk_leaves_nothing(
    geopackage: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unavailable, match="No space left"):
        backup(geopackage, folder / "saved.gpkg")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("edit", ["valid_from = {day}", "face = '[1]'"])
def test_the_doctor_names_spoiled_cells(store: Store, edit: str) -> None:
    sign = a_sign(store)
    assert all(found.well for found in examine(store.url))
    day = "'morgen'" if store.kind == "geopackage" else "'infinity'"
    as_outsider(store, f"UPDATE sign SET {edit.format(day=day)}")
    [wrong] = [found for found in examine(store.url) if not found.well]
    assert wrong.answer.startswith(f"sign {sign}, {edit.partition(' ')[0]}: ")
    assert "QGIS" in wrong.advice


@pytest.mark.parametrize(
    "edit",
    [
        "number = 'abc'",
        "is_person = 7",
        "name = 'A' || char(0)",
        "name = CAST(x'4DFC' AS text)",
        "geometry = x'00'",
    ],
)
def test_the_doctor_names_what_only_a_file_lets_in(geopackage: Store, edit: str) -> None:
    firm = a_tenant(geopackage)
    as_outsider(geopackage, f"UPDATE tenant SET {edit}")
    said = [found.answer for found in examine(geopackage.url) if not found.well]
    assert f"tenant {firm}, {edit.partition(' ')[0]}: " in str(said)


def test_the_doctor_calls_a_folder_a_folder(tmp_path: Path) -> None:
    [wrong] = [found for found in examine(str(tmp_path)) if not found.well]
    assert "ist ein Ordner" in wrong.answer
