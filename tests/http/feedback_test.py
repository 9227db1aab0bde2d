"""What users like and do not want, and what it does to their lists."""

import unittest
import uuid

from catalogue import GARDENS, VOYAGES
from http_case import HttpCase

NOBODY = str(uuid.uuid4())


class FeedbackTest(HttpCase):

    def say(self, user, movie, kind):
        return self.server.post(f"/users/{user}/feedback",
                                {"movie_id": movie, "kind": kind})

    def take_back(self, user, movie):
        return self.server.request(
            "DELETE", f"/users/{user}/feedback/{movie}")

    def recommended(self, user, outcome=None):
        response = self.server.get_outcome(
            f"/users/{user}/recommendations?limit=40", outcome)
        self.assertEqual(response.status, 200, response)
        if outcome is not None:
            self.assertEqual(response.headers["x-cache"], outcome)
        return [movie["id"] for movie in response.json()]

    def said(self, user, query=""):
        response = self.server.get(f"/users/{user}/feedback{query}")
        self.assertEqual(response.status, 200, response)
        return response.json()

    def test_a_like_changes_the_next_list_through_the_cache(self):
        user = self.server.create_user()
        before = self.recommended(user, "miss")
        self.assertEqual(self.recommended(user, "hit"), before)
        response = self.say(user, GARDENS[5], "like")
        self.assertEqual(response.status, 201)
        after = self.recommended(user, "miss")
        self.assertIn(after[0], GARDENS)
        self.assertNotIn(GARDENS[5], after)
        self.assertEqual(self.recommended(user, "hit"), after)
        self.assertEqual(self.take_back(user, GARDENS[5]).status, 204)
        self.assertEqual(self.recommended(user, "miss"), before)

    def test_what_is_not_wanted_is_left_out_and_its_like_sinks(self):
        user = self.server.create_user()
        self.say(user, VOYAGES[0], "like")
        self.say(user, GARDENS[0], "like")
        before = self.recommended(user)
        self.say(user, VOYAGES[1], "not_interested")
        after = self.recommended(user)
        self.assertNotIn(VOYAGES[1], after)
        place = sum(map(before.index, VOYAGES[2:])), sum(
            map(after.index, VOYAGES[2:]))
        self.assertGreater(place[1], place[0])

    def test_the_last_word_on_a_title_counts(self):
        user = self.server.create_user()
        body = self.say(user, VOYAGES[3], "like").json()
        self.assertEqual(body, {
            "user_id": user, "movie_id": VOYAGES[3],
            "title": "Star Voyage 3", "kind": "like",
            "created_at": body["created_at"]})
        self.say(user, GARDENS[1], "like")
        again = self.say(user, VOYAGES[3], "not_interested").json()
        self.assertEqual(self.said(user)[0], again)
        self.assertEqual([(word["movie_id"], word["kind"])
                          for word in self.said(user)],
                         [(VOYAGES[3], "not_interested"),
                          (GARDENS[1], "like")])
        self.assertEqual(self.said(user, "?limit=1&offset=1"),
                         self.said(user)[1:])

    def test_a_new_user_has_said_nothing(self):
        self.assertEqual(self.said(self.server.create_user()), [])

    def test_what_was_never_said_cannot_be_taken_back(self):
        user = self.server.create_user()
        self.assert_problem(self.take_back(user, VOYAGES[0]), 404, VOYAGES[0])
        # the title need not be in the catalogue
        self.assert_problem(self.take_back(user, "tt7777777"), 404)
        self.assert_problem(self.take_back(user, "matrix"), 400, "matrix")
        self.assert_problem(self.take_back("1", VOYAGES[0]), 400, "uuid")

    def test_users_that_do_not_exist(self):
        self.assert_problem(self.server.get(f"/users/{NOBODY}/feedback"), 404,
                            NOBODY)
        self.assert_problem(self.say(NOBODY, VOYAGES[0], "like"), 404, NOBODY)
        self.assert_problem(self.take_back(NOBODY, VOYAGES[0]), 404, NOBODY)

    def test_background_users_say_nothing(self):
        user = self.server.sql(
            "INSERT INTO users (name, origin) VALUES ('Ghost', 'background') "
            "RETURNING id").split()[0]
        self.assert_problem(self.say(user, VOYAGES[0], "like"), 404)
        self.assert_problem(self.server.get(f"/users/{user}/feedback"), 404)

    def test_feedback_that_is_refused(self):
        user = self.server.create_user()
        for body, *words in (
                ({"kind": "like"}, "movie_id"),
                ({"movie_id": VOYAGES[0]}, "kind"),
                ({"movie_id": VOYAGES[0], "kind": "love"}, "kind", "love"),
                ({"movie_id": VOYAGES[0], "kind": 1}, "kind"),
                ({"movie_id": "tt7777777", "kind": "like"}, "tt7777777"),
                ({"movie_id": VOYAGES[0], "kind": "like", "x": 1}, "x"),
                ([], "object")):
            with self.subTest(body=body):
                self.assert_problem(self.server.post(
                    f"/users/{user}/feedback", body), 422, *words)
        self.assertEqual(self.said(user), [])
        for method in ("PUT", "PATCH", "DELETE"):
            response = self.server.request(
                method, f"/users/{user}/feedback")
            self.assert_problem(response, 405)
            self.assertEqual(response.headers["allow"],
                             "GET, HEAD, POST, OPTIONS")

    def test_feedback_goes_with_its_user(self):
        user = self.server.create_user()
        self.say(user, VOYAGES[0], "like")
        self.server.sql(f"DELETE FROM users WHERE id = '{user}'")
        self.assertEqual(self.server.sql(
            f"SELECT count(*) FROM user_feedback WHERE user_id = '{user}'"),
            "0")


    # --- the order after the score

    def test_the_order_after_the_score_is_asked_for_by_request(self):
        user = self.server.create_user()
        self.say(user, VOYAGES[0], "like")
        base = f"/users/{user}/recommendations?limit=6"
        plain = self.server.get(base)
        for query, franchise in (("", 6), ("&max_per_franchise=2", 2),
                                 ("&max_per_director=1", 1),
                                 ("&diversity=0&freshness=0", 6)):
            for outcome in ("miss", "hit"):
                with self.subTest(query=query, outcome=outcome):
                    response = self.server.get_outcome(
                        base + query, outcome if franchise < 6 else None)
                    ids = [movie["id"] for movie in response.json()]
                    self.assertEqual(
                        sum(id in VOYAGES for id in ids), franchise)
                    if franchise == 6:
                        self.assertEqual(response.json(), plain.json())
                    elif outcome == "hit":
                        self.assertEqual(response.headers["x-cache"], "hit")

    def test_the_same_for_similar_titles_and_picks(self):
        similar = f"/movies/{VOYAGES[0]}/similar?limit=6"
        exact = self.server.get(similar).json()
        capped = self.server.get(similar + "&max_per_franchise=1").json()
        self.assertEqual(capped[0], exact[0])
        # only the two series share terms with nothing else
        self.assertEqual(sum(movie["id"] in VOYAGES for movie in capped), 1)
        picks = {"liked": VOYAGES[:1], "limit": 4}
        exact = self.server.post("/recommendations", picks).json()
        self.assertTrue(all(movie["id"] in VOYAGES for movie in exact))
        capped = self.server.post("/recommendations", {
            **picks, "max_per_director": 1, "diversity": 0.5,
            "freshness": None}).json()
        self.assertEqual(sum(movie["id"] in VOYAGES for movie in capped), 1)
        scores = {movie["id"]: movie["score"] for movie in exact}
        self.assertEqual(capped[0]["score"], scores[capped[0]["id"]])

    def test_orders_that_are_refused(self):
        user = self.server.create_user()
        for query, *words in (
                ("diversity=2", "diversity", "from 0 to 1"),
                ("diversity=-1", "diversity"), ("diversity=", "diversity"),
                ("diversity=.3&diversity=.4", "diversity"),
                ("freshness=nan", "freshness"),
                ("max_per_director=101", "max_per_director"),
                ("max_per_franchise=one", "max_per_franchise")):
            for route in (f"/movies/{VOYAGES[0]}/similar",
                          f"/users/{user}/recommendations"):
                with self.subTest(query=query, route=route):
                    self.assert_problem(
                        self.server.get(f"{route}?{query}"), 400, *words)
        for body, *words in (
                ({"diversity": 2}, "diversity"),
                ({"diversity": ".3"}, "diversity", "number"),
                ({"diversity": True}, "diversity"),
                ({"max_per_director": 1.5}, "max_per_director"),
                ({"max_per_franchise": -1}, "max_per_franchise")):
            with self.subTest(body=body):
                self.assert_problem(
                    self.server.post("/recommendations", body), 422, *words)


if __name__ == "__main__":
    unittest.main()
