"""A place where loads are broken off: two versions of a catalogue, what the
tables hold with each, and a command that is watched while it runs."""

import subprocess
import unittest

from server import MARQUEE

TABLES = ("movies persons movie_crew directors writers known_for_titles "
          "movie_ratings movie_akas movie_episodes").split()


class LoadCase(unittest.TestCase):
    """`place` is a Server without a server, which the class sets up."""

    @classmethod
    def generate(cls, titles):
        """Two versions of a catalogue; `folders` says where."""
        cls.folders = []
        for seed in ("1", "2"):
            folder = cls.place.folder / seed
            cls.place.marquee("generate", "--titles", str(titles), "--seed",
                              seed, "--out", str(folder))
            cls.folders.append(str(folder))
        cls.place.marquee("migrate")
        cls.empty = cls.state()

    @classmethod
    def load(cls, folder):
        cls.place.marquee("load", "--data-dir", folder, "--allow-shrink")

    @classmethod
    def begin_load(cls, folder):
        """A load as a process, whose errors can be read."""
        return subprocess.Popen(
            [str(MARQUEE), "load", "--data-dir", folder, "--allow-shrink"],
            env=cls.place.environment, cwd=cls.place.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    @classmethod
    def state(cls):
        """Row count and checksum of each table; titles that are gone stay in
        it and are left out."""
        return sorted(cls.place.sql(" UNION ALL ".join(
            f"SELECT '{table} ' || count(*) || ' ' || coalesce(md5("
            "string_agg(t::text, '|' ORDER BY t::text)), 'none') "
            f"FROM {table} t" +
            (" WHERE gone_at IS NULL" if table == "movies" else "")
            for table in TABLES)).splitlines())

    @classmethod
    def clear(cls):
        cls.place.sql("TRUNCATE catalogue, load_files, load_rejects, " +
                      ", ".join(TABLES))

    def assert_nothing_is_staged(self):
        self.assertEqual(self.place.sql(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'staging'"),
            "0")

    def assert_failed_clearly(self, process, reasons):
        """The load ended with a line that says why, and one what to do."""
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1, errors)
        self.assertRegex(
            errors, rf"(\A|\n)marquee: ([^\n]*: )?({reasons})[^\n]*\n"
                    r"next: marquee load\n\Z")
        return errors
