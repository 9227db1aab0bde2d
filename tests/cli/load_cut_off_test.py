"""PostgreSQL goes away in the middle of a load, or ends its connections: the
load says so, the old catalogue is there, whole, and the next load completes.

Each load is held at a known point by somebody else's lock, so that the blow
falls there and nowhere else."""

import contextlib
import subprocess
import unittest

from load_case import LoadCase
from private_stack import PrivateStack
from server import Server, wait_for

FIRST = { # where a first load waits: the table, and whose lock it waits for
    "storing": ("staging.movie_ratings", "SHARE"),
    "keys": ("staging.movie_ratings", "ACCESS SHARE"),
    "switching": ("public.movies", "ACCESS SHARE"),
}
LATER = {
    "storing": ("staging.movie_ratings", "SHARE"),
    "merging the first table": ("public.movies", "SHARE"),
    "merging a later table": ("public.movie_ratings", "SHARE"),
}
MAIN = "marquee load, process%"
WORKER = "marquee load worker"
LOST = "lost the connection to PostgreSQL|could not connect to PostgreSQL"


class CutOffTest(LoadCase):

    @classmethod
    def setUpClass(cls):
        cls.stack = cls.enterClassContext(PrivateStack())
        cls.place = cls.enterClassContext(
            Server(fill=False, environment=cls.stack.environment,
                   serve=False))
        cls.generate(1000)
        cls.load(cls.folders[1])
        cls.new = cls.state()
        cls.clear()
        cls.load(cls.folders[0])
        cls.old = cls.state()

    @contextlib.contextmanager
    def locked(self, table, mode):
        """Somebody holds a lock on a table as soon as there is one."""
        schema, name = table.split(".")
        with subprocess.Popen(
                ["psql", "-Xq", "-d", self.place.environment["DATABASE_URL"],
                 "-c", f"""DO $$ BEGIN
                    WHILE NOT EXISTS (SELECT FROM pg_tables
                        WHERE (schemaname, tablename) = ('{schema}', '{name}'))
                    LOOP PERFORM pg_sleep(0.001); END LOOP;
                    LOCK TABLE {table} IN {mode} MODE;
                    PERFORM pg_sleep(60); END $$"""],
                env={**self.place.environment, "PGAPPNAME": "the holder"},
                stderr=subprocess.DEVNULL) as process:
            try:
                wait_for(lambda: self.sessions("the holder"), "the holder")
                if schema == "public":
                    wait_for(lambda: self.holds(table), "its lock")
                yield
            finally:
                process.kill()

    def holds(self, table):
        return self.place.sql(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE application_name = 'the holder' AND granted "
            f"AND relation = '{table}'::regclass") != "0"

    def sessions(self, name):
        return int(self.place.sql("SELECT count(*) FROM pg_stat_activity "
                                  f"WHERE application_name LIKE '{name}'"))

    def end_sessions(self, name, condition="true"):
        ended = self.place.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
            f"application_name LIKE '{name}' AND {condition}")
        self.assertIn("t", ended)

    def is_held(self):
        """Whether the load waits for the holder's lock."""
        return self.place.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name "
            "LIKE 'marquee load%' AND wait_event_type = 'Lock'") != "0"

    def cut_off(self, folder, point, blow):
        """Begins a load, lets the blow fall where it is held."""
        with self.locked(*point):
            with self.begin_load(folder) as process:
                wait_for(self.is_held, f"the load to wait for {point}")
                blow()
                with contextlib.suppress(AssertionError):
                    self.end_sessions("the holder")
                self.assert_failed_clearly(process, LOST)

    def check_first(self, point, blow, mend=lambda: None):
        self.clear()
        self.cut_off(self.folders[0], FIRST[point], blow)
        mend()
        self.assertEqual(self.state(), self.empty)
        self.load(self.folders[0])
        self.assertEqual(self.state(), self.old)
        self.assert_nothing_is_staged()

    def check_later(self, point, blow, mend=lambda: None):
        self.load(self.folders[0])
        self.cut_off(self.folders[1], LATER[point], blow)
        mend()
        self.assertEqual(self.state(), self.old)
        self.load(self.folders[1])
        self.assertEqual(self.state(), self.new)
        self.assert_nothing_is_staged()

    def check_everywhere(self, blow, mend=lambda: None):
        for point in FIRST:
            with self.subTest("first load", point=point):
                self.check_first(point, blow, mend)
        for point in LATER:
            with self.subTest("later load", point=point):
                self.check_later(point, blow, mend)

    def test_all_connections_are_ended(self):
        self.check_everywhere(lambda: self.end_sessions("marquee load%"))

    def test_the_connection_with_the_lock_is_ended(self):
        def blow():
            self.end_sessions(MAIN)
        self.check_first("storing", blow)
        self.check_first("switching", blow)
        self.check_later("storing", blow)

    def test_the_connection_of_a_worker_is_ended(self):
        def blow():
            self.end_sessions(WORKER, "wait_event_type = 'Lock'")
        for point in ("storing", "keys"):
            with self.subTest("first load", point=point):
                self.check_first(point, blow)
        with self.subTest("later load"):
            self.check_later("storing", blow)

    def test_postgresql_is_killed(self):
        self.check_everywhere(lambda: self.stack.kill("postgres"),
                              lambda: self.stack.start("postgres"))

    def test_postgresql_is_restarted(self):
        self.check_first("storing", lambda: self.stack.restart("postgres"))
        self.check_later("merging a later table",
                         lambda: self.stack.restart("postgres"))


if __name__ == "__main__":
    unittest.main()
