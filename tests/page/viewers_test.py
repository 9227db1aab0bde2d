"""Viewers: choosing one, what is recommended to them, and their history."""

import unittest

from page_case import GODFATHER, MATRIX, PageCase

MARKUP = "<img src=x onerror=alert(1)>"
RECOMMENDED = '[aria-label="Recommended for you"]'
BEGUN = '[aria-label="Continue watching"]'
HISTORY = '[aria-label="History"]'


class ViewersTest(PageCase):

    def card_ids(self, section):
        return self.browser.run(
            "return [...document.querySelectorAll(arguments[0])]"
            ".map((card) => card.dataset.id)", f"{section} .card[data-id]")

    def test_simulated_viewers_are_marked_as_demo(self):
        self.visit("#/viewers")
        users = self.browser.run(
            "return (await (await fetch('/users?limit=24')).json())")
        simulated = [user["origin"] == "simulated" for user in users]
        self.assertGreater(sum(simulated), 5)
        self.assertEqual(
            ["demo" in entry.split("\n")
             for entry in self.browser.texts(".viewer-entry")], simulated)

    def test_a_viewer_of_ones_own_is_no_demo_and_is_found_by_name(self):
        self.new_viewer("Zoë Quist")
        self.assertEqual(self.browser.texts(".badge"), [])
        self.visit("#/viewers")
        self.browser.type_into(".search-input", "zoë qu")
        self.browser.wait(
            lambda: len(self.browser.texts(".viewer-entry")) == 1,
            "one viewer")
        self.assertIn("Zoë Quist", self.browser.text(".viewer-entry"))
        self.assertNotIn("demo", self.browser.text(".viewer-entry"))

    def test_a_demo_viewer_has_reasons_and_a_history_in_pages(self):
        self.visit("#/viewers")
        self.browser.click(".viewer-entry")
        self.browser.find(f"{HISTORY} .history a")
        self.settle()
        self.assertEqual(self.browser.text(".viewer-head .badge"), "demo")
        self.assertGreater(len(self.card_ids(RECOMMENDED)), 5)
        reasons = self.browser.texts(f"{RECOMMENDED} .why")
        self.assertTrue(any("you watched" in reason and "\u00a0· " in reason
                            for reason in reasons))
        newest = self.browser.text(f"{HISTORY} .history")
        self.browser.click(f"{HISTORY} .pager button")
        self.browser.wait(
            lambda: self.browser.text(f"{HISTORY} .history") != newest,
            "older entries")
        self.browser.wait_for_text(f"{HISTORY} .pager", "Newer")

    def test_what_was_watched_changes_the_recommendations(self):
        self.new_viewer("Zoë Watcher")
        popular = self.card_ids(RECOMMENDED)
        self.assertIn("Popular with everyone",
                      self.browser.text(f"{RECOMMENDED} .why"))
        self.watch("the matrix", rating=10)
        changed = self.card_ids(RECOMMENDED)
        self.assertNotEqual(changed, popular)
        self.assertNotIn(MATRIX, changed)
        self.assertIn("The Matrix", self.browser.text(f"{RECOMMENDED} .why"))
        self.assertIn("The Matrix", self.browser.text(f"{HISTORY} .history"))
        first = changed[0]
        self.browser.click(f'{RECOMMENDED} .card[data-id="{first}"] button')
        self.browser.find("dialog[open]")
        self.store_watched()
        self.assertNotIn(first, self.card_ids(RECOMMENDED))

    def test_what_was_begun_can_be_continued_until_finished(self):
        self.new_viewer("Zoë Halfway")
        self.watch("the godfather", minutes=60)
        self.assertEqual(self.card_ids(BEGUN), [GODFATHER])
        self.assertIn("left", self.browser.text(f"{BEGUN} .progress"))
        self.browser.click(f"{BEGUN} .card button")
        self.browser.find("dialog[open]")
        self.store_watched(rating=9)
        self.assertEqual(self.card_ids(BEGUN), [])
        self.assertIn("Nothing is half watched", self.browser.text(BEGUN))

    def test_the_viewer_chosen_last_marks_a_title_as_watched(self):
        self.new_viewer("Zoë Direct")
        self.visit(f"#/title/{MATRIX}")
        self.assertEqual(self.browser.text("#current-viewer"), "Zoë Direct")
        self.browser.click(".title-buttons .button:last-child")
        self.browser.find("dialog[open]")
        self.store_watched()
        self.browser.wait_for_text(f"{HISTORY} .history", "The Matrix")

    def test_a_name_that_is_markup_is_shown_as_text(self):
        self.new_viewer(MARKUP)
        self.assertEqual(self.browser.text("main h1"), MARKUP)
        self.assertEqual(self.browser.text("#current-viewer"), MARKUP)
        self.visit("#/viewers?query=onerror")
        self.assertEqual(self.browser.text(".viewer-name"), MARKUP)
        self.assertEqual(self.browser.find_all("main img"), [])


class RefusedTest(PageCase):
    expects_failed_requests = True

    def test_an_unknown_viewer_is_explained(self):
        unknown = "00000000-0000-4000-8000-000000000000"
        self.visit(f"#/viewers/{unknown}")
        self.assertIn(unknown, self.browser.text(".problem-detail"))

    def test_a_refused_event_keeps_the_dialog_open_and_says_why(self):
        self.new_viewer("Zoë Refused")
        self.browser.type_into(".viewer-add input", "the matrix")
        self.browser.click(".viewer-add .combobox-option")
        self.browser.find("dialog[open]")
        self.browser.run("""
            document.querySelector("dialog form").noValidate = true;
            document.querySelector("dialog [name=minutes]").value = -5;""")
        self.browser.click("dialog [type=submit]")
        self.browser.wait_for_text("dialog .problem", "-5")
        self.store_watched(minutes=100)
        self.assertIn("The Matrix", self.browser.text(f"{HISTORY} .history"))


if __name__ == "__main__":
    unittest.main()
