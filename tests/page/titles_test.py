"""Search results and one title's details."""

import unittest

from browser import Keys
from page_case import MATRIX, PageCase

HEADER_SEARCH = "#site-search input"


class TitlesTest(PageCase):
    expects_failed_requests = True

    def test_details_name_facts_and_people(self):
        self.visit(f"#/title/{MATRIX}")
        self.assertEqual(self.browser.text("main h1"), "The Matrix")
        self.assertIn("1999", self.browser.text(".title-facts"))
        self.assertIn("Sci-Fi", self.browser.text(".genres"))
        people = self.browser.text(".people")
        for name in ("Lana Wachowski", "Keanu Reeves"):
            self.assertIn(name, people)

    def test_similar_titles_say_why_with_shares(self):
        self.visit(f"#/title/{MATRIX}")
        titles = self.browser.texts(".region .region .card-title")
        self.assertIn("The Matrix Reloaded", titles)
        self.assertNotIn("The Matrix", titles)
        reasons = self.browser.text(".shares")
        self.assertIn("Wachowski", reasons)
        self.assertRegex(reasons, r"\d+ %")

    def test_a_pick_made_here_is_on_the_start_view(self):
        self.visit(f"#/title/{MATRIX}")
        button = ".title-buttons [aria-pressed]"
        self.browser.click(button)
        self.assertEqual(self.browser.attribute(button, "aria-pressed"), "true")
        self.browser.click(".brand")
        self.settle()
        self.assertEqual(self.liked(), [MATRIX])

    def test_search_results_lead_to_a_title_and_back(self):
        self.visit("#/viewers")
        self.browser.type_into(HEADER_SEARCH, "godfather")
        self.browser.press(Keys.ENTER)
        self.browser.wait_for_text("main h1", "Results for godfather")
        self.settle()
        self.assertIn("The Godfather Part II",
                      self.browser.texts(".card-title"))
        self.browser.click(".card-link")
        self.browser.find(".title")
        self.browser.back()
        self.browser.wait_for_text("main h1", "Results for godfather")
        self.settle()
        self.browser.back()
        self.browser.wait_for_text("main h1", "Who is watching?")

    def test_a_suggestion_leads_to_the_title(self):
        self.visit("#/viewers")
        self.browser.type_into(HEADER_SEARCH, "casablanca")
        self.browser.find(".combobox-option")
        self.browser.press(Keys.DOWN, Keys.ENTER)
        self.browser.wait_for_text("main h1", "Casablanca")

    def test_the_start_view_leads_to_all_results(self):
        self.browser.type_into(".start-picks input", "matrix")
        self.browser.wait_for_text(".combobox-option", "All results")
        self.browser.press(Keys.UP, Keys.ENTER)
        self.browser.wait_for_text("main h1", "Results for matrix")

    def test_a_search_goes_on_over_pages(self):
        self.visit("#/search?query=the")
        first = self.browser.texts(".card-title")
        self.browser.click(".pager a")
        self.browser.wait(
            lambda: self.browser.texts(".card-title") not in ([], first),
            "the second page")
        self.assertIn("page=2", self.browser.url)
        self.assertFalse(set(self.browser.texts(".card-title")) & set(first))

    def test_the_way_back_keeps_the_place_on_the_page(self):
        self.browser.run("scrollTo(0, 500)")
        self.browser.wait(lambda: self.browser.run("return scrollY") == 500,
                          "the page to move")
        self.browser.run("location.hash = '#/viewers'")
        self.browser.wait_for_text("main h1", "Who is watching?")
        self.assertEqual(self.browser.run("return scrollY"), 0)
        self.browser.back()
        self.browser.wait_for_text("main h1", "Pick three films")
        self.browser.wait(lambda: self.browser.run("return scrollY") == 500,
                          "the old place")

    def test_no_results_say_so(self):
        self.visit("#/search?query=qqqzzzxxx")
        self.assertIn("Nothing is called that", self.browser.text(".empty"))

    def test_an_unknown_or_malformed_id_is_explained(self):
        for identifier in ("tt9999999", "nonsense"):
            self.visit(f"#/title/{identifier}")
            self.assertIn(identifier, self.browser.text(".problem-detail"))

    def test_an_address_of_nothing_leads_home(self):
        self.visit("#/no/such/view")
        self.browser.click(".empty a")
        self.browser.wait_for_text("main h1", "Pick three films")


if __name__ == "__main__":
    unittest.main()
