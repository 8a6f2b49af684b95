"""The picture of a sign: small, on demand, without the place it was taken at."""

import io
from pathlib import Path

import pytest
from PIL import Image

from signage.errors import InvalidInput
from signage.services.pictures import set_picture
from signage.store import Store
from signage_api.scanning import ScanFirst
from tests.scan.asking import ask
from tests.scan.conftest import change


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A large photo that says where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (50.0, 51.0, 0.0)}
    Image.effect_noise((2000, 1500), 60).convert("RGB").save(tmp_path / "a.jpg", exif=exif)
    return tmp_path / "a.jpg"


def test_a_sign_shows_its_picture_when_it_is_asked_for(
    door: ScanFirst, store: Store, code: str, photo: Path
) -> None:
    assert "<img" not in ask(door, f"/{code}").text
    sign = store.sign_of(code)
    assert sign
    size = set_picture(store, sign, photo, who="Test")
    page, picture = ask(door, f"/{code}"), ask(door, f"/{code}.jpg")
    assert f'<img src="/{code}.jpg?' in page.text
    assert 'alt="Bild dieses Schilds" loading="lazy">' in page.text
    assert "img-src 'self' data:" in page.headers["content-security-policy"]
    assert (picture.status, picture.headers["content-type"]) == (200, "image/jpeg")
    assert len(picture.body) == size < 80_000
    with Image.open(io.BytesIO(picture.body)) as shown:
        assert shown.size == (480, 360)
        assert not shown.getexif()


def test_setting_a_picture_is_in_the_history_and_can_be_taken_back(
    door: ScanFirst, store: Store, code: str, photo: Path
) -> None:
    sign = store.sign_of(code)
    assert sign
    for _ in range(2):
        set_picture(store, sign, photo, who="Test")
    history = store.history(layer="sign", row=sign["id"])
    assert [entry["action"] for entry in history].count("update") == 1
    with change(store) as changes:
        changes.update("sign", sign["id"], {"picture": None})
    assert ask(door, f"/{code}.jpg").status == 404
    assert "<img" not in ask(door, f"/{code}").text


def test_what_is_no_photo_is_refused(store: Store, code: str, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("kein Bild")
    sign = store.sign_of(code)
    assert sign
    with pytest.raises(InvalidInput, match="kein Foto"):
        set_picture(store, sign, tmp_path / "a.jpg", who="Test")
    assert store.sign_of(code) == sign


def test_a_code_that_is_not_live_has_no_picture(
    door: ScanFirst, store: Store, code: str, photo: Path
) -> None:
    sign = store.sign_of(code)
    assert sign
    set_picture(store, sign, photo, who="Test")
    with change(store) as changes:
        changes.set_code(code, state="retired")
    assert ask(door, f"/{code}.jpg").status == 404
    assert ask(door, "/0000000Z.jpg").status == 404
