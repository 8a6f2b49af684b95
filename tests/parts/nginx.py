"""An nginx of the tests' own, in a folder of their own."""

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.parts.missing import missing
from tests.parts.servers import free_port, running

_MODULES = Path("/usr/lib/nginx/modules")
_MAIN = """\
{modules}{user}daemon off;
master_process on;
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {types};
{outside}
    server {{
        listen 127.0.0.1:{port};
{server}
    }}
}}
"""


@contextlib.contextmanager
def running_nginx(
    server: str, folder: Path, *, workers: int = 1, outside: str = "", modules: Sequence[str] = ()
) -> Iterator[str]:
    """The base address of an nginx whose only server block contains `server`; its files are in `folder`.

    `outside` stands before the server block; `modules` are loaded beside those that it has by itself.
    """
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        missing("nginx", "no nginx on the PATH or in /usr/sbin")
    for name in modules:
        if not (_MODULES / f"ngx_{name}_module.so").exists():
            missing("a module of nginx", f"no ngx_{name}_module.so in {_MODULES}")
    port = free_port()
    types = folder / "mime.types"
    types.write_text("types { text/html html; text/css css; application/json json; image/svg+xml svg; }\n")
    # As root the workers would become a user who may not read the tests' folders.
    user = "user root;\n" if os.geteuid() == 0 else ""
    settings = folder / "nginx.conf"
    settings.write_text(
        _MAIN.format(
            folder=folder,
            port=port,
            server=server,
            types=types,
            user=user,
            modules="".join(f"load_module {_MODULES}/ngx_{name}_module.so;\n" for name in modules),
            workers=workers,
            outside=outside,
        )
    )
    command: list[str | Path] = [program, "-p", folder, "-e", folder / "error.log", "-c", settings]
    with running(command, port=port, log=folder / "nginx.log", stop=signal.SIGQUIT):
        yield f"http://127.0.0.1:{port}"
