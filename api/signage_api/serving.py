"""Running the service: uvicorn in worker processes, one over an embedded store; Ctrl-C or SIGTERM ends it."""

import ctypes
import errno
import gc
import math
import socket
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from signage.errors import InvalidInput, NotFound, Said, SignageError, Unavailable
from signage.maps.configured import configured_maps
from signage.services.legal import read_statements
from signage.settings import Settings
from signage.store import is_database, open_store
from signage_api import logs, stopping
from signage_api.reporting.senders import read_networks
from signage_api.workers import run_workers

if TYPE_CHECKING:
    import uvicorn

    from signage_api.app import Service


def serve(
    settings: Settings,
    *,
    workers: int = 1,
    starting: Callable[[], None] | None = None,
    warn: Callable[[Said], None] | None = None,
    is_demo: bool = False,
) -> None:
    """Serve until the process is told to stop; `starting` is called when nothing stands in the way any more.

    A store that takes no change does not keep codes from being answered, nor does one that is gone where
    there is a publication: `warn` (else the log) is told.

    Raises what opening the store raises, Unavailable when the port is taken, InvalidInput when several
    workers are wanted over an embedded store: its caches and its write lock belong to one process, or when
    a setting cannot be used.
    """
    if workers > 1 and not is_database(settings.store):
        raise InvalidInput(
            Said(
                "Ein Bestand als Datei hat einen einzigen Arbeitsprozess; mehrere brauchen PostGIS.",
                "A store that is a file has a single worker process; several need PostGIS.",
            )
        )
    _try_settings(settings)
    listener = listening_socket(settings.host, settings.port)
    try:
        if (trouble := _try_store(settings, is_demo=is_demo)) is not None:
            (warn or partial(_log_warning, settings))(trouble)
        if starting:
            starting()
        run_workers(workers, partial(_work, settings, listener, is_demo))
    finally:
        listener.close()


def _try_settings(settings: Settings) -> None:
    """Read once what only a worker needs, which could but die of a wrong one. Raises InvalidInput."""
    from signage.services.mailing import open_outbox
    from signage.services.reports.mail import read_mail

    configured_maps(settings)
    read_statements(settings.legal)
    read_networks(settings.trusted_proxies)
    read_mail(settings)
    open_outbox(settings)


def _try_store(settings: Settings, *, is_demo: bool) -> Said | None:
    """Open the store once before the server starts, so that what is wrong is said in words, not by a dead
    worker. Gives what is wrong but bears a start: who stands at a sign is answered all the same.
    """
    try:
        store = open_store(settings.store, fsync=settings.fsync)
    except (InvalidInput, NotFound, Unavailable) as error:  # damaged, gone, silent
        if not settings.publication:
            raise
        return _warning(
            error,
            "Schilder zeigen, was zuletzt veröffentlicht wurde; alles andere antwortet mit 503, bis der "
            "Bestand wieder da ist.",
            "Codes show what was published last; everything else answers 503 until the store is there again.",
        )
    try:
        if not is_database(settings.store):
            store.require_writable()
    except Unavailable as error:
        if is_demo:
            raise
        return _warning(
            error,
            "Schilder antworten trotzdem; wer etwas ändern will, bekommt 503, Scans werden nicht gezählt.",
            "Codes are answered all the same; who wants to change something gets 503, no scan is counted.",
        )
    finally:
        store.close()
    return None


def _warning(error: SignageError, german: str, english: str) -> Said:
    said = error.message
    return Said(f"Achtung: {said} {german}", f"Warning: {said.english} {english}")


def _log_warning(settings: Settings, warning: Said) -> None:
    logs.write_to_stderr(settings.log_level)
    logs.LOGGER.warning("%s", warning.english)


def _work(settings: Settings, listener: socket.socket, is_demo: bool) -> None:
    """Answer requests until told to stop; in a process of its own."""
    import uvicorn

    from signage_api.app import create_app

    logs.write_to_stderr(settings.log_level)
    service = create_app(settings, is_demo=is_demo)
    stopping.end_in_time(service.close)
    service.get_ready()
    _give_back_memory()
    uvicorn.Server(server_config(service)).run(sockets=[listener])


def server_config(service: "Service") -> "uvicorn.Config":
    """How uvicorn serves `service`: over connections of our own kind, adding nothing but the date."""
    import uvicorn

    from signage_api.connection import IDLE_S, Connection

    return uvicorn.Config(
        service,
        http=Connection,
        ws="none",
        loop="uvloop",
        interface="asgi3",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        # Requests wait in the kernel's queue rather than being refused while a burst of scans comes in.
        backlog=2048,
        timeout_keep_alive=IDLE_S,
        # A worker ends by itself soon after that (signage_api.stopping).
        timeout_graceful_shutdown=math.ceil(stopping.GRACE_S),
    )


def _give_back_memory() -> None:
    """Hand what the imports left over back to the system; the worker that answers scans stays small."""
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc only
    if trim is not None:
        trim(0)


def require_free_port(host: str, port: int) -> None:
    """Raise Unavailable when nobody can listen there."""
    listening_socket(host, port).close()


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket with that address; it refuses everybody until a worker listens on it.

    Raises Unavailable when nobody can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Unavailable(why_not(host, port, error)) from error
    return listener


def why_not(host: str, port: int, error: OSError) -> Said:
    """Why nobody can listen at an address, and what to do about it."""
    where = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return Said(
            f"Unter {where} antwortet schon ein anderes Programm; "
            "--port (bei make: PORT=) wählt einen anderen Anschluss.",
            f"Another program answers at {where} already; --port (with make: PORT=) chooses another port.",
        )
    if error.errno == errno.EACCES:
        return Said(
            f"{where} darf dieser Benutzer nicht öffnen; Anschlüsse ab 1024 sind frei.",
            f"This user may not listen at {where}; ports from 1024 on are free.",
        )
    why = error.strerror
    return Said(f"{where} lässt sich nicht öffnen: {why}.", f"Cannot listen at {where}: {why}.")
