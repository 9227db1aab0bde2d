"""Requests that break HTTP, or break servers: each gets one correct answer or
a clean end, and the server goes on."""

import time
import unittest

from http_case import HttpCase

GET = b"GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n"
POST = (b"POST /recommendations HTTP/1.1\r\nHost: test\r\n"
        b"Content-Type: application/json\r\n")


class GuardTest(HttpCase):

    def tearDown(self):
        self.assertEqual(self.server.get("/healthz").status, 200)

    def refused(self, status, *parts, pause=0.0):
        """One answer with this status, then the end."""
        with self.server.connect() as connection:
            for part in parts:
                connection.send(part)
                time.sleep(pause)
            response = connection.read()
            self.assert_problem(response, status)
            self.assertEqual(response.headers["connection"], "close")
            self.assertTrue(connection.is_closed())

    def test_reads_a_request_that_comes_byte_by_byte(self):
        with self.server.connect() as connection:
            for byte in GET:
                connection.send(bytes([byte]))
            self.assertEqual(connection.read().status, 200)

    def test_answers_pipelined_requests_in_order(self):
        with self.server.connect() as connection:
            connection.send(b"".join(
                b"GET /movies?limit=%d HTTP/1.1\r\nHost: test\r\n\r\n" % limit
                for limit in range(1, 21)))
            started = time.monotonic()
            for limit in range(1, 21):
                self.assertEqual(len(connection.read().json()), limit)
            self.assertLess(time.monotonic() - started, 2)

    def test_answers_pipelined_requests_that_wait_for_the_database(self):
        user = self.server.create_user().encode()
        with self.server.connect() as connection:
            connection.send((b"GET /users/" + user
                             + b" HTTP/1.1\r\nHost: test\r\n\r\n" + GET) * 10)
            for _ in range(10):
                self.assertEqual(connection.read().json()["id"],
                                 user.decode())
                self.assertEqual(connection.read().json()["status"], "ok")

    def test_a_body_longer_than_announced_is_the_next_request(self):
        with self.server.connect() as connection:
            connection.send(POST + b"Content-Length: 2\r\n\r\n{}junk junk\r\n\r\n")
            self.assertEqual(connection.read().status, 200)
            self.assert_problem(connection.read(), 400)
            self.assertTrue(connection.is_closed())

    def test_a_body_behind_a_get_is_refused(self):
        for method in (b"GET", b"HEAD", b"DELETE", b"OPTIONS"):
            with self.subTest(method=method):
                head = (method + b" /movies HTTP/1.1\r\nHost: test\r\n"
                        b"Content-Length: %d\r\n\r\n" % len(GET))
                self.refused(400, head + GET)
                self.refused(400, head, GET, pause=0.05)

    def test_an_empty_body_of_a_get_is_none(self):
        with self.server.connect() as connection:
            connection.send(b"GET /healthz HTTP/1.1\r\nHost: test\r\n"
                            b"Content-Length: 0\r\n\r\n")
            self.assertEqual(connection.read().status, 200)

    def test_lengths_that_contradict_are_refused(self):
        for headers in (
                b"Content-Length: 2\r\nContent-Length: 2\r\n",
                b"Content-Length: 2\r\nContent-Length: 3\r\n",
                b"Content-Length: 2, 2\r\n",
                b"Content-Length: +2\r\n",
                b"Content-Length: -2\r\n",
                b"Content-Length: 0x2\r\n",
                b"Content-Length:\r\n",
                b"Content-Length : 2\r\n",
                b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
                b"Transfer-Encoding: chunked\r\n"
                b"Transfer-Encoding: identity\r\n"):
            with self.subTest(headers=headers):
                self.refused(400, POST + headers + b"\r\n{}")

    def test_bodies_without_a_length_are_refused(self):
        self.refused(411, POST + b"\r\n")
        self.refused(411, POST + b"Transfer-Encoding: chunked\r\n\r\n"
                     b"2\r\n{}\r\n0\r\n\r\n")
        self.refused(501, POST + b"Transfer-Encoding: gzip\r\n\r\n{}")

    def test_bodies_that_are_too_long_are_refused(self):
        self.refused(413, POST + b"Content-Length: 65537\r\n\r\n")
        self.refused(413, POST + b"Content-Length: 99999999999999999999999\r\n"
                     b"\r\n", b"x" * 100000)

    def test_the_longest_body_is_read_in_pieces(self):
        body = b'{"limit":1}' + b" " * (65536 - 11)
        with self.server.connect() as connection:
            connection.send(POST + b"Content-Length: 65536\r\n\r\n")
            for start in range(0, len(body), 5000):
                connection.send(body[start:start + 5000])
                time.sleep(0.002)
            self.assertEqual(connection.read().status, 200)

    def test_broken_heads_are_refused(self):
        for status, head in (
                (400, b"\x16\x03\x01\x02\x00"),
                (400, b"GET /healthz HTTP/1.1\nHost: test\n\n"),
                (400, b"GET /healthz\r\nHost: test\r\n\r\n"),
                (400, b"GET  /healthz HTTP/1.1\r\nHost: test\r\n\r\n"),
                (400, b"GET healthz HTTP/1.1\r\nHost: test\r\n\r\n"),
                (400, b"GET /h\xff HTTP/1.1\r\nHost: test\r\n\r\n"),
                (400, b"GET /healthz HTTP/1.1\r\n\r\n"),
                (400, b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                (400, b"GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n"),
                (400, b"GET /healthz HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n"),
                (400, b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n"),
                (400, b"GET /healthz HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
                (414, b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n\r\n"),
                (414, b"GET /" + b"a" * 20000),
                (431, b"GET / HTTP/1.1\r\nX: " + b"a" * 20000),
                (431, b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 101 + b"\r\n"),
                (417, b"GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n"),
                (501, b"BREW /healthz HTTP/1.1\r\nHost: test\r\n\r\n"),
                (501, b"get /healthz HTTP/1.1\r\nHost: test\r\n\r\n"),
                (501, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                (505, b"GET /healthz HTTP/2.0\r\nHost: test\r\n\r\n")):
            with self.subTest(head=head[:60]):
                self.refused(status, head)

    def test_odd_but_legal_heads_are_answered(self):
        for head in (
                b"\r\nGET /healthz HTTP/1.1\r\nHost: test\r\n\r\n",
                b"GET /healthz HTTP/1.0\r\n\r\n",
                b"GET http://test/healthz HTTP/1.1\r\nHost: test\r\n\r\n",
                b"GET /healthz HTTP/1.1\r\nHostile: x\r\nhOST:test\r\n\r\n",
                b"GET /healthz HTTP/1.1\r\nHost:\r\nX:\r\n\r\n",
                b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: \xc3\xa9\r\n\r\n",
                b"GET /healthz HTTP/1.1\r\nHost: [::1]:80\r\n"
                + b"X: a\r\n" * 99 + b"\r\n"):
            with self.subTest(head=head[:60]), \
                    self.server.connect() as connection:
                connection.send(head)
                self.assertEqual(connection.read().status, 200)

    def test_says_continue_to_a_client_that_waits_for_it(self):
        with self.server.connect() as connection:
            connection.send(POST + b"Content-Length: 2\r\n"
                            b"Expect: 100-continue\r\n\r\n")
            self.assertEqual(connection.read().status, 100)
            connection.send(b"{}")
            self.assertEqual(connection.read().status, 200)

    def test_closes_when_asked_to(self):
        with self.server.connect() as connection:
            connection.send(b"GET /healthz HTTP/1.1\r\nHost: test\r\n"
                            b"Connection: foo, Close\r\n\r\n")
            response = connection.read()
            self.assertEqual(response.headers["connection"], "close")
            self.assertTrue(connection.is_closed())

    def test_a_request_that_never_ends_is_refused_in_time(self):
        started = time.monotonic()
        with self.server.connect(timeout=20) as connection:
            connection.send(b"GET /healthz HTTP/1.1\r\nHo")
            self.assert_problem(connection.read(), 408, "10 s")
            self.assertTrue(connection.is_closed())
        self.assertGreater(time.monotonic() - started, 9)

    def test_an_idle_connection_gets_no_unasked_answer(self):
        with self.server.connect(timeout=12) as connection:
            self.assertEqual(connection.request("GET", "/healthz").status, 200)
            with self.assertRaises(TimeoutError):
                connection.socket.recv(1)

    def test_clients_that_go_early_hurt_nobody(self):
        user = self.server.create_user()
        for _ in range(200):
            with self.server.connect() as connection:
                connection.send(f"GET /users/{user}/recommendations HTTP/1.1"
                                "\r\nHost: test\r\n\r\n".encode())


if __name__ == "__main__":
    unittest.main()
