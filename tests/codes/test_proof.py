"""What is drawn is read again by two readers that know nothing of each other."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from pyzbar import pyzbar

from signage.codes import proof, token
from signage.codes.drawing import draw
from signage.codes.matrix import LEVELS, matrix
from tests.codes.oracle import DOMAIN

ADDRESS = token.address(DOMAIN, "7K3M9QX" + token.check_character("7K3M9QX"))
CAPTION = ("7K3M-9QX4", "qr.thueringer-bogen.de")


def photo_of(pdf: bytes) -> bytes:
    stream = BytesIO()
    pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().save(stream, "PNG")
    return stream.getvalue()


def read_by_zbar(picture: bytes) -> list[str]:
    with Image.open(BytesIO(picture)) as image:
        return [code.data.decode() for code in pyzbar.decode(image.convert("L"))]


def dirty(picture: bytes, *, share: float, across: float, down: float) -> bytes:
    """The picture with a dark square over `share` of the code, its middle at (across, down) of its side."""
    stream = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        grey = image.convert("L")
    side = grey.width * 33 / 41
    x, y, half = (
        (grey.width - side) / 2 + across * side,
        (grey.width - side) / 2 + down * side,
        side * share**0.5 / 2,
    )
    ImageDraw.Draw(grey).rectangle((x - half, y - half, x + half, y + half), fill=60)
    grey.save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("text", [ADDRESS, "https://schild.example/Über-uns?a=1", "7" * 40])
def test_every_level_proves_itself(level: str, text: str) -> None:
    assert proof.proves(matrix(text, level), text)


def test_a_code_does_not_prove_another_text() -> None:
    assert not proof.proves(matrix(ADDRESS), ADDRESS + "0")


def test_a_picture_without_a_code_proves_nothing() -> None:
    stream = BytesIO()
    Image.new("1", (50, 50), 1).save(stream, "PNG")
    assert not proof.proves(stream.getvalue(), ADDRESS)


@pytest.mark.parametrize("quiet", [2, 4])
def test_two_readers_agree_on_png_and_pdf(quiet: int) -> None:
    code = matrix(ADDRESS)
    png = draw(code, "png", size_mm=40, quiet=quiet, caption=CAPTION)
    pdf = photo_of(draw(code, "pdf", size_mm=60, quiet=quiet, caption=CAPTION))
    for picture in (png, pdf):
        assert proof.read(picture) == read_by_zbar(picture) == [ADDRESS]


@pytest.mark.parametrize(("across", "down"), [(0.5, 0.5), (0.6, 0.45), (0.5, 0.75), (0.75, 0.5)])
def test_level_h_bears_dirt_on_twelve_percent_of_the_code(across: float, down: float) -> None:
    picture = dirty(draw(matrix(ADDRESS, "H"), "png", size_mm=60), share=0.12, across=across, down=down)
    assert proof.proves(picture, ADDRESS)
    assert read_by_zbar(picture) == [ADDRESS]
