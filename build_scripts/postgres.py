"""A PostgreSQL of the tests' and benchmarks' own, on loopback, for as long as they run."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dev

# A cluster that is thrown away need not outlive a power cut.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def running(settings: str = _FAST) -> Iterator[str]:
    """Start PostgreSQL on a free port of loopback; its URL without the name of a database."""
    programs = dev.server_programs()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    # PostgreSQL refuses to run as root, and Debian's package made a user for it.
    us: dict[str, str] = {}
    if os.geteuid() == 0:
        us["user"] = "postgres"
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    try:
        _call(us, programs / "initdb", "-D", folder, "-A", "trust", "-U", "rrp", "-E", "UTF8", "--no-sync")
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {settings}"
        _call(us, programs / "pg_ctl", "-D", folder, "-w", "-o", options, "-l", folder / "log", "start")
        try:
            yield f"postgresql+psycopg://rrp@127.0.0.1:{port}"
        finally:
            _call(us, programs / "pg_ctl", "-D", folder, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _call(us: dict[str, str], *command: str | Path) -> None:
    # its own output goes to a file: the server would hold a pipe open
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            list(map(str, command)), stdout=said, stderr=said, cwd="/", check=False, user=us.get("user")
        )
        said.seek(0)
        assert done.returncode == 0, said.read().decode()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
