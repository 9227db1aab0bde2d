"""marquee train and what the other commands make of a model."""

import json
import pathlib
import subprocess
import unittest

from catalogue import GARDENS, VOYAGES, write_catalogue
from server import MARQUEE, Server

HISTORIES = (
    "WITH person AS (INSERT INTO users (name, origin) "
    "SELECT 'Person ' || n, '{origin}' FROM generate_series(0, 19) n "
    "RETURNING id, name) INSERT INTO viewing_history "
    "(user_id, movie_id, watch_date, watch_duration, rating) "
    "SELECT id, 1000000 + n, timestamptz '2026-01-01 20:00Z' "
    "+ n * interval '1 day', 90, 9 FROM person, generate_series(0, 19) n "
    "WHERE (n + right(name, 1)::int) % 3 <> 0")


class TrainTest(unittest.TestCase):

    def setUp(self):
        self.place = self.enterContext(Server(write_catalogue, serve=False))

    def run_marquee(self, *arguments):
        return subprocess.run(
            [str(MARQUEE), *arguments], env=self.place.environment,
            cwd=self.place.folder, capture_output=True, text=True,
            timeout=120, check=False)

    def train(self, *arguments):
        return json.loads(self.place.marquee("train", "--json", *arguments))

    def model(self):
        return pathlib.Path(self.place.environment["SNAPSHOT_PATH"]) \
            .with_name("model")

    def test_too_few_histories_are_refused_clearly(self):
        result = self.run_marquee("train")
        self.assertEqual(result.returncode, 1)
        self.assertIn("0 users with 0 watched titles are too few",
                      result.stderr)
        self.assertIn("import-ratings", result.stderr)
        self.assertFalse(self.model().exists())

    def test_without_a_snapshot_it_says_what_to_type(self):
        self.place.environment["SNAPSHOT_PATH"] += "-none"
        result = self.run_marquee("train")
        self.assertEqual(result.returncode, 1)
        self.assertIn("marquee index", result.stderr)

    def test_simulated_users_teach_only_where_there_are_no_others(self):
        self.place.sql(HISTORIES.format(origin="simulated"))
        told = self.train()
        self.assertTrue(told["simulated"])
        self.assertEqual((told["users"], told["titles"], told["by_ease"]),
                         (20, 20, 20))
        self.place.sql(HISTORIES.format(origin="own"))
        told = self.train()
        self.assertFalse(told["simulated"])
        self.assertEqual((told["users"], told["generation"]), (20, 2))

    def test_the_same_histories_give_the_same_model(self):
        self.place.sql(HISTORIES.format(origin="own"))
        files = []
        for _ in range(2):
            self.train()
            files.append(self.model().read_bytes()[4096:])
        self.assertEqual(files[0], files[1])

    def test_above_the_limit_the_rest_is_learned_by_item_knn(self):
        self.place.sql(HISTORIES.format(origin="own"))
        result = self.run_marquee("train", "--json", "--memory", "96M")
        self.assertEqual(result.returncode, 0, result.stderr)
        told = json.loads(result.stdout)
        self.assertEqual((told["titles"], told["by_ease"]), (20, 0))
        self.assertIn("item-kNN", result.stderr)
        self.assertGreater(told["entries"], 0)
        self.place.marquee("check", str(self.model()))

    def test_a_bad_limit_is_refused(self):
        for limit in ("8", "G", "-1G", "8T", "0M"):
            result = self.run_marquee("train", "--memory", limit)
            self.assertEqual(result.returncode, 2, limit)
            self.assertIn("8G", result.stderr)

    def test_check_knows_models_and_refuses_damaged_ones(self):
        self.place.sql(HISTORIES.format(origin="own"))
        told = self.train()
        counts = json.loads(
            self.place.marquee("check", "--json", str(self.model())))
        self.assertEqual(counts["titles"], 20)
        self.assertEqual(counts["entries"], told["entries"])
        data = bytearray(self.model().read_bytes())
        data[len(data) // 2] ^= 1
        damaged = self.place.folder / "damaged"
        damaged.write_bytes(data)
        result = self.run_marquee("check", str(damaged))
        self.assertEqual(result.returncode, 1)
        self.assertIn("marquee train", result.stderr)

    def test_recommend_blends(self):
        self.place.sql(HISTORIES.format(origin="own"))
        self.train()
        answers = json.loads(self.place.marquee(
            "recommend", "Person 3", "-k", "40", "--json"))
        self.assertEqual(answers[0]["source"], "blend")
        self.assertIn(answers[0]["id"], VOYAGES)
        self.assertTrue({movie["id"] for movie in answers} & set(GARDENS))


if __name__ == "__main__":
    unittest.main()
