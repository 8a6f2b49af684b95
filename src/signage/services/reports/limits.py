"""How much one network may report: enough for everybody behind one address, too little for a flood.

Kept in memory and never written: the start of an address, hashed with a value that is thrown away each day.
"""

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

NOTES_AN_HOUR, REPORTS_AN_HOUR = 12, 60
MOST_NETWORKS = 20_000
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be taken now: with note and photo, or only counted; else `wait_s` says when to come again."""

    words: bool
    wait_s: float = 0.0

    @property
    def refused(self) -> bool:
        return self.wait_s > 0


@dataclass(slots=True)
class _Use:
    """What a network has left of both kinds, as of a time."""

    notes: float
    reports: float
    at: float


class Limits:
    """The limits of one process; any thread may ask."""

    def __init__(self, today: Callable[[], date], clock: Callable[[], float] = time.monotonic) -> None:
        self._today, self._clock = today, clock
        self._salt, self._salt_of = secrets.token_bytes(16), today()
        self._uses: OrderedDict[bytes, _Use] = OrderedDict()
        self._asking = threading.Lock()

    def take(self, address: str, *, words: bool) -> Allowance:
        """Take one report of an address off what its network has left; `words` says whether it brings a note
        or a photo.
        """
        with self._asking:
            use = self._use(address)
            if use.reports < 1:
                return Allowance(False, (1 - use.reports) * _HOUR_S / REPORTS_AN_HOUR)
            use.reports -= 1
            if words and use.notes >= 1:
                use.notes -= 1
                return Allowance(True)
            return Allowance(not words)

    def _use(self, address: str) -> _Use:
        if (day := self._today()) != self._salt_of:
            self._salt, self._salt_of = secrets.token_bytes(16), day
            self._uses.clear()
        key = hashlib.blake2b(network_of(address).encode(), key=self._salt, digest_size=12).digest()
        now = self._clock()
        use = self._uses.pop(key, None) or _Use(NOTES_AN_HOUR, REPORTS_AN_HOUR, now)
        passed = (now - use.at) / _HOUR_S
        use.notes = min(NOTES_AN_HOUR, use.notes + passed * NOTES_AN_HOUR)
        use.reports = min(REPORTS_AN_HOUR, use.reports + passed * REPORTS_AN_HOUR)
        use.at = now
        self._uses[key] = use
        if len(self._uses) > MOST_NETWORKS:
            self._uses.popitem(last=False)
        return use


def network_of(address: str) -> str:
    """The network that an address belongs to: 256 neighbours of IPv4, a customer's /48 of IPv6; one name for
    all that is no address.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))
