"""A server of one's own for a test: a database of its own beside the one that
DATABASE_URL names, a catalogue, a snapshot and `marquee serve` on a free port.

    with Server() as server:                # the sample and demo users
    with Server(write_catalogue) as server: # what the function writes
"""

import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import uuid

from http_client import Connection

ROOT = pathlib.Path(os.environ.get(
    "MARQUEE_ROOT", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("MARQUEE_BUILD", ROOT / "build"))
MARQUEE = BUILD / "marquee"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(condition, what, seconds=20):
    """Waits until the condition holds and returns what it returned."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, EOFError):
            value = condition()
            if value:
                return value
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def _with_database(url, name):
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(parts._replace(path="/" + name))


class Server:
    """Has what its parts are called: database, snapshot, server."""

    def __init__(self, write=None, workers=2, environment=None, fill=True,
                 serve=True):
        """`write` puts IMDb's files into a folder; without it the sample and
        demo users are loaded. `fill` False: an empty database, no snapshot.
        `serve` False: no server, only the place for commands."""
        self.write = write
        self.fill = fill
        self.serve = serve
        self.workers = workers
        self.host = "127.0.0.1"
        self.port = free_port()
        self.process = None
        self._stack = contextlib.ExitStack()
        self._extra = environment or {}

    @property
    def base_url(self):
        return f"http://{self.host}:{self.port}"

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self._stack = stack
            self._begin()
            stack.callback(self.stop_server)
            if self.fill:
                self._fill()
            if self.serve:
                self.start_server()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    # --- beginning

    def _begin(self):
        folder = tempfile.TemporaryDirectory(prefix="marquee-test-")
        self.folder = pathlib.Path(self._stack.enter_context(folder))
        self.folder.chmod(0o755)
        self.environment = {**os.environ, "STATE_DIR": str(self.folder),
                            "DATA_DIR": str(self.folder / "data"),
                            "SNAPSHOT_PATH": str(self.folder / "titles"),
                            "HOST": self.host, "PORT": str(self.port),
                            "SERVER_WORKERS": str(self.workers),
                            "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1",
                            **self._extra}
        self.admin_url = self.environment["DATABASE_URL"]
        self.database = "test_" + uuid.uuid4().hex[:12]
        self.environment["DATABASE_URL"] = _with_database(
            self.admin_url, self.database)
        self._psql(self.admin_url, f"CREATE DATABASE {self.database}")
        self._stack.callback(self._drop_database)

    def _drop_database(self):
        """Ends what a killed process left connected, then drops. Not WITH
        (FORCE): that also wants to end an autovacuum worker, which only a
        superuser may; a plain DROP waits for it."""
        self._psql(self.admin_url,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   f"WHERE datname = '{self.database}' "
                   "AND usename = current_user")
        self._psql(self.admin_url,
                   f"DROP DATABASE IF EXISTS {self.database}")

    @staticmethod
    def _psql(url, statement):
        result = subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url, "-c",
             statement], capture_output=True, text=True, timeout=60,
            check=False)
        if result.returncode != 0:
            raise AssertionError(f"{statement}: {result.stderr}")
        return result.stdout.strip()

    def sql(self, statement):
        """What a statement prints in the server's database."""
        return self._psql(self.environment["DATABASE_URL"], statement)

    def marquee(self, *arguments):
        """Runs a command of the program; its output."""
        result = subprocess.run(
            [str(MARQUEE), *arguments], env=self.environment, cwd=self.folder,
            capture_output=True, text=True, timeout=120, check=False)
        if result.returncode != 0:
            raise AssertionError(f"marquee {arguments}: {result.stderr}")
        return result.stdout

    def _fill(self):
        self.marquee("migrate")
        if self.write is None:
            self.environment["DATA_DIR"] = str(ROOT / "assets" / "sample")
        else:
            (self.folder / "data").mkdir()
            self.write(self.folder / "data")
        self.marquee("load")
        if self.write is None:
            self.marquee("simulate", "--users", "30", "--views", "1500",
                         "--seed", "1")
        self.marquee("index")

    # --- the process

    def start_server(self, ready=True):
        """Starts it and waits until it is ready, or only until it answers."""
        self.log = open(self.folder / "server.log", "ab")
        self.access_log = open(self.folder / "access.log", "ab")
        # ends with the test, even when that is killed
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", str(MARQUEE), "serve"],
            env=self.environment, cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=self.access_log,
            stderr=self.log)
        route = "/readyz" if ready and self.fill else "/healthz"
        try:
            wait_for(lambda: self._answers(route), route)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log_text()}") from None

    def _answers(self, route):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended\n{self.log_text()}")
        if self.get(route).status != 200:
            return False
        return route == "/healthz" or self._mapped() == self.workers

    def _mapped(self):
        """How many workers have a snapshot."""
        text = self.get("/metrics").body.decode()
        return len(re.findall(
            r"^marquee_snapshot_generation\{.*\} [1-9]", text, re.M))

    def stop_server(self, number=signal.SIGTERM):
        """Ends it and returns its exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            status = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("the server did not end") from None
        finally:
            self.process = None
            self.log.close()
            self.access_log.close()
        return status

    def worker_pids(self):
        """The processes that the server's first process started."""
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(pid) for pid in pathlib.Path(path).read_text().split()]

    def log_text(self):
        return (self.folder / "server.log").read_text(errors="replace")

    def access_log_text(self):
        return (self.folder / "access.log").read_text(errors="replace")

    # --- requests

    def connect(self, timeout=10):
        return Connection(self.host, self.port, timeout)

    def request(self, method, target, body=None, headers=None):
        """One request on a connection of its own."""
        with self.connect() as connection:
            return connection.request(method, target, body, headers)

    def get_outcome(self, target, outcome):
        """A GET in which the cache is to have this part. A hit is waited for:
        an answer is stored while it is sent, and another worker may be asked
        for the next one."""
        def answer():
            response = self.get(target)
            return (outcome != "hit" or response.headers["x-cache"] == "hit") \
                and response
        return wait_for(answer, f"a hit of {target}")

    def get(self, target, headers=None):
        return self.request("GET", target, headers=headers)

    def post(self, target, body, headers=None):
        return self.request("POST", target, body, headers)

    def create_user(self, name="Test Person"):
        response = self.post("/users", {"name": name, "birth_year": 1980})
        assert response.status == 201, response
        return response.json()["id"]

    def metric(self, pattern):
        """The sum of the samples whose line matches the pattern."""
        text = self.get("/metrics").body.decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines()
                   if re.search(pattern, line))
