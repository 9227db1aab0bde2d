"""A load that is killed at any point leaves the old catalogue, whole, and the
next one completes."""

import random
import time
import unittest

from load_case import LoadCase
from server import Server

SEED = 20261124
KILLS = 10 # of first loads, and as many of later ones


class KilledTest(LoadCase):

    @classmethod
    def setUpClass(cls):
        cls.random = random.Random(SEED)
        print(f"seed {SEED}")
        cls.place = cls.enterClassContext(Server(fill=False, serve=False))
        cls.generate(1000)
        cls.states, cls.seconds = [], []
        for folder in cls.folders:
            started = time.monotonic()
            cls.load(folder)
            cls.seconds.append(time.monotonic() - started)
            cls.states.append(cls.state())

    def kill_a_load(self, folder, seconds):
        """Kills a load after a random share of the time that one takes."""
        with self.begin_load(folder) as process:
            time.sleep(self.random.random() * seconds)
            process.kill()

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
