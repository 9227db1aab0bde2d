"""What the server does when what it depends on goes away and comes back."""

import contextlib
import os
import signal
import time
import unittest

from catalogue import GARDENS, VOYAGES, write_catalogue
from private_stack import PrivateStack
from server import Server, wait_for
from traffic import Traffic


class ResilienceTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.stack = cls.enterClassContext(PrivateStack())
        cls.server = cls.enterClassContext(
            Server(write_catalogue, environment=cls.stack.environment))
        cls.user = cls.server.create_user()

    def setUp(self):
        self.wait_for_degraded([])

    def wait_for_degraded(self, names):
        """Until both workers say so."""
        def agreed():
            return all(self.server.get("/readyz").json()["degraded"] == names
                       for _ in range(8))
        wait_for(agreed, f"degraded to be {names}")

    def recommendations(self):
        return self.server.get(f"/users/{self.user}/recommendations")

    def view(self, title):
        return self.server.post(f"/users/{self.user}/viewing_history", {
            "movie_id": title, "watch_date": "2026-01-01T00:00:00Z",
            "watch_duration": 100})

    def test_postgresql_goes_and_comes_back(self):
        self.stack.stop("postgres")
        self.wait_for_degraded(["postgresql"])
        started = time.monotonic()
        for target in (f"/users/{self.user}", "/users",
                       f"/users/{self.user}/viewing_history"):
            response = self.server.get(target)
            self.assertEqual(response.status, 503)
            self.assertIn("PostgreSQL", response.json()["detail"])
            self.assertIn("retry-after", response.headers)
        self.assertEqual(self.view(VOYAGES[0]).status, 503)
        self.assertLess(time.monotonic() - started, 2)
        for target in ("/movies", f"/movies/{VOYAGES[0]}/similar", "/healthz",
                       "/movies/search?query=star"):
            self.assertEqual(self.server.get(target).status, 200)
        self.stack.start("postgres")
        self.wait_for_degraded([])
        self.assertEqual(self.server.get(f"/users/{self.user}").status, 200)

    def test_postgresql_restarts_under_load(self):
        targets = [f"/users/{self.user}", "/movies?limit=1",
                   f"/users/{self.user}/viewing_history"]
        with Traffic(self.server, targets) as traffic:
            self.stack.restart("postgres")
            self.wait_for_degraded([])
            time.sleep(0.5)
        self.assertEqual(traffic.failures, [])
        self.assertLessEqual(set(traffic.statuses), {200, 503})
        self.assertGreater(traffic.statuses.count(200), 100)
        self.assertEqual(traffic.statuses[-1], 200)

    def test_redis_goes_and_comes_back(self):
        self.recommendations()
        self.stack.stop("redis")
        self.wait_for_degraded(["redis"])
        self.assertEqual(self.recommendations().headers["x-cache"], "bypass")
        self.assertEqual(self.view(VOYAGES[1]).status, 201)
        self.stack.start("redis")
        self.wait_for_degraded([])
        response = self.recommendations()
        self.assertEqual(response.headers["x-cache"], "miss")
        self.assertNotIn(VOYAGES[1].encode() + b'","title', response.body)
        self.server.get_outcome(
            f"/users/{self.user}/recommendations", "hit")

    def test_redis_restarts_under_load(self):
        targets = [f"/users/{self.user}/recommendations"]
        with Traffic(self.server, targets) as traffic:
            self.stack.restart("redis")
            self.wait_for_degraded([])
        self.assertEqual(traffic.failures, [])
        self.assertEqual(set(traffic.statuses), {200})

    def test_an_answer_from_before_an_outage_does_not_come_back(self):
        """A view is added while Redis is away; the old answer is still in
        Redis's memory when it can be reached again."""
        self.assertIn(self.recommendations().status, (200,))
        pid = self.redis_pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            started = time.monotonic()
            self.assertEqual(self.view(GARDENS[7]).status, 201)
            self.assertEqual(self.recommendations().status, 200)
            self.assertLess(time.monotonic() - started, 1)
        finally:
            os.kill(pid, signal.SIGCONT)
        self.wait_for_degraded([])
        for _ in range(10):
            movies = self.recommendations().json()
            self.assertNotIn(GARDENS[7], [movie["id"] for movie in movies])

    def redis_pid(self):
        """The process that listens on the port of REDIS_URL."""
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            with contextlib.suppress(OSError):
                with open(f"/proc/{entry}/cmdline", "rb") as stream:
                    if b"redis-server" not in stream.read():
                        continue
                port = self.stack.environment["REDIS_URL"]
                port = port.rsplit(":", 1)[1].split("/")[0]
                with open(f"/proc/{entry}/cmdline", "rb") as stream:
                    if port.encode() in stream.read():
                        return int(entry)
        raise AssertionError("no process of Redis found")

    def test_a_killed_worker_is_replaced(self):
        pids = self.server.worker_pids()
        self.assertEqual(len(pids), 2)
        os.kill(pids[0], signal.SIGKILL)
        wait_for(lambda: len(set(self.server.worker_pids()) - {pids[0]}) == 2,
                 "a new worker")
        for _ in range(20):
            self.assertEqual(
                wait_for(lambda: self.server.get("/movies"), "an answer")
                .status, 200)
        self.wait_for_degraded([])


class MissingTest(unittest.TestCase):
    """A server that was started too early."""

    def test_serves_what_it_can_and_picks_up_the_rest(self):
        with Server(write_catalogue, fill=False) as server:
            for target in ("/movies", "/readyz", f"/movies/{VOYAGES[0]}"):
                response = server.get(target)
                self.assertEqual(response.status, 503)
                self.assertIn("marquee index", response.json()["detail"])
                self.assertIn("retry-after", response.headers)
            response = server.get("/users")
            self.assertEqual(response.status, 503)
            self.assertIn("marquee migrate", response.json()["detail"])
            self.assertEqual(server.get("/healthz").status, 200)
            server._fill()
            wait_for(lambda: all(server.get("/readyz").status == 200
                                 for _ in range(8)), "the snapshot")
            self.assertEqual(server.get("/users").status, 200)
            self.assertEqual(len(server.get("/movies").json()), 10)

    def test_without_a_cache_everything_is_a_bypass(self):
        with Server(write_catalogue, environment={"REDIS_URL": "off"}) as own:
            user = own.create_user()
            for _ in range(2):
                response = own.get(f"/users/{user}/recommendations")
                self.assertEqual(response.headers["x-cache"], "bypass")
            self.assertEqual(own.get("/readyz").json()["degraded"], [])

    def test_a_database_that_was_never_there(self):
        with Server(write_catalogue) as own:
            own.stop_server()
            own.environment["DATABASE_URL"] = (
                "postgresql://nobody@127.0.0.1:1/none")
            own.start_server()
            self.assertEqual(own.get("/users").status, 503)
            self.assertEqual(own.get("/movies").status, 200)
            self.assertEqual(
                own.get("/readyz").json()["degraded"], ["postgresql"])


if __name__ == "__main__":
    unittest.main()
