"""`signage addresses`: official addresses from a file."""

from pathlib import Path

import pytest

from signage.cli import main
from signage.services.addresses import count_addresses
from signage.store import Store, open_store

LINES = "Weg,Nr,PLZ,Ort,X,Y\nAm Kreuz,1,99334,Amt Wachsenburg,640500,5635500\nAm Kreuz,,99334,Ort,1,1\n"


def loaded(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["addresses", *words])
    return int(ended.value.code or 0), "".join(capsys.readouterr())


@pytest.fixture
def store_file(geopackage: Store) -> str:
    geopackage.close()
    return geopackage.url


def test_addresses_are_loaded_and_what_is_left_out_is_said(
    store_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hk.csv"
    file.write_text(LINES, "utf-8")
    words = (str(file), "--store", store_file, "--map", "Weg=street", "--map", "Nr=house_number")
    code, told = loaded(capsys, *words)
    assert code == 0
    assert "1 Adresse aus hk geladen." in told
    assert "1 Zeile ohne Straße" in told
    assert "1 Adresse aus hk geladen statt bisher 1." in loaded(capsys, *words)[1]
    store = open_store(store_file)
    assert count_addresses(store) == 1
    store.close()


def test_a_file_without_addresses_is_refused_with_its_columns(
    store_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hk.csv"
    file.write_text("Farbe,Form\nrot,rund\n", "utf-8")
    code, told = loaded(capsys, str(file), "--store", store_file)
    assert (code, "Farbe, Form" in told) == (1, True)
