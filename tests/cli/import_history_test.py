"""`marquee import-history` as a user calls it: an export of each service, what
is listed instead of guessed, wrong input, and a second time."""

import json
import pathlib
import uuid

from catalogue import ADULT_ID, GARDENS, VOYAGES
from commands_test import CommandCase

IMDB = ("Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,"
        "IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,"
        "Directors\n")
OLD_IMDB = (
    '"position","const","created","modified","description","Title",'
    '"Title type","Directors","You rated","IMDb Rating","Runtime (mins)",'
    '"Year","Genres","Num. Votes","Release Date (month/day/year)","URL"\r\n')
LETTERBOXD = "Date,Name,Year,Letterboxd URI"


def imdb_line(title, rating, date="2024-01-05", name="Any", kind="Movie"):
    return (f"{title},{rating},{date},{name},{name},https://x/,{kind},8.1,100,"
            f"1999,\"Drama, War\",10,1999-01-01,\"A, B\"\n")


class ImportCase(CommandCase):
    def write_file(self, name, text):
        """A file in a folder of its own; its path."""
        path = self.place.folder / uuid.uuid4().hex / name
        path.parent.mkdir()
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
        return str(path)

    def user(self):
        """A name that nobody has."""
        return f"Ann {uuid.uuid4().hex[:12]}"

    def report(self, path, user, *options):
        return json.loads(self.succeed(
            "import-history", str(path), "--user", user, "--json", *options))

    def history(self, user):
        """(title, time, rating, minutes) of a user, in order of time."""
        rows = self.place.sql(
            "SELECT imdb.title_id(movie_id), "
            "to_char(watch_date AT TIME ZONE 'UTC', "
            "'YYYY-MM-DD\"T\"HH24:MI:SS'), coalesce(rating, 0), "
            "watch_duration FROM viewing_history JOIN users "
            f"ON users.id = user_id WHERE name = '{user}' "
            "ORDER BY watch_date, movie_id").splitlines()
        return [(title, time, int(rating), int(minutes))
                for title, time, rating, minutes in
                (row.split("|") for row in rows)]

    def everything(self):
        return self.place.sql(
            "SELECT (SELECT count(*) FROM users), count(*), sum(rating), "
            "max(id) FROM viewing_history")

    def refuse_file(self, name, text, *says, options=(), status=1):
        """The file is refused, and nothing has changed."""
        before = self.everything()
        told = self.refuse(
            "import-history", self.write_file(name, text), "--user",
            self.user(), *options, says=says, status=status)
        self.assertEqual(self.everything(), before)
        return told

    def nothing_twice(self, path, user):
        """The same files again add nothing, and say so."""
        before = self.everything()
        told = self.report(path, user)
        self.assertEqual((told["added"], told["updated"]), (0, 0))
        self.assertFalse(told["user"]["created"])
        self.assertIn("nothing to add: all of it is there already",
                      self.succeed("import-history", str(path), "--user", user))
        self.assertEqual(self.everything(), before)


class Formats(ImportCase):
    def test_imdb(self):
        user = self.user()
        path = self.write_file(
            "ratings.csv", IMDB + imdb_line(VOYAGES[0], 9) +
            imdb_line(GARDENS[0], 2, "2023-06-07") +
            imdb_line("tt7777777", 5, name="Nowhere") +
            imdb_line("tt7777778", 5, kind="TV Episode"))
        told = self.report(path, user)
        self.assertEqual(
            (told["records"], told["matched"], told["added"],
             told["episodes"]), (4, 2, 2, 1))
        self.assertTrue(told["user"]["created"])
        self.assertEqual(told["files"][0]["format"], "imdb")
        self.assertEqual(
            [(missed["line"], missed["id"], missed["title"], missed["year"])
             for missed in told["unmatched"]],
            [(4, "tt7777777", "Nowhere", 1999)])
        self.assertEqual(self.history(user), [
            (GARDENS[0], "2023-06-07T00:00:00", 2, 100),
            (VOYAGES[0], "2024-01-05T00:00:00", 9, 100)])
        self.nothing_twice(path, user)

    def test_a_rating_that_was_changed_is_changed(self):
        user = self.user()
        self.report(self.write_file(
            "ratings.csv", IMDB + imdb_line(VOYAGES[0], 9)), user)
        changed = self.write_file(
            "ratings.csv",
            IMDB + imdb_line(VOYAGES[0], 4, "2025-03-04"))
        told = self.report(changed, user)
        self.assertEqual((told["added"], told["updated"]), (0, 1))
        self.assertEqual(self.history(user), [
            (VOYAGES[0], "2024-01-05T00:00:00", 4, 100)])
        self.nothing_twice(changed, user)

    def test_older_imdb(self):
        user = self.user()
        path = self.write_file(
            "ratings.csv", OLD_IMDB +
            f'"1","{VOYAGES[1]}","Sun Mar  1 00:00:00 2015","","","Old",'
            '"Feature Film","A","6","7.0","104","1991","crime","3",'
            '"1991-02-25","http://x/"\r\n')
        self.assertEqual(self.report(path, user)["added"], 1)
        self.assertEqual(self.history(user), [
            (VOYAGES[1], "2015-03-01T00:00:00", 6, 100)])
        self.nothing_twice(path, user)

    def letterboxd(self):
        """A folder as Letterboxd's ZIP holds it."""
        diary = self.write_file(
            "diary.csv", f"{LETTERBOXD},Rating,Rewatch,Tags,Watched Date\n"
            "2024-01-11,Star Voyage 0,1990,https://boxd.it/a,4.5,,"
            "\"a, b\",2024-01-10\n"
            "2024-03-13,Star Voyage 0,1990,https://boxd.it/b,,Yes,,"
            "2024-03-12\n")
        folder = pathlib.Path(diary).parent
        (folder / "ratings.csv").write_text(
            f"{LETTERBOXD},Rating\n"
            "2024-03-13,Star Voyage 0,1990,https://boxd.it/x,3.5\n"
            "2022-01-01,Star Voyage 1,1991,https://boxd.it/y,0.5\n")
        (folder / "watched.csv").write_text(
            f"{LETTERBOXD}\n"
            "2024-01-11,Star Voyage 0,1990,https://boxd.it/x\n"
            "2022-01-01,Star Voyage 1,1991,https://boxd.it/y\n"
            "2021-01-01,\"Quiet Garden 2\",1972,https://boxd.it/z\n"
            "2021-01-01,Unheard Of,1972,https://boxd.it/u\n"
            "2021-01-02,Unheard Of,1973,https://boxd.it/v\n")
        (folder / "watchlist.csv").write_text(
            f"{LETTERBOXD}\n2024-01-11,Star Voyage 9,1999,https://boxd.it/w\n")
        (folder / "profile.csv").write_text("Date Joined,Username\n")
        (folder / "likes").mkdir()
        (folder / "likes" / "films.csv").write_text(
            f"{LETTERBOXD}\n"
            "2024-01-11,Star Voyage 0,1990,https://boxd.it/x\n"
            "2024-01-12,Unheard Of,1972,https://boxd.it/u\n")
        (folder / "deleted").mkdir()
        (folder / "deleted" / "diary.csv").write_text(
            f"{LETTERBOXD},Rating,Rewatch,Tags,Watched Date\n"
            "2024-01-11,Star Voyage 5,1995,https://boxd.it/d,1,,,2024-01-10\n")
        return folder

    def test_letterboxd_is_merged_without_doubling(self):
        user = self.user()
        folder = self.letterboxd()
        told = self.report(folder, user)
        self.assertEqual(self.history(user), [
            (GARDENS[2], "2021-01-01T00:00:00", 0, 100),
            (VOYAGES[1], "2022-01-01T00:00:00", 1, 100),
            (VOYAGES[0], "2024-01-10T00:00:00", 9, 100),
            (VOYAGES[0], "2024-03-12T00:00:00", 7, 100)])
        self.assertEqual(told["added"], 4)
        self.assertEqual(
            [(missed["title"], missed["year"], missed["line"],
              missed["times"]) for missed in told["unmatched"]],
            [("Unheard Of", 1972, 5, 2), ("Unheard Of", 1973, 6, 1)])
        self.assertRegex(
            self.succeed("import-history", str(folder), "--user", user),
            r"not matched: 2\n.*watched.csv line 5: \"Unheard Of\" \(1972\): "
            r"no title of that year is called so; it stands in 2 places\n")
        self.assertEqual(
            [pathlib.Path(file["file"]).name for file in told["files"]
             if file["passed_over"]], ["profile.csv", "watchlist.csv"])
        self.nothing_twice(folder, user)

    def test_one_of_letterboxds_files(self):
        user = self.user()
        self.assertEqual(
            self.report(self.letterboxd() / "ratings.csv", user)["added"], 2)
        self.refuse("import-history", str(self.letterboxd() / "watchlist.csv"),
                    "--user", user, says=["a list of films to watch"])

    def test_trakt(self):
        user = self.user()
        voyage = {"title": "Star Voyage 3", "year": 1993,
                  "ids": {"trakt": 1, "slug": "x", "imdb": VOYAGES[3],
                          "tmdb": 2}}
        nameless = {"title": "Quiet Garden 4", "year": 1974,
                    "ids": {"trakt": 3, "imdb": None}}
        path = self.write_file("history.json", json.dumps([
            {"id": 1, "watched_at": "2025-03-01T20:00:00.000Z",
             "action": "watch", "type": "movie", "movie": voyage},
            {"id": 2, "watched_at": "2024-03-01T20:00:00.000Z",
             "action": "scrobble", "type": "movie", "movie": nameless},
            {"id": 3, "watched_at": "2024-03-01T20:00:00.000Z",
             "action": "scrobble", "type": "episode",
             "episode": {"season": 1, "number": 2, "title": "Part"},
             "show": {"title": "Long", "year": 2022, "ids": {}}}]))
        folder = pathlib.Path(path).parent
        (folder / "ratings.json").write_text(json.dumps([
            {"rated_at": "2025-03-02T20:00:00.000Z", "rating": 8,
             "type": "movie", "movie": voyage}]))
        (folder / "watched.json").write_text(json.dumps([
            {"plays": 1, "last_watched_at": "2025-03-01T20:00:00.000Z",
             "movie": voyage}]))
        told = self.report(folder, user)
        self.assertEqual(self.history(user), [
            (GARDENS[4], "2024-03-01T20:00:00", 0, 100),
            (VOYAGES[3], "2025-03-01T20:00:00", 8, 100)])
        self.assertEqual([(missed["item"], missed["title"])
                          for missed in told["unmatched"]], [(3, "Long")])
        self.nothing_twice(folder, user)

    def test_jellyfin(self):
        user = self.user()
        path = self.write_file("items.json", json.dumps({"Items": [
            {"Name": "Sternreise", "OriginalTitle": "Star Voyage 6",
             "ProductionYear": 1996, "Type": "Movie",
             "RunTimeTicks": 72000000000, "ProviderIds": {},
             "UserData": {"Played": True, "PlayCount": 2, "LastPlayedDate":
                          "2022-01-15T20:28:39.1234567Z"}},
            {"Name": "x", "Type": "Movie",
             "ProviderIds": {"Imdb": GARDENS[6]},
             "UserData": {"Played": True, "PlayCount": 1}},
            {"Name": "x", "Type": "Movie",
             "ProviderIds": {"Imdb": GARDENS[7]},
             "UserData": {"Played": False, "PlayCount": 1}}],
            "TotalRecordCount": 3}))
        told = self.report(path, user)
        self.assertEqual(told["files"][0]["without_view"], 1)
        self.assertEqual(self.history(user), [
            (GARDENS[6], "1970-01-01T00:00:00", 0, 100),
            (VOYAGES[6], "2022-01-15T20:28:39", 0, 100)])
        self.nothing_twice(path, user)

    def test_any_table(self):
        user = self.user()
        path = self.write_file(
            "mine.csv", "title;year;watched_date;rating5;duration\r\n"
            "star VOYAGE 7;1997;2025-01-01 20:15:00;3.5;60\r\n"
            "Quiet Garden 8;1979;;4;\r\n"
            "Quiet Garden 9;;;;\r\n")
        told = self.report(path, user)
        self.assertEqual(told["by_title"], 1)
        self.assertEqual(told["by_near_year"], 1)
        self.assertEqual([missed["why"] for missed in told["unmatched"]],
                         ["it has no id and no year"])
        self.assertEqual(self.history(user), [
            (GARDENS[8], "1970-01-01T00:00:00", 8, 100),
            (VOYAGES[7], "2025-01-01T20:15:00", 7, 60)])
        self.nothing_twice(path, user)

    def test_the_format_can_be_forced(self):
        path = self.write_file("x.csv", IMDB + imdb_line(VOYAGES[0], 9))
        told = self.report(path, self.user(), "--format", "csv")
        self.assertEqual(told["files"][0]["format"], "csv")
        self.refuse("import-history", path, "--user", "Ann", "--format",
                    "trakt", says=["trakt wants JSON"])
        self.refuse("import-history", path, "--user", "Ann", "--format",
                    "netflix", status=2,
                    says=['"netflix"', "imdb, letterboxd, trakt, jellyfin"])


class Report(ImportCase):
    def test_what_is_ambiguous_is_listed_with_its_candidates(self):
        self.place.sql(
            "INSERT INTO movies (id, title_type, primary_title, is_adult, "
            "start_year) VALUES (9100001, 'movie', 'Twin', false, 2000), "
            "(9100002, 'short', 'Twin', false, 2000)")
        path = self.write_file("x.csv", "title,year\nTwin,2000\nNone,1900\n")
        told = self.report(path, self.user())
        self.assertEqual(told["added"], 0)
        self.assertIsNone(told["user"]["id"])
        self.assertEqual(told["unmatched"][0]["candidates"], [
            {"id": "tt9100001", "title": "Twin", "year": 2000,
             "movie_type": "movie"},
            {"id": "tt9100002", "title": "Twin", "year": 2000,
             "movie_type": "short"}])
        text = self.succeed("import-history", path, "--user", self.user())
        self.assertIn('x.csv line 2: "Twin" (2000): several titles are called '
                      "so\n    tt9100001  Twin (2000)  movie\n"
                      "    tt9100002  Twin (2000)  short\n", text)
        self.assertIn('x.csv line 3: "None" (1900): no title of that year',
                      text)
        self.assertNotIn("nothing to add", text)

    def test_an_adult_title_is_not_found_by_its_name(self):
        path = self.write_file(
            "x.csv", "title,year\nForbidden Voyage,1995\n")
        self.assertEqual(self.report(path, self.user())["matched"], 0)
        self.assertEqual(self.report(
            self.write_file("y.csv", f"tconst\n{ADULT_ID}\n"),
            self.user())["matched"], 1)

    def test_a_dry_run_changes_nothing_and_tells_the_same(self):
        path = self.write_file("x.csv", IMDB + imdb_line(VOYAGES[0], 9))
        user = self.user()
        before = self.everything()
        told = self.report(path, user, "--dry-run")
        self.assertEqual(self.everything(), before)
        self.assertTrue(told["dry_run"])
        text = self.succeed("import-history", path, "--user", user,
                            "--dry-run")
        self.assertIn("1 would be added", text)
        really = self.report(path, user)
        for name in ("records", "matched", "added", "updated"):
            self.assertEqual(told[name], really[name])

    def test_control_characters_do_not_reach_the_terminal(self):
        path = self.write_file(
            "x.csv", "title,year\n\x1b[2JEvil\u009b,2000\n")
        text = self.succeed("import-history", path, "--user", self.user())
        self.assertIn('"?[2JEvil??"', text)
        told = self.refuse_file("x.csv", "\x1b[2JEvil\u009b,two\n")
        self.assertIn('"?[2JEvil??"', told)

    def test_lines_that_cannot_be_taken_are_listed(self):
        path = self.write_file(
            "ratings.csv", IMDB + imdb_line(VOYAGES[0], 9) +
            imdb_line(VOYAGES[1], 99999999999999999999) +
            imdb_line(VOYAGES[2], 9, "2999-01-01") + "tt1,9\n")
        told = self.report(path, self.user())
        self.assertEqual(told["added"], 1)
        self.assertEqual(
            [(refused["line"], refused["why"]) for refused in told["refused"]],
            [(3, 'the rating "99999999999999999999" is no rating above 0 and '
                 "up to 10"),
             (4, 'the date "2999-01-01" is in the future'),
             (5, "it has 2 fields where the first line has 14")])

    def test_windows_1252_is_read_and_told(self):
        self.place.sql(
            "INSERT INTO movies (id, title_type, primary_title, is_adult, "
            "start_year) VALUES (9100003, 'movie', 'Élan – Vital', false, "
            "2000)")
        path = self.write_file(
            "x.csv", "title,year\n\"Élan – Vital\",2000\n".encode("cp1252"))
        told = self.report(path, self.user())
        self.assertEqual(told["files"][0]["encoding"], "windows-1252")
        self.assertEqual(told["matched"], 1)


class WrongInput(ImportCase):
    def test_a_file_and_a_user_are_wanted(self):
        self.refuse("import-history", status=2, says=["--help"])
        self.refuse("import-history", "x.csv", status=2, says=["--user"])
        self.refuse("import-history", "x.csv", "y.csv", "--user", "Ann",
                    status=2, says=['"y.csv"'])
        self.refuse("import-history", "nowhere.csv", "--user", "Ann",
                    says=['"nowhere.csv"', "No such file"])

    def test_files_that_are_none_of_these(self):
        for name, text, says in (
                ("x.csv", "", "it is empty"),
                ("x.csv", "one,two\n1,2\n", 'its columns are "one", "two"'),
                ("x.csv", "tconst,rating\ntt1,8\n", "rating5, rating10"),
                ("x.csv", "Const,Position,Title\ntt1,1,One\n",
                 "a list of films to watch"),
                ("x.csv", 'tconst\n"tt1\n', "line 2: a quote is opened"),
                ("x.csv", b"title,year\nOne \x81,2000\n",
                 "byte 0x81 is neither UTF-8 nor Windows-1252"),
                ("x.csv", "tconst\n".encode("utf-16"), "UTF-16"),
                ("x.zip", b"PK\x03\x04rest", "unpack it"),
                ("x.json", "[{\"movie\":", "line 1, column"),
                ("x.json", b'{"Items":["\xe9"]}', "no JSON"),
                ("x.json", "{\"a\":1}", "known are Trakt's"),
                ("x.json", '{"Items":[{"Name":"One"}]}',
                 "each with UserData")):
            with self.subTest(says):
                self.refuse_file(name, text, f'{name}"', says,
                                 "next: marquee import-history --help")

    def test_a_broken_file_of_a_folder_spoils_all_of_it(self):
        good = self.write_file("a.csv", f"tconst\n{VOYAGES[0]}\n")
        folder = pathlib.Path(good).parent
        (folder / "b.json").write_text("[{")
        before = self.everything()
        self.refuse("import-history", str(folder), "--user", self.user(),
                    says=["b.json", "no JSON"])
        self.assertEqual(self.everything(), before)
        (folder / "b.json").unlink()
        self.assertEqual(self.report(folder, self.user())["added"], 1)

    def test_a_folder_without_an_export(self):
        folder = self.place.folder / "bare"
        folder.mkdir()
        self.refuse("import-history", str(folder), "--user", "Ann",
                    says=["bare", "no .csv and no .json"])

    def test_a_name_that_several_have_lists_their_ids(self):
        name = self.user()
        ids = self.place.sql(
            f"INSERT INTO users (name) VALUES ('{name}'), ('{name.upper()}') "
            "RETURNING id").split()
        path = self.write_file("x.csv", f"tconst\n{VOYAGES[0]}\n")
        self.refuse("import-history", path, "--user", name, says=ids)
        self.assertEqual(self.report(path, ids[0])["user"],
                         {"id": ids[0], "given": ids[0], "created": False})

    def test_a_user_who_cannot_be(self):
        path = self.write_file("x.csv", f"tconst\n{VOYAGES[0]}\n")
        self.refuse("import-history", path, "--user", "",
                    says=["1 to 200 characters"])
        self.refuse("import-history", path, "--user",
                    "00000000-0000-4000-8000-000000000000",
                    says=["no user"])


class Cold(ImportCase):
    fill = False

    def test_the_schema_and_titles_are_wanted(self):
        path = self.write_file("x.csv", f"tconst\n{VOYAGES[0]}\n")
        self.refuse("import-history", path, "--user", "Ann",
                    says=["no schema", "next: marquee migrate"])
        self.succeed("migrate")
        self.refuse("import-history", path, "--user", "Ann",
                    says=["no title is loaded", "next: marquee load"])
        self.refuse("import-history", path, "--user", "Ann",
                    says=["127.0.0.1", "next: scripts/stack up"],
                    DATABASE_URL="postgresql://me:hush@127.0.0.1:1/none")


class Recommendations(ImportCase):
    def test_the_next_ones_follow_the_import(self):
        user = self.user()
        path = self.write_file("x.csv", IMDB + "".join(
            imdb_line(title, 10) for title in GARDENS[:5]))
        self.report(path, user)
        answers = json.loads(
            self.succeed("recommend", user, "-k", "10", "--json"))
        self.assertTrue({answer["id"] for answer in answers} <=
                        set(GARDENS[5:]), answers)

    def test_views_are_stored_when_redis_does_not_answer(self):
        path = self.write_file("x.csv", f"tconst\n{VOYAGES[0]}\n")
        user = self.user()
        result = self.run_marquee(
            "import-history", path, "--user", user,
            REDIS_URL="redis://127.0.0.1:1")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("views: 1 added", result.stdout)
        self.assertIn("the views are stored, but Redis does not answer",
                      result.stderr)
        self.assertEqual(len(self.history(user)), 1)
        result = self.run_marquee("import-history", path, "--user", user,
                                  REDIS_URL="off")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
