"""A folder of MovieLens for the tiny catalogue: people who love voyages and
people who love gardens, each with most titles of their own kind and a few of
the other. The same at every call."""

import pathlib
import random

from catalogue import GARDENS, VOYAGES

BEGIN = 1_700_000_000
UNKNOWN_MOVIE = 999  # its title is in no catalogue


def movie_number(title):
    """MovieLens's number of a title."""
    kind = GARDENS if title in GARDENS else VOYAGES
    return (101 if title in GARDENS else 1) + kind.index(title)


def histories(users=30, seed=5):
    """{user: [(title, stars, time)]}, ascending by time."""
    print(f"seed {seed}")
    draw = random.Random(seed)
    found = {}
    for user in range(1, users + 1):
        own, other = (VOYAGES, GARDENS)[::1 if user % 2 else -1]
        titles = draw.sample(own, 14) + draw.sample(other, 3)
        draw.shuffle(titles)
        found[user] = [
            (title, 5.0 if title in own else draw.choice((1.5, 4.0)),
             BEGIN + user * 100_000 + place * 3600)
            for place, title in enumerate(titles)]
    return found


def write_ratings(folder, users=None):
    """Writes links.csv and ratings.csv into the folder, which is made."""
    folder = pathlib.Path(folder)
    folder.mkdir(exist_ok=True)
    links = [(movie_number(title), title[2:], "")
             for title in VOYAGES + GARDENS]
    links.append((UNKNOWN_MOVIE, "7654321", "1"))
    rows = [(user, movie_number(title), stars, time)
            for user, seen in (users or histories()).items()
            for title, stars, time in seen]
    rows.append((1, UNKNOWN_MOVIE, 5.0, BEGIN))
    for name, header, lines in (
            ("links.csv", "movieId,imdbId,tmdbId", links),
            ("ratings.csv", "userId,movieId,rating,timestamp", rows)):
        folder.joinpath(name).write_text("\n".join(
            [header, *(",".join(map(str, line)) for line in lines)]) + "\n",
            encoding="utf-8")
    return folder
