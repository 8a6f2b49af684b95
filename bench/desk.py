"""How long the desk takes over a whole country: `python -m bench.desk --scale 0.1` takes a tenth of it.

A manager of the region signs in to a service over the synthetic Germany (`bench/germany.py`) in a process of
its own, and asks for each page several times; peak memory is that of the whole process. The import is dated
half a year back, so that the history has something before and after.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from bench.country import bring_in
from signage.domain.validity import today
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant, everywhere
from signage.services.tenants.moving import rename_tenant
from signage.services.tidying import bring_up_to_date
from signage.settings import Settings
from signage.store import Store, open_store
from signage.store.schema import LAYER_TABLES, change_set, report
from signage_api.app import create_app
from signage_api.bearers import cookie_name

ADDRESS = "https://schilder.example.de"
AGAIN, EDITS, REPORTS = 5, 100, 3_000
_MONTH = timedelta(days=30)


def lived_in(store: Store) -> int:
    """Date the import half a year back, rename firms and let visitors report some; gives an area."""
    tenants, signs = LAYER_TABLES["tenant"], LAYER_TABLES["sign"]
    with store.write_plain() as connection:
        connection.execute(update(change_set).values(at=datetime.now(UTC) - 6 * _MONTH))
    with store.engine_read() as connection:
        firms = connection.execute(select(func.max(tenants.c.id))).scalar_one()
        coded = select(signs.c.code, signs.c.id, signs.c.area).where(signs.c.code.is_not(None))
        seen = connection.execute(coded.order_by(signs.c.id).limit(REPORTS)).all()
    for firm in range(1, firms, max(1, firms // EDITS)):
        rename_tenant(
            store, firm, f"Umbenannt {firm} GmbH", on=today(), seen_version=1, rights=everywhere("bench")
        )
    said = {"day": today(), "kind": "damaged", "language": "de", "text": "", "times": 1, "state": "open"}
    said |= {"answer": "", "settled_by": "", "version": 1}
    with store.write_plain() as connection:
        rows = [said | {"code": code, "sign": sign, "area": area} for code, sign, area in seen]
        connection.execute(report.insert(), rows)
    return int(seen[0].area)


def pages(area: int, earlier: date) -> dict[str, str]:
    """What is asked for, by what it is called."""
    name = "Musterlogistik 4711 GmbH"
    return {
        "first page": "/desk",
        "firms, first page": "/desk/firms",
        "firms of an area": f"/desk/firms?area={area}",
        "firms by words": "/desk/firms?q=metallbau+77",
        "confirm an area": f"/desk/confirm/{area}",
        "similar firms": f"/desk/firms/similar?name={name.replace(' ', '+')}&street=Werkstr.+3",
        "region": "/desk/region",
        "compare two days": f"/desk/compare?earlier={earlier}&later={today()}",
        "an area as known then": f"/desk/asof?area={area}&day={earlier}&basis=then",
        "history": "/desk/history",
        "signs to change": "/desk/signs",
        "queue": "/desk/queue",
    }


def measured(path: Path) -> None:
    """Ask for every page and print what it took; runs in a process of its own."""
    store = open_store(str(path))
    area = lived_in(store)
    started = time.perf_counter()
    bring_up_to_date(store)
    print(f"figures and words brought up to date once: {time.perf_counter() - started:.1f} s")
    grants = [Grant("manager", None, None)]
    number = add_account(store, mail="regie@example.org", name="Regie", grants=grants, by="bench")
    cookie = f"{cookie_name(ADDRESS)}={begin_session(store, number)}"
    with TestClient(create_app(Settings(public_url=ADDRESS), store=store), base_url=ADDRESS) as client:
        for name, address in pages(area, today() - _MONTH).items():
            times = [_asked(client, address, cookie) for _ in range(AGAIN)]
            print(
                f"{name:24} median {statistics.median(times):8.0f} ms   worst {max(times):8.0f} ms",
                flush=True,
            )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _asked(client: TestClient, address: str, cookie: str) -> float:
    started = time.perf_counter()
    answer = client.get(address, headers={"Cookie": cookie})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", nargs="?", type=Path, help="a store of this bench, which is changed")
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    if given.store:
        measured(given.store)
        return
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "germany.gpkg")
        bring_in(Path(folder, "files"), store, given.scale)
        opened = open_store(str(store))
        print(
            f"scale {given.scale:g}: {opened.count('tenant')} firms in {opened.count('area')} areas",
            flush=True,
        )
        opened.close()
        subprocess.run([sys.executable, "-m", "bench.desk", str(store)], check=True)


if __name__ == "__main__":
    main()
