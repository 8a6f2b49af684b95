"""From the picture on the sign to the right firms: each code of the sample is drawn, read, followed."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from pyzbar import pyzbar

from signage.codes import token
from signage.codes.drawing import draw
from signage.codes.matrix import matrix
from signage.domain.words import INTENDED
from signage.settings import Settings
from signage.store import Store, open_store
from signage_api.scanning import ScanFirst
from tests.publishing.conftest import DAY
from tests.scan.asking import ask, behind

SETTINGS = Settings(public_url="https://schild.example", scan_flush_seconds=3600)


def read(picture: bytes) -> str:
    with Image.open(BytesIO(picture)) as image:
        [code] = pyzbar.decode(image.convert("L"))
    return str(code.data.decode())


def names_there(store: Store, area: int, day: date) -> set[str]:
    rows = store.read("tenant", as_of=day)
    return {row["name"].strip() for row in rows if row["area"] == area}


def expected(store: Store, sign: dict[str, Any]) -> int:
    """The status of a sign's page by the states of code and sign."""
    code = store.code(sign["code"])
    assert code
    if code["state"] == "moved":
        return 302
    if code["state"] == "retired" or sign["state"] == "dismantled":
        return 410
    return 404 if sign["state"] in INTENDED else 200


def test_each_picture_leads_to_the_firms_of_the_signs_own_area(sample_file: Path) -> None:
    store = open_store(sample_file)
    door = ScanFirst(behind([]), store, SETTINGS, today=lambda: DAY)
    followed = 0
    for sign in store.read("sign", as_of=DAY):
        if not sign["code"] or sign["area"] is None:
            continue
        address = token.address(SETTINGS.public_url, sign["code"])
        seen = read(draw(matrix(address), "png", size_mm=60))
        assert seen == address
        reply = ask(door, "/" + seen.rpartition("/")[2])
        assert reply.status == expected(store, sign), (sign["number"], sign["state"])
        if reply.status == 200:
            shown = {unescape(name) for name in re.findall(r'<h3 dir="auto">(.*?)</h3>', reply.text)}
            assert shown == names_there(store, sign["area"], DAY), sign["number"]
            assert f"<bdi>{sign['number']}</bdi>" in reply.text
            followed += 1
    assert followed > 40
    door.close()
    store.close()
