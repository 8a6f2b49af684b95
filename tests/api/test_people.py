"""What tells of people leaves by no public door but on its legal basis: each field with its own consent."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from signage.domain.audience import OF_COLUMN, private_columns
from signage.domain.validity import today
from signage.inventory import Inventory
from signage.services.consents import give_consent, withdraw_consent
from signage.services.exporting import export
from signage.services.publishing.run import publish
from signage.services.rights import everywhere
from signage.settings import Settings
from signage.store import Store
from signage.store.geopackage import GeoPackageStore
from signage_api.app import create_app
from signage_api.visitor.published import PublishedPages
from tests.places import a_municipality, a_sign, a_tenant, an_area

ALL = everywhere("test")
SECRETS = {
    "phone": "03621998877",
    "email": "quitte@stick.example",
    "contact": "Xaverine Quittenbaum",
    "web": "zwirn.example",
    "jobs": "lehre.example",
    "consented_by": "Opa Apfelbaum",
    "note": "ruft ungern zurueck",
}
CONSENTED = {column: kind for column, kind in OF_COLUMN.items() if column in SECRETS}
SETTINGS = Settings(public_url="https://schild.example")


class World:
    """A sole trader of whom everything is known, and every door that is open to everybody."""

    def __init__(self, store: GeoPackageStore) -> None:
        self.store = store
        a_municipality(store)
        self.area = an_area(store)
        a_sign(store, self.area)
        self.code = store.read("sign")[0]["code"]
        self.firm = a_tenant(store, self.area, name="Stickerei", is_person=True, number=1, **SECRETS)
        change = {"phone": "0362100000"}
        with store.change(
            who="test", why=SECRETS["contact"]
        ) as changes:  # so that the history knows them too
            changes.update("tenant", self.firm, change)
            changes.update("tenant", self.firm, {"phone": SECRETS["phone"]})

    def doors(self) -> Iterator[tuple[str, bytes]]:
        """(name, what it says) of every page, operation and file."""
        with TestClient(create_app(SETTINGS, store=self.store), base_url=SETTINGS.public_url) as client:
            for path in self._paths(client):
                yield path, client.get(path).content
        for number, name in enumerate(("firms.csv", "firms.geojson", "firms.xlsx", "all.gpkg")):
            layer = "all" if name == "all.gpkg" else "tenants"
            file = Path(self.store.path).with_name(f"{number}-{name}")
            export(self.store, layer, file)
            yield name, file.read_bytes() if file.suffix != ".xlsx" else _unpacked(file)
            file.unlink()
        map_file = Path(self.store.path).with_name("map.html")
        Inventory(self.store, today()).to_map().save(str(map_file))
        yield "map", map_file.read_bytes()
        yield from self._published()

    def _paths(self, client: TestClient) -> Iterator[str]:
        for query in ("", ".json", "?lang=en", "?q=Stick", f"?as_of={today()}"):
            yield f"/{self.code}{query}"
        yield f"/card/{self.firm}.vcf"
        for secret in SECRETS.values():
            yield f"/{self.code}?q={secret}"
            yield f"/api/v1/search?q={secret}"
            yield f"/api/v1/tenants?q={secret}"
        keys = {"tenants": str(self.firm), "signs": "1", "areas": "1", "municipalities": "16070028"}
        for path in client.get("/openapi.json").json()["paths"]:
            if path.startswith("/api/v1/") and "pdf" not in path:
                layer = path.split("/")[3]
                filled = path.replace("{key}", keys.get(layer, "1")).replace("{number}", "1")
                yield f"{filled}?bbox=9,50,12,52" if filled.endswith("clusters") else filled
        yield f"/api/v1/tenants?as_of={today()}&area={self.area}"

    def _published(self) -> Iterator[tuple[str, bytes]]:
        folder = Path(self.store.path).with_name("published")
        pages = PublishedPages(self.store, SETTINGS, languages=("de",), with_data=True, day=today())
        try:
            publish(
                self.store, folder, pages, day=today(), public_url=SETTINGS.public_url, key=None,
                with_data=True, sync=False,
            )  # fmt: skip
        finally:
            pages.close()
        for file in (folder / "current").resolve().rglob("*"):
            if file.is_file():
                data = file.read_bytes()
                yield f"published {file.name}", gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data

    def told(self) -> dict[str, set[str]]:
        """Which private fields each door tells, without those that tell none."""
        found: dict[str, set[str]] = {}
        for name, said in self.doors():
            text = re.sub(rb"[?&]q=[^\"&<]*|value=\"[^\"]*\"|<title>.*?</title>", b"", said)
            told = {field for field, secret in SECRETS.items() if secret.encode() in text}
            if told and not ("q=" in name and told <= {_asked(name)}):
                found[name] = told
        return found


def _asked(path: str) -> str:
    """The field whose very value a path asks for: an answer may repeat the question."""
    asked = path.partition("q=")[2]
    return next((field for field, secret in SECRETS.items() if secret == asked), "")


def _unpacked(file: Path) -> bytes:
    import zipfile

    with zipfile.ZipFile(file) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.fixture
def world(geopackage: GeoPackageStore) -> World:
    return World(geopackage)


def test_the_table_of_columns_knows_every_field_that_is_looked_for() -> None:
    assert set(SECRETS) <= private_columns("tenant")


def test_without_a_consent_no_door_tells_of_people(world: World) -> None:
    assert world.told() == {}


@pytest.mark.parametrize("kind", ["phone", "email", "contact", "web"])
def test_a_consent_opens_its_own_fields_only_until_it_is_withdrawn(world: World, kind: str) -> None:
    give_consent(world.store, world.firm, [kind], rights=ALL, given_by="Opa Apfelbaum", how="Brief")
    told = world.told()
    assert set().union(*told.values()) == {column for column, of in CONSENTED.items() if of == kind}
    assert f"/{world.code}" in told
    withdraw_consent(world.store, world.firm, [kind], rights=ALL)
    assert world.told() == {}


def test_the_store_is_not_what_is_handed_out(world: World) -> None:
    """The very file holds all of it, or the tests above would find nothing in any case."""
    assert isinstance(world.store, Store)
    world.store.checkpoint()
    held = Path(world.store.path).read_bytes()
    assert [secret for secret in SECRETS.values() if secret.encode() not in held] == []
