"""Two municipalities with rows of every kind, and people of every role who ask for them.

`own` and `neighbour` are two areas of Amt Wachsenburg, `foreign` is one of Gotha. Whatever a row holds that
is not public is `GEHEIM-{place}-{layer}`, so that any answer shows by itself whose secrets it tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import orjson
from sqlalchemy import insert
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session, session_of
from signage.services.rights import Grant
from signage.services.scan_counts import LEAST, ScanCounts
from signage.services.search_misses import SearchMisses
from signage.services.tokens import new_token
from signage.store import Store
from signage.store.desk_tables import logo, proposal
from signage.store.schema import parked, report, report_photo
from signage_api.bearers import cookie_name
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline, point

PUBLIC_URL = "https://schilder.example.de"
HERE, THERE = "16070028", "16067029"
EAST = {"own": 0.0, "neighbour": 2e3, "foreign": 21e3}
TOWN = {"own": HERE, "neighbour": HERE, "foreign": THERE}
PLACES = (*EAST, "missing")
LATER = date(2100, 1, 1)
_WHOLE_TOWN, _ALL = frozenset({"own", "neighbour"}), frozenset(EAST)
_EVERYTHING = dict.fromkeys(("municipality", "area", "tenant", "sign"))


def secret(place: str, layer: str) -> str:
    """What a row there tells only to who sees it in full."""
    return f"GEHEIM-{place}-{layer}"


_NO_FIELD = frozenset[str]()


@dataclass(frozen=True)
class Who:
    """What somebody sees in full, by place, and which fields they write, by layer (None: rows as a whole)."""

    reads: frozenset[str] = frozenset()
    writes: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    settles: bool = False
    role: str = ""
    is_token: bool = False
    needs: str = ""

    @property
    def is_nobody(self) -> bool:
        return not self.reads

    def sees(self, layer: str) -> frozenset[str]:
        """The places whose rows of a layer they see in full: an area is no municipality; parked rows are for
        who writes whole rows.
        """
        if layer == "parked" and (self.writes.get("tenant", _NO_FIELD) is not None or self.reads == {"own"}):
            return frozenset()
        return frozenset() if layer == "municipality" and self.reads == {"own"} else self.reads

    def may_write(self, layer: str, fields: frozenset[str] | None) -> bool:
        """Whether they write these fields of a row that they see in full."""
        if layer not in self.writes or self.writes[layer] is None:
            return layer in self.writes
        return fields is not None and fields <= (self.writes[layer] or frozenset())


_CLERK, _PLANNER = {"tenant": None}, {"sign": None, "area": None}
WHO: Mapping[str, Who] = {
    "nobody": Who(),
    "half signed in": Who(role="administrator", needs="second"),
    "reader": Who(_WHOLE_TOWN, role="reader"),
    "clerk": Who(_WHOLE_TOWN, _CLERK, settles=True, role="clerk"),
    "planner": Who(_WHOLE_TOWN, _PLANNER, role="planner"),
    "manager": Who(_ALL, _EVERYTHING, settles=True, role="manager"),
    "administrator": Who(_ALL, _EVERYTHING, settles=True, role="administrator"),
    "clerk of one area": Who(frozenset({"own"}), _CLERK, settles=True, role="clerk"),
    "clerk of phone numbers": Who(_WHOLE_TOWN, {"tenant": frozenset({"phone"})}, settles=True, role="clerk"),
    "token of a municipality": Who(
        _WHOLE_TOWN, {**_EVERYTHING, "municipality": frozenset({"note"})}, settles=True, is_token=True
    ),
    "token of a planner": Who(_WHOLE_TOWN, _PLANNER, role="planner", is_token=True),
    "token of one area": Who(frozenset({"own"}), _CLERK, settles=True, role="clerk", is_token=True),
    "token of phone numbers": Who(
        _WHOLE_TOWN, {"tenant": frozenset({"phone"})}, settles=True, role="clerk", is_token=True
    ),
}


class World:
    """The rows, and the headers of everybody; `fresh` makes another row of its kind."""

    client: TestClient
    who: Who = Who()

    def __init__(self, store: Store) -> None:
        self.store, self.numbers = store, count(1)
        note = secret("own", "municipality")
        a_municipality(store, note=note)
        far = {"district": "16067", "geometry": outline(20e3, -20e3, 40e3)}
        a_municipality(store, ags=THERE, name="Gotha", note=secret("foreign", "municipality"), **far)
        self.areas = {place: self._area(place) for place in EAST}
        self.rows: dict[tuple[str, str], int] = {}
        for place in EAST:
            for layer in ("tenant", "later", "sign", "report", "proposal", "parked"):
                self.rows[layer, place] = self.fresh(layer, place)
        self._logos()
        self._count()
        self.accounts: dict[str, int] = {}
        self.headers = {name: self._headers(name, who) for name, who in WHO.items()}

    def fresh(self, layer: str, place: str) -> int:
        """The id of a new row; `later` is a tenant that is yet to come."""
        number = next(self.numbers)
        if layer == "municipality":
            return a_municipality(self.store, ags=f"16099{number:03}", name=f"Neu {number}")
        if layer == "area":
            return self._area(place)
        if layer == "report":
            return self._report(place)
        if layer == "proposal":
            return self._proposal(place)
        if layer == "parked":
            return self._parked(place)
        shared: dict[str, Any] = {"municipality": TOWN[place], "geometry": point(EAST[place] + 500, 500)}
        area = self.areas[place]
        if layer == "sign":
            return a_sign(
                self.store, area, number=f"NR-{place}-{number}", note=secret(place, "sign"), **shared
            )
        private = {
            "phone": secret(place, "tenant"),
            "note": secret(place, "tenant"),
            "web": "https://muster.example.de",
        }
        if layer == "later":
            shared |= {"name": secret(place, "tenant"), "valid_from": LATER}
        return a_tenant(self.store, area, **({"name": f"Muster {number}"} | shared | private))

    def target(self, layer: str, place: str) -> int:
        """The id of a row to write: a new one, but for whose role is for one area only that very area."""
        is_their_area = layer == "area" and place == "own" and self.who.reads == {"own"}
        return self.areas["own"] if is_their_area else self.fresh(layer, place)

    def send(self, asked: Any, name: str) -> Any:
        """The answer to a request of somebody."""
        path = asked.path[1:] if asked.path.startswith("!") else f"/api/v1{asked.path}"
        headers = {"If-Match": f'"{asked.seen}"', **self.headers[name]}
        return self.client.request(asked.method, path, headers=headers, json=asked.body)

    def stamp(self, path: str) -> str:
        """The stamp of a table of signs as it is now."""
        return str(self.client.get(f"/api/v1{path}").json()["stamp"])

    def row(self, layer: str, row_id: int) -> dict[str, Any]:
        """A row as it is."""
        row = self.store.row(layer, row_id)
        assert row is not None
        return row

    def _area(self, place: str) -> int:
        values = {"municipality": TOWN[place], "geometry": outline(EAST[place]), "number": None}
        return an_area(self.store, name=f"Gebiet {place}", note=secret(place, "area"), **values)

    def _report(self, place: str) -> int:
        sign = self.row("sign", self.rows["sign", place])
        photo = f"{next(self.numbers):064}"
        said = {"kind": "damaged", "text": secret(place, "report"), "language": "de", "times": 1}
        said |= {"state": "open", "answer": "", "settled_by": "", "version": 1, "day": today()}
        row = {"code": sign["code"], "sign": sign["id"], "area": sign["area"], "municipality": TOWN[place]}
        with self.store.write_plain() as connection:
            connection.execute(insert(report_photo).values(hash=photo, content=b"photo " + place.encode()))
            made = connection.execute(insert(report).values(said | row | {"photo": photo}))
        key = made.inserted_primary_key
        assert key is not None
        return int(key[0])

    def _proposal(self, place: str) -> int:
        said = {"state": "open", "answer": "", "settled_by": "", "version": 1, "at": datetime.now(UTC)}
        said |= {"kind": "correct", "source": "Firma selbst", "seen_version": 1, "tenant": None}
        row = {"area": self.areas[place], "municipality": TOWN[place], "note": secret(place, "proposal")}
        proposed = orjson.dumps({"values": {"phone": secret(place, "proposal")}, "then": {}}).decode()
        with self.store.write_plain() as connection:
            made = connection.execute(insert(proposal).values(said | row | {"proposed": proposed}))
        key = made.inserted_primary_key
        assert key is not None
        return int(key[0])

    def _parked(self, place: str) -> int:
        problem = {"column": "Firma", "problem": secret(place, "parked"), "advice": ""}
        content = {"Firma": secret(place, "parked"), "Straße": "Weg 1"}
        said = {"layer": "tenant", "file": f"{place}.csv", "file_row": 2, "who": "test", "account": None}
        row = {"content": orjson.dumps(content).decode(), "problems": orjson.dumps([problem]).decode()}
        row |= {"municipality": TOWN[place]}
        with self.store.write_plain() as connection:
            made = connection.execute(insert(parked).values(said | row | {"parked_at": datetime.now(UTC)}))
        key = made.inserted_primary_key
        assert key is not None
        return int(key[0])

    def _logos(self) -> None:
        said = {"png": b"a picture", "at": datetime.now(UTC), "who": "test"}
        rows = [said | {"tenant": self.rows["tenant", place]} for place in EAST]
        with self.store.write_plain() as connection:
            connection.execute(insert(logo), rows)

    def _count(self) -> None:
        """Scans of every sign, and a term that was looked for in vain in every area."""
        scans, misses = ScanCounts(self.store, 3600), SearchMisses(self.store, 3600)
        for place in EAST:
            for _ in range(LEAST):
                scans.add(self.row("sign", self.rows["sign", place])["code"], today(), "de")
                misses.add(self.areas[place], today(), secret(place, "search"))
        scans.close()
        misses.close()

    def _headers(self, name: str, who: Who) -> dict[str, str]:
        if who.is_token:
            area = str(self.areas["own"]) if who.reads == {"own"} else None
            fields = who.writes.get("tenant") if who.role else None
            made = new_token(
                self.store, municipality=HERE, label=name, role=who.role or None, area=area, fields=fields
            )
            return {"Authorization": f"Bearer {made}"}
        if not who.role:
            return {}
        grant = Grant(
            who.role,
            None if who.role in ("manager", "administrator") else HERE,
            self.areas["own"] if who.reads == {"own"} else None,
            who.writes.get("tenant"),
        )
        mail = f"{next(self.numbers)}@example.org"
        number = add_account(self.store, mail=mail, name=name, grants=[grant], by="test")
        self.accounts[name] = number
        return self.signed_in(name)

    def signed_in(self, name: str) -> dict[str, str]:
        """The headers of a new session of somebody with an account, as a page of ours sends them; none of
        nobody.
        """
        if name not in self.accounts:
            return {}
        value = begin_session(self.store, self.accounts[name], needs=WHO[name].needs)
        found = session_of(self.store, value)
        assert found is not None
        cookie = f"{cookie_name(PUBLIC_URL)}={value}"
        return {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "x-form-token": found.form_token}
