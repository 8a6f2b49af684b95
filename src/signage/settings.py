"""Settings of a running service: read once by an entry point, handed down, never read again.

Each field is set by the environment variable `SIGNAGE_` + its name in capitals; docs/settings.md lists them
all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Self
from urllib.parse import urlsplit

from signage.errors import InvalidInput, Said, known

PREFIX = "SIGNAGE_"
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - an answer to it, no binding
LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator may set. Sizes in the unit of the name; addresses without a trailing slash."""

    store: str = field(default="signage.gpkg", repr=False)  # may hold a password
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    operator: str = "Regionalmanagement"
    contact_email: str = ""
    report_mail: str = ""
    smtp_url: str = field(default="", repr=False)  # may hold a password
    mail_from: str = ""
    trusted_proxies: str = "127.0.0.0/8, ::1"
    imprint_url: str = ""
    privacy_url: str = ""
    accessibility_url: str = ""
    legal: str = ""
    basemap_url: str = ""
    basemap_attribution: str = ""
    basemaps: str = ""
    figures: str = ""
    publication: str = ""
    max_body_mb: int = 16
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    oidc_both_factors: str = ""
    log_level: str = "info"
    scan_flush_seconds: int = 5
    fsync: bool = True

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], **overrides: object) -> Self:
        """Settings from `SIGNAGE_*` variables; `overrides` (a command's options) win where they are not None.

        Raises InvalidInput naming the variable when a value is not of the field's kind.
        """
        given: dict[str, object] = {}
        for one in fields(cls):
            text = environ.get(PREFIX + one.name.upper())
            if text is not None:
                given[one.name] = _read(one.name, text, type(one.default))
        given.update({name: value for name, value in overrides.items() if value is not None})
        made = cls(**given)._checked()  # type: ignore[arg-type]
        return made if given.get("public_url") else replace(made, public_url=made.own_address)

    @property
    def unsaid(self) -> list[str]:
        """Variables that are still empty, without which visitors look for contact or imprint in vain."""
        elsewhere = self.imprint_url and self.privacy_url and self.accessibility_url
        values = {"contact_email": self.contact_email, "legal": self.legal or elsewhere}
        return [PREFIX + name.upper() for name, value in values.items() if not value]

    @property
    def own_address(self) -> str:
        """Where this machine itself reaches the service: what is printed while no public address is set."""
        host = _LOOPBACK.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def _checked(self) -> Self:
        for name in ("imprint_url", "privacy_url", "accessibility_url"):
            variable, value = PREFIX + name.upper(), getattr(self, name)
            if value and urlsplit(value).scheme not in ("http", "https"):
                raise InvalidInput(
                    Said(
                        f"{variable} muss mit https:// oder http:// beginnen, nicht {value!r}",
                        f"{variable} must begin with https:// or http://, not {value!r}",
                    )
                )
        self._check_provider()
        if not 1 <= self.port <= 65535:
            raise InvalidInput(
                Said(
                    f"{PREFIX}PORT muss zwischen 1 und 65535 liegen, nicht {self.port}",
                    f"{PREFIX}PORT must be between 1 and 65535, not {self.port}",
                )
            )
        if self.log_level.lower() not in LOG_LEVELS:
            raise InvalidInput(known(Said("Die Protokollstufe", "log level"), self.log_level, LOG_LEVELS))
        return replace(self, public_url=read_public_url(self.public_url)) if self.public_url else self

    def _check_provider(self) -> None:
        """Who signs in elsewhere is led there: by https only, or on this machine."""
        parts = urlsplit(self.oidc_issuer)
        is_here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
        if self.oidc_issuer and not (parts.hostname and (parts.scheme == "https" or is_here)):
            raise InvalidInput(
                Said(
                    f"{PREFIX}OIDC_ISSUER muss mit https:// beginnen, nicht {self.oidc_issuer!r}",
                    f"{PREFIX}OIDC_ISSUER must begin with https://, not {self.oidc_issuer!r}",
                )
            )
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            raise InvalidInput(
                Said(
                    f"{PREFIX}OIDC_ISSUER und {PREFIX}OIDC_CLIENT_ID gehören zusammen: beide oder keines",
                    f"{PREFIX}OIDC_ISSUER and {PREFIX}OIDC_CLIENT_ID go together: both or none",
                )
            )


def read_public_url(text: str) -> str:
    """The address that codes and links begin with, without a slash at its end.

    Raises InvalidInput for anything but `https://host` or `http://host`, with or without a port: the service
    answers a code right behind the host, so that with a path every printed code would lead nowhere.
    """
    if re.fullmatch(r"https?://([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?/?", text, re.ASCII | re.IGNORECASE):
        return text.rstrip("/")
    raise InvalidInput(
        Said(
            "Die öffentliche Adresse (--public-url, SIGNAGE_PUBLIC_URL) ist https:// oder http:// und ein "
            f"Rechnername, ohne Pfad, etwa https://qr.example.org; nicht {text!r}.",
            "The public address (--public-url, SIGNAGE_PUBLIC_URL) is http(s):// and a host, with no "
            f"path, such as https://qr.example.org; not {text!r}.",
        )
    )


def _read(name: str, text: str, kind: type) -> object:
    variable = PREFIX + name.upper()
    if kind is bool:
        if text.lower() not in ("1", "0", "true", "false", "yes", "no"):
            raise InvalidInput(
                Said(
                    f"{variable} muss true oder false sein, nicht {text!r}",
                    f"{variable} must be true or false, not {text!r}",
                )
            )
        return text.lower() in ("1", "true", "yes")
    if kind is int:
        if not text.strip().isdecimal():
            raise InvalidInput(
                Said(
                    f"{variable} muss eine ganze Zahl sein, nicht {text!r}",
                    f"{variable} must be a whole number, not {text!r}",
                )
            )
        return int(text)
    return text.strip()
