"""Whether a form was sent by our own page, and from which address; the address is used once and forgotten."""

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from signage.errors import InvalidInput, Said

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def is_own_page(headers: Mapping[str, str], public_url: str) -> bool:
    """Whether a browser says that the form stood on a page of ours.

    `Sec-Fetch-Site` no page can forge; `Origin` tells of browsers without it. What sends neither is no
    browser of these years, and could claim either.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or _origin(origin) == _origin(public_url)


def _origin(address: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", address, None
    return parts.scheme, parts.hostname or "", port


def read_networks(text: str) -> Sequence[Network]:
    """The networks of SIGNAGE_TRUSTED_PROXIES. InvalidInput names what is none."""
    try:
        return [ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise InvalidInput(
            Said(
                f"SIGNAGE_TRUSTED_PROXIES nennt Adressen oder Netze, durch Komma getrennt ({error}).",
                f"SIGNAGE_TRUSTED_PROXIES names addresses or networks, separated by commas ({error}).",
            )
        ) from None


def sender_of(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """The address that a request comes from: the peer's own, or the last one of `X-Forwarded-For` that is no
    trusted proxy, as long as only trusted proxies stand behind it.
    """
    address = peer
    for claimed in reversed([part.strip() for part in forwarded[-1000:].split(",") if part.strip()]):
        if not _is_in(address, proxies):
            break
        address = claimed
    return address


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks if network.version == found.version)
