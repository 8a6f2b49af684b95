"""Whatever is changed in whatever order, a scan answers what a service that has just started would answer."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from signage.errors import SignageError
from signage.services.bulk import Wanted, change_rows
from signage.services.importing import import_file
from signage.services.reshaping import merge_areas, split_area
from signage.services.reverting import revert_change_set
from signage.services.rights import everywhere
from signage.store import Store
from signage_api.scanning import ScanFirst
from tests.scan import places
from tests.scan.asking import ask, behind
from tests.scan.conftest import Calendar
from tests.store.outsiders import as_outsider

TOWNS = ("16070028", "16067029")
ROUNDS = 30
BOSS = everywhere("Test")


class Town:
    """Three areas in two municipalities with firms, signs, roads and houses, and ways to change them."""

    def __init__(self, store: Store, rng: random.Random, calendar: Calendar, folder: Path) -> None:
        self.store, self.rng, self.calendar, self.folder = store, rng, calendar, folder
        with store.change(who="Test", why="Aufbau") as change:
            places.a_town(change)
            shape = places.multipolygon(places.box(-900, -900, 3000, 3000))
            change.create("municipality", {"ags": TOWNS[1], "name": "Gotha", "geometry": shape})
            self.areas = [places.an_area(change, name=f"Gebiet {n}", number=f"G{n}") for n in range(3)]
            self.codes = [
                places.a_sign(change, rng.choice(self.areas), number=f"S-{n}", x=100 + 90 * n)
                for n in range(5)
            ]
            for n in range(6):
                places.a_firm(
                    change, rng.choice(self.areas), name=f"Firma {n}", number=n % 4 or None, x=90 * n
                )
            for area in self.areas:
                places.streets(change, area)

    def one(self, layer: str) -> dict[str, Any]:
        return self.rng.choice(self.store.read(layer, withdrawn=True, limit=40))

    def number(self) -> int:
        return self.rng.randrange(30)

    def update(self, layer: str, **values: Any) -> None:
        row = self.one(layer)
        with self.store.change(who="Test", why="Änderung") as change:
            change.update(layer, row["id"], values)

    def some_day(self) -> date | None:
        return self.rng.choice([None, *(self.calendar.day + timedelta(days=n) for n in (-1, 0, 1, 2))])

    def spot(self) -> bytes:
        return places.point(self.rng.uniform(0, 800), self.rng.uniform(-90, 600))

    def firm_speaks(self) -> None:
        word = f"Tor {self.number()}"
        self.update(
            "tenant", **{self.rng.choice(["name", "activity", "lorry_note", "street", "phone"]): word}
        )

    def firm_moves(self) -> None:
        self.update("tenant", area=self.rng.choice([*self.areas, None]))

    def row_lasts(self) -> None:
        layer = self.rng.choice(["tenant", "sign", "area", "road", "backdrop"])
        begins, ends = sorted([self.some_day() or date.min, self.some_day() or date.max])
        self.update(
            layer,
            valid_from=None if begins == date.min or layer == "area" else begins,
            valid_to=None if ends == date.max else ends,
        )

    def firm_counts(self) -> None:
        self.update("tenant", number=self.rng.choice([None, self.number()]))

    def place_moves(self) -> None:
        self.update(self.rng.choice(["tenant", "sign"]), geometry=self.spot())

    def day_is_confirmed(self) -> None:
        self.update(self.rng.choice(["tenant", "area"]), confirmed_on=self.some_day())

    def sign_moves(self) -> None:
        self.update("sign", area=self.rng.choice([*self.areas, None]), municipality=self.rng.choice(TOWNS))

    def sign_turns(self) -> None:
        self.update("sign", bearing_deg=self.rng.choice([None, 0.0, 90.0, 275.5]), name=f"B {self.number()}")

    def sign_stands_or_not(self) -> None:
        self.update("sign", state=self.rng.choice(["planned", "ordered", "mounted", "dismantled", "mounted"]))

    def area_is_renamed(self) -> None:
        self.update("area", name=f"Gebiet {self.number()}", municipality=self.rng.choice(TOWNS))

    def area_is_drawn(self) -> None:
        self.update("area", geometry=places.multipolygon(places.box(0, -40, 500 + self.number() * 9, 600)))

    def town_is_renamed(self) -> None:
        self.update("municipality", name=f"Stadt {self.number()}")

    def towns_are_merged(self) -> None:
        self.update("municipality", ags=self.rng.choice(TOWNS))

    def road_moves(self) -> None:
        self.update(self.rng.choice(["road", "backdrop"]), area=self.rng.choice([*self.areas, None]))

    def road_is_built(self) -> None:
        with self.store.change(who="Test", why="Straße") as change:
            course = places.line([(0, self.number() * 10), (700, self.number() * 10)])
            values = {"road_class": "G", "area": self.rng.choice(self.areas), "geometry": course}
            change.create("road", values)

    def firm_comes(self) -> None:
        with self.store.change(who="Test", why="Firma") as change:
            number = self.rng.choice([None, self.number()])
            places.a_firm(change, self.rng.choice(self.areas), name=f"Neu {self.number()}", number=number)

    def sign_comes(self) -> None:
        with self.store.change(who="Test", why="Schild") as change:
            self.codes.append(places.a_sign(change, self.rng.choice(self.areas), x=self.number() * 20))

    def code_changes(self) -> None:
        state = self.rng.choice(["live", "live", "retired", "moved", "minted"])
        code, other = self.rng.sample(self.codes, 2)
        with self.store.change(who="Test", why="Code") as change:
            change.set_code(code, state=state, moved_to=other if state == "moved" else None)

    def code_goes_to_another_sign(self) -> None:
        signs = self.store.read("sign", withdrawn=True)
        giver, taker = self.rng.sample(signs, 2)
        with self.store.change(who="Test", why="Tausch") as change:
            change.update("sign", giver["id"], {"code": None})
            change.update("sign", taker["id"], {"code": None})
            change.update("sign", taker["id"], {"code": giver["code"]})
            change.update("sign", giver["id"], {"code": taker["code"]})

    def row_is_withdrawn_or_restored(self) -> None:
        layer = self.rng.choice(["tenant", "sign", "area", "road", "backdrop", "municipality"])
        row = self.one(layer)
        with self.store.change(who="Test", why="Rücknahme") as change:
            act: Callable[[str, int], Any] = (
                change.restore if row["withdrawn_by"] is not None else change.withdraw
            )
            act(layer, row["id"])

    def last_change_is_taken_back(self) -> None:
        with suppress(SignageError):
            revert_change_set(self.store, self.store.revision(), who="Test")

    def several_change_at_once(self) -> None:
        layer, word = self.rng.choice(["tenant", "sign"]), f"Viele {self.number()}"
        rows = self.rng.sample(self.store.read(layer), 3)
        new: dict[str, Any] = self.rng.choice(
            [{"name": word}, {"area": self.rng.choice(self.areas)}, {"valid_to": None}]
        )
        with suppress(SignageError):
            change_rows(
                self.store, layer, [Wanted(row["id"], row["version"], new) for row in rows], rights=BOSS
            )

    def list_is_imported(self) -> None:
        numbers, key = [self.number() for _ in range(3)], f"G{self.rng.randrange(3)}"
        layer, lines = self.rng.choice(
            [
                ("tenants", ["Firma;Straße;Gebiet", *(f"Firma {n};Gasse {n};{key}" for n in numbers)]),
                ("signs", ["Schildnummer;Standort;Gebiet", *(f"S-{n % 5};Tor {n};{key}" for n in numbers)]),
            ]
        )
        path = self.folder / "list.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        with suppress(SignageError):
            import_file(self.store, layer, path, who="Test")

    def area_is_split(self) -> None:
        row, x = self.one("area"), self.rng.uniform(100, 700)
        course = places.line([(x, -900), (x + 20, 2000)])
        with suppress(SignageError):
            done = split_area(self.store, row["id"], course, seen_version=row["version"], rights=BOSS)
            self.areas.append(done.areas[1]["id"])

    def areas_are_merged(self) -> None:
        kept, other = self.rng.sample(self.store.read("area"), 2)
        seen = {row["id"]: row["version"] for row in (kept, other)}
        with suppress(SignageError):
            merge_areas(self.store, seen, keep=kept["id"], rights=BOSS)

    def another_program_writes(self) -> None:
        n, area, town = self.number(), self.rng.choice(self.areas), self.rng.choice(TOWNS)
        as_outsider(
            self.store,
            self.rng.choice(
                [
                    f"UPDATE tenant SET name = 'QGIS {n}' WHERE id % 3 = {n % 3}",
                    f"UPDATE tenant SET area = {area} WHERE id % 3 = {n % 3}",
                    f"UPDATE sign SET area = {area} WHERE id % 3 = {n % 3}",
                    f"UPDATE sign SET municipality = '{town}' WHERE id % 3 = {n % 3}",
                    f"UPDATE municipality SET name = 'QGIS {n}' WHERE ags = '{town}'",
                    f"UPDATE area SET name = 'QGIS {n}' WHERE id = {area}",
                    f"UPDATE road SET area = {area} WHERE id % 3 = {n % 3}",
                    f"UPDATE tenant SET valid_to = NULL, number = {n} WHERE id % 3 = {n % 3}",
                ]
            ),
        )

    def midnight(self) -> None:
        self.calendar.day += timedelta(days=1)


WAYS = [name for name, way in vars(Town).items() if callable(way) and name not in (
    "__init__", "one", "number", "update", "some_day", "spot")]  # fmt: skip


def said(service: ScanFirst, path: str) -> tuple[int, str | None, str]:
    """All of an answer but the number of the request."""
    reply = ask(service, path)
    return reply.status, reply.headers.get("etag"), re.sub(r'"request_id":"\w+"', "", reply.text)


def test_each_scan_answers_as_a_service_that_has_just_started(
    door: ScanFirst, store: Store, calendar: Calendar, tmp_path: Path
) -> None:
    rng = random.Random(11)
    town, done = Town(store, rng, calendar, tmp_path), []
    for _ in range(ROUNDS):
        for name in rng.choices(WAYS, k=rng.randrange(1, 4)):
            done.append(name)
            getattr(town, name)()
        fresh = ScanFirst(behind([]), store, door.visits.renderer.settings, today=calendar)
        for code in rng.sample(town.codes, 3):
            path = rng.choice([f"/{code}", f"/{code}", f"/{code}?lang=en", f"/{code}.json"])
            assert said(door, path) == said(fresh, path), f"{path} after {done[-6:]}"
        fresh.close()
