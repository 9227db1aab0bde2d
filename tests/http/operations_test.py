"""What holds for every route, the page, and the routes for operators."""

import json
import unittest

from catalogue import VOYAGES
from http_case import HttpCase


class OperationsTest(HttpCase):

    def test_what_is_not_there(self):
        for target in ("/nope", "/movies/", "/movies/tt1/x", "//movies",
                       "/movies/tt1000000/similar/", "/MOVIES", "/assets/",
                       "/assets/..%2f..%2fetc/passwd", "/assets/../secret"):
            with self.subTest(target=target):
                self.assert_problem(self.server.get(target), 404)

    def test_methods_that_a_route_does_not_take(self):
        for method, target, allow in (
                ("POST", "/movies", "GET, HEAD, OPTIONS"),
                ("PUT", "/users", "GET, HEAD, POST, OPTIONS"),
                ("DELETE", "/users", "GET, HEAD, POST, OPTIONS"),
                ("PATCH", "/healthz", "GET, HEAD, OPTIONS"),
                ("GET", "/recommendations", "POST, OPTIONS")):
            with self.subTest(method=method, target=target):
                response = self.server.request(
                    method, target, {} if method == "POST" else None)
                self.assert_problem(response, 405, method)
                self.assertEqual(response.headers["allow"], allow)

    def test_options_are_told(self):
        for target, allow in (("/users", "GET, HEAD, POST, OPTIONS"),
                              ("*", "GET, HEAD, POST, OPTIONS")):
            response = self.server.request("OPTIONS", target)
            self.assertEqual(response.status, 204)
            self.assertEqual(response.headers["allow"], allow)
        self.assert_problem(self.server.request("OPTIONS", "/nope"), 404)

    def test_head_is_get_without_the_body(self):
        user = self.server.create_user()
        for target in ("/", "/movies", f"/users/{user}", "/nope",
                       f"/users/{user}/recommendations"):
            with self.subTest(target=target), \
                    self.server.connect() as connection:
                head = connection.request("HEAD", target)
                get = connection.request("GET", target)
                self.assertEqual(head.status, get.status)
                if get.status == 200:
                    self.assertEqual(head.headers["content-length"],
                                     get.headers["content-length"])

    def test_a_request_id_is_taken_over_when_it_is_plain(self):
        self.assertEqual(self.server.get(
            "/healthz", {"X-Request-Id": "abc-1.2_3"}).headers["x-request-id"],
            "abc-1.2_3")
        for odd in ("a b", 'a"b', "x" * 65):
            self.assertRegex(self.server.get(
                "/healthz", {"X-Request-Id": odd}).headers["x-request-id"],
                "^[0-9a-f]{16}$")

    def test_the_page_is_served_with_its_assets(self):
        page = self.server.get("/")
        self.assertEqual(page.status, 200)
        self.assertEqual(page.headers["content-type"],
                         "text/html; charset=utf-8")
        self.assertIn("default-src 'none'",
                      page.headers["content-security-policy"])
        style = self.server.get("/assets/style.css")
        self.assertEqual(style.headers["content-type"],
                         "text/css; charset=utf-8")
        again = self.server.get(
            "/assets/style.css", {"If-None-Match": style.headers["etag"]})
        self.assertEqual((again.status, again.body), (304, b""))
        other = self.server.get(
            "/assets/style.css", {"If-None-Match": '"0123456789abcdef"'})
        self.assertEqual(other.status, 200)

    def test_healthz_and_readyz(self):
        self.assertEqual(self.server.get("/healthz").json()["status"], "ok")
        ready = self.server.get("/readyz").json()
        self.assertEqual(ready, {"status": "ready", "generation": 1,
                                 "model_generation": 0,
                                 "documents": 40, "degraded": []})

    def test_metrics_count_over_all_workers(self):
        pattern = r'requests_total.*"/movies/\{id\}",status="200"'
        before = self.server.metric(pattern)
        for _ in range(30):
            self.server.get(f"/movies/{VOYAGES[0]}")
        self.assertEqual(self.server.metric(pattern) - before, 30)
        text = self.server.get("/metrics")
        self.assertTrue(text.headers["content-type"].startswith("text/plain"))
        for line in text.body.decode().splitlines():
            self.assertRegex(line, r"^(# |[a-z_]+(\{[^}]*\}.*)? [0-9.]+$)")

    def test_the_access_log_has_no_query_values(self):
        self.server.get("/movies/search?query=secretword",
                        {"X-Request-Id": "logged-1"})
        self.server.stop_server()
        text = self.server.access_log_text()
        self.server.start_server()
        lines = [json.loads(line) for line in text.splitlines()]
        entry = next(line for line in lines
                     if line["request_id"] == "logged-1")
        self.assertEqual((entry["method"], entry["path"], entry["status"]),
                         ("GET", "/movies/search", 200))
        self.assertGreater(entry["bytes"], 0)
        self.assertGreaterEqual(entry["micros"], 0)
        self.assertNotIn("secretword", text)


if __name__ == "__main__":
    unittest.main()
