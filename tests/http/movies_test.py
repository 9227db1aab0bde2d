"""The routes of titles: lists, search, one title, similar titles."""

import unittest

from catalogue import ADULT_ID, ADULT_TITLE, GARDENS, VOYAGES
from http_case import HttpCase

FIELDS = {"id", "title", "original_title", "movie_type", "start_year",
          "runtime", "genres", "avg_rating", "num_votes"}


def ids(response):
    return [movie["id"] for movie in response.json()]


class MoviesTest(HttpCase):

    def test_lists_the_most_voted_titles_first(self):
        response = self.server.get("/movies?limit=3")
        self.assertEqual(response.status, 200)
        self.assertEqual(response.headers["content-type"], "application/json")
        self.assertEqual(ids(response), VOYAGES[:3])
        self.assertEqual(set(response.json()[0]), FIELDS)
        self.assertEqual(response.json()[0]["num_votes"], 100000)

    def test_pages_are_parts_of_one_list(self):
        whole = ids(self.server.get("/movies?limit=40"))
        self.assertEqual(len(whole), 40)
        parts = [ids(self.server.get(f"/movies?limit=7&offset={offset}"))
                 for offset in range(0, 49, 7)]
        self.assertEqual(sum(parts, []), whole)
        self.assertEqual(ids(self.server.get("/movies?offset=1000")), [])

    def test_sorts_by_year_in_both_directions(self):
        years = [movie["start_year"] for movie in self.server.get(
            "/movies?sort=year&order=asc&limit=40").json()]
        self.assertEqual(years, sorted(years))
        years = [movie["start_year"] for movie in self.server.get(
            "/movies?sort=year&limit=40").json()]
        self.assertEqual(years, sorted(years, reverse=True))

    def test_filters(self):
        self.assertEqual(
            len(ids(self.server.get("/movies?min_votes=50001&limit=100"))), 20)
        self.assertEqual(
            ids(self.server.get("/movies?movie_type=tvSeries")), [])

    def test_one_filter_language_for_lists_searches_and_similar_titles(self):
        years = "filter=year=..1990+votes=1.."
        for target in (f"/movies?limit=100&{years}",
                       f"/movies/search?query=voyage&limit=100&{years}",
                       f"/movies/{VOYAGES[0]}/similar?limit=100&{years}"):
            movies = self.server.get(target).json()
            whole = self.server.get(target.replace(years, "")).json()
            self.assertEqual(
                [movie["id"] for movie in movies],
                [movie["id"] for movie in whole
                 if movie["start_year"] <= 1990], target)
            self.assertGreater(len(movies), 0, target)
            self.assertLess(len(movies), len(whole), target)

    def test_a_wrong_filter_says_where(self):
        for target in ("/movies?", "/movies/search?query=voyage&",
                       f"/movies/{VOYAGES[0]}/similar?"):
            for text, says in (("votes=many", "byte 7"),
                               ("genre=Horor", 'no title has genre "Horor"')):
                self.assert_problem(self.server.get(
                    f"{target}filter={text}"), 400, says)

    def test_search_finds_the_exact_title_first(self):
        response = self.server.get("/movies/search?query=quiet+GARDEN%207")
        self.assertEqual(ids(response)[0], GARDENS[7])
        self.assertEqual(set(response.json()[0]), FIELDS)

    def test_search_finds_titles_in_other_languages(self):
        for words in ("der+sternenflug", "Sternenflug", "STERNENFL"):
            response = self.server.get(f"/movies/search?query={words}")
            self.assertEqual(ids(response), [VOYAGES[3]], words)
            self.assertEqual(response.json()[0]["title"], "Star Voyage 3")
        self.assertEqual(
            ids(self.server.get("/movies/search?query=verbotener+flug")), [])

    def test_one_title_has_its_people(self):
        movie = self.server.get(f"/movies/{VOYAGES[0]}").json()
        self.assertEqual(set(movie), FIELDS | {"directors", "writers", "cast"})
        self.assertEqual(movie["directors"],
                         [{"id": "nm0000001", "name": "Ada Pilot"}])
        self.assertEqual(movie["cast"],
                         [{"id": "nm0000002", "name": "Ben Comet"}])

    def test_similar_titles_say_why(self):
        movies = self.server.get(f"/movies/{VOYAGES[0]}/similar").json()
        self.assertEqual(len(movies), 10)
        self.assertEqual(set(movies[0]),
                         FIELDS | {"score", "similarity", "because"})
        self.assertTrue({movie["id"] for movie in movies} <= set(VOYAGES[1:]))
        scores = [movie["score"] for movie in movies]
        self.assertEqual(scores, sorted(scores, reverse=True))
        for movie in movies:
            shares = [reason["share"] for reason in movie["because"]]
            self.assertAlmostEqual(sum(shares), 1, places=2)
            self.assertLessEqual(len(shares), 6)

    def test_prior_off_is_the_bare_cosine(self):
        for movie in self.server.get(
                f"/movies/{VOYAGES[0]}/similar?prior=off").json():
            self.assertEqual(movie["score"], movie["similarity"])

    def test_adult_titles_are_in_no_route(self):
        self.assertEqual(self.server.sql(
            "SELECT count(*) FROM movies WHERE is_adult"), "1")
        user = self.server.create_user()
        self.server.post(f"/users/{user}/viewing_history", {
            "movie_id": VOYAGES[3], "watch_date": "2026-01-01T00:00:00Z",
            "watch_duration": 100})
        self.server.sql("INSERT INTO viewing_history (user_id, movie_id, "
                        "watch_date, watch_duration) VALUES "
                        f"('{user}', 9000001, now(), 90)")
        self.assertEqual(self.server.get(f"/movies/{ADULT_ID}").status, 404)
        self.assertEqual(
            self.server.get(f"/movies/{ADULT_ID}/similar").status, 404)
        for field in ("movie_id", "liked", "disliked", "seen"):
            target = (f"/users/{user}/viewing_history" if field == "movie_id"
                      else "/recommendations")
            value = ADULT_ID if field == "movie_id" else [ADULT_ID]
            self.assert_problem(self.server.post(target, {
                field: value}), 422, ADULT_ID)
        routes = ["/movies?limit=100", "/movies?limit=100&sort=rating",
                  "/movies?limit=100&sort=year",
                  "/movies/search?query=forbidden+voyage",
                  "/movies/search?query=voyage&limit=100",
                  f"/users/{user}/recommendations?limit=100",
                  f"/movies/{GARDENS[0]}/similar?limit=100"]
        routes += [f"/movies/{title}/similar?limit=100" for title in VOYAGES]
        answers = [self.server.get(route) for route in routes]
        answers.append(self.server.post("/recommendations", {
            "liked": VOYAGES[:3], "limit": 100}))
        for answer in answers:
            self.assertEqual(answer.status, 200)
            self.assertNotIn(ADULT_ID.encode(), answer.body)
            self.assertNotIn(ADULT_TITLE.encode(), answer.body)
        history = self.server.get(f"/users/{user}/viewing_history")
        self.assertNotIn(ADULT_TITLE.encode(), history.body)

    def test_parameters_are_understood_or_refused(self):
        for target, *words in (
                ("/movies?limit=0", "limit", "1 to 100", '"0"'),
                ("/movies?limit=101", "limit"),
                ("/movies?limit=ten", "limit", "ten"),
                ("/movies?limit=", "limit"),
                ("/movies?limit=%31%30x", "limit"),
                ("/movies?limit=1.0", "limit"),
                ("/movies?limit=1&limit=2", "limit", "twice"),
                ("/movies?limit=99999999999999999999", "limit"),
                ("/movies?offset=-1", "offset"),
                ("/movies?sort=age", "sort", "popularity"),
                ("/movies?order=up", "order", "asc"),
                ("/movies?movie_type=opera", "movie_type", "tvSeries"),
                ("/movies?min_votes=x", "min_votes"),
                ("/movies?colour=red", "colour"),
                ("/movies?%ff=1", "UTF-8"),
                ("/movies?limit=%zz", "limit"),
                ("/movies/search", "query"),
                ("/movies/search?query=", "query"),
                ("/movies/search?query=%c3%28", "query", "UTF-8"),
                ("/movies/search?query=a%00b", "query"),
                ("/movies/search?query=" + "a" * 201, "query"),
                (f"/movies/{VOYAGES[0]}?x=1", "x"),
                (f"/movies/{VOYAGES[0]}/similar?limit=1000", "limit"),
                (f"/movies/{VOYAGES[0]}/similar?prior=maybe", "prior"),
                ("/movies/0133093", "0133093"),
                ("/movies/tt", "tt"),
                ("/movies/TT0133093", "TT0133093"),
                ("/movies/tt99999999999/similar", "tt99999999999"),
                ("/movies/%ff", "%ff")):
            with self.subTest(target=target):
                self.assert_problem(self.server.get(target), 400, *words)

    def test_titles_that_do_not_exist_are_404(self):
        self.assert_problem(
            self.server.get("/movies/tt7777777"), 404, "tt7777777")
        self.assert_problem(
            self.server.get("/movies/my0000001/similar"), 404, "my0000001")


if __name__ == "__main__":
    unittest.main()
