"""A running server after `marquee import-history`: it must not answer from
what it had cached for the user before."""

import unittest

from catalogue import GARDENS, VOYAGES
from http_case import HttpCase


class ImportHistory(HttpCase):
    def recommended(self, user, outcome):
        response = self.server.get_outcome(
            f"/users/{user}/recommendations?limit=40", outcome)
        self.assertEqual(response.status, 200, response)
        self.assertEqual(response.headers["x-cache"], outcome)
        return [movie["id"] for movie in response.json()]

    def import_titles(self, user, titles):
        path = self.server.folder / "history.csv"
        path.write_text("tconst,date,rating10\n" + "".join(
            f"{title},2025-01-01,10\n" for title in titles))
        return self.server.marquee(
            "import-history", str(path), "--user", user)

    def test_the_next_recommendations_know_the_import(self):
        user = self.server.create_user()
        other = self.server.create_user()
        before = self.recommended(user, "miss")
        self.assertEqual(self.recommended(user, "hit"), before)
        others = self.recommended(other, "miss")
        self.import_titles(user, GARDENS[:3])
        after = self.recommended(user, "miss")
        self.assertIn(after[0], GARDENS)
        self.assertFalse(set(GARDENS[:3]) & set(after))
        self.assertEqual(self.recommended(other, "hit"), others,
                         "nobody else's answer was dropped")

    def test_a_second_import_that_adds_nothing_drops_too(self):
        user = self.server.create_user()
        self.import_titles(user, VOYAGES[:3])
        self.recommended(user, "miss")
        self.recommended(user, "hit")
        self.assertIn("nothing to add",
                      self.import_titles(user, VOYAGES[:3]))
        self.recommended(user, "miss")

    def test_a_new_user_is_listed_with_the_history(self):
        name = "Imported Person"
        self.import_titles(name, VOYAGES[:3])
        user, = self.server.get("/users?query=imported%20person").json()
        self.assertEqual(user["origin"], "own")
        events = self.server.get(
            f"/users/{user['id']}/viewing_history").json()
        self.assertEqual(sorted(event["movie_id"] for event in events),
                         VOYAGES[:3])


if __name__ == "__main__":
    unittest.main()
