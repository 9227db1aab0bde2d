"""A server whose catalogue is being prepared: it says how far that has come,
and serves when it is there."""

import subprocess
import unittest

from catalogue import VOYAGES, write_catalogue
from progress_writer import ProgressWriter
from server import MARQUEE, Server, wait_for

PICKS = {"liked": [VOYAGES[0]], "limit": 3}
EVENT = {"movie_id": VOYAGES[0], "watch_date": "2026-01-01T00:00:00Z",
         "watch_duration": 100}


class PreparationTest(unittest.TestCase):
    """One server without a snapshot; each test leaves nothing under way."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(
            Server(write_catalogue, fill=False))
        cls.server.marquee("migrate")
        wait_for(lambda: cls.server.get("/users").status == 200, "the schema")
        cls.user = cls.server.create_user()

    def setUp(self):
        self.wait_for_progress(lambda progress: progress is None, "nothing")

    def wait_for_progress(self, condition, what):
        """Until all workers tell of progress that satisfies the condition."""
        def all_agree():
            told = [self.server.get("/readyz").json().get("progress")
                    for _ in range(8)]
            return all(condition(one) for one in told) and [told[-1]]
        return wait_for(all_agree, what)[0]

    def answers(self):
        """Of each route that needs the catalogue, and /readyz."""
        user = f"/users/{self.user}"
        return {
            "/readyz": self.server.get("/readyz"),
            "/movies": self.server.get("/movies"),
            "search": self.server.get("/movies/search?query=star"),
            "movie": self.server.get(f"/movies/{VOYAGES[0]}"),
            "similar": self.server.get(f"/movies/{VOYAGES[0]}/similar"),
            "recommendations": self.server.get(f"{user}/recommendations"),
            "picks": self.server.post("/recommendations", PICKS),
            "event": self.server.post(f"{user}/viewing_history", EVENT),
        }

    def test_nothing_under_way_names_the_command(self):
        for name, response in self.answers().items():
            with self.subTest(name):
                self.assertEqual(response.status, 503)
                problem = response.json()
                self.assertIn("marquee index", problem["detail"])
                self.assertNotIn("progress", problem)
                self.assertEqual(response.headers["retry-after"], "5")

    def test_every_route_tells_how_far_a_load_has_come(self):
        with ProgressWriter(self.server) as writer:
            writer.put("storing", "title.principals", 250, 1000, 70)
            self.wait_for_progress(lambda told: told, "progress")
            for name, response in self.answers().items():
                with self.subTest(name):
                    self.assertEqual(response.status, 503)
                    self.assertEqual(response.headers["content-type"],
                                     "application/problem+json")
                    self.assertEqual(response.headers["retry-after"], "2")
                    problem = response.json()
                    self.assertNotIn("run:", problem["detail"])
                    self.assertEqual(problem["progress"], {
                        "stage": "storing", "file": "title.principals",
                        "share": 0.25, "rows": 70, "rows_per_second": 0,
                        "seconds_left": None})
        self.assertEqual(self.server.get("/healthz").status, 200)
        self.assertEqual(self.server.get("/users").status, 200)

    def test_rate_and_time_left_are_told(self):
        with ProgressWriter(self.server) as writer:
            writer.put("storing", "title.basics", 0, 1000, 0)
            self.server.sql(
                "UPDATE load_progress SET stage_started_at = "
                "stage_started_at - interval '100 s'")
            writer.put("storing", "title.crew", 500, 1000, 100000)
            told = self.wait_for_progress(
                lambda told: told and told["rows"] == 100000, "the rows")
        self.assertEqual(told["share"], 0.5)
        # 100,000 rows, and half of the work, in 100 s and a little
        self.assertLessEqual(told["rows_per_second"], 1000)
        self.assertGreater(told["rows_per_second"], 500)
        self.assertGreaterEqual(told["seconds_left"], 100)
        self.assertLess(told["seconds_left"], 200)

    def test_what_a_killed_load_left_is_not_told(self):
        writer = ProgressWriter(self.server)
        writer.put("storing", "title.basics", 1, 10, 1)
        self.wait_for_progress(lambda told: told, "progress")
        writer.kill()
        self.wait_for_progress(lambda told: told is None, "no progress")
        self.assertEqual(
            self.server.sql("SELECT count(*) FROM load_progress"), "1")


class IndexTest(unittest.TestCase):

    @staticmethod
    def stage(server):
        progress = server.get("/readyz").json().get("progress")
        return progress and progress["stage"]

    def test_an_index_that_is_built_is_told_and_then_served(self):
        with Server(write_catalogue, fill=False) as server:
            (server.folder / "data").mkdir()
            write_catalogue(server.folder / "data")
            server.marquee("migrate")
            server.marquee("load")
            psql = subprocess.Popen(
                ["psql", "-XAtq", "-d", server.environment["DATABASE_URL"]],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            # the titles cannot be read until this transaction ends
            psql.stdin.write("BEGIN; LOCK TABLE movies; SELECT 'locked';\n")
            psql.stdin.flush()
            self.assertEqual(psql.stdout.readline(), "locked\n")
            index = subprocess.Popen(
                [str(MARQUEE), "index"], env=server.environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                # a worker may tell of the load for a second more
                wait_for(lambda: self.stage(server) == "indexing", "indexing")
            finally:
                psql.communicate("COMMIT;\n")
                self.assertEqual(index.wait(60), 0)
            wait_for(lambda: server.get("/movies").status == 200, "titles")
            self.assertEqual(
                server.sql("SELECT count(*) FROM load_progress"), "0")


if __name__ == "__main__":
    unittest.main()
