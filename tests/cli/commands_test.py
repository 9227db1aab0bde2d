"""The command line as a user calls it: what it prints where, how it exits, and
what it says of wrong input."""

import json
import os
import pathlib
import subprocess
import unittest

from catalogue import ADULT_ID, GARDENS, VOYAGES, write_catalogue
from server import MARQUEE, Server

COMMANDS = ("config migrate load generate simulate import-history "
            "import-ratings index train check snapshots rollback similar "
            "recommend search neighbors evaluate bench serve").split()


class CommandCase(unittest.TestCase):
    """One filled database and snapshot for all tests of a class."""

    write = staticmethod(write_catalogue)
    fill = True
    seconds_max = 120

    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(
            Server(cls.write, fill=cls.fill, serve=False))

    def run_marquee(self, *arguments, **environment):
        return subprocess.run(
            [str(MARQUEE), *arguments], cwd=self.place.folder,
            env={**self.place.environment, **environment},
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=self.seconds_max, check=False)

    def succeed(self, *arguments, **environment):
        result = self.run_marquee(*arguments, **environment)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def refuse(self, *arguments, status=1, says=(), **environment):
        result = self.run_marquee(*arguments, **environment)
        self.assertEqual(result.returncode, status, result)
        self.assertEqual(result.stdout, "", "an error is no result")
        for words in says:
            self.assertIn(words, result.stderr)
        return result.stderr


class Frame(CommandCase):
    fill = False

    def test_every_command_is_listed_and_has_help(self):
        listed = self.succeed("--help")
        for command in COMMANDS:
            self.assertRegex(listed, rf"(?m)^  {command} ")
            self.assertIn(f"usage: marquee {command}",
                          self.succeed(command, "--help"))

    def test_an_unknown_command_is_a_usage_error(self):
        self.refuse("recomend", status=2, says=['"recomend"', "--help"])

    def test_no_command_prints_the_help_and_is_a_usage_error(self):
        self.refuse(status=2, says=["usage: marquee COMMAND"])

    def test_an_unknown_option_is_a_usage_error_of_every_command(self):
        for command in COMMANDS:
            with self.subTest(command):
                self.refuse(command, "--no-such", status=2,
                          says=['"--no-such"', f"marquee {command} --help"])

    def test_a_bad_variable_is_named_with_its_value_and_what_is_allowed(self):
        self.refuse("config", says=["PORT", '"http"', "1 to 65535"], PORT="http")

    def test_config_hides_the_password(self):
        for arguments in (["config"], ["config", "--json"]):
            printed = self.succeed(*arguments, DB_PASSWORD="hush-hush")
            self.assertNotIn("hush-hush", printed)
            self.assertIn("(set)", printed)

    def test_a_full_disk_is_an_error(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full here")
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run(
                [str(MARQUEE), "config"], stdout=full, check=False,
                stderr=subprocess.PIPE, text=True,
                env=self.place.environment, cwd=self.place.folder)
        self.assertEqual(result.returncode, 1)
        self.assertIn("could not write the result", result.stderr)


class Generated(CommandCase):
    """Files of an invented catalogue; no database is asked."""

    fill = False

    def test_generated_files_are_listed_and_can_be_indexed(self):
        out = self.place.folder / "generated"
        printed = self.succeed("generate", "--titles", "300", "--out", str(out))
        self.assertRegex(printed, r"(?m)^title.basics +330 rows")
        self.assertEqual(sorted(path.name for path in out.iterdir()),
                         [f"{name}.tsv.gz" for name in (
                             "name.basics", "title.akas", "title.basics",
                             "title.crew", "title.episode",
                             "title.principals", "title.ratings")])
        self.succeed("index", "--source", f"tsv:{out}", "--out",
                     str(self.place.folder / "generated-titles"))

    def test_files_that_are_there_are_kept_unless_forced(self):
        out = str(self.place.folder / "kept")
        command = ["generate", "--titles", "5", "--out", out]
        self.succeed(*command)
        self.refuse(*command, says=["title.basics.tsv.gz", "--force"])
        self.succeed(*command, "--force")

    def test_generate_wants_titles_and_a_folder(self):
        self.refuse("generate", "--titles", "5", status=2, says=["--out"])
        self.refuse("generate", "--titles", "0", "--out", "x", status=2,
                    says=["1 to 50000000"])


class Empty(CommandCase):
    """A database without the schema, and no snapshot."""

    fill = False

    def test_a_database_without_the_schema_says_migrate(self):
        (self.place.folder / "data").mkdir()
        write_catalogue(self.place.folder / "data")
        for command in (["load"], ["index"],
                        ["simulate", "--users", "1", "--views", "1"]):
            with self.subTest(command[0]):
                self.refuse(*command, says=["marquee migrate"])

    def test_no_snapshot_says_index(self):
        for command in (["similar", VOYAGES[0]], ["search", "star"]):
            with self.subTest(command[0]):
                self.refuse(*command, says=["marquee index"])

    def test_an_unreachable_database_is_named_without_its_password(self):
        told = self.refuse(
            "migrate",
            DATABASE_URL="postgresql://me:hush-hush@127.0.0.1:1/none")
        self.assertNotIn("hush-hush", told)
        self.assertIn("127.0.0.1", told)


class Titles(CommandCase):
    def test_similar_prints_what_is_alike(self):
        printed = self.succeed("similar", VOYAGES[0], "-k", "5")
        self.assertEqual(len(printed.splitlines()), 5)
        for garden in GARDENS:
            self.assertNotIn(garden, printed)

    def test_one_filter_language_for_all_commands(self):
        for command in (["similar", VOYAGES[0]], ["search", "voyage"]):
            with self.subTest(command[0]):
                whole = json.loads(
                    self.succeed(*command, "-k", "100", "--json"))
                kept = json.loads(self.succeed(
                    *command, "-k", "100", "--json",
                    "--filter", "type=movie year=..1990"))
                self.assertEqual(
                    [title["id"] for title in kept],
                    [title["id"] for title in whole
                     if title["start_year"] <= 1990])
                self.assertTrue(0 < len(kept) < len(whole))
                self.refuse(*command, "--filter", "years=1990",
                            says=["byte 1", "allowed are type"])
                self.refuse(*command, "--filter", "genre=Horor",
                            says=['no title has genre "Horor"'])

    def test_boosts_multiply_scores(self):
        boost = ["--boost", "year=..1995^2 year=2000..^0.5"]
        command = ["similar", VOYAGES[0], "-k", "100", "--json",
                   "--filter", "genre=Sci-Fi"]
        whole = {title["id"]: title["score"]
                 for title in json.loads(self.succeed(*command))}
        boosted = json.loads(self.succeed(*command, *boost))
        self.assertEqual(set(whole), {title["id"] for title in boosted})
        self.assertEqual(boosted, json.loads(self.succeed(
            *command, *boost, "--exhaustive")))
        for title in boosted:
            self.assertAlmostEqual(
                title["score"], whole[title["id"]]
                * (2 if title["start_year"] <= 1995 else
                   .5 if title["start_year"] >= 2000 else 1), 5)
        self.refuse(*command, "--boost", "genre=Drama",
                    says=["boost, byte 12", "a factor is missing"])
        self.refuse(*command, "--boost", "genre=Horor^2",
                    says=['no title has genre "Horor"'])

    def test_rerank_orders_after_the_score(self):
        command = ("similar", VOYAGES[0], "-k", "6", "--json")
        exact = json.loads(self.succeed(*command))
        self.assertEqual(exact, json.loads(self.succeed(
            *command, "--rerank", "diversity=0,max_per_director=0")))
        capped = json.loads(self.succeed(
            *command, "--rerank", "max_per_franchise=2,diversity=.3"))
        self.assertEqual(capped[0], exact[0])
        self.assertEqual(sum(title["id"] in VOYAGES for title in capped), 2)
        self.refuse(*command, "--rerank", "diversity=2", status=2,
                    says=["diversity must be a number from 0 to 1"])
        self.refuse(*command, "--rerank", "variety=.2", status=2,
                    says=["variety", "max_per_franchise"])

    def test_a_like_is_taken_into_recommend(self):
        user = self.place.sql("INSERT INTO users (name) VALUES ('Liker') "
                              "RETURNING id").split()[0]
        self.place.sql("INSERT INTO user_feedback (user_id, movie_id, kind) "
                       f"VALUES ('{user}', {int(GARDENS[0][2:])}, 'like')")
        titles = [title["id"] for title in json.loads(self.succeed(
            "recommend", user, "-k", "5", "--json"))]
        self.assertTrue(set(titles) <= set(GARDENS[1:]), titles)
        capped = json.loads(self.succeed(
            "recommend", user, "-k", "5", "--json", "--rerank",
            "max_per_director=1"))
        self.assertEqual(
            sum(title["id"] in GARDENS for title in capped), 1)

    def test_similar_explains(self):
        self.assertIn("Ada Pilot",
                      self.succeed("similar", VOYAGES[0], "--explain"))

    def test_exhaustive_prints_the_same(self):
        for title in VOYAGES[:5] + GARDENS[:5]:
            self.assertEqual(
                self.succeed("similar", title, "--json"),
                self.succeed("similar", title, "--json", "--exhaustive"))

    def test_json_is_a_list_of_titles_with_reasons(self):
        answers = json.loads(
            self.succeed("similar", VOYAGES[0], "-k", "3", "--json"))
        self.assertEqual(len(answers), 3)
        for answer in answers:
            self.assertAlmostEqual(
                sum(reason["share"] for reason in answer["because"]), 1, 3)

    def test_prior_off_ranks_by_the_cosine(self):
        answers = json.loads(self.succeed(
            "similar", VOYAGES[3], "--prior", "off", "--json"))
        for answer in answers:
            self.assertEqual(answer["score"], answer["similarity"])

    def test_a_malformed_id_is_a_usage_error(self):
        for title in ("133093", "nm0000001", "tt", "ttx", ""):
            with self.subTest(title):
                self.refuse("similar", title, status=2, says=[f'"{title}"'])

    def test_an_unknown_id_is_named(self):
        self.refuse("similar", "tt9999999", says=["tt9999999"])

    def test_k_has_bounds(self):
        for k in ("0", "-1", "101", "ten"):
            with self.subTest(k):
                self.refuse("similar", VOYAGES[0], "-k", k, status=2,
                          says=[f'"{k}"', "1 to 100"])

    def test_search_finds_by_words(self):
        printed = self.succeed("search", "quiet", "GARD", "--json")
        ids = {title["id"] for title in json.loads(printed)}
        self.assertTrue(ids and ids <= set(GARDENS), ids)

    def test_an_adult_title_is_nowhere(self):
        self.refuse("similar", ADULT_ID, says=[ADULT_ID])
        self.assertEqual(
            json.loads(self.succeed("search", "forbidden", "--json")), [])


class Users(CommandCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place.marquee("simulate", "--users", "5", "--views", "50",
                          "--seed", "3")
        cls.user = cls.place.sql(
            "SELECT user_id FROM viewing_history ORDER BY user_id LIMIT 1")

    def test_recommend_boosts_what_a_clause_matches(self):
        command = ["recommend", self.user, "-k", "100", "--json"]
        boost = ["--boost", "year=..1995^10"]
        whole = json.loads(self.succeed(*command))
        boosted = json.loads(self.succeed(*command, *boost))
        self.assertEqual(boosted, json.loads(self.succeed(
            *command, *boost, "--exhaustive")))
        self.assertEqual({title["id"] for title in whole},
                         {title["id"] for title in boosted})
        years = [title["start_year"] <= 1995 for title in boosted
                 if title["source"] == "content"]
        self.assertEqual(years, sorted(years, reverse=True))
        self.refuse(*command, "--boost", "genre=Drama",
                    says=["boost, byte 12", "a factor is missing"])

    def test_recommend_leaves_out_what_was_seen(self):
        seen = self.place.sql(
            "SELECT string_agg(movie_id::text, ',') FROM viewing_history "
            f"WHERE user_id = '{self.user}'").split(",")
        answers = json.loads(self.succeed(
            "recommend", self.user, "-k", "100", "--json"))
        self.assertTrue(answers)
        for answer in answers:
            self.assertNotIn(str(int(answer["id"][2:])), seen)

    def test_recommend_explains_by_titles_and_through_whom(self):
        self.assertRegex(
            self.succeed("recommend", self.user, "--explain"),
            r"you watched (Star Voyage|Quiet Garden) \d+ "
            r"\((Ada Pilot|Ben Comet|Cleo Rose|Dan Meadow), [A-Z][a-z]+ "
            r"[A-Z][a-z]+\) \d+%")

    def test_an_unknown_user_is_named(self):
        unknown = "00000000-0000-4000-8000-000000000000"
        self.refuse("recommend", unknown, says=[unknown])

    def test_a_user_may_be_named(self):
        name = self.place.sql(
            f"SELECT name FROM users WHERE id = '{self.user}'")
        self.assertEqual(self.succeed("recommend", name, "--json"),
                         self.succeed("recommend", self.user, "--json"))
        self.refuse("recommend", "Nobody At All", says=['"Nobody At All"'])

    def test_simulate_wants_sensible_numbers(self):
        self.refuse("simulate", "--users", "0", "--views", "1", status=2,
                  says=["--users"])
        self.refuse("simulate", "--users", "many", "--views", "1", status=2,
                  says=['"many"'])


class Snapshots(CommandCase):
    def snapshot(self):
        return pathlib.Path(os.path.realpath(self.place.folder / "titles"))

    def test_check_prints_the_sections(self):
        told = json.loads(self.succeed("check", "titles", "--json"))
        self.assertEqual(told["documents"], 40)

    def test_check_refuses_a_flipped_bit_and_a_cut_file(self):
        whole = self.snapshot().read_bytes()
        damaged = self.place.folder / "damaged"
        for name, data in (
                ("cut", whole[:len(whole) // 2]),
                ("empty", b""),
                ("flipped", whole[:len(whole) // 2] +
                 bytes([whole[len(whole) // 2] ^ 1]) +
                 whole[len(whole) // 2 + 1:])):
            with self.subTest(name):
                damaged.write_bytes(data)
                self.refuse("check", "damaged", says=["damaged"])
                self.refuse("similar", VOYAGES[0], says=["damaged"],
                          SNAPSHOT_PATH="damaged")

    def test_check_names_a_missing_file(self):
        self.refuse("check", "nowhere", says=['"nowhere"'])

    def test_index_from_files_answers_as_index_from_postgresql(self):
        self.succeed("index", "--source", "tsv:data", "--out", "from-files")
        for title in VOYAGES[:3] + GARDENS[:3]:
            self.assertEqual(
                self.succeed("similar", title, "--json"),
                self.succeed("similar", title, "--json",
                             SNAPSHOT_PATH="from-files"))

    def test_titles_of_ones_own_are_found_in_every_language(self):
        own = self.place.folder / "own"
        own.mkdir()
        (own / "extras.tsv").write_text(
            "id\tprimary_title\toverview\tkeywords\tlanguage\tcountry\t"
            "poster_url\tcertificate\n"
            "my0000001\tLighthouse Summer\tA boat.\tsea\t\t\t\t\n"
            "my0000002\tHarbour Winter\tBoats.\tsea\t\t\t\t\n",
            encoding="utf-8")
        (own / "title.akas.tsv").write_text(
            "titleId\tordering\ttitle\tregion\tlanguage\ttypes\t"
            "attributes\tisOriginalTitle\n"
            "my0000001\t1\tLeuchtturmsommer\tDE\t\\N\t\\N\t\\N\t0\n",
            encoding="utf-8")
        self.succeed("index", "--source", f"tsv:{own}", "--out", "own-titles")
        place = {"SNAPSHOT_PATH": "own-titles"}
        self.assertIn("Lighthouse Summer",
                      self.succeed("search", "leuchtturm", **place))
        similar = self.succeed("similar", "my0000001", "--explain", **place)
        self.assertIn("Harbour Winter", similar)
        self.assertIn("keyword sea", similar)
        self.assertIn("overview boat", similar)
        self.succeed("index", "--source", f"tsv:{own}", "--out", "own-titles",
                     LOAD_AKAS="no")
        self.assertNotIn("Lighthouse Summer",
                         self.succeed("search", "leuchtturm", **place))

    def listed(self, path):
        return [(entry["generation"], entry["state"], entry["current"])
                for entry in json.loads(self.succeed(
                    "snapshots", "--json", SNAPSHOT_PATH=path))]

    def test_snapshots_lists_and_rollback_switches_back(self):
        for _ in range(3):
            self.succeed("index", "--out", "many")
        self.assertEqual(self.listed("many"), [
            (3, "good", True), (2, "good", False), (1, "good", False)])
        second = self.place.folder / "many.4.2"
        second.chmod(0o644)
        second.write_bytes(second.read_bytes()[:-1])
        self.assertEqual(self.listed("many")[1], (2, "damaged", False))
        text = self.succeed("snapshots", SNAPSHOT_PATH="many")
        self.assertRegex(text, r"(?m)^\*  +3 +4 +40 .* good$")
        self.assertRegex(text, r"(?m)^   +2 .* damaged$")
        told = json.loads(self.succeed(
            "rollback", "--json", SNAPSHOT_PATH="many"))
        self.assertEqual(told, {"generation": 1, "titles": 40},
                         "the damaged one is passed over")
        self.assertEqual(os.readlink(self.place.folder / "many"), "many.4.1")
        self.refuse("rollback", says=["older"], SNAPSHOT_PATH="many")
        self.refuse("rollback", "2", says=["many.4.2"], SNAPSHOT_PATH="many")
        self.refuse("rollback", "9", says=["9"], SNAPSHOT_PATH="many")
        self.refuse("rollback", "first", status=2, says=['"first"'],
                    SNAPSHOT_PATH="many")
        self.succeed("rollback", "3", SNAPSHOT_PATH="many")
        self.assertEqual(os.readlink(self.place.folder / "many"), "many.4.3")
        self.succeed("index", "--out", "many")
        self.assertEqual([generation for generation, *_ in
                          self.listed("many")], [4, 3, 2])

    def test_a_file_of_another_format_is_no_hindrance(self):
        self.succeed("index", "--out", "mixed")
        newer = self.place.folder / "mixed.99.2"
        newer.write_bytes(b"of a newer program")
        (self.place.folder / "mixed").unlink()
        (self.place.folder / "mixed").symlink_to(newer.name)
        self.assertEqual(self.listed("mixed"), [
            (2, "other format", True), (1, "good", False)])
        self.assertEqual(
            self.succeed("similar", VOYAGES[0], SNAPSHOT_PATH="mixed"),
            self.succeed("similar", VOYAGES[0]))

    def test_index_refuses_to_shrink_unless_told(self):
        few = self.place.folder / "few"
        few.mkdir()
        for file in (self.place.folder / "data").iterdir():
            lines = file.read_text().splitlines(keepends=True)
            if file.name.startswith("title.basics"):
                lines = lines[:20]
            (few / file.name).write_text("".join(lines))
        self.succeed("index", "--out", "shrunk")
        self.refuse("index", "--source", "tsv:few", "--out", "shrunk",
                    says=["90 %", "--allow-shrink"])
        self.assertEqual(self.listed("shrunk"), [(1, "good", True)])
        self.succeed("index", "--source", "tsv:few", "--out", "shrunk",
                     "--allow-shrink")
        self.assertEqual(len(self.listed("shrunk")), 2)

    def test_bench_build_compares_with_a_bare_copy(self):
        before = sorted(self.place.folder.iterdir())
        told = json.loads(self.succeed("bench", "build", "--json"))
        self.assertEqual(told["titles"], 40)
        self.assertGreater(told["rival"]["rows"], 40)
        self.assertGreater(told["rival"]["seconds"], 0)
        self.assertGreater(told["ratio"], 0)
        self.assertEqual(sorted(self.place.folder.iterdir()), before,
                         "nothing is left")

    def test_bench_open_compares_with_a_full_check(self):
        told = json.loads(self.succeed("bench", "open", "--json"))
        self.assertEqual(told["titles"], 40)
        self.assertGreater(told["rival"]["seconds"], 0)
        self.assertGreater(told["ratio"], 0)

    def test_bench_compares_with_the_exhaustive_scan(self):
        told = json.loads(self.succeed("bench", "query", "--json"))
        self.assertEqual(told["titles"], 40)
        self.assertGreater(told["rival"]["p50_us"], 0)
        self.assertGreater(told["ratio"], 0)
        self.assertEqual(told["compared"], 40)

    def test_bench_asks_for_profiles(self):
        told = json.loads(self.succeed(
            "bench", "query", "--profile", "10", "-k", "5", "--json"))
        self.assertEqual(told["profile"], 10)
        self.assertGreater(told["p50_us"], 0)
        self.assertGreater(told["compared"], 0)

    def test_bench_measures_all_neighbors(self):
        told = json.loads(self.succeed("bench", "neighbors", "--json"))
        self.assertEqual((told["titles"], told["k"]), (40, 50))
        self.assertGreater(told["compared"], 0)
        self.assertEqual(told["rival"]["queries"], 40)

    def test_bench_names_the_benchmarks_there_are(self):
        self.refuse("bench", "nothing", says=["query", "neighbors"], status=2)

    def test_neighbors_writes_what_similar_answers(self):
        out = pathlib.Path(self.place.folder, "neighbors.tsv")
        self.succeed("neighbors", "-k", "5", "--out", str(out))
        lines = out.read_text().splitlines()
        self.assertEqual(
            lines[0], "id\trank\tneighbor\tscore\tsimilarity")
        rows = [line.split("\t") for line in lines[1:]]
        self.assertFalse(out.with_name("neighbors.tsv.partial").exists())
        for title in VOYAGES[:2] + GARDENS[:2]:
            similar = json.loads(
                self.succeed("similar", title, "-k", "5", "--json"))
            self.assertEqual([row[2] for row in rows if row[0] == title],
                             [answer["id"] for answer in similar])

    def test_neighbors_needs_a_file(self):
        self.refuse("neighbors", says=["--out"], status=2)
        self.refuse("neighbors", "--out", "nowhere/file",
                    says=["nowhere/file", "No such file"])


if __name__ == "__main__":
    unittest.main()
