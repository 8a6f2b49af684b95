"""Settings as an operator gives them."""

import pytest

from signage.errors import InvalidInput
from signage.settings import Settings


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"port": 8123}, "http://127.0.0.1:8123"),
        ({"host": "0.0.0.0", "port": 81}, "http://127.0.0.1:81"),
        ({"host": "::1"}, "http://[::1]:8000"),
        ({"host": "192.168.1.20"}, "http://192.168.1.20:8000"),
        ({"port": 8123, "public_url": ""}, "http://127.0.0.1:8123"),
        ({"port": 8123, "public_url": "https://qr.example.de/"}, "https://qr.example.de"),
    ],
)
def test_links_lead_to_where_the_service_listens_unless_told_otherwise(
    given: dict[str, object], address: str
) -> None:
    assert Settings.from_environment({}, **given).public_url == address


def test_a_public_address_of_the_environment_stands() -> None:
    environ = {"SIGNAGE_PUBLIC_URL": "https://qr.example.de", "SIGNAGE_PORT": "8123"}
    assert Settings.from_environment(environ).public_url == "https://qr.example.de"


def test_a_port_that_is_none_is_named() -> None:
    with pytest.raises(InvalidInput, match="SIGNAGE_PORT"):
        Settings.from_environment({"SIGNAGE_PORT": "70000"})


NOWHERE = [
    "qr.example.org",
    "ftp://qr.example.org",
    "https://",
    "https://example.org/Schilder/",
    "https://example.org?a=1",
    "https://example.org/#x",
    "https://anna@example.org",
    "https://example.org:99999x",
    "https://ex ample.org",
]


@pytest.mark.parametrize("address", NOWHERE)
def test_an_address_that_no_code_can_lead_to_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="etwa https"):
        Settings.from_environment({"SIGNAGE_PUBLIC_URL": address})


def test_no_password_is_told_where_settings_are_shown() -> None:
    address = "postgresql://kim:eins@127.0.0.1/signage"
    shown = repr(Settings(store=address, smtp_url="smtp://kim:zwei@mail", oidc_client_secret="drei"))
    assert not [word for word in ("eins", "zwei", "drei") if word in shown]
