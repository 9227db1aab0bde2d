"""A page that is opened before there is a catalogue."""

import unittest

from page_case import MATRIX, PHONE, PageCase
from progress_writer import ProgressWriter
from server import ROOT, Server

PANEL = ".start-list .preparation"


class PreparationTest(PageCase):
    expects_failed_requests = True

    @classmethod
    def new_server(cls):
        return Server(fill=False)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.marquee("migrate")

    def put_and_wait(self, writer, words, *state):
        """Writes until the page says so: what nobody keeps up is dropped."""
        def said():
            writer.put(*state)
            return self.browser.find_all(PANEL) and all(
                word in self.browser.text(PANEL) for word in words)
        self.browser.wait(said, f"the words {words}")

    def test_a_load_is_shown_as_it_goes_on(self):
        with ProgressWriter(self.server) as writer:
            self.visit(f"#/?liked={MATRIX}")
            self.put_and_wait(
                writer, ["The catalogue is being prepared",
                         "Storing the rows: title.basics", "1,234 rows"],
                "storing", "title.basics", 250, 1000, 1234)
            self.assertEqual(self.bar(), 0.25)
            self.assertNotIn("marquee", self.browser.text(PANEL))
            self.browser.run(f"window.same = document.querySelector('{PANEL}')")
            self.server.sql(
                "UPDATE load_progress SET stage_started_at = "
                "stage_started_at - interval '100 s'")
            self.put_and_wait(
                writer, ["title.crew", "101,234 rows", "rows a second",
                         "about 2 min left"],
                "storing", "title.crew", 625, 1000, 101234)
            self.assertEqual(self.bar(), 0.625)
            self.assertTrue(self.browser.run(
                f"return window.same === document.querySelector('{PANEL}')"),
                "the panel was drawn anew")
            self.put_and_wait(
                writer, ["Building the index of titles", "7 titles"],
                "indexing", "-", 0, 0, 7)
            self.assertIsNone(self.bar())
            self.browser.resize(*PHONE)
            page, viewport = self.browser.run(
                "return [document.documentElement.scrollWidth, innerWidth]")
            self.assertLessEqual(page, viewport)
        self.browser.wait_for_text(
            ".start-list .problem-detail", "marquee index")

    def bar(self):
        """The value of the bar; None: it only says that something is done."""
        return self.browser.run(
            f"const bar = document.querySelector('{PANEL} progress');"
            "return bar.position < 0 ? null : bar.value")

    def test_the_page_goes_on_by_itself(self):
        with Server(fill=False) as server:
            server.marquee("migrate")
            self.browser.forget(server.base_url)
            with ProgressWriter(server) as writer:
                self.browser.open(f"{server.base_url}/#/?liked={MATRIX}")
                self.put_and_wait(writer, ["Looking at the files"],
                                  "checking", "-", 0, 0, 0)
            server.environment["DATA_DIR"] = str(ROOT / "assets" / "sample")
            server.marquee("load")
            server.marquee("index")
            self.browser.wait(self.recommended, "the list, by itself")
            self.browser.wait_for_text(".chip[data-id]", "The Matrix")
            self.browser.wait(
                lambda: self.browser.find_all(".card-pick"), "titles to pick")
            self.assertEqual(self.browser.find_all(".preparation"), [])
            self.browser.open(self.server.base_url + "/")
            self.browser.requested_urls()


if __name__ == "__main__":
    unittest.main()
