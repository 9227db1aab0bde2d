"""A tiny catalogue in IMDb's files: 40 titles of two tastes, and one adult
title that has everything to be found first, but must never be."""

import pathlib

NONE = "\\N"
ADULT_ID = "tt9000001"
ADULT_TITLE = "Forbidden Voyage"
VOYAGES = [f"tt10000{number:02d}" for number in range(20)]
GARDENS = [f"tt20000{number:02d}" for number in range(20)]


def _write(folder, name, header, rows):
    text = "\n".join("\t".join(row) for row in [header.split(), *rows]) + "\n"
    pathlib.Path(folder, name).write_text(text, encoding="utf-8")


def _titles():
    for number, title in enumerate(VOYAGES):
        yield (title, f"Star Voyage {number}", "Adventure,Sci-Fi", 1990 + number,
               "nm0000001", "nm0000002", 8.5, 100000 - number * 1000)
    for number, title in enumerate(GARDENS):
        yield (title, f"Quiet Garden {number}", "Drama,Romance", 1970 + number,
               "nm0000003", "nm0000004", 7.0, 50000 - number * 1000)


def write_catalogue(folder, adult=True):
    """Writes the files that are read by default into the folder."""
    titles = list(_titles())
    basics = [(title, "movie", name, name, "0", str(year), NONE, "100", genres)
              for title, name, genres, year, *_ in titles]
    ratings = [(title, str(rating), str(votes))
               for title, *_, rating, votes in titles]
    crew = [(title, director, director)
            for title, _, _, _, director, *_ in titles]
    principals = [(title, "1", actor, "actor", NONE, NONE)
                  for title, _, _, _, _, actor, *_ in titles]
    if adult:
        basics.append((ADULT_ID, "movie", ADULT_TITLE, ADULT_TITLE, "1",
                       "1995", NONE, "100", "Adventure,Sci-Fi"))
        ratings.append((ADULT_ID, "9.9", "2000000"))
        crew.append((ADULT_ID, "nm0000001", "nm0000001"))
        principals.append((ADULT_ID, "1", "nm0000002", "actor", NONE, NONE))
    people = [(f"nm000000{number}", name, "1950", NONE, "actor", NONE)
              for number, name in enumerate(
                  ("Ada Pilot", "Ben Comet", "Cleo Rose", "Dan Meadow"), 1)]
    _write(folder, "title.basics.tsv",
           "tconst titleType primaryTitle originalTitle isAdult startYear "
           "endYear runtimeMinutes genres", sorted(basics))
    _write(folder, "title.ratings.tsv", "tconst averageRating numVotes",
           sorted(ratings))
    _write(folder, "title.crew.tsv", "tconst directors writers", sorted(crew))
    _write(folder, "title.principals.tsv",
           "tconst ordering nconst category job characters",
           sorted(principals))
    _write(folder, "title.akas.tsv",
           "titleId ordering title region language types attributes "
           "isOriginalTitle",
           [(VOYAGES[3], "1", "Der Sternenflug", "DE", "de", NONE, NONE, "0"),
            (ADULT_ID, "1", "Verbotener Flug", "DE", "de", NONE, NONE, "0")]
           [:2 if adult else 1])
    _write(folder, "name.basics.tsv",
           "nconst primaryName birthYear deathYear primaryProfession "
           "knownForTitles", people)
