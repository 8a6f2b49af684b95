"""Who is told what of a report, and how many reports are on their way at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient

from signage.services.reports import Report
from signage.services.reports.taking import MOST_NOTES_A_DAY
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from signage_api.reporting import bodies, routes
from signage_api.reporting.bodies import Body, BodyUnreadable
from signage_api.reporting.desk import Desk, Sent
from tests.places import a_sign

DAY = date(2026, 3, 9)
SENT = Sent(kind="damaged", token="", text="", tenant=None, trap="", address="", has_photo=False)


@pytest.fixture
def code(geopackage: Store) -> str:
    row = geopackage.row("sign", a_sign(geopackage))
    assert row
    return str(row["code"])


class Told:
    """Keeps what a mail would have said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def tell(self, ags: str | None, subject: str, text: str) -> bool:
        self.said.append(text)
        return True


def test_a_mail_says_no_more_than_the_store_kept(geopackage: Store, code: str) -> None:
    desk, told = Desk(geopackage, Settings(), today=lambda: DAY), Told()
    desk._mail = told  # type: ignore[assignment]
    asked = desk.asked(code, "de")
    assert asked
    for number in range(MOST_NOTES_A_DAY):
        desk.take(asked, SENT, Report(kind="damaged", language="de", text=f"Nr. {number}"), words=True)
    over = Report(kind="pasted", language="de", text="Wort zu viel", photo=b"photo")
    desk.take(asked, SENT, over, words=True)
    assert "> Nr. 19" in told.said[-2]
    assert "zu viel" not in told.said[-1]
    assert "Foto: liegt bei der Meldung" in told.said[-1]


async def _waiting(until: asyncio.Event, begun: asyncio.Semaphore) -> AsyncIterator[bytes]:
    begun.release()
    await until.wait()
    yield b"x"


def test_slow_bodies_of_one_network_keep_nobody_else_out(
    geopackage: Store, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "_FIRST_S", 60)
    service = create_app(Settings(), store=geopackage)

    async def send(address: str, **given: Any) -> int:
        transport = ASGITransport(service, client=(address, 1))
        async with AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.post(f"/{code}/report", **given)).status_code

    async def run() -> tuple[int, list[int]]:
        until, begun = asyncio.Event(), asyncio.Semaphore(0)
        slow = [
            asyncio.create_task(send(f"203.0.113.{number}", content=_waiting(until, begun)))
            for number in range(routes._MOST_AT_ONCE)
        ]
        for _ in range(routes._MOST_OF_A_NETWORK):
            await asyncio.wait_for(begun.acquire(), 20)
        quick = await send("198.51.100.1", data={"kind": "damaged", "token": ""})
        until.set()
        return quick, sorted(await asyncio.gather(*slow))

    quick, slow = asyncio.run(run())
    assert quick == 422  # it is read, and only its token is none
    assert slow == [400] * routes._MOST_OF_A_NETWORK + [503] * (
        routes._MOST_AT_ONCE - routes._MOST_OF_A_NETWORK
    )


@pytest.mark.parametrize("taken", [0, 1])
def test_a_body_that_trickles_is_cut_off(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(bodies, "_FIRST_S", 0.05)

    async def trickle() -> AsyncIterator[bytes]:
        for _ in range(taken):
            yield b"x"
        await asyncio.sleep(20)
        yield b"x"

    body = Body()
    with pytest.raises(BodyUnreadable):
        asyncio.run(asyncio.wait_for(body.receive(trickle(), most=100), 5))
    body.close()


def test_a_body_that_comes_steadily_has_the_time_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_FIRST_S", 0.05)

    async def steady() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield bytes(bodies._LEAST_BYTES_A_SECOND)
            await asyncio.sleep(0.05)

    body = Body()
    asyncio.run(body.receive(steady(), most=1 << 20))
    assert body.path.stat().st_size == 4 * bodies._LEAST_BYTES_A_SECOND
    body.close()
