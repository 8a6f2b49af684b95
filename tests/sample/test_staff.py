"""The demo's clerk changes firms that the sign shown first names."""

from pathlib import Path

from sqlalchemy import select

from signage.services.sample import load_sample, show_sign
from signage.services.sample_staff import demo_staff
from signage.store import open_store
from signage.store.account_tables import account, role_grant


def test_the_clerk_of_the_demo_looks_after_the_sign_that_is_shown(tmp_path: Path) -> None:
    load_sample(tmp_path / "sample.gpkg", fsync=False)
    store = open_store(tmp_path / "sample.gpkg")
    demo_staff(store)
    clerk = select(role_grant.c.municipality).join(account, account.c.id == role_grant.c.account)
    with store.engine_read() as connection:
        place = connection.execute(clerk.where(account.c.mail == "clerk@demo.example")).scalar_one()
    area = store.row("area", show_sign(store)["area"])
    assert area is not None
    assert place == area["municipality"]
    store.close()
