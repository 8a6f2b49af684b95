"""Shapefiles with their companions: beside each other, in a folder, in an archive."""

from pathlib import Path

import pytest
from shapely.geometry import Point

from signage.errors import InvalidInput, UntrustedFile
from signage.formats.reading import read_table
from tests.formats.files import a_frame, a_zip


def a_shapefile(folder: Path, name: str = "firmen", encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    frame = a_frame(
        [Point(640000, 5635000), Point(640001, 5635001)], Firma=["Müller", "Söhne"], PLZ=[99867, 7629]
    )
    frame.to_file(folder / f"{name}.shp", encoding=encoding)
    return folder / f"{name}.shp"


def packed(path: Path, folder: Path, prefix: str = "") -> Path:
    members = {prefix + file.name: file.read_bytes() for file in folder.iterdir() if file.suffix != ".zip"}
    return a_zip(path, members)


def test_a_shapefile_is_read_with_its_companions(tmp_path: Path) -> None:
    table = read_table(a_shapefile(tmp_path))
    assert table.row(1) == {"Firma": "Söhne", "PLZ": 7629}
    assert (table.crs, len(table.geometry or ())) == ("EPSG:25832", 2)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "cp850"])
def test_umlauts_survive_a_missing_cpg(tmp_path: Path, encoding: str) -> None:
    path = a_shapefile(tmp_path, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    assert read_table(path).row(0)["Firma"] == "Müller"


def test_a_folder_and_an_archive_are_as_good_as_the_file(tmp_path: Path) -> None:
    a_shapefile(tmp_path / "in")
    archive = packed(tmp_path / "firmen.zip", tmp_path / "in", prefix="Daten/")
    assert read_table(tmp_path / "in").rows == read_table(archive).rows


def test_of_several_shapefiles_one_is_chosen_by_name(tmp_path: Path) -> None:
    a_shapefile(tmp_path / "in", "alt")
    a_shapefile(tmp_path / "in", "neu")
    with pytest.raises(InvalidInput, match=r"alt.*neu|neu.*alt"):
        read_table(tmp_path / "in")
    assert read_table(tmp_path / "in", layer="neu").layer == "neu"


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    path.with_suffix(".dbf").unlink()
    with pytest.raises(InvalidInput, match=r"fehlt \.dbf"):
        read_table(path)


def test_without_prj_the_crs_is_not_stated(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    table = read_table(path)
    assert table.crs is None
    assert any(".prj" in note for note in table.notes)


def test_an_archive_that_climbs_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    a_shapefile(tmp_path / "in")
    archive = packed(tmp_path / "firmen.zip", tmp_path / "in", prefix="../../")
    with pytest.raises(UntrustedFile, match="außerhalb"):
        read_table(archive)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["firmen.zip", "in"]


def test_an_archive_that_grows_beyond_reason_is_refused(tmp_path: Path) -> None:
    archive = a_zip(tmp_path / "bomb.zip", {"a.shp": bytes(100 << 20), "a.shx": b"", "a.dbf": b""})
    assert archive.stat().st_size < 200_000
    with pytest.raises(UntrustedFile, match="beim Auspacken"):
        read_table(archive)


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = a_zip(tmp_path / "inner.zip", {"a.csv": b"Firma\nA\n"})
    archive = a_zip(tmp_path / "outer.zip", {"inner.csv": inner.read_bytes()})
    with pytest.raises(UntrustedFile, match="kein bekanntes Format"):
        read_table(archive)


def test_an_archive_with_one_table_is_read(tmp_path: Path) -> None:
    archive = a_zip(tmp_path / "a.zip", {"x/liste.csv": b"Firma\nA\n", "__MACOSX/x": b""})
    assert read_table(archive).rows == [{"Firma": "A"}]


def test_a_crowded_archive_is_refused(tmp_path: Path) -> None:
    archive = a_zip(tmp_path / "a.zip", {f"{number}.shp": b"" for number in range(2_100)})
    with pytest.raises(UntrustedFile, match="2100 Dateien"):
        read_table(archive)
