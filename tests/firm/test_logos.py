"""A firm's logo: small, of nothing but pixels, in its contact card while it agrees, and nowhere after."""

import struct
import threading
import zlib
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from sqlalchemy import func, select
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.errors import Forbidden, InvalidInput, NotFound
from signage.services.consents import give_consent, list_consents, withdraw_consent
from signage.services.logos import LARGEST_BYTES, keep_logo, logo_of
from signage.services.privacy.erasing import erase_person
from signage.services.privacy.person import find_person, records_of
from signage.services.privacy.retention import retain
from signage.services.tenants.moving import move_tenant
from signage.store import Store
from signage.store.desk_tables import logo
from signage_api.firm import routes
from tests.parts.waiting import soon
from tests.places import an_area, outline
from tests.proposals.conftest import FOREIGN, OWN, READER
from tests.reports.pictures import odd_photo

PLACE = b"50.8278 10.9421 taken here"


def a_picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    """A half transparent one, with words of a program beside the pixels."""
    picture, stream = Image.new("RGBA", size, (200, 30, 40, 128)), BytesIO()
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", PLACE.decode())
    if kind == "PNG":
        picture.save(stream, kind, pnginfo=words)
    else:
        told = Image.Exif()
        told[ExifTags.Base.ImageDescription] = PLACE.decode()
        picture.convert("RGB").save(stream, kind, comment=PLACE, exif=told)
    return stream.getvalue()


def a_bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that says it has `side` pixels each way."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 9)),
    ]
    made = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in [*parts, (b"IEND", b"")]
    )
    return b"\x89PNG\r\n\x1a\n" + made


@pytest.fixture
def keep(store: Store, firm: int) -> Callable[..., None]:
    """Call to keep a logo of the firm, as its clerk."""

    def kept(content: bytes = b"", *, rights: Any = OWN, given_by: str = "Eva Muster") -> None:
        keep_logo(store, firm, content or a_picture(), rights=rights, given_by=given_by, how="Brief")

    return kept


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_it_is_made_anew_small_and_without_what_came_along(
    store: Store, firm: int, keep: Callable[..., None], kind: str
) -> None:
    keep(a_picture(kind))
    kept = logo_of(store, firm)
    assert kept is not None
    assert PLACE not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.format, picture.size, set(picture.info) & {"exif", "Comment"}) == (
            "PNG",
            (400, 133),
            set(),
        )


def test_a_camera_that_says_something_in_a_way_of_its_own_does_not_matter(
    store: Store, firm: int, keep: Callable[..., None]
) -> None:
    keep(odd_photo())
    kept = logo_of(store, firm)
    assert kept is not None
    with Image.open(BytesIO(kept)) as picture:
        assert picture.size == (20, 30)


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", a_bomb(60_000),
        a_bomb(4_000), a_picture()[:200], a_picture(size=(9, 9)), b"\xff" * (LARGEST_BYTES + 1),
    ],
    ids=["gif", "svg", "huge", "cut", "broken", "tiny", "heavy"],
)  # fmt: skip
def test_what_is_no_logo_is_refused_and_nothing_is_kept(
    store: Store, firm: int, keep: Callable[..., None], content: bytes
) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep(content)
    assert refused.value.problems.keys() == {"logo"}
    assert logo_of(store, firm) is None
    assert list_consents(store, firm, rights=OWN) == []


def test_it_stands_in_the_card_with_consent_only(
    client: TestClient, store: Store, firm: int, keep: Callable[..., None]
) -> None:
    keep()
    card = client.get(f"/card/{firm}.vcf").text.replace("\r\n ", "")
    [line] = [line for line in card.split("\r\n") if line.startswith("LOGO:")]
    assert b64decode(line.partition("base64,")[2]) == logo_of(store, firm)
    withdraw_consent(store, firm, ["logo"], rights=OWN)
    assert "LOGO" not in client.get(f"/card/{firm}.vcf").text
    assert logo_of(store, firm) is None
    give_consent(store, firm, ["logo"], rights=OWN, given_by="Eva", how="Brief")
    assert "LOGO" not in client.get(f"/card/{firm}.vcf").text


def test_another_one_takes_its_place_under_one_consent(
    store: Store, firm: int, keep: Callable[..., None]
) -> None:
    keep()
    first = logo_of(store, firm)
    keep(a_picture(size=(100, 100)))
    assert logo_of(store, firm) not in (None, first)
    assert [one["what"] for one in list_consents(store, firm, rights=OWN)] == ["logo"]


def test_who_may_not_write_the_firm_keeps_no_logo(store: Store, firm: int, keep: Callable[..., None]) -> None:
    for rights, refused in ((FOREIGN, NotFound), (READER, Forbidden)):
        with pytest.raises(refused):
            keep(rights=rights)
    with pytest.raises(InvalidInput):
        keep(given_by=" ")
    assert logo_of(store, firm) is None


def test_it_goes_along_when_the_firm_moves(store: Store, firm: int, keep: Callable[..., None]) -> None:
    keep()
    other = an_area(store, name="Nebenan", number="NB", geometry=outline(2e3))
    row = store.row("tenant", firm)
    assert row is not None
    moved = move_tenant(store, firm, {"area": other}, on=today(), seen_version=row["version"], rights=OWN)
    new = moved.rows[0]["id"]
    assert logo_of(store, new) == logo_of(store, firm)
    withdraw_consent(store, new, ["logo"], rights=OWN)
    assert (logo_of(store, new), logo_of(store, firm)) == (None, None)


def test_it_is_told_and_erased_with_the_person_and_after_its_time(
    store: Store, firm: int, keep: Callable[..., None]
) -> None:
    keep()
    person = find_person(store, tenant=firm)
    assert [one["tenant"] for one in records_of(store, person)["logos"]] == [firm]
    erase_person(store, person, who="Bauamt")
    assert logo_of(store, firm) is None


def test_it_goes_two_years_after_the_firm_ended(store: Store, firm: int, keep: Callable[..., None]) -> None:
    keep()
    with store.change(who="test", why="test") as change:
        change.update("tenant", firm, {"valid_to": today() - timedelta(days=800)})
    retain(store, today())
    with store.engine_read() as connection:
        assert connection.execute(select(func.count()).select_from(logo)).scalar() == 0


def send(client: TestClient, link: str, content: bytes, **more: Any) -> Any:
    files = {"logo": ("../<img src=x>.png", content, "image/png")}
    return client.post(f"{link}/logo", data={"given_by": "Eva <b>"}, files=files, **more)


def test_a_firm_sends_its_logo_sees_it_and_withdraws_it(client: TestClient, link: str) -> None:
    assert client.get(f"{link}/logo.png").status_code == 404
    sent = send(client, link, a_picture())
    assert (sent.status_code, "said=logo" in sent.headers["location"]) == (303, True)
    page = client.get(link).text
    assert f'src="{link}/logo.png"' in page
    assert "<b>" not in page.partition("firm-consents")[2].partition("</ul>")[0]
    shown = client.get(f"{link}/logo.png")
    assert (shown.headers["content-type"], "no-store" in shown.headers["cache-control"]) == (
        "image/png",
        True,
    )
    client.post(f"{link}/consents", data={"withdraw": "logo"})
    assert client.get(f"{link}/logo.png").status_code == 404


def test_however_many_logos_come_at_once_few_are_made_anew_and_few_wait(
    client: TestClient, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, at_work = threading.Event(), threading.Event(), list[int]()

    def held(*_: object, **__: object) -> None:
        at_work.append(1)
        begun.set()
        assert go_on.wait(60)
        at_work.pop()

    monkeypatch.setattr(routes, "keep_logo", held)
    with ThreadPoolExecutor(10) as threads:
        sent = [threads.submit(send, client, link, a_picture()) for _ in range(10)]
        try:
            assert begun.wait(60)
            refused = soon(lambda: sum(one.done() for one in sent) == 6)
            most = len(at_work)
        finally:
            go_on.set()
        answers = [one.result() for one in sent]
    assert (refused, most) == (True, 1)
    assert sorted(answer.status_code for answer in answers) == [303] * 4 + [503] * 6
    assert any("viele Logos" in answer.text for answer in answers)


def test_what_a_firm_sends_wrongly_is_said_beside_the_field(client: TestClient, link: str) -> None:
    refused = send(client, link, b"MZ")
    assert (refused.status_code, 'id="logo-error"' in refused.text, "Eva &lt;b&gt;" in refused.text) == (
        422, True, True,
    )  # fmt: skip
    assert send(client, link, b"x" * (LARGEST_BYTES + 100_000)).status_code == 413
    assert send(client, link, a_picture(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert send(client, "/firm/" + "x" * 43, a_picture()).status_code == 404
    unread = client.post(f"{link}/logo", content=b"x", headers={"Content-Type": "text/plain"})
    assert unread.status_code == 400
