"""scripts/download_data.sh against a server of the test's own."""

import email.utils
import fcntl
import gzip
import http.server
import os
import pathlib
import shutil
import tempfile
import threading
import unittest

from stack_fixture import run_script

NAMES = ("title.basics", "title.ratings", "title.crew", "title.principals",
         "name.basics", "title.akas")
BASICS, CREW = "title.basics.tsv.gz", "title.crew.tsv.gz"
MODIFIED = 1_700_000_000


class Server(http.server.ThreadingHTTPServer):
    """Serves `files`, with ranges and conditions; keeps `requests` as (verb,
    path, Range). `faults` holds for a file what goes wrong with its next
    transfers: a status, or ("cut", BYTES sent of what is announced)."""

    daemon_threads = True

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.tags = {name: f'"{name}-1"' for name in files}
        self.modified = {name: MODIFIED for name in files}
        self.ranges = True
        self.requests = []
        self.faults = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def replace(self, name, body):
        """Another edition of a file."""
        self.files[name] = body
        self.tags[name] = f'"{name}-2"'
        self.modified[name] = MODIFIED + 86400


class Handler(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        fault = None
        if self.server.faults.get(self.path[1:]):
            fault = self.server.faults[self.path[1:]].pop(0)
        body = self.answer(fault if isinstance(fault, int) else None)
        if isinstance(fault, tuple):
            body = body[:fault[1]]
        self.wfile.write(body)
        if fault:
            self.close_connection = True

    def answer(self, fault=None):
        """Sends status and headers; what a GET sends behind them."""
        name = self.path[1:]
        asked = self.headers.get("Range")
        self.server.requests.append((self.command, self.path, asked))
        body = self.server.files.get(name)
        status, start = self.status_of(name, body, asked)
        status = fault or status
        self.send_response(status)
        part = body[start:] if status in (200, 206) else b""
        if status in (200, 206, 304):
            self.send_header("Last-Modified", email.utils.formatdate(
                self.server.modified[name], usegmt=True))
            if self.server.tags[name]:
                self.send_header("ETag", self.server.tags[name])
        if status == 206:
            self.send_header("Content-Range",
                             f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        return part

    def status_of(self, name, body, asked):
        since = self.headers.get("If-Modified-Since")
        same = self.headers.get("If-Range")
        if body is None:
            return 404, 0
        if since and email.utils.parsedate_to_datetime(
                since).timestamp() >= self.server.modified[name]:
            return 304, 0
        date = email.utils.formatdate(self.server.modified[name], usegmt=True)
        if not asked or not self.server.ranges or (
                same and same not in (self.server.tags[name], date)):
            return 200, 0
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        return (206, start) if start < len(body) else (416, 0)

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

    def call(self, *options, **environment):
        return run_script("scripts/download_data.sh", *options,
                          env={"DATA_DIR": str(self.data),
                               "IMDB_URL": self.server.url,
                               "DOWNLOAD_TRIES": "3", "DOWNLOAD_PAUSE": "0",
                               **environment})

    def succeed(self, *options, **environment):
        result = self.call(*options, **environment)
        self.assertEqual(result.returncode, 0, result.stdout)
        return result.stdout

    def fail_with(self, *words):
        result = self.call("--yes")
        self.assertEqual(result.returncode, 1, result.stdout)
        for word in words:
            self.assertIn(word, result.stdout)

    def check_all_there(self):
        self.assertEqual({file.name for file in self.data.iterdir()},
                         set(self.texts))
        for name, text in self.texts.items():
            with gzip.open(self.data / name, "rt") as file:
                self.assertEqual(file.read(), text)

    def gets(self, name):
        """The ranges of the requests for a file."""
        return [asked for verb, path, asked in self.server.requests
                if verb == "GET" and path == f"/{name}"]

    def leave_part(self, name, length):
        """A download that was cut off."""
        part = self.data / f"{name}.part"
        part.write_bytes(self.server.files[name][:length])
        edition = self.server.tags[name]
        if not edition or edition.startswith("W/"):
            edition = email.utils.formatdate(self.server.modified[name],
                                             usegmt=True)
        (self.data / f"{name}.part.edition").write_text(edition + "\n")

    # --- what is fetched

    def test_fetches_the_usual_files(self):
        told = self.succeed("--yes")
        self.assertIn("non-commercial", told)
        self.check_all_there()
        self.assertEqual((self.data / BASICS).stat().st_mtime, MODIFIED)

    def test_fetches_the_files_that_are_named(self):
        self.server.files["title.episode.tsv.gz"] = gzip.compress(b"x")
        self.server.tags["title.episode.tsv.gz"] = '"e"'
        self.server.modified["title.episode.tsv.gz"] = MODIFIED
        self.succeed("--yes", "title.episode", "title.crew")
        self.assertEqual({file.name for file in self.data.iterdir()},
                         {CREW, "title.episode.tsv.gz"})

    def test_fetches_nothing_without_consent(self):
        result = self.call()
        self.assertEqual(result.returncode, 1)
        self.assertIn("--yes", result.stdout)
        self.assertEqual(self.server.requests, [])

    def test_usage(self):
        for options in (["--no"], ["title.basics.tsv.gz"], ["--yes", "all"]):
            with self.subTest(options):
                result = self.call(*options)
                self.assertEqual(result.returncode, 2)
                self.assertIn("allowed", result.stdout)
        result = self.call("--yes", DOWNLOAD_TRIES="many")
        self.assertEqual(result.returncode, 2)
        self.assertIn('DOWNLOAD_TRIES is "many"', result.stdout)
        self.assertIn("title.episode", self.succeed("--help"))
        self.assertEqual(self.server.requests, [])

    def test_one_download_at_a_time(self):
        folder = os.open(self.data, os.O_RDONLY)
        self.addCleanup(os.close, folder)
        fcntl.flock(folder, fcntl.LOCK_EX)
        self.fail_with("another download")
        self.assertEqual(self.server.requests, [])

    # --- editions

    def test_an_unchanged_file_is_not_fetched_again(self):
        self.succeed("--yes")
        self.server.requests.clear()
        self.assertIn("up to date", self.succeed("--yes"))
        self.assertEqual({verb for verb, _, _ in self.server.requests},
                         {"HEAD"})

    def test_a_changed_file_is_fetched_again(self):
        self.succeed("--yes")
        self.server.requests.clear()
        self.texts[CREW] = "another\n" * 3000
        self.server.replace(CREW, gzip.compress(self.texts[CREW].encode()))
        self.succeed("--yes")
        self.check_all_there()
        self.assertEqual([path for verb, path, _ in self.server.requests
                          if verb == "GET"], [f"/{CREW}"])

    def test_goes_on_where_it_stopped(self):
        for tag in (self.server.tags[BASICS], 'W/"weak"', None):
            with self.subTest(tag):
                self.server.tags[BASICS] = tag
                self.leave_part(BASICS, 50)
                self.succeed("--yes")
                self.assertEqual(self.gets(BASICS), ["bytes=50-"])
                self.check_all_there()
                (self.data / BASICS).unlink()
                self.server.requests.clear()

    def test_a_part_of_another_edition_is_fetched_anew(self):
        self.leave_part(CREW, 40)
        self.texts[CREW] = "another\n" * 3000
        self.server.replace(CREW, gzip.compress(self.texts[CREW].encode()))
        self.succeed("--yes")
        self.assertEqual(self.gets(CREW), [None])
        self.check_all_there()

    def test_a_part_of_an_unknown_edition_is_fetched_anew(self):
        (self.data / f"{CREW}.part").write_bytes(b"old" * 10)
        self.succeed("--yes")
        self.assertEqual(self.gets(CREW), [None])
        self.check_all_there()

    def test_an_edition_that_appears_meanwhile_is_not_mixed_in(self):
        """Asked about, it is the part's edition; fetched, it is another."""
        self.leave_part(CREW, 40)
        text = "another\n" * 3000
        real = Handler.do_HEAD

        def replace_behind(handler):
            real(handler)
            if (handler.path == f"/{CREW}" and
                    handler.server.tags[CREW].endswith('-1"')):
                handler.server.replace(CREW, gzip.compress(text.encode()))
        Handler.do_HEAD = replace_behind
        self.addCleanup(setattr, Handler, "do_HEAD", real)
        self.texts[CREW] = text
        self.succeed("--yes")
        self.assertEqual(self.gets(CREW), ["bytes=40-", None])
        self.check_all_there()

    def test_a_whole_part_is_taken(self):
        self.leave_part(CREW, len(self.server.files[CREW]))
        self.succeed("--yes")
        self.assertEqual(self.gets(CREW), [])
        self.check_all_there()
        self.assertEqual((self.data / CREW).stat().st_mtime, MODIFIED)

    # --- what goes wrong

    def test_a_transfer_that_is_cut_goes_on(self):
        """More often than there are tries: each got further."""
        self.server.faults[BASICS] = [("cut", 10)] * 6
        told = self.succeed("--yes")
        self.assertIn("trying again", told)
        self.assertEqual(self.gets(BASICS), [None] + [
            f"bytes={10 * place}-" for place in range(1, 7)])
        self.check_all_there()

    def test_a_server_without_ranges_is_not_asked_for_ever(self):
        self.server.ranges = False
        self.server.faults[BASICS] = [("cut", 10)] * 100
        self.fail_with(f"could not fetch {BASICS}")
        self.assertLess(len(self.gets(BASICS)), 10)

    def test_a_fault_of_the_server_may_pass(self):
        self.server.faults[CREW] = [500, 503]
        self.succeed("--yes")
        self.check_all_there()

    def test_a_fault_that_stays_names_file_and_address(self):
        self.server.faults[CREW] = [500] * 3
        self.fail_with(f"could not fetch {CREW} from {self.server.url}/{CREW}",
                       "500")
        self.assertEqual(len(self.gets(CREW)), 3)
        self.assertFalse((self.data / CREW).exists())

    def test_a_file_that_is_not_there_is_asked_for_once(self):
        del self.server.files[BASICS]
        self.fail_with(f"could not fetch {BASICS}", "404")
        self.assertEqual(self.server.requests, [("HEAD", f"/{BASICS}", None)])

    def test_a_server_that_is_not_there_is_named(self):
        self.server.shutdown()
        self.server.server_close()
        self.fail_with(f"{self.server.url}/{BASICS}")

    def test_a_damaged_file_gets_no_name(self):
        damaged = bytearray(self.server.files[CREW])
        damaged[len(damaged) // 2] ^= 255
        self.server.files[CREW] = bytes(damaged)
        self.fail_with(f"could not fetch {CREW}", "damaged")
        self.assertFalse((self.data / CREW).exists())
        self.assertFalse((self.data / f"{CREW}.part").exists())
        self.assertEqual(self.gets(CREW), [None] * 3)

    def test_a_file_that_is_no_gzip_gets_no_name(self):
        self.server.files[CREW] = b"<html>Please log in</html>"
        self.fail_with("damaged")
        self.assertFalse((self.data / CREW).exists())

    def test_the_old_file_stays_until_the_new_one_is_whole(self):
        self.succeed("--yes")
        old = (self.data / CREW).read_bytes()
        self.server.replace(CREW, self.server.files[CREW][:-20])
        self.fail_with("damaged")
        self.assertEqual((self.data / CREW).read_bytes(), old)


if __name__ == "__main__":
    unittest.main()
