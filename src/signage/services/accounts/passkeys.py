"""Passkeys (WebAuthn): a key that the person's device keeps, made for this address and no other.

The device has made sure who holds it (user verification), so that one counts as both factors.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from signage.errors import InvalidInput, Said
from signage.services.accounts.challenges import Brought, brought_back, new_challenge, take_challenge
from signage.services.accounts.keyring import Key, count_use, credentials_of, keep_key, key_of, read_name
from signage.services.accounts.sessions import SignedIn
from signage.store import Store

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

_MOST_ANSWER: Final = 20_000  # letters; a device's answer has about a thousand
# What the library lets through when an answer is no honest one.
_BROKEN: Final = (ValueError, TypeError, LookupError, AttributeError, RecursionError, ArithmeticError)
_NOT_TAKEN = Said(
    "Der Passkey wurde nicht angenommen. Bitte noch einmal versuchen.",
    "The passkey was not taken. Please try again.",
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are made for: the host (`rp_id`) and the origin that browsers report."""

    rp_id: str
    origin: str

    @classmethod
    def of(cls, public_url: str) -> Self | None:
        """The site behind the configured address; None where browsers make no passkeys: they demand https
        (or `localhost`) and a name, no number.
        """
        parts = urlsplit(public_url.lower())
        host = parts.hostname or ""
        is_safe = parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
        if not is_safe or ":" in host or re.fullmatch(r"[\d.]+", host):
            return None
        usual = {"https": 443, "http": 80}[parts.scheme]
        port = f":{parts.port}" if parts.port not in (None, usual) else ""
        return cls(host, f"{parts.scheme}://{host}{port}")


def question_to_add(store: Store, me: SignedIn, site: Site, *, name: str) -> dict[str, Any]:
    """What `navigator.credentials.create` is asked (its `publicKey`, bytes as base64url)."""
    from webauthn import generate_registration_options
    from webauthn.helpers import base64url_to_bytes, options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    value = new_challenge(store, purpose="passkey-add", bound_to=me.key)
    made = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=name,
        user_id=_handle(me.account),
        user_name=me.mail,
        user_display_name=me.name,
        challenge=base64url_to_bytes(value),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(store, me.account),
        timeout=180_000,
    )
    return dict(options_to_json_dict(made))


def add_passkey(store: Store, me: SignedIn, site: Site, *, challenge: str, answer: str, name: str) -> int:
    """Keep the key that a device made; gives its id. Raises InvalidInput for an answer not to be believed."""
    from webauthn import verify_registration_response
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    read_name(name)
    brought = _brought(store, challenge, "passkey-add", me.key)
    try:
        made = verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *_BROKEN) as error:
        raise InvalidInput(_NOT_TAKEN) from error
    _take(store, brought, "passkey-add")
    return keep_key(
        store,
        me,
        credential=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
    )


def question_to_sign_in(
    store: Store, site: Site, *, bound_to: str, number: int | None = None
) -> dict[str, Any]:
    """What `navigator.credentials.get` is asked; `number` is the account whose keys are asked for, None lets
    the person choose one.
    """
    from webauthn import generate_authentication_options
    from webauthn.helpers import base64url_to_bytes, options_to_json_dict
    from webauthn.helpers.structs import UserVerificationRequirement

    value = new_challenge(store, purpose=_purpose(number), bound_to=bound_to)
    made = generate_authentication_options(
        rp_id=site.rp_id,
        challenge=base64url_to_bytes(value),
        allow_credentials=None if number is None else _descriptors(store, number),
        user_verification=UserVerificationRequirement.REQUIRED,
        timeout=180_000,
    )
    return dict(options_to_json_dict(made))


def check_passkey(
    store: Store, site: Site, *, bound_to: str, challenge: str, answer: str, number: int | None = None
) -> int:
    """The account whose key has answered; only `number`'s, if given. Raises InvalidInput.

    A counter that does not go forward tells of a copied key: it is refused and stands in the log.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    brought = _brought(store, challenge, _purpose(number), bound_to)
    try:
        given = _read(answer)
        key = _asked_key(store, given, number)
        done = verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=0,  # ours to judge, once the signature is known to be right
            require_user_verification=True,
        )
    except (WebAuthnException, *_BROKEN) as error:
        raise InvalidInput(_NOT_TAKEN) from error
    _take(store, brought, _purpose(number))
    count_use(store, key, done.new_sign_count)
    return int(key.account)


def _purpose(number: int | None) -> str:
    return "passkey" if number is None else "passkey-second"


def _handle(number: int) -> bytes:
    """What the device keeps beside the key: says nothing about the person."""
    return f"account {number}".encode()


def _descriptors(store: Store, number: int) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(name)) for name in credentials_of(store, number)
    ]


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _MOST_ANSWER:
        raise ValueError("longer than any device's answer")
    found = json.loads(answer)
    if not isinstance(found, dict) or not isinstance(found["response"], dict):
        raise TypeError("not what a browser makes of a device's answer")
    return found


def _asked_key(store: Store, given: Mapping[str, Any], number: int | None) -> Key:
    from webauthn.helpers import base64url_to_bytes

    key = key_of(store, str(given["id"]))
    if key is None or number not in (None, key.account):
        raise LookupError("no key of this account")
    handle = given["response"].get("userHandle")
    # A key that was found by the device itself says whose it is.
    if (number is None or handle) and base64url_to_bytes(handle) != _handle(key.account):
        raise ValueError("the key is another account's")
    return key


def _brought(store: Store, challenge: str, purpose: str, bound_to: str) -> Brought:
    found = brought_back(store, challenge, purpose=purpose, bound_to=bound_to)
    if found is None:
        raise _too_late()
    return found


def _take(store: Store, brought: Brought, purpose: str) -> None:
    if not take_challenge(store, brought, purpose=purpose):
        raise _too_late()


def _too_late() -> InvalidInput:
    return InvalidInput(
        Said(
            "Das hat zu lange gedauert oder wurde schon verwendet. Bitte noch einmal versuchen.",
            "This took too long or has been used already. Please try again.",
        )
    )
