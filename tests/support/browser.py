"""A headless Chromium driven through chromedriver.

WebDriver is plain HTTP with JSON, so the standard library is enough. Nothing
here depends on a clock: conditions are waited for, with a deadline that is
generous because the machine may be busy.
"""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

DEADLINE_SECONDS = 60
PAUSE_SECONDS = 0.05
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
DRIVERS = ("chromedriver",)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Keys:
    """Keys as WebDriver writes them."""

    TAB = "\ue004"
    ENTER = "\ue007"
    ESCAPE = "\ue00c"
    SPACE = "\ue00d"
    RIGHT = "\ue014"
    UP = "\ue013"
    DOWN = "\ue015"


class BrowserError(Exception):
    """WebDriver refused a command."""


class StaleElement(BrowserError):
    """The element was taken off the page meanwhile."""


def missing_program():
    """The name of the package that is not installed, or None."""
    if not any(map(shutil.which, BROWSERS)):
        return "chromium"
    if not any(map(shutil.which, DRIVERS)):
        return "chromium-driver"
    return None


class Browser:
    """One Chromium with an empty profile; a context manager.

    Methods that find elements take CSS selectors.
    """

    def __init__(self, width=1280, height=800):
        self._folder = tempfile.mkdtemp(prefix="marquee-browser-")
        self._driver = None
        self._session = None
        try:
            self._start(width, height)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _start(self, width, height):
        self._address = f"http://127.0.0.1:{self._start_driver()}"
        answer = self._call(
            "POST", "/session", {"capabilities": {"alwaysMatch": capabilities(
                self._folder, width, height)}})
        self._session = "/session/" + answer["sessionId"]

    def _start_driver(self):
        """Starts chromedriver on a port of its own choice, which it prints."""
        program = next(filter(None, map(shutil.which, DRIVERS)))
        log = os.path.join(self._folder, "chromedriver.log")
        with open(log, "wb") as output:
            self._driver = subprocess.Popen(
                [program, "--port=0"], stdout=output, stderr=output,
                env={**os.environ, "HOME": self._folder})

        def port():
            if self._driver.poll() is not None:
                with open(log, encoding="utf-8") as text:
                    raise BrowserError("chromedriver ended: " + text.read())
            with open(log, encoding="utf-8") as text:
                for line in text:
                    if "started successfully on port" in line:
                        return int(line.rstrip(".\n").rsplit(" ", 1)[1])
            return None

        return wait_for(port, "chromedriver to listen")

    def close(self):
        """Ends the browser and the driver, and removes the profile."""
        if self._session:
            try:
                self._call("DELETE", self._session)
            except (BrowserError, OSError):
                pass  # it is gone already
            self._session = None
        if self._driver:
            self._driver.terminate()
            try:
                self._driver.wait(DEADLINE_SECONDS)
            except subprocess.TimeoutExpired:
                self._driver.kill()
                self._driver.wait()
            self._driver = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _call(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            self._address + path, data=data, method=method,
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(
                    request, timeout=2 * DEADLINE_SECONDS) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            kind = StaleElement if "stale" in value["error"] else BrowserError
            raise kind(value["message"]) from None

    def _post(self, path, body=None):
        return self._call("POST", self._session + path, body)

    # --- pages

    def open(self, url):
        """Opens an address as if it were typed into a new tab."""
        self._post("/url", {"url": "about:blank"})
        self._post("/url", {"url": url})

    def back(self):
        self._post("/back")

    @property
    def url(self):
        return self._call("GET", self._session + "/url")

    def run(self, script, *arguments):
        """Runs the body of a function in the page and gives what it returns."""
        return self._post("/execute/sync",
                          {"script": script, "args": list(arguments)})

    def forget(self, origin):
        """Empties what pages of the origin have stored."""
        self._devtools("Storage.clearDataForOrigin",
                       {"origin": origin, "storageTypes": "all"})

    def _devtools(self, command, parameters):
        self._post("/goog/cdp/execute",
                   {"cmd": command, "params": parameters})

    def resize(self, width, height):
        """Makes the viewport this large, which a window may not be."""
        self._devtools("Emulation.setDeviceMetricsOverride",
                       {"width": width, "height": height,
                        "mobile": width < 600, "deviceScaleFactor": 1})

    def screenshot(self, path):
        """Writes what the viewport shows as PNG."""
        with open(path, "wb") as file:
            file.write(base64.b64decode(
                self._call("GET", self._session + "/screenshot")))

    # --- elements

    def find_all(self, selector):
        found = self._post("/elements", {"using": "css selector",
                                         "value": selector})
        return [element[ELEMENT] for element in found]

    def find(self, selector):
        """Waits for the first element that matches."""
        return self.wait(lambda: self.find_all(selector),
                         f"an element {selector}")[0]

    def click(self, selector):
        self.wait(lambda: self._clicked(selector), f"a click on {selector}")

    def _clicked(self, selector):
        """False while the element is covered or being replaced."""
        for element in self.find_all(selector)[:1]:
            try:
                self._post(f"/element/{element}/click")
                return True
            except StaleElement:
                return False
            except BrowserError as error:
                if "not clickable" in str(error) \
                        or "not interactable" in str(error):
                    return False
                raise
        return False

    def type_into(self, selector, text):
        """Sets the focus into a field and types text at its end."""
        self._post(f"/element/{self.find(selector)}/value", {"text": text})

    def press(self, *keys):
        """Presses and lets go keys one after the other, where the focus is."""
        actions = []
        for key in keys:
            actions += [{"type": "keyDown", "value": key},
                        {"type": "keyUp", "value": key}]
        self._post("/actions", {"actions": [
            {"type": "key", "id": "keyboard", "actions": actions}]})

    def text(self, selector):
        """The text of the first element, as a reader sees it; "" for none."""
        return (self.texts(selector) or [""])[0]

    def texts(self, selector):
        return self.run(
            "return [...document.querySelectorAll(arguments[0])]"
            ".map((node) => node.innerText.trim())", selector)

    def attribute(self, selector, name):
        """Of the first element; None when it has no such attribute."""
        return self.run(
            "return document.querySelector(arguments[0])"
            "?.getAttribute(arguments[1])", selector, name)

    def focused(self):
        """What a screen reader calls the focused element, roughly."""
        return self.run(
            "const node = document.activeElement;"
            "return node.getAttribute('aria-label')"
            " || node.labels?.[0]?.innerText || node.innerText || ''")

    # --- waiting and logs

    def wait(self, condition, what):
        return wait_for(condition, what, self._situation)

    def _situation(self):
        return "the page shows: " + self.run(
            "return location.href + ' ' + document.body.innerText")[:1500]

    def wait_for_text(self, selector, expected):
        """Waits until an element that matches holds the text."""
        return self.wait(
            lambda: any(expected in text for text in self.texts(selector)),
            f'"{expected}" in {selector}')

    def console(self):
        """What the page logged since the last call: [message], errors and
        warnings."""
        entries = self._post("/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries
                if entry["level"] in ("SEVERE", "WARNING")]

    def requested_urls(self):
        """Every address that the page asked for since the last call."""
        urls = []
        for entry in self._post("/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                urls.append(message["params"]["request"]["url"])
        return urls


def capabilities(profile, width, height):
    """What a session asks for. The browser is found by name, so that a
    wrapper of the distribution is used as it is meant to be."""
    return {
        "browserName": "chrome",
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        "goog:chromeOptions": {
            "binary": next(filter(None, map(shutil.which, BROWSERS))),
            "args": [*FLAGS, f"--user-data-dir={profile}/profile",
                     f"--window-size={width},{height}"],
        },
    }


def wait_for(condition, what, situation=lambda: ""):
    """Gives the first true answer of `condition`."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(
                f"waited {DEADLINE_SECONDS} s for {what}; {situation()}")
        time.sleep(PAUSE_SECONDS)
