"""The authority's OpenID provider: where it is asked, and whom it names.

Authorization code with PKCE; what comes back is believed only when issuer, audience, time, nonce and
signature are right.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlencode, urlsplit

from signage.errors import Denied, Said, Unavailable
from signage.settings import Settings

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session
    from joserfc.jwk import KeySet

PATIENCE_S: Final = 5
KNOWN_FOR_S: Final = 3600  # its addresses and keys
LEEWAY_S: Final = 30  # between its clock and ours
# Signed with a key that only the provider has: never `none`, never our own secret.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderDown(Unavailable):
    """The provider does not answer, or not as one."""


class NotBelieved(Denied):
    """What came back from the provider is not to be believed, or is not for us."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider names. `subject` holds its issuer too; `mail` is empty unless it vouches for it."""

    subject: str
    mail: str
    has_shown_both: bool  # factors, by the values that the operator trusts
    id_token: str = field(repr=False)


@dataclass
class Provider:
    """The provider as an operator has set it; remembers its addresses and keys for an hour.

    `both_factors` are the `acr` or `amr` values by which it says that two factors were shown.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    both_factors: frozenset[str] = frozenset()
    _known: dict[str, tuple[float, Mapping[str, Any]]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The provider that the settings name; None without one."""
        if not settings.oidc_issuer:
            return None
        values = (value.strip() for value in settings.oidc_both_factors.split(","))
        return cls(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret,
            settings.oidc_name or (urlsplit(settings.oidc_issuer).hostname or settings.oidc_issuer),
            frozenset(value for value in values if value),
        )

    def address_to_sign_in(self, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent. Raises ProviderDown."""
        metadata = self._metadata()
        wanted = {}
        if self.both_factors and metadata.get("claims_parameter_supported"):
            wanted["claims"] = json.dumps({"id_token": {"acr": None, "amr": None}})
        with self._session(redirect_uri) as session:
            address, _ = session.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, **wanted
            )
        return str(address)

    def address_to_sign_out(self, id_token: str, *, back_to: str) -> str | None:
        """Where the browser signs out at the provider too; None where it offers no such thing, or is down."""
        try:
            where = self._metadata().get("end_session_endpoint")
        except ProviderDown:
            return None
        if not isinstance(where, str) or not self._is_safe(where):
            return None
        asked = {
            "id_token_hint": id_token,
            "client_id": self.client_id,
            "post_logout_redirect_uri": back_to,
        }
        return f"{where}{'&' if urlsplit(where).query else '?'}{urlencode(asked)}"

    def identity(self, *, code: str, redirect_uri: str, nonce: str, verifier: str) -> Identity:
        """Whom the code stands for. Raises ProviderDown, NotBelieved."""
        metadata = self._metadata()
        with self._session(redirect_uri) as session:
            with self._asking("token_endpoint"):
                token = session.fetch_token(
                    metadata["token_endpoint"], grant_type="authorization_code", code=code,
                    code_verifier=verifier, redirect_uri=redirect_uri,
                )  # fmt: skip
            id_token = token.get("id_token")
            if not isinstance(id_token, str):
                raise self._not_believed("no ID token")
            claims = self._claims(id_token, nonce, token.get("access_token"))
            if "email" not in claims and isinstance(metadata.get("userinfo_endpoint"), str):
                with self._asking("userinfo_endpoint"):
                    more = session.get(metadata["userinfo_endpoint"], allow_redirects=False).json()
                # Another person's particulars may not be slipped in under a right token.
                if isinstance(more, dict) and more.get("sub") == claims["sub"]:
                    claims = {**more, **claims}
        is_vouched = claims.get("email_verified") in (True, "true")
        mail = claims.get("email")
        shown = {str(claims.get("acr")), *(str(one) for one in claims.get("amr") or ())}
        return Identity(
            f"{self.issuer} {claims['sub']}",
            mail if is_vouched and isinstance(mail, str) else "",
            bool(shown & self.both_factors),
            id_token,
        )

    def require_issuer(self, given: str | None) -> None:
        """Raise NotBelieved when an answer names another provider, or none where it should (RFC 9207)."""
        is_promised = bool(self._metadata().get("authorization_response_iss_parameter_supported"))
        if (given is not None or is_promised) and given != self.issuer:
            raise self._not_believed("another issuer")

    def _claims(self, id_token: str, nonce: str, access_token: object) -> dict[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError

        options: Any = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        params = {"nonce": nonce, "client_id": self.client_id, "access_token": access_token}
        try:
            try:
                read = jwt.decode(id_token, self._keys(), algorithms=list(ALGORITHMS))
            except (JoseError, ValueError):
                # The provider may have changed its keys since we asked for them.
                read = jwt.decode(id_token, self._keys(anew=True), algorithms=list(ALGORITHMS))
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(leeway=LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            raise self._not_believed(str(error)) from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise self._not_believed("no subject")
        return dict(claims)

    @contextmanager
    def _session(self, redirect_uri: str) -> "Iterator[OAuth2Session]":
        from authlib.integrations.requests_client import OAuth2Session

        offered = self._metadata().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
        with OAuth2Session(
            self.client_id, self.client_secret or None, scope="openid email", redirect_uri=redirect_uri,
            code_challenge_method="S256", default_timeout=PATIENCE_S,
            token_endpoint_auth_method=way if self.client_secret else "none",
        ) as session:  # fmt: skip
            yield session

    def _metadata(self) -> Mapping[str, Any]:
        found = self._remembered("metadata", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise self._down("it calls itself by another issuer")
        for name in _ENDPOINTS:
            if not isinstance(found.get(name), str) or not self._is_safe(found[name]):
                raise self._down(f"{name} is missing or not safe")
        return found

    def _keys(self, *, anew: bool = False) -> "KeySet":
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        if anew:
            self._known.pop("keys", None)
        found: Any = self._remembered("keys", self._metadata()["jwks_uri"])
        try:
            return KeySet.import_key_set(found)
        except (JoseError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise self._down("keys that are none") from error

    def _remembered(self, what: str, address: str) -> Mapping[str, Any]:
        import requests

        with self._lock:
            since, found = self._known.get(what, (0.0, {}))
            if found and monotonic() - since < KNOWN_FOR_S:
                return found
            with self._asking(what):
                answer = requests.get(address, timeout=PATIENCE_S, allow_redirects=False)
                answer.raise_for_status()
                found = answer.json()
            if not isinstance(found, dict):
                raise self._down(f"{what} is no object")
            self._known[what] = (monotonic(), found)
            return found

    def _is_safe(self, address: str) -> bool:
        """Whether an address of the provider is as well protected as the one that the operator has given."""
        return urlsplit(address).scheme in ("https", urlsplit(self.issuer).scheme)

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        from authlib.integrations.base_client import OAuthError
        from requests import RequestException

        try:
            yield
        except OAuthError as error:
            raise self._not_believed(f"{what}: {error.error}") from error
        except (RequestException, ValueError) as error:
            raise self._down(f"{what}: {type(error).__name__}") from error

    def _down(self, why: str) -> ProviderDown:
        return ProviderDown(
            Said(
                f"{self.name} ({self.issuer}) antwortet nicht wie ein OpenID-Anbieter: {why}",
                f"{self.name} ({self.issuer}) does not answer as an OpenID provider: {why}",
            ),
            Said(
                f"Die Anmeldung bei {self.name} ist gerade nicht erreichbar. Bitte melden Sie sich mit "
                "E-Mail-Adresse und Passwort an, oder versuchen Sie es später noch einmal.",
                f"The sign-in of {self.name} cannot be reached at the moment. Please sign in with mail "
                "address and password, or try again later.",
            ),
        )

    def _not_believed(self, why: str) -> NotBelieved:
        error = NotBelieved(
            Said(
                f"Die Antwort von {self.name} passt nicht zu dieser Anmeldung. Bitte noch einmal anmelden.",
                f"The answer of {self.name} does not fit this sign-in. Please sign in once more.",
            )
        )
        error.add_note(why)
        return error
