"""What a municipality keeps to itself: whatever is asked for, another clerk is told no more than anybody."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.domain.layers import LAYERS
from signage.domain.validity import today
from signage.store import Store
from tests.api.conftest import HERE
from tests.artwork.papers_read import words
from tests.places import a_sign, a_tenant, an_area

Headers = dict[str, str]
SECRET = re.compile(r"Geheim-\w+-\w+")
PRINTED = ("/signs/{sign}/sheet.pdf", "/print.pdf?area={area}&scale=1000&paper=A2")


def marked(layer: str, *but: str) -> dict[str, Any]:
    """A text of its own for every column of the layer that takes any."""
    texts = (one.name for one in LAYERS[layer].fields if one.kind == "text" and not one.longest)
    return {name: f"Geheim-{layer}-{name}" for name in texts if name not in but}


@pytest.fixture
def rows(inventory: Store) -> dict[str, int]:
    """An area of Amt Wachsenburg with a firm and a sign, all of whose texts can be told from others."""
    area = an_area(inventory, **marked("area"))
    firm = a_tenant(inventory, area, **marked("tenant"))
    reason = {"reason": "Geheim-sign-reason", "who": "Geheim-sign-who", "on": "2026-01-01"}
    sign = a_sign(
        inventory,
        area,
        exceptions=json.dumps({"code.stopping_place": reason}),
        stopping_place="none",
        **marked("sign", "code"),
    )
    for layer, row in (("tenant", firm), ("sign", sign), ("area", area)):
        with inventory.change(who="Geheim-who-label", why=f"Geheim-why-{layer}") as change:
            change.update(layer, row, {"note": f"Geheim-{layer}-later"})
    return {"area": area, "tenant": firm, "sign": sign, "set": inventory.revision()}


def paths(rows: dict[str, int]) -> Iterator[str]:
    """Everything that can be read of those rows."""
    for layer in LAYERS.values():
        yield f"/{layer.plural}"
        yield f"/{layer.plural}?limit=1000&as_of={today()}"
        yield f"/changes?layer={layer.plural}"
        if layer.name in rows:
            yield f"/{layer.plural}/{rows[layer.name]}"
            yield f"/changes?layer={layer.plural}&row={rows[layer.name]}"
    yield f"/municipalities/{HERE}"
    yield f"/changes?change_set={rows['set']}"
    yield "/changes"
    yield "/search?q=Geheim"
    yield f"/signs/{rows['sign']}/findings"
    yield f"/areas/{rows['area']}/findings"
    yield from (path.format(**rows) for path in PRINTED)


def told(client: TestClient, path: str, headers: Headers) -> set[str]:
    """The texts of ours in an answer."""
    answer = client.get(f"/api/v1{path}", headers=headers)
    assert answer.status_code in (200, 401, 404), answer.text
    is_pdf = answer.headers["content-type"] == "application/pdf"
    return set(SECRET.findall(words(answer.content) if is_pdf else answer.text))


def test_another_clerk_reads_no_more_than_anybody(
    client: TestClient, rows: dict[str, int], own: Headers, foreign: Headers
) -> None:
    more = set()
    for path in paths(rows):
        everybody = told(client, path, {})
        assert told(client, path, foreign) <= everybody, path
        more |= told(client, path, own) - everybody
    assert {"Geheim-tenant-later", "Geheim-sign-later", "Geheim-sign-reason", "Geheim-why-sign"} <= more


WRITES: tuple[tuple[str, str, Any], ...] = (
    ("PATCH", "/signs/{sign}", {"note": "x"}),
    ("PATCH", "/signs", {"rows": [{"id": "{sign}", "version": 2, "properties": {"note": "x"}}]}),
    ("PATCH", "/tenants", {"rows": [{"id": "{tenant}", "version": 2, "properties": {"note": "x"}}]}),
    ("POST", "/signs/{sign}/end", {}),
    ("POST", "/areas/{area}/end", {}),
    (
        "POST",
        "/areas/{area}/split",
        {"line": {"type": "LineString", "coordinates": [[10.99, 50.8], [11, 50.9]]}},
    ),
    ("POST", "/areas/merge", {"areas": [{"id": "{area}", "version": 2}], "keep": "{area}"}),
    ("POST", "/changes/{set}/revert", {}),
    ("POST", "/signs/check", {"id": "{sign}", "properties": {}}),
    ("POST", "/areas/check", {"id": "{area}", "properties": {}}),
)


def filled(body: Any, rows: dict[str, int]) -> Any:
    """The body with the numbers of the rows in it."""
    text = json.dumps(body)
    for name, row in rows.items():
        text = text.replace(f'"{{{name}}}"', str(row))
    return json.loads(text)


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_an_attempt_to_write_tells_another_clerk_nothing(
    client: TestClient,
    inventory: Store,
    rows: dict[str, int],
    foreign: Headers,
    method: str,
    path: str,
    body: Any,
) -> None:
    before = inventory.revision()
    headers = {**foreign, "If-Match": '"2"'}
    answer = client.request(method, "/api/v1" + path.format(**rows), json=filled(body, rows), headers=headers)
    public = set().union(*(told(client, one, {}) for one in paths(rows) if ".pdf" not in one))
    assert answer.status_code in ((200, 404, 422) if "check" in path or "merge" in path else (404,)), (
        answer.text
    )
    assert set(SECRET.findall(answer.text)) <= public
    assert inventory.revision() == before
