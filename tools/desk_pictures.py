"""The desk as the pictures of the documentation show it: a clerk of the Amt Wachsenburg has signed in."""

from pathlib import Path

from playwright.sync_api import Browser

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from signage.store import Store

HERE = "16070028"
SHOTS = {"desk.png": "/desk", "desk-firms.png": "/desk/firms", "desk-confirm.png": "/desk/confirm"}


def signed_in(store: Store) -> str:
    """The cookie's value of the clerk."""
    grants = [Grant("clerk", HERE)]
    number = add_account(store, mail="kim.muster@example.org", name="Kim Muster", grants=grants, by="Bilder")
    return begin_session(store, number)


def shoot(chromium: Browser, base: str, cookie: str, folder: Path, names: list[str]) -> None:
    """Take the pictures that are wanted, 1280 x 800."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="de-DE")
    context.add_cookies([{"name": "signage_session", "value": cookie, "url": base}])
    for name in names:
        page = context.new_page()
        page.goto(base + SHOTS[name], wait_until="networkidle")
        page.wait_for_timeout(800)
        page.screenshot(path=folder / name)
        page.close()
        print(f"{folder / name}")
    context.close()
