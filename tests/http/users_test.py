"""Users, their viewing history and their recommendations."""

import datetime
import unittest
import uuid

from catalogue import GARDENS, VOYAGES
from http_case import HttpCase

NOBODY = str(uuid.uuid4())


def utc(**offset):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(**offset)).isoformat()


class UsersTest(HttpCase):

    def view(self, user, **changes):
        event = {"movie_id": VOYAGES[0],
                 "watch_date": "2026-01-31T20:15:00Z", "watch_duration": 90}
        event.update(changes)
        event = {name: value for name, value in event.items()
                 if value is not ...}
        return self.server.post(f"/users/{user}/viewing_history", event)

    def recommended(self, user, outcome=None):
        response = self.server.get_outcome(
            f"/users/{user}/recommendations?limit=40", outcome)
        self.assertEqual(response.status, 200, response)
        if outcome is not None:
            self.assertEqual(response.headers["x-cache"], outcome)
        return [movie["id"] for movie in response.json()]

    # --- users

    def test_a_created_user_is_listed_and_found(self):
        response = self.server.post(
            "/users", {"name": "Zoë Übermut", "birth_year": 1999})
        self.assertEqual(response.status, 201)
        user = response.json()
        self.assertEqual(user, {"id": user["id"], "name": "Zoë Übermut",
                                "birth_year": 1999, "origin": "own"})
        self.assertEqual(
            self.server.get(f"/users/{user['id']}").json(), user)
        self.assertEqual(
            self.server.get(f"/users/{user['id'].upper()}").json(), user)
        self.assertEqual(self.server.get(
            "/users?query=%C3%BCBERMUT").json(), [user])

    def test_a_birth_year_is_optional(self):
        for body in ({"name": "A"}, {"name": "A", "birth_year": None}):
            response = self.server.post("/users", body)
            self.assertEqual(response.status, 201)
            self.assertIsNone(response.json()["birth_year"])

    def test_lists_in_order_of_name_by_pages(self):
        for name in ("pg c", "pg a", "pg b"):
            self.server.create_user(name)
        pages = [self.server.get(
            f"/users?query=pg&limit=1&offset={offset}").json()
                 for offset in range(4)]
        self.assertEqual([[user["name"] for user in page] for page in pages],
                         [["pg a"], ["pg b"], ["pg c"], []])

    def test_background_users_are_in_no_route(self):
        user = self.server.sql(
            "INSERT INTO users (name, origin) VALUES ('Ghost', 'background') "
            "RETURNING id").split()[0]
        self.assertEqual(self.server.get("/users?query=ghost").json(), [])
        for route in ("", "/viewing_history", "/recommendations"):
            self.assert_problem(
                self.server.get(f"/users/{user}{route}"), 404)
        self.assert_problem(self.view(user), 404)

    def test_values_that_are_refused(self):
        for body, word in (
                ({}, "name"), ({"name": ""}, "name"), ({"name": "  "}, "name"),
                ({"name": 7}, "name"), ({"name": None}, "name"),
                ({"name": "x" * 201}, "200"), ({"name": "a\nb"}, "control"),
                ({"name": "a\u0085b"}, "control"),
                ({"name": "A", "birth_year": 1899}, "birth_year"),
                ({"name": "A", "birth_year": 3000}, "birth_year"),
                ({"name": "A", "birth_year": "1980"}, "birth_year"),
                ({"name": "A", "birth_year": 1980.5}, "birth_year"),
                ({"name": "A", "origin": "simulated"}, "origin"),
                ([], "object")):
            with self.subTest(body=body):
                self.assert_problem(self.server.post("/users", body), 422,
                                    word)
        self.assertEqual(self.server.post(
            "/users", {"name": "é" * 200}).status, 201)

    def test_bodies_that_are_no_json(self):
        for body in (b"", b"{", b"{}x", b'{"name":"\xff"}', b"{'name':'A'}",
                     b'{"name":"A","name":"B"}', b'{"name":"\\u0000"}',
                     b"[" * 5000):
            with self.subTest(body=body[:20]):
                self.assert_problem(self.server.post("/users", body), 400,
                                    "JSON")
        for kind in ("text/plain", "application/jsonp",
                     "application/x-www-form-urlencoded"):
            self.assert_problem(self.server.post(
                "/users", {"name": "A"}, {"content-type": kind}), 415, kind)
        self.assertEqual(self.server.post(
            "/users", {"name": "A"},
            {"content-type": "Application/JSON; charset=utf-8"}).status, 201)

    def test_ids_that_are_no_uuid(self):
        for user in ("1", "x" * 36, NOBODY + "0", NOBODY[:-1],
                     NOBODY.replace("-", "_")):
            for route in ("", "/viewing_history", "/recommendations"):
                with self.subTest(user=user, route=route):
                    self.assert_problem(
                        self.server.get(f"/users/{user}{route}"), 400, "uuid")

    def test_users_that_do_not_exist(self):
        for route in ("", "/viewing_history", "/recommendations"):
            self.assert_problem(
                self.server.get(f"/users/{NOBODY}{route}"), 404,
                f"there is no user {NOBODY}")
        self.assert_problem(self.view(NOBODY), 404, NOBODY)

    # --- history

    def test_a_history_is_newest_first(self):
        user = self.server.create_user()
        self.assertEqual(
            self.server.get(f"/users/{user}/viewing_history").json(), [])
        for day, title in ((3, 0), (5, 1), (4, 2)):
            response = self.view(
                user, movie_id=VOYAGES[title], rating=day,
                watch_date=f"2026-01-0{day}T20:15:00+02:00")
            self.assertEqual(response.status, 201)
        event = self.server.get(
            f"/users/{user}/viewing_history?limit=1").json()[0]
        self.assertEqual(event, {
            "id": event["id"], "user_id": user, "movie_id": VOYAGES[1],
            "title": "Star Voyage 1", "watch_date": "2026-01-05T18:15:00Z",
            "watch_duration": 90, "rating": 5})
        days = [event["rating"] for event in self.server.get(
            f"/users/{user}/viewing_history?offset=1").json()]
        self.assertEqual(days, [4, 3])

    def test_events_that_are_refused(self):
        user = self.server.create_user()
        for changes, *words in (
                ({"movie_id": "tt7777777"}, "movie_id", "tt7777777"),
                ({"movie_id": "matrix"}, "movie_id", "matrix"),
                ({"movie_id": 133093}, "movie_id"),
                ({"movie_id": ...}, "movie_id"),
                ({"watch_date": utc(minutes=2)}, "watch_date", "future"),
                ({"watch_date": "yesterday"}, "watch_date", "yesterday"),
                ({"watch_date": "2026-02-30T00:00:00Z"}, "watch_date"),
                ({"watch_date": 5}, "watch_date"),
                ({"watch_date": ...}, "watch_date"),
                ({"watch_duration": -1}, "watch_duration", "-1"),
                ({"watch_duration": 100001}, "watch_duration"),
                ({"watch_duration": 1.5}, "watch_duration"),
                ({"watch_duration": "90"}, "watch_duration"),
                ({"watch_duration": True}, "watch_duration"),
                ({"watch_duration": 10 ** 18}, "watch_duration"),
                ({"watch_duration": None}, "watch_duration"),
                ({"watch_duration": ...}, "watch_duration"),
                ({"rating": 0}, "rating"), ({"rating": 11}, "rating"),
                ({"rating": 7.5}, "rating"), ({"rating": "7"}, "rating"),
                ({"user_id": user}, "user_id")):
            with self.subTest(changes=changes):
                self.assert_problem(self.view(user, **changes), 422, *words)
        self.assertEqual(
            self.server.get(f"/users/{user}/viewing_history").json(), [])
        for changes in ({"watch_date": utc(seconds=30)}, {"rating": None},
                        {"watch_duration": 0}):
            self.assertEqual(self.view(user, **changes).status, 201)

    # --- recommendations

    def test_without_a_history_popular_titles_are_recommended(self):
        user = self.server.create_user()
        for movie in self.server.get(
                f"/users/{user}/recommendations").json():
            self.assertEqual(movie["source"], "popular")
            self.assertEqual(movie["because"][-1]["kind"], "popularity")

    def test_a_view_changes_the_next_recommendations_through_the_cache(self):
        user = self.server.create_user()
        before = self.recommended(user, "miss")
        self.assertEqual(self.recommended(user, "hit"), before)
        self.view(user, movie_id=GARDENS[5], rating=10)
        after = self.recommended(user, "miss")
        self.assertNotEqual(after, before)
        self.assertIn(after[0], GARDENS)
        self.assertNotIn(GARDENS[5], after)
        self.assertEqual(self.recommended(user, "hit"), after)

    def test_no_recommendation_is_older_than_the_last_view(self):
        user = self.server.create_user()
        for title in VOYAGES:
            self.recommended(user)
            self.assertEqual(self.view(user, movie_id=title).status, 201)
            self.assertNotIn(title, self.recommended(user))

    def test_the_cache_tells_limits_apart(self):
        user = self.server.create_user()
        for limit in (1, 5, 1, 5):
            self.assertEqual(len(self.server.get(
                f"/users/{user}/recommendations?limit={limit}").json()), limit)

    def recommended_with(self, user, choice, outcome=None):
        response = self.server.get_outcome(
            f"/users/{user}/recommendations?limit=40&{choice}", outcome)
        self.assertEqual(response.status, 200, response)
        if outcome is not None:
            self.assertEqual(response.headers["x-cache"], outcome)
        return response.json()

    def test_recommendations_take_the_filter_language(self):
        user = self.server.create_user()
        self.view(user, movie_id=GARDENS[5], rating=10)
        for text, kept in (("genre=Drama+year=..1980", 10),
                           ("genre!=Drama", 20), ("year=1975", 0)):
            movies = self.recommended_with(user, f"filter={text}")
            self.assertEqual(len(movies), kept, text)
        whole = self.recommended_with(user, "filter=")
        self.assertEqual(
            [movie for movie in whole if movie["start_year"] <= 1980],
            self.recommended_with(user, "filter=year=..1980"))
        self.assertEqual(
            self.server.post("/recommendations", {
                "liked": [GARDENS[5]], "limit": 40,
                "filter": "year=..1980"}).json(),
            [movie for movie in self.server.post("/recommendations", {
                "liked": [GARDENS[5]], "limit": 40}).json()
             if movie["start_year"] <= 1980])

    def test_boosts_multiply_scores(self):
        user = self.server.create_user()
        self.view(user, movie_id=GARDENS[5], rating=10)
        picks = {"liked": [GARDENS[5]], "limit": 40,
                 "filter": "genre=Drama"}
        boost = "year=1980..1985^3 year=1989..^0.5"
        similar = f"/movies/{GARDENS[5]}/similar?limit=40&filter=genre=Drama"
        for whole, boosted in (
                (self.recommended_with(user, "filter=genre=Drama"),
                 self.recommended_with(
                     user, "filter=genre=Drama&boost="
                     + boost.replace(" ", "+"))),
                (self.server.post("/recommendations", picks).json(),
                 self.server.post("/recommendations",
                                  {**picks, "boost": boost}).json()),
                (self.server.get(similar).json(),
                 self.server.get(similar + "&boost="
                                 + boost.replace(" ", "+")).json())):
            scores = {movie["id"]: movie["score"] for movie in whole}
            self.assertEqual(set(scores), {movie["id"] for movie in boosted})
            for movie in boosted:
                year = movie["start_year"]
                self.assertAlmostEqual(
                    movie["score"], scores[movie["id"]]
                    * (3 if 1980 <= year <= 1985 else
                       .5 if year >= 1989 else 1), 5)
            self.assertEqual(
                [movie["score"] for movie in boosted],
                sorted((movie["score"] for movie in boosted), reverse=True))
            self.assertIn(boosted[0]["start_year"], range(1980, 1986))

    def test_a_wrong_filter_or_boost_says_where(self):
        user = self.server.create_user()
        for name, text, says in (
                ("filter", "votes=many", "filter, byte 7"),
                ("filter", "genre=Horor", 'no title has genre "Horor"'),
                ("boost", "genre=Drama", "boost, byte 12: a factor"),
                ("boost", "genre=Drama^20", "boost, byte 13: a factor is"),
                ("boost", "type=film^2", 'no title has type "film"'),
                ("boost", "x" * 1001, "boost: 1001 bytes")):
            for target in (f"/users/{user}/recommendations",
                           f"/movies/{VOYAGES[0]}/similar"):
                self.assert_problem(self.server.get(
                    f"{target}?{name}={text}"), 400, says)
            self.assert_problem(self.server.post(
                "/recommendations", {name: text}), 422, says)
        for value in (5, ["genre=Drama"], True):
            for name in ("filter", "boost"):
                self.assert_problem(self.server.post(
                    "/recommendations", {name: value}), 422,
                    f"{name} must be a string")
        self.assertEqual(self.server.post("/recommendations", {
            "filter": None, "boost": None}).status, 200)

    def test_the_cache_tells_choices_apart_and_not_their_spelling(self):
        user = self.server.create_user()
        one = self.recommended_with(
            user, "filter=genre=Drama+year=..1980", "miss")
        self.assertEqual(one, self.recommended_with(
            user, "filter=+year=0..1980++genre=Drama|Drama", "hit"))
        self.assertNotEqual(
            one, self.recommended_with(user, "filter=genre=Drama", "miss"))
        self.recommended_with(user, "boost=genre=Drama^2", "miss")
        self.recommended_with(user, "boost=genre=Drama^2.0", "hit")
        self.recommended_with(user, "boost=genre=Drama^2.5", "miss")
        self.recommended_with(
            user, "filter=genre=Drama&boost=genre=Drama^2", "miss")
        self.recommended_with(user, "filter=", "miss")
        self.recommended(user, "hit")
        self.view(user, movie_id=GARDENS[0])
        after = self.recommended_with(
            user, "filter=genre=Drama+year=..1980", "miss")
        self.assertNotIn(GARDENS[0], [movie["id"] for movie in after])

    def test_picks_need_no_account(self):
        response = self.server.post("/recommendations", {
            "liked": VOYAGES[:2], "disliked": [GARDENS[0]],
            "seen": VOYAGES[2:4], "limit": 5})
        self.assertEqual(response.status, 200)
        movies = [movie["id"] for movie in response.json()]
        self.assertEqual(len(movies), 5)
        self.assertTrue(set(movies) <= set(VOYAGES[4:]), movies)
        for body in ({}, {"liked": []}, {"liked": [VOYAGES[0]] * 1000}):
            self.assertEqual(
                self.server.post("/recommendations", body).status, 200)

    def test_watched_titles_say_through_whom_they_speak(self):
        user = self.server.create_user()
        self.view(user, movie_id=GARDENS[5], rating=10)
        for response, people in (
                (self.server.post("/recommendations", {"liked": VOYAGES[:1]}),
                 {"nm0000001": "Ada Pilot", "nm0000002": "Ben Comet"}),
                (self.server.get(f"/users/{user}/recommendations"),
                 {"nm0000003": "Cleo Rose", "nm0000004": "Dan Meadow"})):
            for movie in response.json():
                watched = movie["because"][0]
                self.assertEqual(set(watched), {
                    "kind", "id", "label", "through", "share"})
                for term in watched["through"]:
                    self.assertEqual(set(term), {"field", "id", "label"})
                    self.assertIn(term["field"],
                                  ("director", "writer", "cast"))
                self.assertEqual({term["id"]: term["label"]
                                  for term in watched["through"]}, people)

    def test_picks_that_are_refused(self):
        for body, *words in (
                ({"liked": VOYAGES[0]}, "liked", "array"),
                ({"liked": [1000000]}, "liked"),
                ({"liked": ["matrix"]}, "liked", "matrix"),
                ({"seen": ["tt7777777"]}, "seen", "tt7777777"),
                ({"disliked": [None]}, "disliked"),
                ({"liked": [VOYAGES[0]] * 1001}, "liked", "1001"),
                ({"limit": 0}, "limit"), ({"limit": "5"}, "limit"),
                ({"loved": []}, "loved"), ([], "object")):
            with self.subTest(body=str(body)[:60]):
                self.assert_problem(
                    self.server.post("/recommendations", body), 422, *words)


if __name__ == "__main__":
    unittest.main()
