"""Running the service: granian, one worker process over an embedded store, stopped by Ctrl-C or SIGTERM."""

import ctypes
import errno
import gc
import math
import multiprocessing
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from granian.constants import HTTPModes, Interfaces, Loops
from granian.server import Server

from signage.errors import InvalidInput, Said, Unavailable
from signage.maps.configured import configured_maps
from signage.settings import Settings
from signage.store import is_database, open_store
from signage_api import logs, stopping


def serve(settings: Settings, *, workers: int = 1, starting: Callable[[], None] | None = None) -> None:
    """Serve until the process is told to stop; `starting` is called when nothing stands in the way any more.

    Raises what opening the store raises, Unavailable when the port is taken, InvalidInput when several
    workers are wanted over an embedded store: its caches and its write lock belong to one process, or when
    the settings name no base map that there is.
    """
    if workers > 1 and not is_database(settings.store):
        raise InvalidInput(
            Said(
                "Ein Bestand als Datei hat einen einzigen Arbeitsprozess; mehrere brauchen PostGIS.",
                "A store that is a file has a single worker process; several need PostGIS.",
            )
        )
    configured_maps(settings)  # a worker could only die of a wrong one
    require_free_port(settings.host, settings.port)
    _try_store(settings)
    _begin_workers_empty()
    if starting:
        starting()
    _server(settings, workers).serve(target_loader=partial(_load, settings), wrap_loader=False)


def _try_store(settings: Settings) -> None:
    """Open the store once before the server starts, so that what is wrong is said in words, not by a dead
    worker.

    A file must take a change too, or scans would be counted in vain and every editor be sent away.
    """
    store = open_store(settings.store, fsync=settings.fsync)
    try:
        if not is_database(settings.store):
            store.require_writable()
    finally:
        store.close()


def _server(settings: Settings, workers: int) -> Any:
    return Server(
        "signage_api.app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        # Requests wait in the kernel's queue rather than being refused while a burst of scans comes in.
        backlog=2048,
        log_enabled=False,
        # A worker ends by itself before that (signage_api.stopping).
        workers_kill_timeout=math.ceil(stopping.GRACE_S + stopping.FINISH_S) + 1,
        # One of several that dies is replaced; a single one ends the service, to be restarted from outside.
        respawn_failed_workers=workers > 1,
    )


def _begin_workers_empty() -> None:
    """Let workers start as fresh processes: what loading a sample left in this one's memory stays here."""
    multiprocessing.set_start_method("spawn", force=True)
    # Nor do they need the program that started this one; multiprocessing would run its file again.
    vars(sys.modules["__main__"]).pop("__file__", None)
    vars(sys.modules["__main__"])["__spec__"] = None


def _load(settings: Settings) -> Any:
    """The application, made inside a worker process."""
    from signage_api.app import create_app

    logs.write_to_stderr(settings.log_level)
    service = create_app(settings)
    stopping.end_in_time(service.close)
    _give_back_memory()
    return service


def _give_back_memory() -> None:
    """Hand what the imports left over back to the system; the worker that answers scans stays small."""
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc only
    if trim is not None:
        trim(0)


def require_free_port(host: str, port: int) -> None:
    """Raise Unavailable when nobody can listen there; granian would share a taken port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unavailable(why_not(host, port, error)) from error


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
