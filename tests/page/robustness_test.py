"""Phones, a server that stops, a catalogue that is not ready."""

import re
import unittest

from page_case import GODFATHER, MATRIX, PHONE, PageCase

VIEWS = ("", f"#/?liked={MATRIX},{GODFATHER}", f"#/title/{MATRIX}",
         "#/search?query=the", "#/viewers", "#/no/such/view")
NARROWEST = (320, 640)


class PhoneTest(PageCase):

    def check_width(self, address):
        page, viewport = self.browser.run(
            "return [document.documentElement.scrollWidth, innerWidth]")
        self.assertLessEqual(page, viewport, f"{address} scrolls sideways")

    def test_no_view_scrolls_sideways(self):
        for size in (PHONE, NARROWEST):
            self.browser.resize(*size)
            for address in VIEWS:
                self.visit(address)
                self.check_width(address)

    def test_a_viewer_does_not_scroll_sideways(self):
        self.browser.resize(*PHONE)
        self.visit("#/viewers")
        self.browser.click(".viewer-entry")
        self.browser.find(".history a")
        self.settle()
        self.check_width("a viewer")

    def test_the_list_is_one_tap_away(self):
        self.browser.resize(*PHONE)
        self.visit(f"#/?liked={MATRIX}")
        self.browser.click(".jump-bar")
        top = self.browser.run(
            "return document.querySelector('.start-list')"
            ".getBoundingClientRect().top")
        self.assertLess(top, PHONE[1] / 2)


class DocumentTest(PageCase):

    def test_a_strict_policy_is_enough(self):
        """No script, style or handler in the document itself, and no address
        outside it."""
        document = self.browser.run(
            "return (await (await fetch('/')).text())")
        self.assertNotRegex(document, r"<script(?![^>]*\bsrc=)|<style|\son\w+=")
        self.assertNotRegex(document, r"\sstyle=|https?://")

    def test_every_module_is_fetched_ahead(self):
        """Otherwise the browser finds them one import after the other."""
        ahead = set(self.browser.run(
            "return [...document.querySelectorAll('[rel=modulepreload]')]"
            ".map((link) => new URL(link.href).pathname)"))
        loaded = set(self.browser.run(
            "return performance.getEntriesByType('resource')"
            ".map((entry) => new URL(entry.name).pathname)"))
        modules = {path for path in loaded if path.endswith(".js")}
        self.assertEqual(modules - {"/assets/app.js"}, ahead)

    def test_motion_stops_where_it_is_not_wanted(self):
        style = self.browser.run(
            "return (await (await fetch('/assets/style.css')).text())")
        self.assertRegex(style, re.compile(
            r"prefers-reduced-motion: reduce.*animation: none", re.DOTALL))


class FailureTest(PageCase):
    expects_failed_requests = True

    def test_a_stopped_server_is_said_and_its_return_noticed(self):
        self.visit(f"#/?liked={MATRIX}")
        shown = self.recommended()
        self.server.stop_server()
        try:
            self.browser.click(f'.card-pick:not([data-id="{MATRIX}"])')
            self.browser.wait_for_text(".start-list .problem",
                                       "Marquee does not answer")
        finally:
            self.server.start_server()
        self.browser.wait(lambda: self.recommended() not in ([], shown),
                          "a list with the second pick")
        self.assertEqual(self.browser.find_all(".start-list .problem"), [])

    def test_picks_of_another_catalogue_are_let_go(self):
        self.visit(f"#/?liked={MATRIX},tt9999999&seen=tt9999998")
        self.browser.wait(lambda: self.liked() == [MATRIX], "one pick")
        self.browser.wait(self.recommended, "a list")
        self.assertNotIn("tt999999", self.browser.url)


if __name__ == "__main__":
    unittest.main()
