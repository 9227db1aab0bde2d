"""`marquee evaluate` and `marquee import-ratings` as a user calls them: what
they print and write, the same figures from what they dump, and what they say
of wrong input."""

import json
import math
import os
import re
import unittest

from catalogue import VOYAGES
from commands_test import CommandCase
from movielens import histories, write_ratings


def rows_of(path):
    """A TSV with a header, as dictionaries."""
    lines = path.read_text(encoding="utf-8").splitlines()
    names = lines[0].split("\t")
    return [dict(zip(names, line.split("\t"))) for line in lines[1:]]


def read_run(path):
    """{user: [title, ...]} of a TREC run."""
    lists = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        user, _, title, rank, _, _ = line.split()
        lists.setdefault(user, []).append(title)
        assert len(lists[user]) == int(rank)
    return lists


def read_relevant(path):
    relevant = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        user, _, title, _ = line.split()
        relevant.setdefault(user, set()).add(title)
    return relevant


def recall(ranked, relevant):
    hits = sum(title in relevant for title in ranked[:20])
    return hits / min(20, len(relevant))


def ndcg(ranked, relevant, k):
    gains = [1 / math.log2(rank + 2) for rank in range(k)]
    return sum(gain for gain, title in zip(gains, ranked)
               if title in relevant) / sum(gains[:min(k, len(relevant))])


class Files(CommandCase):
    """Without a database: IMDb's files and MovieLens's."""

    fill = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.place.folder / "files"
        cls.data.mkdir()
        cls.write(cls.data)
        cls.ratings = write_ratings(cls.place.folder / "ml")
        cls.options = ["--ratings", str(cls.ratings),
                       "--source", f"tsv:{cls.data}"]

    def evaluate(self, *arguments, **environment):
        return self.succeed(
            "evaluate", *self.options, *arguments, **environment)

    def test_json_has_users_items_and_models(self):
        told = json.loads(self.evaluate("--json"))
        self.assertEqual((told["users"], told["items"]), (30, 40))
        self.assertEqual(told["left_out"], 1)
        self.assertTrue(told["too_few"])
        for name in ("popular", "votes", "itemknn", "ease", "tfidf",
                     "blend"):
            model = told["models"][name]
            for metric in ("recall@20", "ndcg@10", "ndcg@100", "coverage@20"):
                self.assertGreater(model[metric], 0, (name, metric))
        self.assertEqual(told["ablations"], {})
        self.assertEqual(
            sorted(told["protocols"]),
            ["cold", "counts", "global", "long", "short-1", "short-10",
             "short-3", "short-5"])
        self.assertGreater(told["models"]["tfidf"]["ndcg@10"],
                           told["models"]["votes"]["ndcg@10"],
                           "people of taste are served by their taste")

    def test_the_same_figures_follow_from_what_is_dumped(self):
        out = self.place.folder / "dump"
        told = json.loads(self.evaluate("--json", "--dump", str(out)))
        relevant = read_relevant(out / "qrels.txt")
        self.assertEqual(len(relevant), told["users"])
        for name, model in told["models"].items():
            lists = read_run(out / f"{name}.run")
            by_user = {row["user"]: row
                       for row in rows_of(out / f"{name}.users.tsv")}
            figures = {"recall@20": [], "ndcg@10": [], "ndcg@100": []}
            for user, titles in relevant.items():
                ranked = lists.get(user, [])
                figures["recall@20"].append(recall(ranked, titles))
                figures["ndcg@10"].append(ndcg(ranked, titles, 10))
                figures["ndcg@100"].append(ndcg(ranked, titles, 100))
                for metric, values in figures.items():
                    self.assertAlmostEqual(
                        float(by_user[user][metric]), values[-1], 8)
            for metric, values in figures.items():
                self.assertAlmostEqual(
                    model[metric], sum(values) / len(values), 5, (name, metric))
            covered = {title for titles in lists.values()
                       for title in titles[:20]}
            self.assertAlmostEqual(model["coverage@20"], len(covered) / 40, 5)

    def test_nothing_held_out_is_in_a_history_and_nothing_seen_is_answered(self):
        out = self.place.folder / "split"
        self.evaluate("--protocol", "temporal", "--dump", str(out))
        seen = {}
        for row in rows_of(out / "history.tsv"):
            seen.setdefault(row["user"], []).append(row["title"])
        everything = histories()
        for user, titles in read_relevant(out / "qrels.txt").items():
            events = everything[int(user)]
            cut = len(events) - math.ceil(len(events) / 5)
            self.assertEqual(seen[user], [title for title, *_ in events[:cut]])
            self.assertEqual(titles, {title for title, stars, _ in events[cut:]
                                      if stars >= 3.5})
        for run in out.glob("*.run"):
            for user, titles in read_run(run).items():
                self.assertFalse(set(titles) & set(seen[user]), run.name)
                self.assertEqual(len(set(titles)), len(titles))

    def test_the_answer_does_not_depend_on_threads_or_on_the_run(self):
        command = ["--model", "popular,tfidf", "--json"]
        once = self.evaluate(*command, OMP_NUM_THREADS="1")
        self.assertEqual(once, self.evaluate(*command, OMP_NUM_THREADS="4"))

    def test_models_and_protocols_can_be_chosen(self):
        told = json.loads(self.evaluate(
            "--model", "votes", "--model", "tfidf-no-prior,popular",
            "--protocol", "cold", "--json"))
        self.assertEqual(list(told["models"]), ["votes", "popular"])
        self.assertEqual(list(told["ablations"]), ["tfidf-no-prior"])
        self.assertEqual(list(told["protocols"]), ["cold"])

    def test_a_sample_of_users_is_scored_and_all_are_learnt_from(self):
        told = json.loads(self.evaluate(
            "--users", "7", "--model", "popular", "--json"))
        self.assertEqual((told["users"], told["events"]), (7, 510))

    def test_validation_looks_at_histories_alone(self):
        out = self.place.folder / "validation"
        told = json.loads(self.evaluate(
            "--validate", "--model", "popular", "--json", "--dump", str(out)))
        self.assertNotIn("global", told["protocols"],
                         "its boundary knows what is held out")
        everything = histories()
        held_out = read_relevant(out / "qrels.txt")
        for user, titles in held_out.items():
            # of 17 the last 4 are never looked at, of 13 the last 3 held out
            self.assertLessEqual(titles, {
                title for title, *_ in everything[int(user)][10:13]})
        self.assertGreater(len(held_out), 20)

    def test_tuning_finds_weights_that_are_no_worse(self):
        printed = self.evaluate("--tune")
        weights = re.search(r"(?m)^FIELD_WEIGHTS=(\S+)$", printed)[1]
        better, before = re.search(
            r"ndcg@100 (\S+), was ([\d.]+);", printed).groups()
        self.assertGreaterEqual(float(better), float(before))
        # the weights are taken as they are printed, and worth what is said
        told = json.loads(self.evaluate(
            "--validate", "--model", "tfidf", "--protocol", "temporal",
            "--json", FIELD_WEIGHTS=weights))
        self.assertAlmostEqual(told["models"]["tfidf"]["ndcg@100"],
                               float(better), 2)

    def test_text_names_the_models_and_their_differences(self):
        printed = self.evaluate("--model", "popular,votes")
        self.assertIn("30 users", printed)
        self.assertRegex(printed, r"(?m)^popular +\d\.\d{4} ")
        self.assertRegex(printed, r"against popular \(paired bootstrap")

    def test_the_report_is_one_page_that_fetches_nothing(self):
        odd = self.place.folder / "ml <b> & \"co\""
        write_ratings(odd)
        page = self.place.folder / "report.html"
        self.succeed("evaluate", "--ratings", str(odd), "--source",
                     f"tsv:{self.data}", "--report", str(page))
        html = page.read_text(encoding="utf-8")
        self.assertIn("ml &lt;b&gt; &amp; &quot;co&quot;", html)
        self.assertNotIn("<b>", html)
        self.assertGreaterEqual(html.count("<svg"), 3)
        self.assertEqual(html.count("<svg"), html.count("</svg>"))
        self.assertNotRegex(html, r"(src|href)=|@import|url\(|http")
        self.assertIn("prefers-color-scheme:dark", html)
        self.assertIn("too few", html)

    def test_few_users_are_said_to_be_too_few(self):
        result = self.run_marquee("evaluate", *self.options, "--model",
                                  "popular")
        self.assertEqual(result.returncode, 0)
        self.assertIn("30 users are too few for a statement", result.stderr)

    def test_wrong_lines_are_named_with_file_line_and_reason(self):
        broken = write_ratings(self.place.folder / "broken")
        with open(broken / "ratings.csv", "a", encoding="utf-8") as file:
            file.write('1,1,9.0,5\n1,"1,4.0,5\n')
        result = self.run_marquee(
            "evaluate", "--ratings", str(broken), "--source",
            f"tsv:{self.data}", "--model", "popular", "--dump",
            str(self.place.folder / "broken-dump"))
        self.assertEqual(result.returncode, 0, result.stderr)
        line = 30 * 17 + 3
        self.assertIn(f"ratings.csv, line {line}: rating out of range",
                      result.stderr)
        self.assertIn(f"ratings.csv, line {line + 1}: a quote is never closed",
                      result.stderr)
        self.assertIn("1 of 41 films are no title of the catalogue; 1 ratings",
                      result.stderr)
        told = (self.place.folder / "broken-dump" / "left_out.tsv").read_text()
        self.assertIn(f"\t{line}\trating out of range\n", told)

    def test_old_files_are_matched_by_name_and_year(self):
        old = self.place.folder / "ml-1m"
        old.mkdir()
        movies = [f"{number}::Star Voyage {number} ({1990 + number})::Sci-Fi"
                  for number in range(1, 20)]
        movies.append("50::Nothing, The (1990)::Drama")
        ratings = [f"{user}::{1 + (user + place) % 19}::5::{1000 + place}"
                   for user in range(1, 9) for place in range(10)]
        ratings.append("1::50::5::1")
        (old / "movies.dat").write_text("\n".join(movies) + "\n")
        (old / "ratings.dat").write_text("\n".join(ratings) + "\n")
        out = self.place.folder / "old-dump"
        told = json.loads(self.succeed(
            "evaluate", "--ratings", str(old), "--source", f"tsv:{self.data}",
            "--json", "--dump", str(out), "--model", "popular"))
        self.assertEqual((told["users"], told["items"]), (8, 17))
        self.assertEqual(told["left_out"], 1)
        self.assertIn("Nothing, The (1990)",
                      (out / "left_out.tsv").read_text())

    def test_wrong_input_is_named(self):
        self.refuse("evaluate", "--source", "tsv:nowhere", status=2,
                    says=["--ratings"])
        self.refuse("evaluate", "--source", "mysql", status=2,
                    says=['"mysql"', "tsv:FOLDER"])
        self.refuse("evaluate", *self.options, "--model", "luck", status=2,
                    says=['"luck"', "popular", "tfidf"])
        self.refuse("evaluate", *self.options, "--model", "popular,,", status=2,
                    says=["--model"])
        self.refuse("evaluate", *self.options, "--users", "0", status=2,
                    says=["--users", '"0"'])
        self.refuse("evaluate", *self.options, "--protocol", "luck", status=2,
                    says=["luck", "temporal"])
        self.refuse("evaluate", "--ratings", "nowhere", "--source",
                    f"tsv:{self.data}", says=["nowhere", "ratings.csv"])
        self.refuse("evaluate", "--ratings", str(self.ratings), "--source",
                    "tsv:nowhere", says=["nowhere"])
        self.refuse("evaluate", *self.options, "--model", "popular", "--dump",
                    "/proc/none", says=["/proc/none"])
        self.refuse("evaluate", *self.options, "--model", "popular", "--report",
                    "nowhere/page.html", says=["nowhere/page.html"])
        wrong = self.place.folder / "wrong"
        wrong.mkdir()
        (wrong / "links.csv").write_text("movieId,imdbId,tmdbId\n")
        (wrong / "ratings.csv").write_text("a,b\n")
        self.refuse("evaluate", "--ratings", str(wrong), "--source",
                    f"tsv:{self.data}",
                    says=["ratings.csv", "line 1", "userId,movieId"])

    def test_nobody_to_score_is_an_error(self):
        nobody = write_ratings(self.place.folder / "nobody",
                               {1: [(VOYAGES[0], 1.0, 5)]})
        self.refuse("evaluate", "--ratings", str(nobody), "--source",
                    f"tsv:{self.data}", says=["nobody can be scored"])

    def test_no_file_is_left_behind(self):
        scratch = self.place.folder / "scratch"
        scratch.mkdir()
        self.evaluate("--model", "popular", TMPDIR=str(scratch))
        self.assertEqual(list(scratch.iterdir()), [])


class Import(CommandCase):
    """MovieLens as users of a database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ratings = write_ratings(cls.place.folder / "ml")

    def tearDown(self):
        self.place.sql("TRUNCATE users CASCADE")

    def count(self, origin):
        return self.place.sql(
            "SELECT count(DISTINCT users.id) || ' ' || count(movie_id) FROM "
            "users LEFT JOIN viewing_history ON user_id = users.id WHERE "
            f"origin = '{origin}'")

    def test_users_and_their_ratings_are_added_once(self):
        printed = self.succeed("import-ratings", str(self.ratings))
        self.assertIn("added 30 users with 510 ratings", printed)
        self.assertIn("left out 1 ratings of 1 films", printed)
        self.assertEqual(self.count("own"), "30 510")
        printed = self.succeed("import-ratings", str(self.ratings))
        self.assertIn("added 0 users with 0 ratings; 30 users were there",
                      printed)
        self.assertEqual(self.count("own"), "30 510")

    def test_a_rating_is_an_event_as_long_as_its_title(self):
        self.succeed("import-ratings", str(self.ratings))
        title, stars, time = histories()[3][0]
        self.assertEqual(self.place.sql(
            "SELECT imdb.title_id(movie_id), rating, watch_duration, "
            "extract(epoch FROM watch_date)::bigint FROM viewing_history "
            "JOIN users ON users.id = user_id WHERE name = 'ml 3' "
            "ORDER BY watch_date LIMIT 1"),
            f"{title}|{int(stars * 2)}|100|{time}")

    def test_an_imported_user_is_recommended_to(self):
        self.succeed("import-ratings", str(self.ratings))
        told = json.loads(self.succeed(
            "recommend", "ml 1", "-k", "5", "--json"))
        self.assertEqual(len(told), 5)
        seen = {title for title, *_ in histories()[1]}
        self.assertFalse(seen & {title["id"] for title in told})

    def test_more_users_of_a_data_set_come_to_those_that_are_there(self):
        everybody = histories()
        few = write_ratings(self.place.folder / "few",
                            {user: everybody[user] for user in (1, 2)})
        self.succeed("import-ratings", str(few), "--name", "ml")
        printed = self.succeed("import-ratings", str(self.ratings))
        self.assertIn("added 28 users", printed)
        self.assertEqual(self.count("own"), "30 510")

    def test_background_users_are_not_found(self):
        self.succeed("import-ratings", str(self.ratings), "--background")
        self.assertEqual(self.count("background"), "30 510")
        self.refuse("recommend", "ml 1", says=["ml 1"])

    def test_the_same_users_cannot_be_of_two_origins(self):
        self.succeed("import-ratings", str(self.ratings), "--background")
        self.refuse("import-ratings", str(self.ratings),
                    says=["background", "--remove"])
        self.assertEqual(self.count("background"), "30 510")
        self.assertEqual(self.count("own"), "0 0")

    def test_a_data_set_is_taken_away_whole_and_alone(self):
        self.succeed("import-ratings", str(self.ratings))
        self.succeed("import-ratings", str(self.ratings), "--name", "other")
        told = json.loads(self.succeed(
            "import-ratings", "--remove", str(self.ratings), "--json"))
        self.assertEqual((told["users"], told["ratings"]), (30, 510))
        self.assertEqual(self.place.sql(
            "SELECT count(*), min(name) FROM users"), "30|other 1")

    def test_wrong_input_is_named_and_nothing_is_written(self):
        self.refuse("import-ratings", status=2, says=["missing"])
        self.refuse("import-ratings", "nowhere", says=["nowhere"])
        self.refuse("import-ratings", "/", status=2, says=["--name"])
        self.refuse("import-ratings", str(self.ratings), "--name", "",
                    status=2, says=["--name"])
        broken = write_ratings(self.place.folder / "half")
        (broken / "ratings.csv").write_text("userId,movieId\n")
        self.refuse("import-ratings", str(broken), says=["line 1"])
        self.assertEqual(self.count("own"), "0 0")

    def test_a_wrong_line_is_left_out_and_named(self):
        broken = write_ratings(self.place.folder / "one-line")
        with open(broken / "ratings.csv", "a", encoding="utf-8") as file:
            file.write("77,1,0.3,5\n")
        result = self.run_marquee("import-ratings", str(broken))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("rating out of range", result.stderr)
        self.assertIn("refused 1 lines", result.stdout)
        self.assertEqual(self.count("own"), "30 510")

    # --- evaluation of one's own users

    def test_own_users_are_measured_and_others_are_not(self):
        self.succeed("simulate", "--users", "3", "--views", "60")
        self.refuse("evaluate", says=["nobody can be scored"])
        self.succeed("import-ratings", str(self.ratings))
        told = json.loads(self.succeed("evaluate", "--json"))
        self.assertEqual((told["users"], told["items"]), (30, 40))
        self.assertTrue(told["too_few"])
        everybody = histories()
        strangers = write_ratings(
            self.place.folder / "strangers",
            {user + 100: seen for user, seen in everybody.items()})
        self.succeed("import-ratings", str(strangers), "--background")
        told = json.loads(self.succeed("evaluate", "--json"))
        self.assertEqual(told["users"], 30, "strangers are not measured")
        self.assertEqual(told["events"], 1020, "but they are learnt from")

    def test_files_and_database_give_the_same_figures(self):
        self.succeed("import-ratings", str(self.ratings))
        command = ["--model", "votes,tfidf", "--protocol", "short,cold"]
        files = json.loads(self.succeed(
            "evaluate", "--ratings", str(self.ratings), "--json", *command))
        own = json.loads(self.succeed("evaluate", "--json", *command))
        files.pop("left_out")
        own.pop("left_out")
        self.assertEqual(files, own)


@unittest.skipUnless(os.environ.get("MARQUEE_MOVIELENS_DIR") and
                     os.environ.get("MARQUEE_IMDB_DIR"),
                     "MARQUEE_IMDB_DIR and MARQUEE_MOVIELENS_DIR name no "
                     "folders of IMDb's and MovieLens's files")
class RealTitles(CommandCase):
    """The yardsticks, on data that is not part of the repository."""

    fill = False
    seconds_max = 900

    def test_yardsticks_are_as_others_computed_them(self):
        """By numpy, from the definitions; .001 is for the last bits."""
        told = self.evaluate("--model", "popular,votes,itemknn,ease",
                             "--protocol", "short")
        self.assertEqual((told["users"], told["items"], told["events"],
                          told["history_events"]), (593, 8032, 98158, 78274))
        metrics = ("recall@20", "ndcg@10", "ndcg@100", "coverage@20")
        for name, figures in {
                "popular": (.0964, .0813, .1328, .020),
                "votes": (.0855, .0723, .1153, .014),
                "itemknn": (.1388, .1003, .1676, .033),
                "ease": (.1688, .1173, .2110, .102)}.items():
            for metric, expected in zip(metrics, figures):
                self.assertAlmostEqual(told["models"][name][metric], expected,
                                       delta=.001, msg=(name, metric))
        for length, expected in ((1, .1172), (3, .1599), (5, .1715),
                                 (10, .1879)):
            models = told["protocols"][f"short-{length}"]["models"]
            self.assertAlmostEqual(models["ease"]["ndcg@100"], expected,
                                   delta=.001, msg=length)
            self.assertAlmostEqual(models["popular"]["ndcg@100"], .1328,
                                   delta=.001, msg=length)
        self.assertEqual(told["similar"]["items"], 1043)
        self.assertGreater(told["similar"]["share"], .25)

    def test_cold_titles_are_as_others_computed_them(self):
        told = self.evaluate("--model", "votes", "--protocol", "cold")
        cold = told["protocols"]["cold"]["models"]
        self.assertAlmostEqual(cold["votes"]["recall@20"], .2021, delta=.001)

    def evaluate(self, *arguments):
        return json.loads(self.succeed(
            "evaluate", "--ratings", os.environ["MARQUEE_MOVIELENS_DIR"],
            "--source", f"tsv:{os.environ['MARQUEE_IMDB_DIR']}", "--json",
            *arguments))


if __name__ == "__main__":
    unittest.main()
