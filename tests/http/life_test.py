"""The life of a server: start, a new snapshot, many clients, the end."""

import json
import os
import pathlib
import signal
import subprocess
import threading
import time
import unittest

from catalogue import VOYAGES, write_catalogue
from http_case import HttpCase
from server import MARQUEE, Server, wait_for
from traffic import Traffic


class SnapshotTest(HttpCase):

    def link(self):
        return pathlib.Path(self.server.environment["SNAPSHOT_PATH"])

    def generations(self):
        return {self.server.get("/readyz").json()["generation"]
                for _ in range(8)}

    def test_a_new_snapshot_is_swapped_in_without_a_failure(self):
        targets = ["/movies?limit=40", f"/movies/{VOYAGES[0]}/similar"]
        before = max(self.generations())
        with Traffic(self.server, targets) as traffic:
            for step in range(1, 4):
                self.server.marquee("index")
                wait_for(lambda want=before + step: self.generations()
                         == {want}, "the new generation")
        self.assertEqual(traffic.failures, [])
        self.assertEqual(set(traffic.statuses), {200})

    def test_a_rollback_is_followed_without_a_failure(self):
        targets = ["/movies?limit=40", f"/movies/{VOYAGES[0]}/similar"]
        self.server.marquee("index")
        newest = self.newest()
        wait_for(lambda: self.generations() == {newest}, "the newest")
        with Traffic(self.server, targets) as traffic:
            for _ in range(3):
                self.server.marquee("rollback")
                wait_for(lambda: self.generations() == {newest - 1},
                         "the generation before")
                self.server.marquee("rollback", str(newest))
                wait_for(lambda: self.generations() == {newest},
                         "the newest again")
        self.assertEqual(traffic.failures, [])
        self.assertEqual(set(traffic.statuses), {200})

    def newest(self):
        return max(entry["generation"] for entry in json.loads(
            self.server.marquee("snapshots", "--json")))

    def test_a_corrupt_snapshot_is_not_taken(self):
        link = self.link()
        old = os.readlink(link)
        good = (link.parent / old).read_bytes()
        bad = link.parent / "titles.bad"
        for spoiled in (good[:len(good) // 2], b"", good[:-1],
                        good[:100] + bytes([good[100] ^ 1]) + good[101:],
                        good[:len(good) // 2]
                        + bytes([good[len(good) // 2] ^ 1])
                        + good[len(good) // 2 + 1:]):
            bad.write_bytes(spoiled)
            self.turn(link, bad.name)
            time.sleep(1.3)
            response = self.server.get("/readyz")
            self.assertEqual(response.status, 200, self.server.log_text())
            self.assertEqual(self.server.get("/movies").status, 200)
            self.turn(link, old)
            bad.unlink()
        complaints = [line for line in self.server.log_text().splitlines()
                      if "stays" in line]
        self.assertGreaterEqual(len(complaints), 2)
        self.assertLessEqual(len(complaints), 2 * 5)

    @staticmethod
    def turn(link, name):
        fresh = link.with_name("turning")
        fresh.symlink_to(name)
        fresh.rename(link)


class DamagedStartTest(unittest.TestCase):

    def test_a_server_begins_with_the_newest_good_snapshot_and_says_so(self):
        with Server(write_catalogue, serve=False) as server:
            server.marquee("index")
            server.marquee("index")
            link = pathlib.Path(server.environment["SNAPSHOT_PATH"])
            current = link.parent / os.readlink(link)
            data = bytearray(current.read_bytes())
            data[len(data) // 2] ^= 1
            current.chmod(0o644)
            current.write_bytes(data)
            states = {entry["generation"]: entry["state"] for entry in
                      json.loads(server.marquee("snapshots", "--json"))}
            self.assertEqual(states, {3: "damaged", 2: "good", 1: "good"})
            server.start_server()
            self.assertEqual(server.get("/readyz").json()["generation"], 2)
            self.assertEqual(server.get("/movies").status, 200)
            self.assertIn("generation 2 is the newest good snapshot",
                          server.log_text())
            # and takes a better one as soon as there is one
            server.marquee("index")
            wait_for(lambda: server.get("/readyz").json()["generation"] == 4,
                     "the new generation")


class ManyClientsTest(HttpCase):

    def test_fifty_connections_at_once_are_all_served(self):
        user = self.server.create_user()
        targets = ["/movies?limit=5", f"/movies/{VOYAGES[0]}/similar",
                   f"/users/{user}/recommendations", f"/users/{user}"]
        with Traffic(self.server, targets, connections=50) as traffic:
            time.sleep(3)
        self.assertEqual(traffic.failures, [])
        self.assertEqual(set(traffic.statuses), {200})
        self.assertGreater(len(traffic.statuses), 1000)

    def test_views_by_many_at_once_are_all_kept(self):
        user = self.server.create_user()
        statuses = []

        def post():
            with self.server.connect() as connection:
                for _ in range(20):
                    statuses.append(connection.request(
                        "POST", f"/users/{user}/viewing_history", {
                            "movie_id": VOYAGES[0], "watch_duration": 1,
                            "watch_date": "2026-01-01T00:00:00Z"}).status)

        threads = [threading.Thread(target=post) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(statuses, [201] * 200)
        self.assertEqual(self.server.sql(
            f"SELECT count(*) FROM viewing_history WHERE user_id = '{user}'"),
            "200")


class EndTest(unittest.TestCase):

    def test_requests_under_way_are_finished(self):
        with Server(write_catalogue) as server:
            user = server.create_user()
            server.sql("CREATE FUNCTION slow() RETURNS trigger AS $$ BEGIN "
                       "PERFORM pg_sleep(0.4); RETURN NEW; END $$ "
                       "LANGUAGE plpgsql")
            server.sql("CREATE TRIGGER slow BEFORE INSERT ON viewing_history "
                       "FOR EACH ROW EXECUTE FUNCTION slow()")
            body = (b'{"movie_id":"tt1000000","watch_duration":1,'
                    b'"watch_date":"2026-01-01T00:00:00Z"}')
            head = (f"POST /users/{user}/viewing_history HTTP/1.1\r\n"
                    "Host: test\r\nContent-Type: application/json\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n").encode()
            connections = [server.connect() for _ in range(6)]
            idle = server.connect()
            self.assertEqual(idle.request("GET", "/healthz").status, 200)
            for connection in connections:
                connection.send(head + body)
            time.sleep(0.1)
            server.process.send_signal(signal.SIGTERM)
            for connection in connections:
                response = connection.read()
                self.assertEqual(response.status, 201)
                self.assertEqual(response.headers["connection"], "close")
                self.assertTrue(connection.is_closed())
                connection.socket.close()
            self.assertTrue(idle.is_closed())
            idle.socket.close()
            self.assertEqual(server.process.wait(10), 0)

    def test_every_signal_ends_all_processes(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            with self.subTest(number=number), \
                    Server(write_catalogue) as server:
                pids = [server.process.pid, *server.worker_pids()]
                self.assertEqual(server.stop_server(number), 0)
                for pid in pids:
                    self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_a_taken_port_is_named_with_a_free_one(self):
        with Server(write_catalogue) as server:
            result = subprocess.run(
                [str(MARQUEE), "serve"], env=server.environment,
                capture_output=True, text=True, timeout=20, check=False)
            self.assertEqual(result.returncode, 1)
            self.assertIn(f"port {server.port} is taken", result.stderr)
            self.assertRegex(result.stderr, r"PORT=\d+ is free")
            self.assertNotIn(server.environment["DATABASE_URL"],
                             result.stderr)

    def test_without_kore_the_error_names_it(self):
        with Server(write_catalogue) as server:
            server.stop_server()
            result = subprocess.run(
                [str(MARQUEE), "serve"],
                env={**server.environment, "PATH": "/nowhere"},
                capture_output=True, text=True, timeout=20, check=False)
            self.assertEqual(result.returncode, 1)
            self.assertIn("kore is not installed", result.stderr)

    def test_no_secret_is_in_files_arguments_or_logs(self):
        with Server(write_catalogue) as server:
            server.get("/users")
            secrets = [part for url in (server.environment["DATABASE_URL"],
                                        server.environment["REDIS_URL"])
                       for part in [url.split("@")[0].rsplit(":", 1)[-1]]
                       if "@" in url and len(part) > 5]
            texts = [path.read_text(errors="replace")
                     for path in server.folder.glob("*.*")
                     if path.suffix in (".conf", ".log", ".pid")]
            for pid in [server.process.pid, *server.worker_pids()]:
                texts.append(pathlib.Path(f"/proc/{pid}/cmdline").read_text())
            for secret in secrets:
                for text in texts:
                    self.assertNotIn(secret, text)


if __name__ == "__main__":
    unittest.main()
