"""What a request may carry, and that nothing of it is lost without a word."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.processes import run_in_child
from signage.store import Store
from signage_api import bodies
from tests.api.conftest import HERE
from tests.places import a_sign, a_tenant

Headers = dict[str, str]
PLACE = '{"type": "Point", "coordinates": [10.99, 50.855]}'
ROW = f'{{"name": "Neue Firma", "municipality": "{HERE}", "geometry": {PLACE}}}'.encode()


def posted(client: TestClient, own: Headers, content: bytes, kind: str | None = None) -> Any:
    headers = own if kind is None else {**own, "Content-Type": kind}
    return client.post("/api/v1/tenants", content=content, headers=headers)


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "application/json",
        "Application/JSON; charset=UTF-8",
        "application/geo+json",
        "application/merge-patch+json",
        "application/vnd.example.v1+json",
    ],
)
def test_json_under_any_of_its_names_is_read(client: TestClient, own: Headers, kind: str | None) -> None:
    assert posted(client, own, ROW, kind).status_code == 201


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=iso-8859-1",
        "json",
    ],
)
def test_another_format_is_refused_in_words(
    client: TestClient, inventory: Store, own: Headers, kind: str
) -> None:
    refused = posted(client, own, ROW, kind)
    assert refused.status_code == 415
    assert "application/json" in refused.json()["detail"]
    assert inventory.count("tenant") == 0


def test_an_empty_body_needs_no_kind(client: TestClient, inventory: Store, own: Headers) -> None:
    path = f"/api/v1/signs/{a_sign(inventory)}/end"
    assert client.post(path, headers={**own, "Content-Type": "text/plain"}).status_code == 200


def test_a_key_given_twice_is_refused_by_name(client: TestClient, own: Headers) -> None:
    refused = posted(client, own, b'{"properties": {"name": "A", "street": "B", "name": "C"}, "why": "x"}')
    assert (refused.status_code, refused.json()["problems"].keys()) == (422, {"name"})


def test_a_body_nested_too_deeply_is_refused(client: TestClient, own: Headers) -> None:
    for depth in (1_010, 100_000):
        assert posted(client, own, b'{"a":' + b"[" * depth + b"]" * depth + b"}").status_code in (400, 422)


def test_what_stands_beside_the_properties_is_not_lost(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    body = {"type": "Feature", "properties": {"name": "A"}, "street": "Weg", "Why": "x"}
    refused = client.post("/api/v1/tenants", json=body, headers=own)
    assert refused.json()["problems"].keys() == {"street", "Why"}
    wrong = client.post("/api/v1/tenants", json={"type": "INF", "properties": {"name": "A"}}, headers=own)
    assert wrong.json()["problems"].keys() == {"type"}
    assert client.post("/api/v1/tenants", json={"properties": []}, headers=own).status_code == 422
    assert inventory.count("tenant") == 0


def test_a_feature_of_a_list_may_be_sent_back(client: TestClient, inventory: Store, own: Headers) -> None:
    a_sign(inventory)
    page = client.get("/api/v1/signs", headers=own).json()
    [feature] = page["features"]
    feature |= {"links": page["links"], "bbox": [10.9, 50.8, 11, 50.9]}
    feature["properties"]["street"] = "Neue Straße"
    path, headers = f"/api/v1/signs/{feature['id']}", {**own, "If-Match": '"1"'}
    assert client.patch(path, json=feature, headers=headers).json()["properties"]["street"] == "Neue Straße"


def test_a_feature_of_another_row_is_not_taken(client: TestClient, inventory: Store, own: Headers) -> None:
    first, second = a_tenant(inventory), a_tenant(inventory, name="Andere")
    body = client.get(f"/api/v1/tenants/{first}", headers=own).json()
    path, headers = f"/api/v1/tenants/{second}", {**own, "If-Match": '"1"'}
    assert "id" in client.patch(path, json=body, headers=headers).json()["problems"]
    body["id"] = second
    assert client.patch(path, json=body, headers=headers).json()["problems"].keys() == {"id"}
    assert client.post("/api/v1/tenants", json={**body, "properties": {}}, headers=own).status_code == 422


def test_a_row_read_earlier_and_sent_back_is_stale(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    path, headers = f"/api/v1/tenants/{a_tenant(inventory)}", {**own, "If-Match": '"1"'}
    body = client.get(path, headers=own).json()
    client.patch(path, json={"name": "Erste"}, headers=headers)
    answer = client.patch(path, json=body, headers=headers)
    assert answer.status_code == 409, answer.text


def test_a_revert_takes_a_reason_and_nothing_else(client: TestClient, inventory: Store, own: Headers) -> None:
    a_tenant(inventory)
    path = f"/api/v1/changes/{inventory.history(limit=1)[0]['change_set']}/revert"
    refused = client.post(path, json={"why": "x", "force": True}, headers=own)
    assert (refused.status_code, refused.json()["problems"].keys()) == (422, {"force"})


def test_a_weak_version_is_never_the_same(client: TestClient, inventory: Store, own: Headers) -> None:
    path, headers = f"/api/v1/tenants/{a_tenant(inventory)}", {**own, "If-Match": 'W/"1"'}
    for refused in (
        client.patch(path, json={"name": "Neu"}, headers=headers),
        client.post(f"{path}/end", json={}, headers=headers),
    ):
        assert refused.status_code == 409
        assert "W/" in refused.json()["detail"]
    row = inventory.row("tenant", int(path.rpartition("/")[2]))
    assert row is not None
    assert row["version"] == 1


def large(content: bytes) -> bytes:
    """The content with so much white space that reading it here would hold up scans."""
    return content + b" " * 300_000


@pytest.mark.parametrize(
    ("content", "status"),
    [(ROW, 201), (b'{"name": "A", "name": "B"}', 422), (b'{"name": ', 400), (b"[" * 3_000, 400)],
)
def test_a_large_body_is_judged_as_a_small_one_by_a_process_of_its_own(
    client: TestClient, own: Headers, monkeypatch: pytest.MonkeyPatch, content: bytes, status: int
) -> None:
    small = posted(client, own, content)
    asked: list[int] = []

    def in_child(function: Any, raw: bytes, **limits: Any) -> Any:
        asked.append(len(raw))
        return run_in_child(function, raw, **limits)

    monkeypatch.setattr(bodies, "run_in_child", in_child)
    answer = posted(client, own, large(content))
    assert (small.status_code, answer.status_code, asked) == (status, status, [len(large(content))])
    assert str(answer.json().get("detail"))[:40] == str(small.json().get("detail"))[:40]


def test_scans_and_reads_are_answered_while_large_bodies_wait_their_turn(
    client: TestClient, own: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, goes_on, most = threading.Semaphore(0), threading.Event(), [0]

    def look_over(*_: Any, **__: Any) -> dict[str, Any]:
        most[0] += 1
        inside.release()
        assert goes_on.wait(60)
        most[0] -= 1
        return {}

    monkeypatch.setattr(bodies, "run_in_child", look_over)
    with ThreadPoolExecutor(4) as senders:
        sent = [senders.submit(posted, client, own, large(ROW)) for _ in range(4)]
        assert inside.acquire(timeout=60)
        assert client.get("/health").status_code == 200
        assert client.get("/api/v1/tenants").status_code == 200
        assert most == [1]
        goes_on.set()
        assert [one.result().status_code for one in sent] == [201] * 4


def test_json_of_more_than_a_row_can_hold_is_refused_unread(
    client: TestClient, own: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MOST_JSON", 280_000)
    refused = posted(client, own, large(ROW))
    assert refused.status_code == 413
    assert "aufteilen" in refused.json()["detail"]
