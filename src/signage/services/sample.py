"""The sample inventory of the two districts, loaded by the same import that real files take."""

import csv
from collections.abc import Callable
from pathlib import Path

import signage
from signage.domain.layers import LAYERS
from signage.errors import NotFound, Said
from signage.services.importing import import_file
from signage.services.tokens import ALL, list_tokens, new_token, revoke_token
from signage.store import Store, create_store
from signage.store.base import Row

_WHO = "Beispielbestand"
_DEMO = "Vorführung"


def sample_folder() -> Path:
    """Where the sample's files lie: inside an installed package, or in `data/geo` of a checkout."""
    package = Path(signage.__file__).parent
    for folder in (package / "sample", package.parents[1] / "data" / "geo"):
        if (folder / "areas.geojson").is_file():
            return folder
    raise NotFound(
        Said(
            "Die Dateien des Beispielbestands fehlen; bitte das Paket neu installieren.",
            "The files of the sample inventory are missing; please install the package again.",
        )
    )


def sample_store(folder: Path) -> Path:
    """The demo's store in `folder`."""
    return folder / "thueringer-bogen.gpkg"


def load_sample(
    target: str | Path, *, progress: Callable[..., None] | None = None, fsync: bool = True
) -> None:
    """Make a new store at `target` with the whole sample; what fails half way leaves no store behind."""
    store = create_store(target, fsync=fsync)
    done = False
    try:
        fill_with_sample(store, progress=progress)
        done = True
    finally:
        store.close()
        if not done and isinstance(target, Path):
            target.unlink(missing_ok=True)


def fill_with_sample(store: Store, *, progress: Callable[..., None] | None = None) -> None:
    """Import the sample's files into an empty store, in the order in which they refer to each other."""
    folder = sample_folder()
    for done, layer in enumerate(LAYERS.values()):
        import_file(store, layer.plural, folder / f"{layer.plural}.geojson", who=_WHO)
        if progress:
            progress(done + 1, len(LAYERS))
    _enter_codes(store, folder / "codes.csv")


def _enter_codes(store: Store, table: Path) -> None:
    """Codes that are no longer, not yet, or elsewhere on a sign, in the state that the table names."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with store.change(
        who=_WHO, why=Said("Codes des Beispielbestands", "Codes of the sample"), kind="import"
    ) as change:
        change.register_codes([row["token"] for row in rows if store.code(row["token"]) is None])
        for row in rows:
            change.set_code(row["token"], state=row["state"], moved_to=row["moved_to"] or None)


def show_sign(store: Store) -> Row:
    """The sign to show first: an overview board of the area with the most firms."""
    counts: dict[int, int] = {}
    for row in store.read("tenant"):
        counts[row["area"]] = counts.get(row["area"], 0) + 1
    boards = [
        row for row in store.read("sign", where={"type": "INF"}) if row["code"] and row["valid_to"] is None
    ]
    if not boards:
        raise NotFound(
            Said(
                "Der Beispielbestand hat keine Übersichtstafel mit Code.",
                "The sample inventory has no overview board with a code.",
            )
        )
    return max(boards, key=lambda row: (counts.get(row["area"], 0), -row["id"]))


def show_area(store: Store) -> str:
    """The area of that sign, as an address names it: by its key, else by its id."""
    [area] = store.read("area", ids=[show_sign(store)["area"]])
    return str(area["number"] or area["id"])


def demo_token(store: Store) -> str:
    """A token to write with at once, for who started the demo; that of the last time ends with it."""
    for token in list_tokens(store):
        if token["label"] == _DEMO and token["revoked_at"] is None:
            revoke_token(store, token["id"])
    return new_token(store, municipality=ALL, label=_DEMO)
