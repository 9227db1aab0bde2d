"""A stack of one's own for a test: scripts/stack with a temporary STATE_DIR."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICES = ("postgres", "redis")


def run_script(*command, env=None, **options):
    """Runs a script of the checkout; its exit status and output as text."""
    return subprocess.run(
        [str(ROOT / command[0]), *command[1:]], cwd=ROOT,
        env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=300, check=False, **options)


def is_alive(pid):
    """Whether a process exists and is no zombie."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


def owner(pid):
    return pwd.getpwuid(os.stat(f"/proc/{pid}").st_uid).pw_name


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s")
        time.sleep(0.05)


class Stack:
    """One STATE_DIR. Use as a context: what runs at its end is stopped."""

    def __init__(self, folder="state", parent_mode=0o755, **env):
        self.parent = pathlib.Path(tempfile.mkdtemp(prefix="marquee-stack-"))
        self.parent.chmod(parent_mode)
        self.state = self.parent / folder
        self.env = {"STATE_DIR": str(self.state), **env}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.call("down")
        for name in SERVICES:
            link = self.state / name
            if link.is_symlink():
                shutil.rmtree(link.resolve().parent, ignore_errors=True)
        shutil.rmtree(self.parent, ignore_errors=True)

    def call(self, verb, *options, **env):
        return run_script("scripts/stack", verb, *options,
                          env={**self.env, **env})

    def up(self, **env):
        result = self.call("up", "--no-server", **env)
        assert result.returncode == 0, result.stdout
        return result.stdout

    def down(self):
        result = self.call("down")
        assert result.returncode == 0, result.stdout
        return result.stdout

    def pid(self, name):
        return int((self.state / "pids" / name).read_text().split()[0])

    def pids(self):
        return {name: self.pid(name) for name in SERVICES}

    def settings(self):
        text = (self.state / "stack.env").read_text()
        return dict(line.split("=", 1) for line in text.splitlines())

    def sql(self, text):
        result = subprocess.run(
            ["psql", "-XAtc", text, self.settings()["DATABASE_URL"]],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False)
        assert result.returncode == 0, result.stdout
        return result.stdout.strip()

    def redis_answer(self):
        """What Redis says to PING with the password of stack.env."""
        url = self.settings()["REDIS_URL"]
        result = subprocess.run(
            ["redis-cli", "--no-auth-warning", "-u", url, "PING"],
            stdout=subprocess.PIPE, text=True, check=False)
        return result.stdout.strip()

    def processes(self):
        """Every living process that works below STATE_DIR, or was named in
        its records, with the children of these."""
        found = set()
        folders = [str((self.state / name).resolve()) for name in SERVICES]
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            pid = int(folder.name)
            try:
                where = os.readlink(folder / "cwd")
            except OSError:
                continue
            if any(where.startswith(f) for f in folders) and is_alive(pid):
                found.add(pid)
        return found

    def kill_everything(self):
        """As when the power fails."""
        pids = self.processes()
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        wait_until(lambda: not self.processes())
        return pids
