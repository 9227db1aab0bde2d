"""The first page of a viewer, what is said of titles, and variety."""

import unittest

from browser import Keys
from page_case import GODFATHER, MATRIX, PHONE, PageCase

RECOMMENDED = '[aria-label="Recommended for you"]'
SAID = '[aria-label="Likes and not interested"]'


class RowsTest(PageCase):

    def row_ids(self):
        return self.browser.run(
            "return [...document.querySelectorAll('.shelf-section')]"
            ".map((row) => row.dataset.row)")

    def card_ids(self, within):
        return self.browser.run(
            "return [...document.querySelectorAll(arguments[0])]"
            ".map((card) => card.dataset.id)", f"{within} .card[data-id]")

    def focused(self):
        return self.browser.run(
            "return document.activeElement.getAttribute('aria-label')")

    def home(self, name, *watched):
        self.new_viewer(name)
        for words in watched:
            self.watch(words, rating=10)
        self.visit("#/")

    def test_nobody_chosen_has_no_rows(self):
        self.assertEqual(self.browser.find_all(".home"), [])

    def test_a_viewer_has_rows_on_the_first_page(self):
        self.home("Row Reader", "the matrix")
        rows = self.row_ids()
        self.assertEqual(rows[0], "top-picks")
        self.assertIn(f"because-{MATRIX}", rows)
        self.assertIn("Because you watched The Matrix",
                      self.browser.texts(".shelf-section h3"))
        shown = self.card_ids(".shelves")
        self.assertEqual(len(shown), len(set(shown)))
        self.assertNotIn(MATRIX, shown)
        self.assertEqual(self.browser.text("#home-title"), "For Row Reader")

    def test_somebody_new_has_popular_rows(self):
        self.home("Row Beginner")
        self.assertIn("popular", self.row_ids())

    def test_not_interested_takes_a_title_away_by_keyboard(self):
        self.home("Row Refuser", "the godfather")
        first = self.card_ids(".shelf-section")[0]
        button = f'.card[data-id="{first}"] [data-feedback=not_interested]'
        self.browser.run(
            "document.querySelector(arguments[0]).focus()", button)
        self.browser.press(Keys.ENTER)
        self.browser.wait(
            lambda: not self.browser.find_all(f'.home [data-id="{first}"]'),
            "the title to go")
        self.settle()
        self.assertTrue(self.focused().startswith("Not interested: "))
        self.assertNotIn(first, self.card_ids(".shelves"))

    def test_rows_fit_a_phone(self):
        self.browser.resize(*PHONE)
        self.home("Row Phone", "the matrix")
        width = self.browser.run(
            "return document.documentElement.scrollWidth")
        self.assertLessEqual(width, PHONE[0])
        scrolls = self.browser.run(
            "const shelf = document.querySelector('.shelf');"
            "return shelf.scrollWidth > shelf.clientWidth")
        self.assertTrue(scrolls)

    def test_a_like_changes_the_list_and_can_be_taken_back(self):
        self.new_viewer("Row Liker")
        before = self.card_ids(RECOMMENDED)
        self.browser.click(
            f'{RECOMMENDED} .card[data-id="{before[0]}"] [data-feedback=like]')
        self.browser.find(f'{SAID} [data-kind=like]')
        self.settle()
        after = self.card_ids(RECOMMENDED)
        self.assertNotIn(before[0], after)
        self.assertNotEqual(after, before[1:])
        self.browser.click(f"{SAID} button")
        self.browser.wait_for_text(SAID, "Nothing said yet")
        self.settle()
        self.assertEqual(self.card_ids(RECOMMENDED), before)

    def test_more_variety_changes_the_lists_and_stays(self):
        self.visit(f"#/?liked={GODFATHER}")
        plain = self.recommended()
        slider = ".start-list .variety-slider"
        self.browser.run(
            "document.querySelector(arguments[0]).focus()", slider)
        self.browser.press(Keys.RIGHT, Keys.RIGHT, Keys.RIGHT)
        self.browser.wait(lambda: self.recommended() not in ([], plain),
                          "another list")
        self.settle()
        varied = self.recommended()
        self.assertEqual(varied[0], plain[0])
        self.assertNotEqual(varied, plain)
        self.assertEqual(
            self.browser.attribute(slider, "aria-valuetext"), "Much variety")
        self.visit(f"#/?liked={GODFATHER}")
        self.assertEqual(self.recommended(), varied)


if __name__ == "__main__":
    unittest.main()
