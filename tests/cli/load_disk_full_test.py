"""PostgreSQL's disk fills up in the middle of a load: the load says so, the
server goes on answering, the old catalogue is there, whole, and with space
again the next load completes.

The disk is a small one in memory, which only root can make. How much is left
free decides where it gets full: in the rows, in their keys, in the merge."""

import os
import unittest

from load_case import LoadCase
from private_stack import PrivateStack
from server import Server, wait_for

DISK_MIB = 500
MIB = 1 << 20
FULL = "the disk of PostgreSQL is full"
# Where not even the log can be written, PostgreSQL itself goes down.
DOWN = "lost the connection to PostgreSQL|could not connect to PostgreSQL"


class DiskFullTest(LoadCase):

    @classmethod
    def setUpClass(cls):
        cls.stack = cls.enterClassContext(PrivateStack(DISK_MIB))
        cls.place = cls.enterClassContext(
            Server(fill=False, environment=cls.stack.environment,
                   serve=False))
        cls.generate(8000)
        cls.load(cls.folders[1])
        cls.new = cls.state()
        cls.clear()
        cls.load(cls.folders[0])
        cls.old = cls.state()
        cls.place.marquee("index")
        cls.place.fill = True # it has a snapshot to be ready with
        cls.place.start_server()

    def fill_disk(self, free_mib):
        """Leaves so much free; PostgreSQL's own files of old logs, which it
        would write first, are as many as after a checkpoint."""
        self.place.sql("CHECKPOINT")
        disk = os.statvfs(self.stack.folder)
        size = disk.f_bavail * disk.f_frsize - free_mib * MIB
        with open(self.stack.folder / "ballast", "wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, size)

    def empty_disk(self):
        """Gives the space back. A PostgreSQL that went down comes back by
        itself or is started."""
        (self.stack.folder / "ballast").unlink()
        self.stack.start("postgres")
        wait_for(self.is_up, "PostgreSQL")

    def is_up(self):
        try:
            return self.place.sql("SELECT 1") == "1"
        except AssertionError:
            return False

    def fail_load(self, folder, free_mib):
        """A load on a disk that gets full; what it said."""
        self.fill_disk(free_mib)
        try:
            with self.begin_load(folder) as process:
                errors = self.assert_failed_clearly(process, f"{FULL}|{DOWN}")
            self.assertEqual(self.place.get("/movies").status, 200)
        finally:
            self.empty_disk()
        return errors

    def test_first_loads_meet_a_full_disk(self):
        for free_mib in (2, 9, 15):
            with self.subTest(free_mib=free_mib):
                self.clear()
                self.fail_load(self.folders[0], free_mib)
                self.assertEqual(self.state(), self.empty)
                self.load(self.folders[0])
                self.assertEqual(self.state(), self.old)
                self.assert_nothing_is_staged()

    def test_later_loads_meet_a_full_disk(self):
        for free_mib in (2, 16, 22):
            with self.subTest(free_mib=free_mib):
                self.load(self.folders[0])
                self.fail_load(self.folders[1], free_mib)
                self.assertEqual(self.state(), self.old)
                self.load(self.folders[1])
                self.assertEqual(self.state(), self.new)
                self.assert_nothing_is_staged()


if __name__ == "__main__":
    unittest.main()
