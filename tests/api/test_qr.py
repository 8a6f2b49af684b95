"""The QR code of a sign as a file."""

import io
import re

import pypdfium2
import pytest
from PIL import Image
from starlette.testclient import TestClient

from signage.store import Store
from tests.places import a_sign


def code_of(store: Store, sign: int) -> str:
    row = store.row("sign", sign)
    assert row is not None
    return str(row["code"])


def read_png(content: bytes) -> str:
    import zxingcpp

    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)).convert("L"))
    return str(found.text)


def test_the_code_reads_back_as_the_public_address(client: TestClient, inventory: Store) -> None:
    sign = a_sign(inventory)
    answer = client.get(f"/api/v1/signs/{sign}/qr.png?size_mm=40")
    assert answer.headers["content-type"] == "image/png"
    assert read_png(answer.content) == f"HTTPS://SCHILDER.EXAMPLE.DE/{code_of(inventory, sign)}"


@pytest.mark.parametrize(("suffix", "start"), [("svg", b"<"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_each_format_is_named_after_number_and_code(
    client: TestClient, inventory: Store, suffix: str, start: bytes
) -> None:
    sign = a_sign(inventory, number='EK 7/"ä')
    answer = client.get(f"/api/v1/signs/{sign}/qr.{suffix}")
    assert answer.content.startswith(start)
    name = re.search(r'filename="([^"]+)"', answer.headers["content-disposition"])
    code = code_of(inventory, sign)
    assert name
    assert name[1] == f"EK_7_{code[:4]}-{code[4:]}.{suffix}"


def test_a_pdf_says_its_code_in_clear_text(client: TestClient, inventory: Store) -> None:
    sign = a_sign(inventory)
    page = pypdfium2.PdfDocument(client.get(f"/api/v1/signs/{sign}/qr.pdf").content)[0]
    code = code_of(inventory, sign)
    assert f"{code[:4]}-{code[4:]}" in page.get_textpage().get_text_range()


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_what_stands_below_the_code_makes_the_drawing_higher(
    client: TestClient, inventory: Store, suffix: str
) -> None:
    path = f"/api/v1/signs/{a_sign(inventory)}/qr.{suffix}"
    with_words, without = client.get(path).content, client.get(f"{path}?caption=false").content
    assert len(with_words) > len(without)


def test_the_same_request_gives_the_same_bytes_and_is_not_sent_twice(
    client: TestClient, inventory: Store
) -> None:
    path = f"/api/v1/signs/{a_sign(inventory)}/qr.pdf?caption=false"
    first, second = client.get(path), client.get(path)
    assert first.content == second.content
    etag = first.headers["etag"]
    assert not etag.startswith("W/")
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_wishes_change_the_drawing(client: TestClient, inventory: Store) -> None:
    path = f"/api/v1/signs/{a_sign(inventory)}/qr.svg"
    drawn = {
        client.get(path + wish).content
        for wish in ("", "?size_mm=90", "?level=L", "?quiet=6", "?caption=false")
    }
    assert len(drawn) == 5
    assert b'width="90mm"' in client.get(f"{path}?size_mm=90").content


def test_wrong_wishes_are_named(client: TestClient, inventory: Store) -> None:
    path = f"/api/v1/signs/{a_sign(inventory)}/qr.svg?size_mm=nan&level=X&quiet=-1&caption=ja&colour=red"
    assert client.get(path).json()["problems"].keys() == {"size_mm", "level", "quiet", "caption", "colour"}
    assert client.get(path.replace("nan", "1e9")).status_code == 422


def test_a_code_too_small_to_print_is_refused(client: TestClient, inventory: Store) -> None:
    answer = client.get(f"/api/v1/signs/{a_sign(inventory)}/qr.svg?size_mm=2")
    assert answer.json()["problems"].keys() == {"size_mm"}


def test_an_official_sign_has_no_code(client: TestClient, inventory: Store) -> None:
    sign = a_sign(inventory, code=False, type="AMT", family="official")
    answer = client.get(f"/api/v1/signs/{sign}/qr.svg")
    assert answer.status_code == 409
    assert "VwV-StVO" in answer.json()["detail"]


def test_a_sign_that_is_not_there_has_no_code(client: TestClient) -> None:
    assert client.get("/api/v1/signs/99/qr.svg").status_code == 404
