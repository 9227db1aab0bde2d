"""scripts/download_data.sh against a server of the test's own."""

import email.utils
import gzip
import http.server
import pathlib
import shutil
import tempfile
import threading
import unittest

from stack_fixture import run_script

NAMES = ("title.basics", "title.ratings", "title.crew", "title.principals",
         "name.basics")
MODIFIED = 1_700_000_000


class Server(http.server.ThreadingHTTPServer):
    """Serves `files`, with ranges and If-Modified-Since; keeps `requests`."""

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.requests = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        body = self.answer()
        if body:
            self.wfile.write(body)

    def answer(self):
        """Sends status and headers; what a GET sends behind them."""
        asked = self.headers.get("Range")
        self.server.requests.append((self.command, self.path, asked))
        body = self.server.files.get(self.path[1:])
        since = self.headers.get("If-Modified-Since")
        status, start = 200, 0
        if body is None:
            status, body = 404, b""
        elif since and email.utils.parsedate_to_datetime(
                since).timestamp() >= MODIFIED:
            status, body = 304, b""
        elif asked:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            status = 206 if start < len(body) else 416
        self.send_response(status)
        self.send_header("Last-Modified",
                         email.utils.formatdate(MODIFIED, usegmt=True))
        if status == 206:
            self.send_header("Content-Range",
                             f"bytes {start}-{len(body) - 1}/{len(body)}")
        part = body[start:] if status in (200, 206) else b""
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        return part

    def log_message(self, *_):
        pass


class Download(unittest.TestCase):
    def setUp(self):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="marquee-data-"))
        self.addCleanup(shutil.rmtree, self.data)
        self.texts = {f"{name}.tsv.gz": f"{name}\n" * 5000 for name in NAMES}
        self.server = Server({
            name: gzip.compress(text.encode())
            for name, text in self.texts.items()})
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def call(self, *options):
        return run_script("scripts/download_data.sh", *options,
                          env={"DATA_DIR": str(self.data),
                               "IMDB_URL": self.server.url})

    def check_all_there(self):
        self.assertEqual({file.name for file in self.data.iterdir()},
                         set(self.texts))
        for name, text in self.texts.items():
            with gzip.open(self.data / name, "rt") as file:
                self.assertEqual(file.read(), text)

    def test_fetches_every_file(self):
        result = self.call("--yes")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("non-commercial", result.stdout)
        self.check_all_there()

    def test_fetches_nothing_without_consent(self):
        result = self.call()
        self.assertEqual(result.returncode, 1)
        self.assertIn("--yes", result.stdout)
        self.assertEqual(self.server.requests, [])

    def test_goes_on_where_it_stopped(self):
        name = "title.basics.tsv.gz"
        whole = self.server.files[name]
        (self.data / f"{name}.part").write_bytes(whole[:50])
        result = self.call("--yes")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn(("GET", f"/{name}", "bytes=50-"), self.server.requests)
        self.check_all_there()

    def test_a_part_of_an_older_edition_is_fetched_anew(self):
        (self.data / "title.crew.tsv.gz.part").write_bytes(b"old" * 10)
        result = self.call("--yes")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.check_all_there()

    def test_a_whole_part_is_taken(self):
        name = "title.crew.tsv.gz"
        (self.data / f"{name}.part").write_bytes(self.server.files[name])
        result = self.call("--yes")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.check_all_there()

    def test_a_damaged_file_gets_no_name(self):
        name = "name.basics.tsv.gz"
        self.server.files[name] = self.server.files[name][:-20]
        result = self.call("--yes")
        self.assertEqual(result.returncode, 1)
        self.assertIn("damaged", result.stdout)
        self.assertFalse((self.data / name).exists())

    def test_an_unchanged_file_is_not_fetched_again(self):
        self.call("--yes")
        self.server.requests.clear()
        result = self.call("--yes")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("up to date", result.stdout)
        self.assertEqual({verb for verb, _, _ in self.server.requests},
                         {"HEAD"})

    def test_a_server_that_is_not_there_is_an_error(self):
        self.server.files.clear()
        result = self.call("--yes")
        self.assertEqual(result.returncode, 1)
        self.assertIn("could not fetch", result.stdout)


if __name__ == "__main__":
    unittest.main()
