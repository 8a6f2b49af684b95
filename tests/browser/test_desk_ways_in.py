"""The ways in beside a password, in a real browser: a passkey of its device, a provider on loopback."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from signage.services.accounts.people import add_account
from signage.services.rights import Grant
from signage.store import create_store
from tests.browser.test_plan_axe import violations
from tests.parts import servers
from tests.parts.passkeys import Device
from tests.parts.provider import CLIENT_ID, SECRET, running_provider
from tests.parts.service import running_service

OpenPage = Callable[..., Page]
SIZES = [(1280, 800), (360, 740)]
PASSWORD = "ein langer Satz mit Wasser"
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
ENTER = "Mit Passkey anmelden"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service at `localhost`, which browsers allow passkeys; eight people are new, one is invited."""
    folder = tmp_path_factory.mktemp("ways")
    store = create_store(folder / "ways.gpkg", fsync=False)
    for number in range(8):
        add_account(
            store, mail=f"kim{number}@example.org", name=HOSTILE, grants=[Grant("manager")], by="test",
            password=PASSWORD,
        )  # fmt: skip
    add_account(store, mail="robin@example.org", name="Robin", grants=[Grant("manager")], by="test")
    store.close()
    port = servers.free_port()
    address = f"http://localhost:{port}"
    with running_provider(address, folder) as provider:
        environ = {
            "SIGNAGE_OIDC_ISSUER": provider.issuer,
            "SIGNAGE_OIDC_CLIENT_ID": CLIENT_ID,
            "SIGNAGE_OIDC_CLIENT_SECRET": SECRET,
            "SIGNAGE_OIDC_NAME": "Landkreis Gotha",
            "SIGNAGE_OIDC_BOTH_FACTORS": "mfa",
        }
        with running_service(folder / "ways.gpkg", port, environ, host="localhost"):
            yield address
        assert SECRET not in (folder / "log").read_text("utf-8", "replace")


def with_password(page: Page, desk: str, mail: str) -> None:
    page.goto(f"{desk}/login")
    page.get_by_label("E-Mail-Adresse").fill(mail)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def set_up(page: Page, desk: str, mail: str) -> Device:
    """A person's first sign-in, with a passkey as the second step; then no finger is on the device."""
    device = Device(page)
    device.touches(False)
    with_password(page, desk, mail)
    page.get_by_label("Name").fill("Diensthandy")
    device.touches(True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Notfallcodes")
    device.touches(False)
    return device


def signed_out(page: Page, desk: str) -> None:
    page.goto(f"{desk}/desk")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("button", name=ENTER)).to_be_visible()


@pytest.mark.parametrize(("size", "mail"), [(SIZES[0], "kim0@example.org"), (SIZES[1], "kim1@example.org")])
def test_a_passkey_is_set_up_and_then_opens_the_desk_alone(
    open_page: OpenPage, desk: str, size: tuple[int, int], mail: str
) -> None:
    page = open_page(size)
    device = set_up(page, desk, mail)
    assert len(device.keys) == 1
    signed_out(page, desk)
    assert violations(page) == []
    device.waits()
    page.get_by_role("button", name=ENTER).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    assert device.keys[0]["signCount"] >= 2
    expect(page.get_by_role("banner")).to_contain_text(HOSTILE)


def test_a_passkey_is_the_second_step_after_the_password(open_page: OpenPage, desk: str) -> None:
    page = open_page(SIZES[0])
    device = set_up(page, desk, "kim2@example.org")
    signed_out(page, desk)
    with_password(page, desk, "kim2@example.org")
    expect(page).to_have_url(f"{desk}/login/second?next=%2Fdesk")
    assert violations(page) == []
    device.touches(True)
    page.get_by_role("button", name="Mit Passkey bestätigen").click()
    page.wait_for_url("**/desk")


def test_a_strange_finger_opens_nothing_and_is_told_so(open_page: OpenPage, desk: str) -> None:
    page = open_page(SIZES[1])
    device = set_up(page, desk, "kim3@example.org")
    signed_out(page, desk)
    device.recognises_the_finger(False)
    device.waits()
    page.get_by_role("button", name=ENTER).click()
    expect(page.get_by_text("Es wurde kein Passkey verwendet.")).to_be_visible()
    assert page.url.startswith(f"{desk}/login")
    device.touches(False)
    device.recognises_the_finger(True)
    page.goto(f"{desk}/login")
    device.waits()
    page.get_by_role("button", name=ENTER).click()
    page.wait_for_url("**/desk")


@pytest.mark.parametrize("size", SIZES)
def test_passkeys_are_added_named_and_removed_at_the_account(
    open_page: OpenPage, desk: str, size: tuple[int, int]
) -> None:
    page = open_page(size)
    mail = f"kim{4 + SIZES.index(size)}@example.org"
    device = set_up(page, desk, mail)
    device.touches(True)
    page.goto(f"{desk}/account/passkeys")
    page.get_by_role("textbox", name="Name").last.fill("Zweites Gerät")
    page.get_by_role("button", name="Passkey hinzufügen").click()
    # The device has one of this account: a second one on it would be of no use.
    expect(page.get_by_text("Es wurde kein Passkey verwendet.")).to_be_visible()
    name = page.get_by_role("textbox", name="Name").first
    name.fill(HOSTILE)
    page.get_by_role("button", name="Diensthandy umbenennen").click()
    expect(page.get_by_role("button", name=f"{HOSTILE} umbenennen")).to_be_visible()
    page.get_by_role("button", name=f"{HOSTILE} entfernen").click()
    expect(page.get_by_role("alert").first).to_contain_text("Ihr letzter zweiter Schritt")
    assert len(device.keys) == 1
    assert violations(page) == []
    assert page.evaluate("innerWidth") == size[0]  # nothing is wider than the window


def test_a_passkey_is_offered_where_the_address_is_typed(open_page: OpenPage, desk: str) -> None:
    page = open_page(SIZES[0])
    device = set_up(page, desk, "kim6@example.org")
    signed_out(page, desk)
    expect(page.get_by_label("E-Mail-Adresse")).to_have_attribute("autocomplete", "username webauthn")
    device.waits()  # for the next page, as if the person had chosen the key from the field's list
    page.goto(f"{desk}/login")
    page.wait_for_url("**/desk")
    expect(page.get_by_role("banner")).to_contain_text(HOSTILE)


def test_a_passkey_that_is_offered_in_vain_is_no_word_said(open_page: OpenPage, desk: str) -> None:
    page = open_page(SIZES[1])
    Device(page)  # has no key of this place
    asked = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(f"{desk}/login")
    until_asked(page, asked)
    expect(page.locator("[data-said]")).to_have_text("")
    with_password(page, desk, "kim7@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiten Schritt einrichten")


def until_asked(page: Page, asked: list[str]) -> None:
    """Wait until the page has asked for what it offers, and the device has had time to say no."""
    for _ in range(200):
        if any(url.endswith("/login/passkey/question") for url in asked):
            page.wait_for_timeout(300)
            return
        page.wait_for_timeout(50)
    raise AssertionError("no passkey was offered")


@pytest.mark.complaints("ERR_FAILED")
@pytest.mark.parametrize("broken", ["isConditionalMediationAvailable", "the service"])
def test_where_none_can_be_offered_the_page_is_as_before(open_page: OpenPage, desk: str, broken: str) -> None:
    page = open_page(SIZES[0])
    if broken == "the service":
        page.route("**/login/passkey/question", lambda route: route.abort())
    else:
        page.add_init_script("delete PublicKeyCredential.isConditionalMediationAvailable")
    page.goto(f"{desk}/login")
    page.wait_for_timeout(300)
    expect(page.locator("[data-said]")).to_have_text("")
    expect(page.get_by_role("button", name=ENTER)).to_be_enabled()
    with_password(page, desk, "kim7@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiten Schritt einrichten")


def test_without_scripts_there_are_password_and_provider(open_page: OpenPage, desk: str) -> None:
    page = open_page(SIZES[0], javascript=False)
    page.goto(f"{desk}/login")
    expect(page.get_by_role("button", name=ENTER)).to_be_hidden()
    expect(page.get_by_label("Passwort", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Mit Landkreis Gotha anmelden")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_authoritys_login_leads_in_and_signing_out_leads_out_there_too(
    open_page: OpenPage, desk: str, javascript: bool
) -> None:
    page = open_page(SIZES[0], javascript=javascript)
    page.goto(f"{desk}/desk")
    page.get_by_role("link", name="Mit Landkreis Gotha anmelden").click()
    page.get_by_label("Name").fill("robin?mfa")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/desk")
    expect(page.get_by_role("banner")).to_contain_text("Robin")
    page.get_by_role("button", name="Abmelden").click()
    page.get_by_role("button", name="Sign out here too").click()
    page.wait_for_url(f"{desk}/login*")
    page.get_by_role("link", name="Mit Landkreis Gotha anmelden").click()
    expect(page.get_by_label("Name")).to_be_visible()
