"""Recommendations with a model: the blend, fresh views, swaps, damage."""

import os
import pathlib
import time
import unittest

from catalogue import GARDENS, VOYAGES, write_catalogue
from server import Server, wait_for
from traffic import Traffic

VIEW = {"watch_date": "2026-01-31T20:15:00Z", "watch_duration": 90,
        "rating": 9}


def watch(server, user, title, **changes):
    response = server.post(f"/users/{user}/viewing_history",
                           {"movie_id": title, **VIEW, **changes})
    assert response.status == 201, response


def fill_histories(server):
    """Twenty people who watch voyages, and each voyage of an even number with
    the garden of the same number."""
    server.sql(
        "WITH person AS (INSERT INTO users (name, origin) "
        "SELECT 'Stranger ' || n, 'background' FROM generate_series(0, 19) n "
        "RETURNING id, name), seen AS (SELECT id, n, title FROM person, "
        "generate_series(0, 19) n, LATERAL (VALUES (1000000 + n), "
        "(2000000 + n)) titles (title) WHERE n % 2 = 0 AND "
        "(n / 2 + right(name, 1)::int) % 3 <> 0) "
        "INSERT INTO viewing_history "
        "(user_id, movie_id, watch_date, watch_duration, rating) "
        "SELECT id, title, timestamptz '2026-01-01 20:00Z' "
        "+ n * interval '1 day', 90, 9 FROM seen")


class ModelTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server(write_catalogue))
        fill_histories(cls.server)
        cls.server.marquee("train")
        cls.wait_for_generation(1)

    @classmethod
    def generations(cls):
        return {cls.server.get("/readyz").json()["model_generation"]
                for _ in range(8)}

    @classmethod
    def wait_for_generation(cls, wanted):
        wait_for(lambda: cls.generations() == {wanted}, "the model")

    def link(self):
        return pathlib.Path(
            self.server.environment["SNAPSHOT_PATH"]).with_name("model")

    def recommended(self, user, limit=40):
        response = self.server.get(
            f"/users/{user}/recommendations?limit={limit}")
        self.assertEqual(response.status, 200, response)
        return response.json()

    def test_what_is_watched_together_is_recommended(self):
        user = self.server.create_user()
        watch(self.server, user, VOYAGES[4])
        answers = self.recommended(user)
        self.assertEqual({movie["source"] for movie in answers[:5]}, {"blend"})
        # the garden that is watched with it goes before all other gardens,
        # which content cannot know
        gardens = [movie["id"] for movie in answers
                   if movie["id"] in GARDENS]
        self.assertEqual(gardens[0], GARDENS[4])
        first = next(movie for movie in answers if movie["id"] == GARDENS[4])
        self.assertEqual(first["because"][0]["kind"], "watched")
        self.assertEqual(first["because"][0]["id"], VOYAGES[4])
        for movie in answers:
            self.assertAlmostEqual(
                sum(reason["share"] for reason in movie["because"]), 1,
                places=4)

    def test_a_new_view_counts_at_the_next_request(self):
        user = self.server.create_user()
        watch(self.server, user, VOYAGES[4])
        before = [movie["id"] for movie in self.recommended(user)]
        self.assertEqual(before, [movie["id"] for movie
                                  in self.recommended(user)])
        watch(self.server, user, VOYAGES[8])
        after = [movie["id"] for movie in self.recommended(user)]
        self.assertNotIn(VOYAGES[8], after)
        self.assertLess(after.index(GARDENS[8]), before.index(GARDENS[8]))

    def test_a_title_that_nobody_watched_can_be_recommended(self):
        user = self.server.create_user()
        watch(self.server, user, VOYAGES[4])
        answers = {movie["id"]: movie for movie in self.recommended(user)}
        self.assertEqual(answers[VOYAGES[5]]["source"], "blend")

    def test_picks_are_blended_too(self):
        response = self.server.post(
            "/recommendations", {"liked": [VOYAGES[4]], "limit": 40})
        self.assertEqual(response.status, 200)
        gardens = [movie["id"] for movie in response.json()
                   if movie["id"] in GARDENS]
        self.assertEqual(gardens[0], GARDENS[4])

    def test_who_watched_nothing_gets_popular_titles(self):
        user = self.server.create_user()
        self.assertEqual({movie["source"] for movie in self.recommended(user)},
                         {"popular"})

    def test_metrics_tell_the_generation(self):
        wanted = max(self.generations())
        wait_for(lambda: f'marquee_model_generation{{worker="1"}} {wanted}'
                 in self.server.get("/metrics").body.decode(), "the gauge")

    def test_a_new_model_is_swapped_in_without_a_failure(self):
        user = self.server.create_user()
        watch(self.server, user, VOYAGES[4])
        before = max(self.generations())
        targets = [f"/users/{user}/recommendations?limit=40", "/movies"]
        with Traffic(self.server, targets) as traffic:
            for step in range(1, 4):
                self.server.marquee("train")
                self.wait_for_generation(before + step)
            self.server.marquee("index")
            time.sleep(1.5)
        self.assertEqual(traffic.failures, [])
        self.assertEqual(set(traffic.statuses), {200})
        self.assertEqual(self.generations(), {before + 3})

    def test_a_damaged_model_is_not_taken(self):
        link = self.link()
        old = os.readlink(link)
        good = (link.parent / old).read_bytes()
        generation = max(self.generations())
        middle = len(good) // 2
        for number, spoiled in enumerate((
                good[:middle], b"",
                good[:middle] + bytes([good[middle] ^ 1])
                + good[middle + 1:])):
            bad = link.with_name(f"bad{number}")
            bad.write_bytes(spoiled)
            self.turn(link, bad.name)
            time.sleep(1.3)
            self.assertEqual(self.generations(), {generation})
        self.turn(link, old)
        self.assertIn(f"generation {generation} stays",
                      self.server.log_text())

    @staticmethod
    def turn(link, name):
        fresh = link.with_name("turning")
        fresh.symlink_to(name)
        fresh.rename(link)


if __name__ == "__main__":
    unittest.main()
