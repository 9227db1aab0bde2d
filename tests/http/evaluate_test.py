"""What `marquee evaluate` measures is what the server answers: the same titles
in the same order, for each of twenty people."""

import csv
import gzip
import os
import pathlib
import time
import unittest
import urllib.parse

from catalogue import write_catalogue
from movielens import histories, write_ratings
from server import Server

PEOPLE = 20
DAY = 86400


def read_run(path):
    lists = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        user, _, title, *_ = line.split()
        lists.setdefault(user, []).append(title)
    return lists


def read_csv(path, delimiter=","):
    with pathlib.Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def write_seen(folder, dump):
    """What models saw, as ratings to import."""
    users = {}
    for row in read_csv(dump / "history.tsv", "\t"):
        users.setdefault(row["user"], []).append(row)
    titles = sorted({row["title"] for seen in users.values() for row in seen})
    numbers = {title: number for number, title in enumerate(titles, 1)}
    folder.mkdir()
    folder.joinpath("links.csv").write_text(
        "movieId,imdbId,tmdbId\n" + "".join(
            f"{number},{title[2:]},\n" for title, number in numbers.items()))
    folder.joinpath("ratings.csv").write_text(
        "userId,movieId,rating,timestamp\n" + "".join(
            f"{user},{numbers[row['title']]},{int(row['rating']) / 2},"
            f"{row['time']}\n" for user, seen in users.items()
            for row in seen))


class EvaluateCase(unittest.TestCase):

    def compare(self, server, ratings):
        """Measures, imports what was seen, and asks the server: without a
        model, then with one that is trained on it."""
        dump = server.folder / "dump"
        server.marquee("evaluate", "--ratings", str(ratings), "--model",
                       "tfidf,blend", "--protocol", "temporal", "--dump",
                       str(dump))
        write_seen(server.folder / "seen", dump)
        server.marquee("import-ratings", str(server.folder / "seen"),
                       "--name", "seen")
        server.start_server()
        self.compare_lists(server, read_run(dump / "tfidf.run"), "content")
        server.marquee("train")
        server.stop_server()
        server.start_server()
        self.compare_lists(server, read_run(dump / "blend.run"), "blend")

    def compare_lists(self, server, measured, source):
        people = sorted(measured, key=int)[:PEOPLE]
        self.assertEqual(len(people), PEOPLE)
        for user in people:
            person = self.find(server, f"seen {user}")
            answer = server.get(
                f"/users/{person}/recommendations?limit=100").json()
            self.assertEqual(answer[0]["source"], source)
            self.assertEqual([title["id"] for title in answer],
                             measured[user], f"{source} of user {user}")

    def find(self, server, name):
        listed = server.get("/users?limit=100&query=" +
                            urllib.parse.quote(name)).json()
        return next(user["id"] for user in listed if user["name"] == name)


class Sample(EvaluateCase):

    def test_answers_are_what_was_measured(self):
        # ages within ten half-lives, whenever this runs
        begin = int(time.time()) - 90 * DAY
        people = histories()
        first = min(when for seen in people.values() for *_, when in seen)
        recent = {user: [(title, stars, begin + when - first)
                         for title, stars, when in seen]
                  for user, seen in people.items()}
        with Server(write_catalogue, workers=1, serve=False) as server:
            self.compare(server, write_ratings(server.folder / "ml", recent))


class Background(unittest.TestCase):

    def test_background_users_are_never_listed_searched_or_shown(self):
        with Server(write_catalogue, workers=1, serve=False) as server:
            server.marquee("import-ratings", "--background",
                           str(write_ratings(server.folder / "ml")))
            server.start_server()
            person = server.sql("SELECT min(id::text) FROM users")
            self.assertNotEqual(person, "")
            self.assertEqual(server.get("/users?limit=100").json(), [])
            self.assertEqual(server.get("/users?query=ml").json(), [])
            for route in ("", "/viewing_history", "/recommendations"):
                self.assertEqual(
                    server.get(f"/users/{person}{route}").status, 404, route)


def write_rated_titles(ratings):
    """A function that writes those of IMDb's rows whose title was rated."""
    numbers = {row["movieId"]
               for row in read_csv(pathlib.Path(ratings, "ratings.csv"))}
    rated = {"tt" + row["imdbId"]
             for row in read_csv(pathlib.Path(ratings, "links.csv"))
             if row["movieId"] in numbers}

    def write(folder):
        for path in pathlib.Path(os.environ["MARQUEE_IMDB_DIR"]).glob(
                "*.tsv.gz"):
            people = path.name.startswith("name.")
            with gzip.open(path, "rt", encoding="utf-8", newline="\n") as rows:
                kept = [line for place, line in enumerate(rows)
                        if place == 0 or people or
                        line.split("\t", 1)[0] in rated]
            pathlib.Path(folder, path.name[:-3]).write_text(
                "".join(kept), encoding="utf-8", newline="\n")
    return write


def shift_ratings(source, folder):
    """The same ratings, the last of them ninety days ago, the time between
    them cut to three years in all."""
    folder.mkdir()
    folder.joinpath("links.csv").write_bytes(
        pathlib.Path(source, "links.csv").read_bytes())
    rows = read_csv(pathlib.Path(source, "ratings.csv"))
    times = sorted({int(row["timestamp"]) for row in rows})
    scale = 3 * 365 * DAY / (times[-1] - times[0])
    now = int(time.time()) - 90 * DAY
    with folder.joinpath("ratings.csv").open("w", encoding="utf-8") as file:
        file.write("userId,movieId,rating,timestamp\n")
        for row in rows:
            when = now - int((times[-1] - int(row["timestamp"])) * scale)
            file.write(f"{row['userId']},{row['movieId']},{row['rating']},"
                       f"{when}\n")
    return folder


@unittest.skipUnless(os.environ.get("MARQUEE_MOVIELENS_DIR") and
                     os.environ.get("MARQUEE_IMDB_DIR"),
                     "MARQUEE_IMDB_DIR and MARQUEE_MOVIELENS_DIR name no "
                     "folders of IMDb's and MovieLens's files")
class RealTitles(EvaluateCase):

    def test_answers_are_what_was_measured(self):
        source = os.environ["MARQUEE_MOVIELENS_DIR"]
        with Server(write_rated_titles(source), workers=1,
                    serve=False) as server:
            self.compare(server,
                         shift_ratings(source, server.folder / "ml"))


if __name__ == "__main__":
    unittest.main()
