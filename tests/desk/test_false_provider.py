"""What a provider says is believed only when everything about it is right."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from joserfc.jwk import OctKey

from signage.errors import InvalidInput
from signage.services.accounts import provider as module
from signage.services.accounts.provider import Identity, NotBelieved, Provider, ProviderDown
from signage.settings import Settings
from tests.parts.authenticator import wrapped
from tests.parts.false_provider import CLIENT_ID, NONCE, FalseProvider, a_key, lying_provider

SECRET = "a secret of at least thirty-two letters"


@pytest.fixture
def theirs() -> Iterator[FalseProvider]:
    with lying_provider() as running:
        yield running


def ours(theirs: FalseProvider, **more: Any) -> Provider:
    settings = Settings(
        oidc_issuer=theirs.issuer, oidc_client_id=CLIENT_ID, oidc_client_secret=SECRET, **more
    )
    provider = Provider.of(settings)
    assert provider is not None
    return provider


def named(provider: Provider) -> Identity:
    return provider.identity(code="c", redirect_uri="https://x.example/back", nonce=NONCE, verifier="v" * 43)


def test_a_true_token_names_the_person(theirs: FalseProvider) -> None:
    found = named(ours(theirs))
    assert (found.subject, found.mail) == (f"{theirs.issuer} kim", "kim@example.org")
    assert not found.has_shown_both


@pytest.mark.parametrize("more", [{"amr": ["pwd", "mfa"]}, {"acr": "gold"}])
def test_both_factors_count_where_the_operator_trusts_the_word(
    theirs: FalseProvider, more: dict[str, Any]
) -> None:
    theirs.claims |= more
    assert named(ours(theirs, oidc_both_factors="mfa, gold")).has_shown_both
    assert not named(ours(theirs, oidc_both_factors="platinum")).has_shown_both
    assert not named(ours(theirs)).has_shown_both


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "another"},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"nonce": "of another session"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": 1},
        {"at_hash": "wrong"},
    ],
    ids=lambda lie: " ".join(f"{name}-{type(value).__name__}" for name, value in lie.items()),
)
def test_a_token_that_is_not_for_this_sign_in_is_not_believed(
    theirs: FalseProvider, lie: dict[str, Any]
) -> None:
    theirs.claims = {name: value for name, value in (theirs.claims | lie).items() if value is not None}
    with pytest.raises(NotBelieved):
        named(ours(theirs))


def unsigned(theirs: FalseProvider) -> str:
    body = theirs.id_token().split(".")[1]
    head = wrapped(json.dumps({"alg": "none"}).encode())
    return f"{head}.{body}."


def signed_with_our_secret(theirs: FalseProvider) -> str:
    return theirs.id_token("HS256", OctKey.import_key(SECRET))


def signed_with_the_public_key(theirs: FalseProvider) -> str:
    public = theirs.key.as_pem(private=False).strip().replace(b"PUBLIC", b"public")
    return theirs.id_token("HS256", OctKey.import_key(public.hex()))


def signed_with_another_key(theirs: FalseProvider) -> str:
    return theirs.id_token(key=a_key("one"))


def signed_with_an_unknown_key(theirs: FalseProvider) -> str:
    return theirs.id_token(key=a_key("another"))


def changed_after_signing(theirs: FalseProvider) -> str:
    head, body, signature = theirs.id_token().split(".")
    return f"{head}.{body[:-4]}AAAA.{signature}"


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        signed_with_our_secret,
        signed_with_the_public_key,
        signed_with_another_key,
        signed_with_an_unknown_key,
        changed_after_signing,
        lambda _theirs: None,
        lambda _theirs: "x",
        lambda _theirs: "ä.ö.ü",
    ],
)
def test_a_token_that_the_provider_has_not_signed_is_not_believed(
    theirs: FalseProvider, forge: Callable[[FalseProvider], str | None]
) -> None:
    theirs.says_token(forge(theirs))
    with pytest.raises(NotBelieved):
        named(ours(theirs))


def test_new_keys_of_the_provider_are_learnt(theirs: FalseProvider) -> None:
    provider = ours(theirs)
    named(provider)
    theirs.key = a_key("two")
    theirs.published = [theirs.key]
    assert named(provider).mail == "kim@example.org"


def test_the_providers_addresses_and_keys_are_asked_for_once_an_hour(theirs: FalseProvider) -> None:
    provider = ours(theirs)
    for _ in range(3):
        named(provider)
    assert theirs.asked.count("/jwks") == theirs.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "particulars",
    [
        {"sub": "another", "email": "boss@example.org", "email_verified": True},
        {"sub": "kim", "email": "kim@example.org"},
        {"sub": "kim", "email": "kim@example.org", "email_verified": "no"},
        {"sub": "kim", "email": ["kim@example.org"], "email_verified": True},
        [],
    ],
)
def test_an_address_that_is_not_vouched_for_is_left_out(theirs: FalseProvider, particulars: Any) -> None:
    theirs.said["/me"] = 200, json.dumps(particulars).encode()
    assert named(ours(theirs)).mail == ""


@pytest.mark.parametrize(
    "answer",
    [(500, b""), (404, b"{}"), (200, b"<html>"), (200, b"[]"), (200, b'{"issuer": "https://evil.example"}'),
     (302, b"http://127.0.0.1:1/elsewhere")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token"])
def test_a_provider_that_does_not_answer_as_one_is_down_or_not_believed(
    theirs: FalseProvider, path: str, answer: tuple[int, bytes]
) -> None:
    theirs.said[path] = answer
    with pytest.raises((ProviderDown, NotBelieved)):
        named(ours(theirs))


def test_a_provider_that_is_gone_is_down_in_words_and_tells_strangers_no_address(
    theirs: FalseProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.5)
    provider = ours(theirs, oidc_name="Landkreis Gotha")
    theirs.server_close()
    with pytest.raises(ProviderDown) as caught:
        provider.address_to_sign_in(redirect_uri="https://x.example", state="s", nonce="n", verifier="v")
    assert "Landkreis Gotha ist gerade nicht erreichbar" in str(caught.value.public)
    assert theirs.issuer not in str(caught.value.public)


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri", "authorization_endpoint"])
@pytest.mark.parametrize("value", [None, "", 1, "ftp://x.example", "javascript:alert(1)"])
def test_an_address_that_is_none_is_not_asked(theirs: FalseProvider, name: str, value: Any) -> None:
    theirs.metadata[name] = value
    with pytest.raises(ProviderDown):
        named(ours(theirs))


def test_a_provider_by_https_may_not_lead_to_http() -> None:
    provider = Provider("https://login.example.org", CLIENT_ID, SECRET, "x")
    assert not provider._is_safe("http://login.example.org/token")
    assert provider._is_safe("https://login.example.org/token")


def test_the_secret_is_in_no_words(theirs: FalseProvider, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    provider = ours(theirs)
    theirs.said["/token"] = 400, b'{"error": "invalid_client"}'
    with pytest.raises(NotBelieved) as caught:
        named(provider)
    settings = Settings(oidc_client_secret=SECRET)
    assert SECRET not in f"{provider!r} {settings!r} {caught.value!r} {caught.value.__notes__} {caplog.text}"


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "http://login.example.org", "oidc_client_id": "x"},
        {"oidc_issuer": "login.example.org", "oidc_client_id": "x"},
        {"oidc_issuer": "https://", "oidc_client_id": "x"},
        {"oidc_issuer": "https://login.example.org"},
        {"oidc_client_id": "x"},
    ],
)
def test_a_provider_is_set_whole_and_by_https(given: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="SIGNAGE_OIDC_ISSUER"):
        Settings.from_environment({}, **given)


def test_no_provider_is_offered_while_none_is_set() -> None:
    assert Provider.of(Settings()) is None
