"""What the tests of the page share: one server with the sample catalogue and
one browser a class, and what holds for every test: the page logs no error and
asks nobody but its own server."""

import unittest
from urllib.parse import urlsplit

from browser import Browser, missing_program
from server import Server

PHONE = (360, 740)
DESK = (1280, 800)
MATRIX = "tt0133093"
GODFATHER = "tt0068646"
SPIRITED_AWAY = "tt0245429"


class PageCase(unittest.TestCase):
    """Opens an empty profile on the start view before each test."""

    # Chromium logs every answer of 400 and above and every lost connection
    # as an error: a test that provokes them says so.
    expects_failed_requests = False

    @classmethod
    def setUpClass(cls):
        package = missing_program()
        if package:
            raise unittest.SkipTest(f"package {package} is not installed")
        cls.server = cls.enterClassContext(cls.new_server())
        cls.browser = cls.enterClassContext(Browser(*DESK))

    @classmethod
    def new_server(cls):
        return Server()

    def setUp(self):
        self.browser.resize(*DESK)
        self.browser.forget(self.server.base_url)
        self.browser.open(self.server.base_url + "/")
        self.settle()
        self.browser.console()
        self.browser.requested_urls()

    def tearDown(self):
        self.check_console()
        self.check_origins()

    def check_console(self):
        messages = self.browser.console()
        if self.expects_failed_requests:
            messages = [message for message in messages
                        if "Failed to load resource" not in message]
        self.assertEqual(messages, [])

    def check_origins(self):
        origin = urlsplit(self.server.base_url).netloc
        strangers = [url for url in self.browser.requested_urls()
                     if urlsplit(url).scheme in ("http", "https", "ws", "wss")
                     and urlsplit(url).netloc != origin]
        self.assertEqual(strangers, [])

    # --- steps

    def visit(self, address):
        """Goes to an address within the page: "#/title/tt0133093"."""
        self.browser.open(self.server.base_url + "/" + address)
        self.settle()

    def settle(self):
        """Waits until every region shows its answer."""
        self.browser.wait(
            lambda: self.browser.find_all("main .region, main h1")
            and not self.browser.find_all("[aria-busy=true]"),
            "all answers")

    def recommended(self):
        """The ids of the start view's list, in its order."""
        return self.browser.run(
            "return [...document.querySelectorAll('.rows > .row[data-id]')]"
            ".map((row) => row.dataset.id)")

    def liked(self):
        return self.browser.run(
            "return [...document.querySelectorAll('.chip[data-id]')]"
            ".map((chip) => chip.dataset.id)")

    def new_viewer(self, name):
        """Creates a viewer through the form; the viewer's page is shown."""
        self.visit("#/viewers")
        self.browser.type_into("form.panel [name=name]", name)
        self.browser.click("form.panel [type=submit]")
        self.browser.wait_for_text("main h1", name)
        self.settle()

    def watch(self, words, minutes=None, rating=None):
        """Adds a title to the history of the viewer whose page is shown."""
        self.browser.type_into(".viewer-add input", words)
        self.browser.click(".viewer-add .combobox-option")
        self.browser.find("dialog[open]")
        self.store_watched(minutes, rating)

    def store_watched(self, minutes=None, rating=None):
        """Fills in and sends the open dialog."""
        if minutes is not None:
            self.browser.run(
                "document.querySelector('dialog [name=minutes]').value ="
                " arguments[0]", minutes)
        if rating is not None:
            self.browser.click(f'dialog [name=rating] [value="{rating}"]')
        self.browser.click("dialog [type=submit]")
        self.browser.wait(lambda: not self.browser.find_all("dialog"),
                          "the dialog to close")
        self.settle()
