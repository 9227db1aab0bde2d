"""Rows of a person's first page, and what was shown to whom."""

import unittest
import uuid

from catalogue import GARDENS, VOYAGES, write_catalogue
from http_case import HttpCase
from server import Server, wait_for

NOBODY = str(uuid.uuid4())


class RowsTest(HttpCase):

    def rows(self, user, query="limit=4", outcome=None):
        response = self.server.get_outcome(
            f"/users/{user}/rows?{query}", outcome)
        self.assertEqual(response.status, 200, response)
        if outcome is not None:
            self.assertEqual(response.headers["x-cache"], outcome)
        return response.json()

    def view(self, user, movie, **changes):
        return self.server.post(f"/users/{user}/viewing_history", {
            "movie_id": movie, "watch_date": "2026-01-31T20:15:00Z",
            "watch_duration": 100, "rating": 10, **changes})

    def check(self, rows, seen=()):
        shown = list(seen)
        for row in rows:
            self.assertEqual(set(row), {"id", "title", "items"})
            self.assertTrue(row["title"])
            self.assertGreaterEqual(len(row["items"]), 3)
            for movie in row["items"]:
                for field in ("id", "title", "score", "source", "because"):
                    self.assertIn(field, movie)
                self.assertAlmostEqual(sum(
                    reason["share"] for reason in movie["because"]), 1, 4)
            shown += [movie["id"] for movie in row["items"]]
        self.assertEqual(len(shown), len(set(shown)))
        ids = [row["id"] for row in rows]
        self.assertEqual(len(ids), len(set(ids)))
        return ids

    def test_somebody_new_gets_popular_rows(self):
        ids = self.check(self.rows(self.server.create_user()))
        self.assertEqual(ids[0], "popular")
        self.assertIn("new", ids)

    def test_rows_follow_the_history_through_the_cache(self):
        user = self.server.create_user()
        before = self.rows(user, outcome="miss")
        self.assertEqual(self.rows(user, outcome="hit"), before)
        self.view(user, GARDENS[19])
        after = self.rows(user, outcome="miss")
        ids = self.check(after, [GARDENS[19]])
        self.assertEqual(ids[:2], ["top-picks", f"because-{GARDENS[19]}"])
        self.assertEqual(after[1]["title"],
                         "Because you watched Quiet Garden 19")
        self.assertTrue(all(movie["id"] in GARDENS
                            for movie in after[1]["items"]))
        self.assertEqual(self.rows(user, outcome="hit"), after)
        self.server.post(f"/users/{user}/feedback", {
            "movie_id": after[0]["items"][0]["id"], "kind": "not_interested"})
        self.check(self.rows(user, outcome="miss"),
                   [GARDENS[19], after[0]["items"][0]["id"]])

    def test_a_list_and_rows_are_told_apart_by_the_cache(self):
        user = self.server.create_user()
        for _ in range(2):
            self.assertIn("items", self.rows(user)[0])
            self.assertIn("score", self.server.get(
                f"/users/{user}/recommendations?limit=4").json()[0])
        for limit in (3, 4, 3, 4):
            self.assertTrue(all(len(row["items"]) <= limit for row in
                                self.rows(user, f"limit={limit}")))

    def test_the_order_after_the_score_can_be_asked_for(self):
        user = self.server.create_user()
        self.view(user, VOYAGES[0])
        plain = self.rows(user)[0]["items"]
        capped = self.rows(user, "limit=4&max_per_franchise=2")[0]["items"]
        self.assertTrue(all(movie["id"] in VOYAGES for movie in plain))
        self.assertEqual(sum(movie["id"] in VOYAGES for movie in capped), 2)

    def test_rows_that_are_refused(self):
        user = self.server.create_user()
        for query, word in (("limit=0", "limit"), ("limit=21", "limit"),
                            ("diversity=2", "diversity"), ("x=1", "x")):
            self.assert_problem(
                self.server.get(f"/users/{user}/rows?{query}"), 400, word)
        self.assert_problem(
            self.server.get(f"/users/{NOBODY}/rows"), 404, NOBODY)
        self.assert_problem(self.server.get("/users/1/rows"), 400, "uuid")
        self.assert_problem(self.server.request(
            "POST", f"/users/{user}/rows", {}), 405)


class ImpressionsTest(unittest.TestCase):

    def shown(self, server, user):
        lines = server.sql(
            "SELECT route, position, movie_id, arm, bucket FROM impressions "
            f"WHERE user_id = '{user}' ORDER BY shown_at, route, position")
        return [line.split("|") for line in lines.splitlines()]

    def wait_for_shown(self, server, user, count):
        wait_for(lambda: len(self.shown(server, user)) >= count,
                 f"{count} impressions")
        return self.shown(server, user)

    def test_nothing_is_kept_unless_it_is_asked_for(self):
        with Server(write_catalogue) as server:
            user = server.create_user()
            server.get(f"/users/{user}/recommendations")
            server.get(f"/users/{user}/rows")
            # a worker that ends writes what it has
            server.stop_server()
            self.assertEqual(self.shown(server, user), [])

    def test_what_was_shown_is_kept_with_arm_and_bucket(self):
        arms = "capped:.5:max_per_franchise=2"
        with Server(write_catalogue, environment={
                "IMPRESSIONS": "yes", "EXPERIMENT": arms,
                "EXPERIMENT_BUCKETS": "10"}) as server:
            seen = {}
            for number in range(12):
                user = server.create_user(f"Viewer {number}")
                server.post(f"/users/{user}/feedback", {
                    "movie_id": VOYAGES[0], "kind": "like"})
                lists = [[movie["id"] for movie in server.get(
                    f"/users/{user}/recommendations?limit=4").json()]
                         for _ in range(2)]
                self.assertEqual(lists[0], lists[1])
                shown = self.wait_for_shown(server, user, 8)
                arm, bucket = shown[0][3], int(shown[0][4])
                self.assertEqual(arm, "capped" if bucket < 5 else "control")
                voyages = sum(movie in VOYAGES for movie in lists[0])
                self.assertEqual(voyages, 2 if arm == "capped" else 4)
                self.assertEqual(
                    [f"tt{int(entry[2]):07}" for entry in shown],
                    [movie for movie in lists[0] + lists[1]]
                    if shown[1][1] == "2" else
                    [movie for movie in lists[0] for _ in range(2)])
                self.assertEqual({entry[0] for entry in shown},
                                 {"recommendations"})
                self.assertEqual(sorted(int(entry[1]) for entry in shown),
                                 [1, 1, 2, 2, 3, 3, 4, 4])
                seen[arm] = user
            self.assertEqual(set(seen), {"capped", "control"})
            user = seen["control"]
            rows = server.get(f"/users/{user}/rows?limit=3").json()
            count = sum(len(row["items"]) for row in rows)
            shown = self.wait_for_shown(server, user, 8 + count)[8:]
            self.assertEqual({entry[0] for entry in shown},
                             {"rows/" + row["id"] for row in rows})
            server.sql(f"DELETE FROM users WHERE id = '{user}'")
            self.assertEqual(self.shown(server, user), [])

    def test_a_server_that_ends_keeps_what_it_has(self):
        with Server(write_catalogue, environment={
                "IMPRESSIONS": "yes"}) as server:
            user = server.create_user()
            server.get(f"/users/{user}/recommendations?limit=7")
            server.stop_server()
            self.assertEqual(len(self.shown(server, user)), 7)


if __name__ == "__main__":
    unittest.main()
