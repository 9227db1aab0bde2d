"""What `generate --dirty` plants, and what becomes of it: every line of
planted.tsv that is to be refused is in load_rejects with its reason, and all
other rows are those of the clean files."""

import csv
import unittest

from server import Server

TABLES = ("movies persons movie_crew directors writers known_for_titles "
          "movie_ratings").split()
HEADER_BYTES = 64
SIZE = ("--titles", "4000", "--seed", "20261124")


class DirtyTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(Server(fill=False, serve=False))
        cls.dirty = cls.place.folder / "dirty"
        cls.clean = cls.place.folder / "clean"
        cls.place.marquee("generate", *SIZE, "--out", str(cls.clean))
        cls.place.marquee("generate", *SIZE, "--out", str(cls.dirty),
                          "--dirty")
        cls.place.marquee("migrate")

    def planted(self):
        """(file, line, reason) of the lines to be refused, of files that a
        load reads."""
        read = set(self.place.sql("SELECT name FROM load_files").split())
        with open(self.dirty / "planted.tsv", newline="",
                  encoding="utf-8") as stream:
            rows = csv.DictReader(stream, delimiter="\t",
                                  quoting=csv.QUOTE_NONE)
            return sorted(
                (row["file"], int(row["line"]), row["reason"])
                for row in rows
                if row["file"] in read and row["reason"] != "\\N")

    def rejects(self):
        lines = self.place.sql("SELECT file, line, reason FROM load_rejects")
        fields = (line.split("|") for line in lines.splitlines())
        return sorted((file, int(line), reason)
                      for file, line, reason in fields)

    def checksums(self):
        return {table: self.place.sql(
            "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) "
            f"FROM {table} t") for table in TABLES}

    def test_every_dirty_row_is_refused_by_line_and_nothing_else_is(self):
        self.place.marquee("load", "--data-dir", str(self.dirty))
        self.assertGreater(len(self.planted()), 70)
        self.assertEqual(self.rejects(), self.planted())
        loaded = self.checksums()
        self.place.marquee("load", "--data-dir", str(self.clean))
        self.assertEqual(self.rejects(), [])
        self.assertEqual(self.checksums(), loaded)

    def test_an_index_of_the_files_is_that_of_the_clean_ones(self):
        indexes = []
        for folder in (self.dirty, self.clean):
            path = self.place.folder / f"titles-{folder.name}"
            self.place.marquee("index", "--source", f"tsv:{folder}", "--out",
                               str(path))
            # without the header, which says when it was built
            indexes.append(path.read_bytes()[HEADER_BYTES:])
        self.assertTrue(indexes[0] == indexes[1], "the indexes differ")


if __name__ == "__main__":
    unittest.main()
