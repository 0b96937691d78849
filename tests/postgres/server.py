"""A PostgreSQL server of the tests' own: in a temporary folder, on a free port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "clave"
UNPRIVILEGED = ("postgres", "nobody")
FAST = "-c fsync=off -c full_page_writes=off -c max_connections=60"  # the folder is thrown away: nothing to survive for


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest where there are several."""
    named = shutil.which("initdb")
    if named:
        return Path(named).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    return newest.parent if newest else None


def account() -> str | None:
    """As whom the server runs: PostgreSQL refuses root, so root lends it a user without rights."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in users)


def run(command: list[str | Path], folder: Path, user: str | None) -> None:
    """Run one of PostgreSQL's programs in its folder; what it printed is in the error where it fails."""
    lent = ["runuser", "-u", user, "--"] if user else []
    with (folder / "output").open("a") as output:  # a file, not a pipe: the server keeps what it is given open
        result = subprocess.run(
            [*lent, *map(str, command)],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        said = "\n".join(
            path.read_text(errors="replace") for path in (folder / "output", folder / "log") if path.exists()
        )
        raise RuntimeError(f"{command[0]} failed:\n{said}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def server(found: Path) -> Iterator[str]:
    """The address of a running server, `postgres://clave@127.0.0.1:port`; every database on it may be made and dropped."""
    user, port = account(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="clave-postgres-"))
    if user:
        shutil.chown(folder, user)
    data, control = folder / "data", found / "pg_ctl"
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} {FAST}"
    try:
        run([found / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"], folder, user)
        run([control, "-w", "-D", data, "-l", folder / "log", "-o", options, "start"], folder, user)
        try:
            yield f"postgres://{USER}@127.0.0.1:{port}"
        finally:
            run([control, "-w", "-D", data, "-m", "immediate", "stop"], folder, user)
    finally:
        shutil.rmtree(folder)
