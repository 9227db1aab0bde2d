"""A load that is killed at any point leaves the old catalogue, whole, and the
next one completes."""

import random
import subprocess
import time
import unittest

from server import MARQUEE, Server

SEED = 20261124
KILLS = 10 # of first loads, and as many of later ones
TABLES = ("movies persons movie_crew directors writers known_for_titles "
          "movie_ratings movie_akas").split()


class KilledTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.random = random.Random(SEED)
        print(f"seed {SEED}")
        cls.place = cls.enterClassContext(Server(fill=False, serve=False))
        cls.folders = []
        for seed in ("1", "2"):
            folder = cls.place.folder / seed
            cls.place.marquee("generate", "--titles", "1000", "--seed", seed,
                              "--out", str(folder))
            cls.folders.append(str(folder))
        cls.place.marquee("migrate")
        cls.empty = cls.state()
        cls.states, cls.seconds = [], []
        for folder in cls.folders:
            started = time.monotonic()
            cls.load(folder)
            cls.seconds.append(time.monotonic() - started)
            cls.states.append(cls.state())

    @classmethod
    def load(cls, folder):
        cls.place.marquee("load", "--data-dir", folder, "--allow-shrink")

    @classmethod
    def state(cls):
        """Row count and checksum of each table; titles that are gone stay in
        it and are left out."""
        return {table: cls.place.sql(
            "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' "
            f"ORDER BY t::text)), '') FROM {table} t" +
            (" WHERE gone_at IS NULL" if table == "movies" else ""))
            for table in TABLES}

    def clear(self):
        self.place.sql("TRUNCATE catalogue, load_files, load_rejects, " +
                       ", ".join(TABLES))

    def kill_a_load(self, folder, seconds):
        """Kills a load after a random share of the time that one takes."""
        process = subprocess.Popen(
            [str(MARQUEE), "load", "--data-dir", folder, "--allow-shrink"],
            env=self.place.environment, cwd=self.place.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.random.random() * seconds)
        process.kill()
        process.wait()

    def assert_nothing_is_staged(self):
        self.assertEqual(self.place.sql(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'staging'"),
            "0")

    def test_a_killed_first_load_leaves_nothing_or_all(self):
        for _ in range(KILLS):
            self.clear()
            self.kill_a_load(self.folders[0], self.seconds[0])
            self.assertIn(self.state(), (self.empty, self.states[0]))
            self.load(self.folders[0])
            self.assertEqual(self.state(), self.states[0])
            self.assert_nothing_is_staged()

    def test_a_killed_refresh_leaves_the_old_catalogue_or_the_new(self):
        self.load(self.folders[0])
        for turn in range(1, KILLS + 1):
            new = turn % 2
            self.kill_a_load(self.folders[new], self.seconds[1])
            self.assertIn(self.state(), self.states)
            self.load(self.folders[new])
            self.assertEqual(self.state(), self.states[new])
            self.assert_nothing_is_staged()


if __name__ == "__main__":
    unittest.main()
