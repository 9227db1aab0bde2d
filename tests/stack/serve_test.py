"""scripts/stack with the server: from nothing to a page, and back."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from stack_fixture import ROOT, Stack, is_alive, owner

MARQUEE = os.path.join(os.environ.get("MARQUEE_BUILD", ROOT / "build"),
                       "marquee")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served(Stack):
    """A stack with the server, on the sample catalogue."""

    def __init__(self, **env):
        self.port = free_port()
        super().__init__(PORT=str(self.port), MARQUEE=MARQUEE,
                         SERVER_WORKERS="1", DATA_DIR="/nonexistent", **env)

    def get(self, path):
        url = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read()

    def answers(self):
        try:
            return self.get("/readyz")[0] == 200
        except (OSError, urllib.error.URLError):
            return False


class Up(unittest.TestCase):
    def test_up_fills_an_empty_database_once_and_serves_it(self):
        with Served() as stack:
            result = stack.call("up")
            self.assertEqual(result.returncode, 0, result.stdout)
            self.assertIn(f"http://127.0.0.1:{stack.port}/", result.stdout)
            self.check_filled(stack)
            again = stack.call("up")
            self.assertEqual(again.returncode, 0, again.stdout)
            self.assertNotIn("simulated", again.stdout)
            self.assertNotIn("--replace", again.stdout)
            self.check_filled(stack)
            self.check_hint(stack)
            self.check_status(stack)
            self.check_restart(stack)
            stack.down()
            self.assertFalse(stack.answers())
            self.assertEqual(stack.processes(), set())

    def check_filled(self, stack):
        self.assertTrue(stack.answers())
        self.assertEqual(stack.sql("SELECT count(*) FROM users"), "500")
        self.assertEqual(stack.sql("SELECT count(*) FROM viewing_history"),
                         "20000")
        self.assertIn(b"<html", stack.get("/")[1].lower())
        user = json.loads(stack.get("/users?limit=1")[1])[0]["id"]
        recommended = json.loads(
            stack.get(f"/users/{user}/recommendations?limit=10")[1])
        self.assertEqual(len(recommended), 10)

    def check_hint(self, stack):
        """Real files that came later are not loaded unasked, but named."""
        with tempfile.TemporaryDirectory() as data:
            pathlib.Path(data, "title.basics.tsv.gz").touch()
            result = stack.call("up", DATA_DIR=data)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("marquee load --replace", result.stdout)

    def check_status(self, stack):
        result = stack.call("status")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("server    runs", result.stdout)
        if os.geteuid() == 0:
            self.assertNotEqual(owner(stack.pid("server")), "root")

    def check_restart(self, stack):
        before = stack.pid("server")
        result = stack.call("restart", "server")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertNotEqual(stack.pid("server"), before)
        self.assertTrue(stack.answers())

    def test_an_interrupted_filling_is_done_again(self):
        with Served() as stack:
            stack.up()
            result = subprocess.run(
                [MARQUEE, "migrate"], check=False, capture_output=True,
                env={**os.environ, **stack.settings(),
                     "STATE_DIR": str(stack.state)})
            self.assertEqual(result.returncode, 0, result.stderr)
            stack.sql("INSERT INTO users (id, name, birth_year, origin) VALUES"
                      " (gen_random_uuid(), 'Half', 1980, 'simulated')")
            (stack.state / "filling").touch()
            result = stack.call("up")
            self.assertEqual(result.returncode, 0, result.stdout)
            self.assertEqual(stack.sql("SELECT count(*) FROM users"), "500")
            self.assertFalse((stack.state / "filling").exists())


class Refused(unittest.TestCase):
    def test_a_taken_port_is_named_with_a_free_one(self):
        with Served() as stack, socket.socket() as taker:
            taker.bind(("127.0.0.1", stack.port))
            taker.listen()
            result = stack.call("up")
            self.assertEqual(result.returncode, 1)
            self.assertIn(f"port {stack.port} is taken", result.stdout)
            self.assertRegex(result.stdout, r"PORT=\d+ scripts/stack up")
            self.assertFalse((stack.state / "stack.env").exists())
            self.assertEqual(stack.processes(), set())

    def test_a_port_that_is_no_port_is_named(self):
        for port in ("0", "65536", "http", "-1", "8000x"):
            with self.subTest(port=port), Stack() as stack:
                result = stack.call("up", PORT=port)
                self.assertEqual(result.returncode, 1)
                self.assertIn(f'PORT is "{port}"', result.stdout)

    def test_a_program_that_is_not_built_is_named(self):
        with Stack() as stack:
            result = stack.call("up", MARQUEE="/nonexistent/marquee",
                                PORT=str(free_port()))
            self.assertEqual(result.returncode, 1)
            self.assertIn("/nonexistent/marquee is missing", result.stdout)
            self.assertEqual(stack.processes(), set())


class Run(unittest.TestCase):
    def start(self, stack):
        process = subprocess.Popen(
            [ROOT / "scripts/stack", "run"], cwd=ROOT,
            env={**os.environ, **stack.env}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True)
        self.addCleanup(process.stdout.close)
        for line in process.stdout:
            if line.startswith("Ctrl-C stops it"):
                break
        else:
            self.fail("run ended before it served")
        self.assertTrue(stack.answers())
        return process

    def test_ctrl_c_stops_all_that_run_started(self):
        with Served() as stack:
            process = self.start(stack)
            pids = stack.processes() | {stack.pid("server")}
            os.killpg(process.pid, signal.SIGINT)
            said, _ = process.communicate(timeout=90)
            self.assertEqual(process.returncode, 0, said)
            self.assertIn("stopped postgres", said)
            self.assertFalse(any(is_alive(pid) for pid in pids))

    def test_run_keeps_what_was_running_before(self):
        with Served() as stack:
            stack.up()
            before = stack.pids()
            process = self.start(stack)
            os.killpg(process.pid, signal.SIGTERM)
            said, _ = process.communicate(timeout=90)
            self.assertNotIn("stopped postgres", said)
            self.assertEqual(stack.pids(), before)
            self.assertFalse(stack.answers())

    def test_run_ends_when_its_server_is_killed(self):
        with Served() as stack:
            process = self.start(stack)
            os.killpg(os.getsid(stack.pid("server")), signal.SIGKILL)
            said, _ = process.communicate(timeout=90)
            self.assertEqual(process.returncode, 1, said)
            self.assertIn("the server ended", said)
            self.assertEqual(stack.processes(), set())


if __name__ == "__main__":
    unittest.main()
