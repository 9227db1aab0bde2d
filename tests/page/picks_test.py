"""The start view: three films somebody loves, and the list they lead to."""

import unittest

from browser import Keys
from page_case import GODFATHER, MATRIX, PHONE, SPIRITED_AWAY, PageCase

SEARCH = ".start-picks input"
OPTION = ".start-picks .combobox-option"


class PicksTest(PageCase):

    def pick(self, words):
        self.browser.type_into(SEARCH, words)
        self.browser.click(OPTION)
        self.settle()

    def test_opens_with_popular_titles_and_no_list(self):
        self.assertEqual(self.browser.text("h1"), "Pick three films you love")
        self.assertGreaterEqual(len(self.browser.find_all(".card-pick")), 10)
        self.assertEqual(self.recommended(), [])
        self.assertIn("first film you pick", self.browser.text(".start-list"))

    def test_each_pick_changes_the_list_and_the_reasons_name_it(self):
        lists = []
        for words, title in (("matrix", "The Matrix"),
                             ("godfather", "The Godfather"),
                             ("spirited away", "Spirited Away")):
            self.pick(words)
            lists.append(self.recommended())
            self.assertEqual(len(lists[-1]), 10)
            self.assertNotIn(lists[-1], lists[:-1])
            self.assertTrue(
                any("you picked" in why and title in why
                    for why in self.browser.texts(".row .why")),
                f"no reason names {title}")
        self.assertEqual(self.liked(), [MATRIX, GODFATHER, SPIRITED_AWAY])
        self.assertFalse(set(self.liked()) & set(lists[-1]))

    def test_the_reasons_say_through_whom_a_pick_speaks(self):
        self.visit(f"#/?liked={GODFATHER}")
        self.assertTrue(
            any(why.startswith("Because you picked The Godfather\u00a0· ")
                and "Francis Ford Coppola" in why
                for why in self.browser.texts(".row .why")))
        for why in self.browser.texts(".row .why"):
            said = why.split("\u00a0· ")[1:]
            self.assertLessEqual(len(said), 2, why)
            self.assertEqual(len(said), len(set(said)), why)
            self.assertNotIn("Film", said)

    def test_reasons_keep_to_three_lines_on_a_phone(self):
        self.browser.resize(*PHONE)
        self.visit(f"#/?liked={GODFATHER},{MATRIX},{SPIRITED_AWAY}")
        lines = self.browser.run(
            "return [...document.querySelectorAll('.row .why')].map((why) =>"
            " why.offsetHeight / parseFloat(getComputedStyle(why).lineHeight))")
        self.assertEqual(len(lines), 10)
        self.assertLess(max(lines), 3.5, lines)

    def test_a_popular_title_is_picked_and_given_back(self):
        tile = ".card-pick"
        self.browser.click(tile)
        self.settle()
        self.assertEqual(self.liked(), [self.browser.attribute(tile, "data-id")])
        self.assertEqual(self.browser.attribute(tile, "aria-pressed"), "true")
        self.browser.click(tile)
        self.settle()
        self.assertEqual(self.liked(), [])
        self.assertEqual(self.recommended(), [])

    def test_a_chip_is_removed_and_the_focus_stays_near(self):
        self.visit(f"#/?liked={MATRIX},{GODFATHER}")
        self.browser.wait_for_text(".chip", "The Godfather")
        self.browser.click(f'.chip[data-id="{GODFATHER}"] button')
        self.settle()
        self.assertEqual(self.liked(), [MATRIX])
        self.assertEqual(self.browser.focused(), "Remove The Matrix")

    def test_not_for_me_and_seen_it_take_titles_away_until_undone(self):
        self.visit(f"#/?liked={MATRIX}")
        first, second = self.recommended()[:2]
        for title, answer in ((first, "disliked"), (second, "seen")):
            self.browser.click(
                f'.row[data-id="{title}"] [data-answer={answer}]')
            self.browser.wait(lambda gone=title: gone not in
                              self.recommended(), f"{title} to go")
            self.settle()
        self.assertIn(f"disliked={first}", self.browser.url)
        self.assertIn(f"seen={second}", self.browser.url)
        self.assertEqual(len(self.recommended()), 10)
        self.browser.click(".list-tools button")
        self.browser.wait(lambda: second in self.recommended(),
                          f"{second} to come back")
        self.assertNotIn(first, self.recommended())

    def test_love_it_makes_a_recommendation_a_pick(self):
        self.visit(f"#/?liked={MATRIX}")
        first = self.recommended()[0]
        self.browser.click(f'.row[data-id="{first}"] [data-answer=liked]')
        self.browser.wait(lambda: self.liked() == [MATRIX, first],
                          "the second pick")

    def test_picks_survive_in_the_browser_and_in_the_address(self):
        self.visit(f"#/?liked={MATRIX},{GODFATHER}")
        shown = self.recommended()
        self.visit("")
        self.assertEqual(self.liked(), [MATRIX, GODFATHER])
        self.assertEqual(self.recommended(), shown)
        self.assertIn(f"liked={MATRIX}", self.browser.url)

    def test_a_pick_made_elsewhere_is_kept_on_the_way_back(self):
        self.visit(f"#/?liked={MATRIX}")
        self.browser.click(".row h3 a")
        self.browser.find(".title")
        other = self.browser.url.rsplit("/", 1)[1]
        self.browser.click(".title-buttons [aria-pressed]")
        self.browser.back()
        self.browser.wait(lambda: self.liked() == [MATRIX, other],
                          "both picks")

    def test_start_over_forgets_every_pick(self):
        self.visit(f"#/?liked={MATRIX}&seen={GODFATHER}")
        self.browser.click(".list-tools button:last-child")
        self.settle()
        self.assertEqual(self.liked(), [])
        self.visit("")
        self.assertEqual(self.liked(), [])

    def test_finds_accents_with_and_without_them(self):
        for words in ("amelie", "Amélie", "AMÉLIE"):
            self.browser.run(
                "document.querySelector(arguments[0]).value = ''", SEARCH)
            self.browser.type_into(SEARCH, words)
            self.browser.wait_for_text(OPTION, "Amélie")

    def test_words_that_nothing_is_called_get_a_sentence(self):
        self.browser.type_into(SEARCH, "qqqzzzxxx")
        self.browser.wait_for_text(".combobox-note", "Nothing is called")

    def test_late_answers_do_not_replace_the_last_one(self):
        self.browser.run("""
            const answered = window.fetch;
            window.fetch = async (address, options) => {
              const answer = await answered(address, { ...options, signal: null });
              if (String(address).includes("query=god"))
                await new Promise((done) => { window.letGo = done; });
              return answer;
            };""")
        self.browser.type_into(SEARCH, "god")
        self.browser.wait(
            lambda: self.browser.run("return Boolean(window.letGo)"),
            "the first question")
        self.browser.run(
            "document.querySelector(arguments[0]).value = ''", SEARCH)
        self.browser.type_into(SEARCH, "matrix")
        self.browser.wait_for_text(OPTION, "The Matrix")
        shown = self.browser.texts(OPTION)
        self.browser.run("window.letGo()")
        self.browser.run("return new Promise((done) => setTimeout(done))")
        self.assertEqual(self.browser.texts(OPTION), shown)


class KeyboardTest(PageCase):

    def tab_to(self, label):
        """Presses Tab until something called so has the focus."""
        seen = []
        while not self.browser.focused().startswith(label):
            self.assertLess(len(seen), 80, f"no {label} among {seen}")
            self.browser.press(Keys.TAB)
            seen.append(self.browser.focused())

    def pick_by_keys(self, words, title):
        self.browser.press(*words)
        self.browser.wait(
            lambda: self.browser.text(OPTION).startswith(title),
            f"{title} first")
        self.browser.press(Keys.DOWN)
        active = self.browser.attribute(SEARCH, "aria-activedescendant")
        self.assertEqual(
            self.browser.attribute(f"#{active}", "aria-selected"), "true")
        self.browser.press(Keys.ENTER)
        self.settle()

    def test_three_picks_and_an_answer_without_a_pointer(self):
        self.tab_to("Search for a film you love")
        self.pick_by_keys("matrix", "The Matrix\n")
        self.pick_by_keys("godfather", "The Godfather\n")
        self.tab_to("Remove The Godfather")
        self.browser.press(Keys.TAB)
        third = self.browser.focused()
        self.browser.press(Keys.SPACE)
        self.settle()
        self.assertEqual(len(self.liked()), 3)
        self.assertIn(third.split(" (")[0], self.browser.text(".chips"))
        before = self.recommended()
        self.tab_to("Not for me")
        self.browser.press(Keys.ENTER)
        self.browser.wait(lambda: before[0] not in self.recommended(),
                          "the first title to go")
        self.settle()
        self.assertTrue(self.browser.focused().startswith("Not for me"))

    def test_escape_closes_the_suggestions_then_empties_the_box(self):
        self.tab_to("Search for a film you love")
        self.browser.press(*"matrix")
        self.browser.find(OPTION)
        self.assertEqual(self.browser.attribute(SEARCH, "aria-expanded"), "true")
        self.browser.press(Keys.ESCAPE)
        self.assertEqual(self.browser.attribute(SEARCH, "aria-expanded"), "false")
        value = "return document.querySelector(arguments[0]).value"
        self.assertEqual(self.browser.run(value, SEARCH), "matrix")
        self.browser.press(Keys.ESCAPE)
        self.assertEqual(self.browser.run(value, SEARCH), "")

    def test_the_skip_link_comes_first_and_leads_to_the_content(self):
        self.browser.press(Keys.TAB)
        self.assertEqual(self.browser.focused(), "Skip to the content")
        self.browser.press(Keys.ENTER)
        self.assertEqual(
            self.browser.run("return document.activeElement.id"), "main")
        self.assertNotIn("#main", self.browser.url)

    def test_the_focus_is_visible(self):
        self.tab_to("Search for a film you love")
        width = self.browser.run(
            "return getComputedStyle(document.activeElement).outlineWidth")
        self.assertGreaterEqual(float(width.removesuffix("px")), 2)


if __name__ == "__main__":
    unittest.main()
