"""What the tests of the HTTP routes share: one server with the tiny catalogue
a class."""

import unittest

from catalogue import write_catalogue
from server import Server


class HttpCase(unittest.TestCase):
    """A server for the class; what one test leaves does not hurt the next."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server(write_catalogue))

    def assert_problem(self, response, status, *words):
        """An error of RFC 9457 whose detail holds the words."""
        self.assertEqual(response.status, status, response)
        self.assertEqual(response.headers["content-type"],
                         "application/problem+json")
        problem = response.json()
        self.assertEqual(problem["status"], status)
        self.assertEqual(problem["request_id"],
                         response.headers["x-request-id"])
        for name in ("type", "title", "detail"):
            self.assertTrue(problem[name], response)
        for word in words:
            self.assertIn(word, problem["detail"])
