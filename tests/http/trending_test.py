"""What is watched at present."""

import unittest

from catalogue import ADULT_ID, GARDENS, VOYAGES, write_catalogue
from http_case import HttpCase
from private_stack import PrivateStack
from server import Server, wait_for


class TrendingCase(HttpCase):
    """A list is counted anew every second."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server(
            write_catalogue, environment={"TRENDING_TTL": "1"}))

    def setUp(self):
        self.server.sql("DELETE FROM users")

    def watch(self, movie, hours, times=1, origin="own"):
        """As many users watch a title so long ago."""
        self.server.sql(f"""
            WITH viewer AS (INSERT INTO users (name, origin)
                SELECT 'Viewer', '{origin}' FROM generate_series(1, {times})
                RETURNING id)
            INSERT INTO viewing_history
                (user_id, movie_id, watch_date, watch_duration)
            SELECT id, {int(movie[2:])}, now() - interval '{hours} hours', 90
            FROM viewer""")

    def trending(self, query="days=1"):
        response = self.server.get(f"/movies/trending?{query}")
        self.assertEqual(response.status, 200, response)
        return response.json()

    def ids(self, query="days=1"):
        return [movie["id"] for movie in self.trending(query)]

    def wait_for_ids(self, expected, query="days=1"):
        """Lists are held: both workers have to have counted anew."""
        wait_for(lambda: all(self.ids(query) == expected for _ in range(8)),
                 f"{query} to be {expected}, not {self.ids(query)}", 40)


class TrendingTest(TrendingCase):

    def test_counts_of_views_that_decay(self):
        self.watch(VOYAGES[0], hours=20, times=3)
        self.watch(VOYAGES[1], hours=1, times=2)
        self.watch(GARDENS[0], hours=40, times=9)
        self.wait_for_ids([VOYAGES[1], VOYAGES[0]])
        first = self.trending()[0]
        self.assertEqual(first["views"], 2)
        self.assertAlmostEqual(first["score"], 2 * 2 ** (-1 / 12), 2)
        self.assertEqual(first["title"], "Star Voyage 1")
        self.assertEqual(self.ids("days=1&limit=1"), [VOYAGES[1]])

    def test_longer_windows_see_further_back(self):
        self.watch(VOYAGES[0], hours=1)
        self.watch(GARDENS[0], hours=40, times=9)
        self.watch(GARDENS[1], hours=24 * 8, times=30)
        self.watch(GARDENS[2], hours=24 * 31, times=99)
        self.wait_for_ids([VOYAGES[0]], "days=1")
        self.wait_for_ids([GARDENS[0], VOYAGES[0]], "days=7")
        self.wait_for_ids([GARDENS[1], GARDENS[0], VOYAGES[0]], "days=30")
        self.assertEqual(self.ids(""), self.ids("days=7"))

    def test_simulated_users_count_until_others_are_there(self):
        self.watch(VOYAGES[0], hours=1, times=5, origin="simulated")
        self.wait_for_ids([VOYAGES[0]])
        self.watch(GARDENS[0], hours=2)
        self.wait_for_ids([GARDENS[0]])

    def test_leaves_out_what_the_index_does_not_hold(self):
        self.watch(ADULT_ID, hours=1, times=5)
        self.watch("tt7777777", hours=1, times=4)
        self.watch(GARDENS[3], hours=1)
        self.wait_for_ids([GARDENS[3]])
        self.assertEqual(self.ids("days=1&filter=genre%3DSci-Fi"), [])
        self.assertEqual(self.ids("days=1&filter=genre%3DDrama"),
                         [GARDENS[3]])

    def test_questions_that_are_refused(self):
        for query, *words in (
                ("days=2", "days", "1, 7, 30"), ("days=", "days"),
                ("limit=0", "limit"), ("offset=1", "offset"),
                ("filter=genre%3DNone", "None")):
            with self.subTest(query=query):
                self.assert_problem(
                    self.server.get(f"/movies/trending?{query}"), 400, *words)


class TrendingOutageTest(unittest.TestCase):

    def test_without_the_database_a_held_list_goes_on(self):
        with PrivateStack() as stack, Server(
                write_catalogue, workers=1,
                environment={**stack.environment, "REDIS_URL": "off",
                             "TRENDING_TTL": "1"}) as server:
            self.assertEqual(server.get("/movies/trending?days=1").json(), [])
            stack.stop("postgres")
            wait_for(lambda: server.get(
                "/movies/trending?days=7").status == 503, "a refusal")
            problem = server.get("/movies/trending?days=30")
            self.assertEqual(problem.status, 503)
            self.assertIn("PostgreSQL", problem.json()["detail"])
            self.assertIn("retry-after", problem.headers)
            for _ in range(3):
                self.assertEqual(
                    server.get("/movies/trending?days=1").status, 200)
            stack.start("postgres")
            wait_for(lambda: server.get(
                "/movies/trending?days=30").status == 200, "an answer", 60)

    def test_workers_share_a_list_through_redis(self):
        with PrivateStack() as stack, Server(
                write_catalogue, environment=stack.environment) as server:
            wait_for(lambda: server.get(
                "/movies/trending?days=7").status == 200, "an answer")
            stack.stop("postgres")
            wait_for(lambda: server.get("/users").status == 503, "an outage")
            for _ in range(12):
                self.assertEqual(
                    server.get("/movies/trending?days=7").status, 200)
            stack.start("postgres")


if __name__ == "__main__":
    unittest.main()
