"""Keeps a PostgreSQL server as long as another process lives, then ends it and removes its folder.

    python keeper.py FOLDER PROGRAMS PID [durable]

It is a process of its own since the tests that use the server run in several, and are ended in many
ways. `ready` is written in the folder once the server answers, else `failed` with the reason. As
root, who may not run a server, it is run by `postgres`, or by `nobody`. A `durable` one has the
settings that a server has which nobody has told otherwise.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

SUPERUSER = "grader"
READY_SECONDS = 60.0
SETTINGS = {
    # Databases of tests need not outlive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "listen_addresses": "",  # a socket in the folder is all there is
    "max_connections": "100",
    "shared_buffers": "32MB",
}
# Who can reach the socket is who may enter the folder; only `named` has to know a password.
ACCESS = "local all named scram-sha-256\nlocal all all trust\n"


def main() -> None:
    """Start, wait, end."""
    folder, programs, pid = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    if os.fork():
        return  # whoever called has nothing to wait for
    os.setsid()
    _be_nobody(folder)
    try:
        server = _started(folder, programs, durable="durable" in sys.argv[4:])
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        _write(folder / "failed", " ".join(said.split()))
        return
    _write(folder / "ready", str(server.pid))
    while _alive(pid) and server.poll() is None:
        time.sleep(0.2)
    server.send_signal(signal.SIGQUIT)
    server.wait(READY_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)


def _be_nobody(folder: Path) -> None:
    """Whoever is root becomes another user, to whom the folder is given."""
    os.chdir(folder)
    if os.geteuid() != 0:
        return
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def _started(folder: Path, programs: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    words = ["--no-sync", "--no-instructions", "-U", SUPERUSER, "--encoding=UTF8"]
    # Not the order of code points, so that whoever relies on the database's order is found out.
    words += ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
    subprocess.run(  # noqa: S603 - a program of the system
        [programs / "initdb", "-D", folder / "data", *words],
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=READY_SECONDS,
    )
    (folder / "data" / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
    kept = {"listen_addresses", "max_connections"} if durable else set(SETTINGS)
    settings = [f"--{name}={value}" for name, value in SETTINGS.items() if name in kept]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603 - a program of the system
            [programs / "postgres", "-D", folder / "data", "-k", folder, *settings],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    until = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < until:
        if _answers(folder):
            return server
        time.sleep(0.02)
    raise OSError((folder / "log").read_text(encoding="utf-8", errors="replace")[-500:])


def _answers(folder: Path) -> bool:
    lines = folder / "data" / "postmaster.pid"
    try:
        return lines.read_text(encoding="utf-8").splitlines()[7].strip() == "ready"
    except (OSError, IndexError):
        return False


def _write(path: Path, text: str) -> None:
    """All of it at once for whoever waits for the file."""
    path.with_suffix(".new").write_text(text, encoding="utf-8")
    path.with_suffix(".new").replace(path)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # root's
    return True


if __name__ == "__main__":
    main()
