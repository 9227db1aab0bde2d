#include "etl/load.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "integration/dataset_fixture.h"
#include "integration/test_database.h"
#include "store/load_record.h"
#include "util/buffer.h"
#include "util/signal_flag.h"

static struct test_database database;
static struct dataset_fixture files;
static struct load_report report;

static void
open_all(void)
{
	test_database_open(&database, "load");
	dataset_fixture_open(&files);
}

static void
close_all(void)
{
	dataset_fixture_close(&files);
	test_database_close(&database);
}

TestSuite(load, .init = open_all, .fini = close_all);

static struct load_options
options(void)
{
	return (struct load_options){
	    .connection_string = database.url,
	    .data_dir = files.folder,
	    .worker_count = 3,
	    .excluded_types = "",
	    .database_dir = "",
	    .allow_shrink = true,
	};
}

static void
load_with(const struct load_options *with)
{
	struct error error;

	cr_assert(load_run(with, &report, &error) == 0, "%s", error.message);
}

static void
load(void)
{
	const struct load_options plain = options();

	load_with(&plain);
}

static int64_t
number(const char *sql)
{
	return test_database_integer(&database, sql);
}

static void
assert_text(const char *sql, const char *expected)
{
	char *text = test_database_text(&database, sql);

	cr_assert(strcmp(text, expected) == 0, "%s gives %s", sql, text);
	free(text);
}

/* A hash of all that a load may write, and of what it leaves lying about. */
static char *
fingerprint(void)
{
	static const char *const tables[] = {"movies", "persons", "movie_crew",
	    "directors", "writers", "known_for_titles", "movie_ratings",
	    "catalogue", "load_files", "load_rejects"};
	struct buffer sql = BUFFER_INIT;
	char *text;

	buffer_append_string(&sql, "SELECT ");
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		buffer_printf(&sql,
		    "coalesce((SELECT md5(string_agg(t::text, '|' "
		    "ORDER BY t::text)) FROM %s t), 'none') || ' ' || ",
		    tables[i]);
	buffer_append_string(&sql,
	    "(SELECT count(*) FROM pg_class "
	    "WHERE relnamespace = 'staging'::regnamespace)");
	text = test_database_text(&database, sql.data);
	buffer_release(&sql);
	return text;
}

static int64_t
changes(const struct load_report *of)
{
	int64_t sum = 0;

	for (size_t i = 0; i < MERGE_STEP_COUNT; i++)
		sum += of->merges[i].added + of->merges[i].changed +
		    of->merges[i].gone;
	return sum;
}

/* A load that fails must leave no trace; returns its message. */
static const char *
fail_without_trace(const struct load_options *with, int expected)
{
	static struct error error;
	char *before = fingerprint();
	char *after;
	int code = load_run(with, &report, &error);

	cr_assert(code != 0, "the load succeeded");
	cr_assert(eq(int, code, expected), "%s", error.message);
	after = fingerprint();
	cr_assert(eq(str, after, before), "%s", error.message);
	free(before);
	free(after);
	return error.message;
}

Test(load, takes_what_joins_and_counts_what_does_not)
{
	load();
	cr_assert(eq(i64, number("SELECT count(*) FROM movies"), 5));
	cr_assert(eq(i64, number("SELECT count(*) FROM movie_ratings"), 2));
	cr_assert(eq(i64, number("SELECT count(*) FROM directors"), 2));
	cr_assert(eq(i64, number("SELECT count(*) FROM writers"), 2));
	cr_assert(eq(i64, number("SELECT count(*) FROM movie_crew"), 3));
	cr_assert(eq(i64, number("SELECT count(*) FROM persons"), 3));
	cr_assert(eq(i64, number("SELECT count(*) FROM known_for_titles"), 2));
	cr_assert(eq(u64, report.files[DATASET_RATINGS].read, 3));
	cr_assert(eq(u64, report.files[DATASET_RATINGS].loaded, 2));
	cr_assert(eq(u64, report.files[DATASET_RATINGS].dropped, 1));
	cr_assert(eq(u64, report.files[DATASET_CREW].dropped, 1));
	cr_assert(eq(u64, report.files[DATASET_PRINCIPALS].dropped, 1));
	cr_assert(eq(u64, report.dropped_known_for, 1));
	cr_assert(eq(u64, report.nameless_credits, 1));
	cr_assert(eq(sz, report.reject_count, 0));
	assert_text("SELECT origin FROM catalogue", "imdb");
}

Test(load, keeps_every_column)
{
	load();
	assert_text("SELECT movies::text FROM movies WHERE id = 1",
	    "(1,movie,\"The First\",\"Le Premier\",f,1916,,100,"
	    "\"Drama,War\",)");
	assert_text("SELECT movies::text FROM movies WHERE id = 2",
	    "(2,movie,Second,,f,,,,,)");
	assert_text("SELECT movies::text FROM movies WHERE id = 1500000001",
	    "(1500000001,movie,Own,,f,2001,,,Drama,)");
	assert_text("SELECT persons::text FROM persons WHERE id = 1",
	    "(1,\"Ann One\",1900,1980,director)");
	assert_text("SELECT movie_crew::text FROM movie_crew "
		    "WHERE movie_id = 1 AND ordering = 1",
	    "(1,1,2,actor,,\"[\"\"He\"\"]\")");
	assert_text("SELECT string_agg(ordering || ':' || person_id, ' ' "
		    "ORDER BY ordering) FROM writers",
	    "1:2 2:3");
	assert_text("SELECT movie_ratings::text FROM movie_ratings "
		    "WHERE movie_id = 1",
	    "(1,6.1,28434)");
}

Test(load, changes_nothing_the_second_time)
{
	struct load_options forced = options();
	char *before, *after;

	load();
	before = fingerprint();
	load();
	cr_assert(report.unchanged);
	after = fingerprint();
	cr_assert(eq(str, after, before));
	forced.force = true;
	load_with(&forced);
	cr_assert(not(report.unchanged));
	cr_assert(eq(i64, changes(&report), 0));
	free(before);
	free(after);
}

Test(load, writes_no_row_that_is_the_same)
{
	struct load_options forced = options();
	const char *places = "SELECT md5(string_agg(ctid::text || xmin::text, "
			     "'|' ORDER BY id)) FROM movies";
	char *before, *after;

	load();
	before = test_database_text(&database, places);
	forced.force = true;
	load_with(&forced);
	after = test_database_text(&database, places);
	cr_assert(eq(str, after, before));
	free(before);
	free(after);
}

Test(load, gives_the_same_with_one_worker_and_with_eight)
{
	struct load_options with = options();
	const char *state = "SELECT md5(string_agg(m::text, '|' ORDER BY id))"
			    " FROM movies m";
	char *one, *eight;

	with.worker_count = 1;
	load_with(&with);
	one = test_database_text(&database, state);
	test_database_execute(&database,
	    "TRUNCATE movies, persons, movie_crew, directors, writers, "
	    "known_for_titles, movie_ratings, load_files");
	with.worker_count = 8;
	load_with(&with);
	eight = test_database_text(&database, state);
	cr_assert(eq(str, one, eight));
	free(one);
	free(eight);
}

Test(load, applies_what_changed)
{
	load();
	dataset_fixture_write_text(&files, "title.ratings.tsv",
	    "tconst\taverageRating\tnumVotes\n"
	    "tt0000001\t6.2\t28435\n"
	    "tt0000004\t5.0\t5\n");
	dataset_fixture_write_text(&files, "title.crew.tsv",
	    "tconst\tdirectors\twriters\n"
	    "tt0000001\tnm0000001\tnm0000003\n");
	load();
	cr_assert(not(report.unchanged));
	assert_text("SELECT string_agg(movie_ratings::text, ' ' ORDER BY "
		    "movie_id) FROM movie_ratings",
	    "(1,6.2,28435) (4,5,5)");
	assert_text(
	    "SELECT string_agg(writers::text, ' ') FROM writers", "(1,1,3)");
	for (size_t i = 0; i < MERGE_STEP_COUNT; i++) {
		if (strcmp(merge_table(i), "movie_ratings") != 0)
			continue;
		cr_assert(eq(i64, report.merges[i].added, 1));
		cr_assert(eq(i64, report.merges[i].changed, 1));
		cr_assert(eq(i64, report.merges[i].gone, 1));
	}
}

Test(load, lets_a_title_go_and_come_back_with_its_history)
{
	load();
	test_database_execute(&database,
	    "INSERT INTO users (name) VALUES ('u'); "
	    "INSERT INTO viewing_history "
	    "(user_id, movie_id, watch_date, watch_duration) "
	    "SELECT id, 2, now(), 90 FROM users");
	dataset_fixture_write_text(
	    &files, "title.basics.tsv", dataset_fixture_fewer_titles);
	load();
	cr_assert(eq(i64, report.merges[0].gone, 1));
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM movies "
		   "WHERE id = 2 AND gone_at IS NOT NULL"),
	    1));
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM movie_ratings WHERE movie_id = 2"),
	    0));
	dataset_fixture_write_text(
	    &files, "title.basics.tsv", dataset_fixture_titles);
	load();
	cr_assert(eq(i64, report.merges[0].changed, 1));
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM movies WHERE gone_at IS NOT NULL"),
	    0));
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM movie_ratings WHERE movie_id = 2"),
	    1));
	cr_assert(eq(i64, number("SELECT count(*) FROM viewing_history"), 1));
}

Test(load, leaves_titles_of_ones_own_alone)
{
	test_database_execute(&database,
	    "INSERT INTO movies (id, title_type, primary_title) "
	    "VALUES (1500000777, 'movie', 'Home video'); "
	    "INSERT INTO directors VALUES (1500000777, 1, 1)");
	load();
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM movies "
		   "WHERE id = 1500000777 AND gone_at IS NULL"),
	    1));
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM directors "
		   "WHERE movie_id = 1500000777"),
	    1));
}

Test(load, keeps_rejects_with_line_and_reason)
{
	static const char text[] = TITLES_HEADER
	    "tt0000001\tmovie\tA\tA\t0\t1916\t\\N\t100\tDrama\n"
	    "tt0000002\tmovie\tA\0B\tA\t0\t1916\t\\N\t100\tDrama\n"
	    "tt0000003\tmovie\tA\tA\t0\t2916\t\\N\t100\tDrama\n"
	    "tt0000001\tmovie\tAgain\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
	    "tt0000004\tmovie\tA\xff\tA\t0\t1916\t\\N\t100\tDrama\n"
	    "\n"
	    "tt0000005\tmovie\tE\tE\t0\t1916\t\\N\t100\tDrama";

	dataset_fixture_write(
	    &files, "title.basics.tsv", text, sizeof(text) - 1);
	load();
	cr_assert(eq(u64, report.files[DATASET_TITLES].read, 7));
	cr_assert(eq(u64, report.files[DATASET_TITLES].rejected, 5));
	cr_assert(eq(u64, report.files[DATASET_TITLES].loaded, 2));
	cr_assert(eq(sz, report.reject_count, 5));
	assert_text("SELECT string_agg(line || ' ' || reason, ', ' "
		    "ORDER BY line) FROM load_rejects "
		    "WHERE file = 'title.basics'",
	    "3 NUL byte, 4 year out of range, 5 duplicate id, "
	    "6 invalid UTF-8, 7 wrong number of fields");
	assert_text("SELECT content FROM load_rejects WHERE line = 3",
	    "tt0000002\tmovie\tA\\x00B\tA\t0\t1916\t\\N\t100\tDrama");
	assert_text("SELECT content FROM load_rejects WHERE line = 5",
	    "tt0000001\tmovie\tAgain\t\\N\t0\t\\N\t\\N\t\\N\t\\N");
	assert_text("SELECT primary_title FROM movies WHERE id = 1", "A");
}

Test(load, finds_rejects_far_into_a_large_file)
{
	enum {
		LINES = 60000
	};
	char *text = malloc(LINES * 64 + 3000000);
	size_t length = 0;

	cr_assert(text != NULL);
	length += (size_t)sprintf(text, "%s", TITLES_HEADER);
	for (int i = 1; i <= LINES; i++)
		length += (size_t)sprintf(text + length,
		    "tt%07d\tmovie\tTitle %d\t\\N\t0\t%s\t\\N\t\\N\t\\N\n", i,
		    i, i % 20000 == 0 ? "x" : "1999");
	/* One line that fits into no block, and one behind it. */
	memset(text + length, 'x', 2500000);
	length += 2500000;
	length += (size_t)sprintf(text + length,
	    "\ntt9000000\tmovie\tLast\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n");
	dataset_fixture_write(&files, "title.basics.tsv", text, length);
	free(text);
	load();
	assert_text("SELECT string_agg(line || ' ' || reason, ', ' "
		    "ORDER BY line) FROM load_rejects",
	    "20001 year out of range, 40001 year out of range, "
	    "60001 year out of range, 60002 line too long");
	cr_assert(eq(i64, number("SELECT count(*) FROM movies"), LINES - 2));
	cr_assert(eq(u64, report.files[DATASET_TITLES].read, LINES + 2));
}

Test(load, reads_several_gzip_members_as_one_file)
{
	dataset_fixture_remove(&files, "title.basics.tsv");
	dataset_fixture_write_gzip(
	    &files, "title.basics.tsv.gz", TITLES_HEADER, 0);
	dataset_fixture_append_gzip(&files, "title.basics.tsv.gz",
	    "tt0000001\tmovie\tA\tA\t0\t1916\t\\N\t100\tDrama\n");
	load();
	cr_assert(eq(i64, number("SELECT count(*) FROM movies"), 1));
}

/* --- what is refused whole ------------------------------------------------ */

struct refused_case {
	char what[32];
	int expected;
	char message[64]; /* a part of it */
};

ParameterizedTestParameters(load, refuses_whole_files)
{
	static struct refused_case cases[] = {
	    {"missing", ERROR_MISSING, "lacks title.crew, name.basics"},
	    {"header", ERROR_INVALID, "title.crew.tsv\" line 1"},
	    {"crlf", ERROR_INVALID, "CR LF"},
	    {"empty", ERROR_INVALID, "no header"},
	    {"no title", ERROR_INVALID, "not one good title"},
	    {"truncated", ERROR_CORRUPT, "is cut short"},
	    {"truncated early", ERROR_CORRUPT, "is cut short"},
	    {"flipped", ERROR_CORRUPT, "is broken gzip data"},
	    {"garbage behind", ERROR_CORRUPT, "is broken gzip data"},
	    {"folder", ERROR_INVALID, "not a regular file"},
	};

	return cr_make_param_array(
	    struct refused_case, cases, sizeof(cases) / sizeof(cases[0]));
}

/* A compressed title.basics, broken in the way that is asked for. */
static void
write_broken_gzip(const char *what)
{
	char path[128];
	FILE *file;

	dataset_fixture_remove(&files, "title.basics.tsv");
	dataset_fixture_write_gzip(&files, "title.basics.tsv.gz",
	    dataset_fixture_titles,
	    strcmp(what, "truncated") == 0	       ? 150
		: strcmp(what, "truncated early") == 0 ? 5
						       : 0);
	snprintf(path, sizeof(path), "%s/title.basics.tsv.gz", files.folder);
	file = fopen(path, "r+b");
	cr_assert(file != NULL);
	if (strcmp(what, "flipped") == 0) {
		fseek(file, 100, SEEK_SET);
		fputc(0xa5, file);
	} else if (strcmp(what, "garbage behind") == 0) {
		fseek(file, 0, SEEK_END);
		fputs("garbage", file);
	}
	fclose(file);
}

static void
break_files(const char *what)
{
	char path[128];

	if (strcmp(what, "missing") == 0) {
		dataset_fixture_remove(&files, "title.crew.tsv");
		dataset_fixture_remove(&files, "name.basics.tsv.gz");
	} else if (strcmp(what, "header") == 0) {
		dataset_fixture_write_text(
		    &files, "title.crew.tsv", "tconst\twriters\tdirectors\n");
	} else if (strcmp(what, "crlf") == 0) {
		dataset_fixture_write_text(&files, "title.crew.tsv",
		    "tconst\tdirectors\twriters\r\n"
		    "tt0000001\tnm0000001\t\\N\r\n");
	} else if (strcmp(what, "empty") == 0) {
		dataset_fixture_write_text(&files, "title.crew.tsv", "");
	} else if (strcmp(what, "no title") == 0) {
		dataset_fixture_write_text(
		    &files, "title.basics.tsv", TITLES_HEADER "tt1\n");
	} else if (strcmp(what, "folder") == 0) {
		dataset_fixture_remove(&files, "title.crew.tsv");
		snprintf(path, sizeof(path), "%s/title.crew.tsv", files.folder);
		cr_assert(symlink("/tmp", path) == 0);
	} else {
		write_broken_gzip(what);
	}
}

ParameterizedTest(struct refused_case *c, load, refuses_whole_files)
{
	const struct load_options plain = options();
	const char *message;

	load();
	break_files(c->what);
	message = fail_without_trace(&plain, c->expected);
	cr_assert(
	    strstr(message, c->message) != NULL, "%s: %s", c->what, message);
}

Test(load, says_that_the_data_folder_is_missing)
{
	struct load_options with = options();

	with.data_dir = "/nonexistent";
	cr_assert(strstr(fail_without_trace(&with, ERROR_MISSING),
		      "/nonexistent") != NULL);
}

Test(load, says_that_the_schema_is_missing)
{
	const struct load_options plain = options();
	struct error error;

	test_database_execute(&database, "DROP TABLE schema_migrations");
	cr_assert(eq(int, load_run(&plain, &report, &error), ERROR_CONFLICT));
	cr_assert(strcmp(error.message,
		      "database has no schema; run: marquee migrate") == 0);
}

Test(load, puts_one_catalogue_in_anothers_place_only_when_asked)
{
	struct load_options with = options();

	dataset_fixture_write_text(&files, "CATALOGUE", "sample\n");
	load();
	assert_text("SELECT origin FROM catalogue", "sample");
	dataset_fixture_remove(&files, "CATALOGUE");
	cr_assert(strstr(fail_without_trace(&with, ERROR_CONFLICT),
		      "--replace") != NULL);
	with.replace = true;
	load_with(&with);
	assert_text("SELECT origin FROM catalogue", "imdb");
	cr_assert(eq(i64, report.merges[0].changed, 0));
}

/* --- at the same time, and in the middle ---------------------------------- */

Test(load, says_who_else_is_loading, .timeout = 60)
{
	const struct load_options plain = options();
	struct connection *holder;
	struct error error;
	char *name = load_lock_name();

	cr_assert(connection_open(&holder, database.url, name, &error) == 0);
	cr_assert(load_lock(holder, &error) == 0);
	cr_assert(strstr(fail_without_trace(&plain, ERROR_BUSY), name) != NULL);
	connection_close(holder);
	load();
	free(name);
}

struct stop {
	enum load_phase phase;
	int signal;
};

static void
stop_at(void *context, const struct load_progress *progress)
{
	struct stop *stop = context;
	const int signal = stop->signal;

	if (signal == 0 || progress->phase != stop->phase ||
	    (stop->phase == LOAD_MERGING && progress->done != 4))
		return;
	/* A second one would end the process at once. */
	stop->signal = 0;
	raise(signal);
}

ParameterizedTestParameters(load, ends_cleanly_on_a_signal)
{
	static enum load_phase phases[] = {
	    LOAD_CHECKING, LOAD_STORING, LOAD_MERGING};

	return cr_make_param_array(enum load_phase, phases, 3);
}

ParameterizedTest(const enum load_phase *phase, load, ends_cleanly_on_a_signal)
{
	struct stop stop = {*phase, SIGTERM};
	struct load_options with = options();

	load();
	with.force = true;
	with.progress = stop_at;
	with.progress_context = &stop;
	signal_flag_install();
	fail_without_trace(&with, ERROR_INTERRUPTED);
}

ParameterizedTestParameters(load, recovers_from_a_kill)
{
	static enum load_phase phases[] = {
	    LOAD_CHECKING, LOAD_STORING, LOAD_KEYS, LOAD_SWITCHING};

	return cr_make_param_array(enum load_phase, phases, 4);
}

/* The child is killed in the middle, by its own hand at a known place. */
ParameterizedTest(
    const enum load_phase *phase, load, recovers_from_a_kill, .timeout = 60)
{
	struct stop stop = {*phase, SIGKILL};
	struct load_options with = options();
	bool killed;
	int status;
	pid_t child;

	with.progress = stop_at;
	with.progress_context = &stop;
	child = fork();
	if (child == 0) {
		load_run(&with, &report, NULL);
		_exit(0);
	}
	cr_assert(eq(int, (int)waitpid(child, &status, 0), (int)child));
	killed = WIFSIGNALED(status);
	cr_assert(killed);
	cr_assert(eq(i64, number("SELECT count(*) FROM movies"), 0));
	load();
	cr_assert(eq(i64, number("SELECT count(*) FROM movies"), 5));
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM pg_class "
		   "WHERE relnamespace = 'staging'::regnamespace"),
	    0));
}

/* --- a first load --------------------------------------------------------- */

Test(load, keeps_grants_comments_and_views_through_the_switch)
{
	test_database_execute(&database,
	    "GRANT SELECT ON movies TO pg_monitor; "
	    "COMMENT ON TABLE movies IS 'mine'; "
	    "CREATE VIEW long_ones AS SELECT id FROM movies "
	    "WHERE runtime_minutes > 90; "
	    "CREATE VIEW count_of_long_ones AS SELECT count(*) FROM long_ones");
	load();
	cr_assert(report.first);
	cr_assert(eq(i64, number("SELECT * FROM count_of_long_ones"), 1));
	cr_assert(eq(i64, number("SELECT count(*) FROM imdb.titles"), 5));
	assert_text("SELECT has_table_privilege('pg_monitor', 'movies', "
		    "'SELECT')",
	    "t");
	assert_text("SELECT obj_description('movies'::regclass)", "mine");
}

Test(load, leaves_logged_tables_with_their_keys)
{
	load();
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM pg_class WHERE relkind = 'r' "
		   "AND relnamespace = 'loaded'::regnamespace "
		   "AND (relpersistence <> 'p' OR reloptions IS NOT NULL)"),
	    0));
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM pg_index i JOIN pg_class c "
		   "ON c.oid = i.indrelid WHERE i.indisprimary AND "
		   "c.relnamespace = 'loaded'::regnamespace"),
	    CATALOGUE_TABLE_COUNT));
	cr_assert(eq(i64,
	    number("SELECT count(*) FROM pg_inherits "
		   "WHERE inhparent = 'movies_pkey'::regclass"),
	    1));
}

/* A connection that reads the catalogue in a transaction. */
static struct connection *
open_reader(void)
{
	struct connection *reader;
	struct error error;

	cr_assert(
	    connection_open(&reader, database.url, "an analyst", &error) == 0);
	cr_assert(connection_execute(reader,
		      "BEGIN; SELECT count(*) FROM movies", &error) == 0,
	    "%s", error.message);
	return reader;
}

/* While the switch waits for its lock, others may read. */
static void
read_beside(void *context, const struct load_progress *progress)
{
	int *reads = context;

	if (progress->phase != LOAD_SWITCHING || *reads > 0)
		return;
	cr_expect(eq(i64, number("SELECT count(*) FROM movies"), 0));
	++*reads;
}

Test(load, names_a_reader_that_does_not_end_and_holds_nobody_up, .timeout = 60)
{
	struct load_options with = options();
	struct connection *reader = open_reader();
	struct error error;
	int reads = 0;

	with.switch_patience_s = 1;
	with.progress = read_beside;
	with.progress_context = &reads;
	cr_assert(eq(int, load_run(&with, &report, &error), ERROR_BUSY));
	cr_assert(
	    strstr(error.message, "an analyst") != NULL, "%s", error.message);
	cr_assert(eq(int, reads, 1));
	cr_assert(eq(i64, number("SELECT count(*) FROM movies"), 0));
	connection_close(reader);
	load();
	cr_assert(eq(i64, number("SELECT count(*) FROM movies"), 5));
}

/* Ends the reader once the switch waits for it. */
static void
end_reader(void *context, const struct load_progress *progress)
{
	struct connection **reader = context;

	if (progress->phase != LOAD_SWITCHING || *reader == NULL)
		return;
	connection_close(*reader);
	*reader = NULL;
}

Test(load, waits_for_a_reader_that_ends, .timeout = 60)
{
	struct load_options with = options();
	struct connection *reader = open_reader();

	with.progress = end_reader;
	with.progress_context = &reader;
	load_with(&with);
	cr_assert(reader == NULL);
	cr_assert(eq(i64, number("SELECT count(*) FROM movies"), 5));
}

Test(load, refuses_a_disk_that_is_too_small)
{
	struct load_options with = options();

	/* A file system of the kernel's own: nothing is free there. */
	with.database_dir = "/proc";
	cr_assert(strstr(fail_without_trace(&with, ERROR_LIMIT),
		      "MiB are free") != NULL);
	with.database_dir = "/nonexistent";
	cr_assert(strstr(fail_without_trace(&with, ERROR_MISSING),
		      "DB_DATA_DIR") != NULL);
}

/* --- lines out of order --------------------------------------------------- */

Test(load, takes_ids_in_the_order_of_text_and_of_numbers)
{
	dataset_fixture_write_text(&files, "title.basics.tsv",
	    TITLES_HEADER "tt0000009\tmovie\tA\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
			  "tt10000000\tmovie\tB\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
			  "tt10000001\tmovie\tC\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
			  "tt1000001\tmovie\tD\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
			  "tt9999999\tmovie\tE\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
			  "tt20000000\tmovie\tF\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n");
	load();
	assert_text("SELECT string_agg(primary_title, '' ORDER BY id) "
		    "FROM movies",
	    "ADEBCF");
}

Test(load, takes_lines_in_any_order_once_each)
{
	dataset_fixture_write_text(&files, "title.basics.tsv",
	    TITLES_HEADER
	    "tt0000003\tmovie\tThree\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
	    "tt0000002\tmovie\tTwo\t\\N\t0\tbad\t\\N\t\\N\t\\N\n"
	    "tt0000001\tmovie\tOne\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
	    "tt0000002\tmovie\tTwo\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
	    "tt0000002\tmovie\tAgain\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n");
	dataset_fixture_write_text(&files, "title.crew.tsv",
	    "tconst\tdirectors\twriters\n"
	    "tt0000002\tnm0000002\t\\N\n"
	    "tt0000001\t\\N\t\\N\n"
	    "tt0000001\tnm0000001\t\\N\n"
	    "tt0000002\tnm0000001\t\\N\n");
	dataset_fixture_write_text(&files, "title.principals.tsv",
	    "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n"
	    "tt0000001\t2\tnm0000002\tactor\t\\N\t\\N\n"
	    "tt0000001\t1\tnm0000001\tactor\t\\N\t\\N\n"
	    "tt0000001\t2\tnm0000003\tactor\t\\N\t\\N\n");
	load();
	assert_text("SELECT string_agg(primary_title, ' ' ORDER BY id) "
		    "FROM movies",
	    "One Two Three");
	assert_text("SELECT string_agg(movie_id || ':' || person_id, ' ') "
		    "FROM directors",
	    "2:1");
	assert_text("SELECT string_agg(ordering || ':' || person_id, ' ' "
		    "ORDER BY ordering) FROM movie_crew",
	    "1:1 2:3");
	assert_text("SELECT string_agg(file || ' ' || line || ' ' || reason, "
		    "', ' ORDER BY file, line) FROM load_rejects",
	    "title.basics 3 year out of range, title.basics 6 duplicate id, "
	    "title.crew 2 duplicate id, title.crew 4 duplicate id, "
	    "title.principals 2 duplicate id");
	cr_assert(eq(u64, report.files[DATASET_TITLES].loaded, 3));
}

/* --- which titles, which files -------------------------------------------- */

Test(load, leaves_out_the_types_that_are_not_wanted)
{
	struct load_options with = options();

	with.excluded_types = "tvEpisode,videoGame";
	dataset_fixture_write_text(&files, "title.ratings.tsv",
	    "tconst\taverageRating\tnumVotes\n"
	    "tt0000001\t6.1\t28434\n"
	    "tt0000004\t5.0\t5\n");
	load_with(&with);
	cr_assert(
	    eq(i64, number("SELECT count(*) FROM movies WHERE id = 4"), 0));
	cr_assert(eq(u64, report.files[DATASET_TITLES].skipped, 1));
	cr_assert(eq(u64, report.files[DATASET_RATINGS].dropped, 1));
	/* Other types are other rows, though the files are the same. */
	load_with(&with);
	cr_assert(report.unchanged);
	with.excluded_types = "";
	load_with(&with);
	cr_assert(not(report.unchanged));
	cr_assert(eq(i64, report.merges[CATALOGUE_MOVIES].added, 1));
	cr_assert(eq(i64, report.merges[CATALOGUE_RATINGS].added, 1));
}

static void
write_akas_and_episodes(void)
{
	dataset_fixture_write_text(&files, "title.akas.tsv",
	    "titleId\tordering\ttitle\tregion\tlanguage\ttypes\t"
	    "attributes\tisOriginalTitle\n"
	    "tt0000001\t1\tLe Premier\tFR\tfr\timdbDisplay\x02tv\t\\N\t0\n"
	    "tt0000001\t2\tThe First\t\\N\t\\N\toriginal\t\\N\t1\n"
	    "tt0000001\t3\tX\t\\N\t\\N\t\\N\t\\N\t2\n"
	    "tt0000099\t1\tNobody's\tFR\tfr\t\\N\t\\N\t0\n");
	dataset_fixture_write_text(&files, "title.episode.tsv",
	    "tconst\tparentTconst\tseasonNumber\tepisodeNumber\n"
	    "tt0000004\ttt0000002\t1\t0\n"
	    "tt0000001\ttt0000002\t\\N\tx\n");
}

Test(load, takes_akas_and_episodes_as_chosen)
{
	struct load_options with = options();

	with.akas = DATASET_AUTO;
	load_with(&with);
	cr_assert(eq(i64, number("SELECT count(*) FROM movie_akas"), 0));
	write_akas_and_episodes();
	load();
	cr_assert(eq(i64, number("SELECT count(*) FROM movie_akas"), 0));
	with.episodes = DATASET_YES;
	load_with(&with);
	assert_text("SELECT string_agg(movie_akas::text, ' ' ORDER BY "
		    "ordering) FROM movie_akas WHERE ordering = 2",
	    "(1,2,\"The First\",,,original,,t)");
	assert_text("SELECT array_to_string(types, '+') FROM imdb.akas "
		    "WHERE ordering = 1",
	    "imdbDisplay+tv");
	assert_text(
	    "SELECT movie_episodes::text FROM movie_episodes", "(4,2,1,0)");
	assert_text("SELECT string_agg(file || ' ' || line || ' ' || reason, "
		    "', ' ORDER BY file, line) FROM load_rejects",
	    "title.akas 4 isOriginalTitle is neither 0 nor 1, "
	    "title.episode 3 season or episode out of range");
	cr_assert(eq(u64, report.files[DATASET_AKAS].dropped, 1));
	dataset_fixture_remove(&files, "title.episode.tsv");
	cr_assert(strstr(fail_without_trace(&with, ERROR_MISSING),
		      "lacks title.episode") != NULL);
}

#define EXTRAS_HEADER \
	"id\tprimary_title\toverview\tkeywords\tlanguage\tcountry\t" \
	"poster_url\tcertificate\n"

Test(load, adds_what_ones_own_file_says_of_titles)
{
	dataset_fixture_write_text(&files, "extras.tsv",
	    EXTRAS_HEADER
	    "tt0000001\t\\N\tA train arrives.\ttrain,station\tfr\tFR\t"
	    "\\N\tU\n"
	    "my0000001\tNot this\tOurs.\t\\N\t\\N\t\\N\t\\N\t\\N\n"
	    "my0000002\tHome video\t\\N\tgarden\t\\N\t\\N\t\\N\t\\N\n"
	    "my0000003\t\\N\tNameless\t\\N\t\\N\t\\N\t\\N\t\\N\n"
	    "tt0000099\t\\N\tNobody's\t\\N\t\\N\t\\N\t\\N\t\\N\n");
	load();
	assert_text("SELECT movie_extras::text FROM movie_extras "
		    "WHERE movie_id = 1",
	    "(1,\"A train arrives.\",\"train,station\",fr,FR,,U)");
	assert_text("SELECT string_agg(id || ' ' || primary_title, ', ' "
		    "ORDER BY id) FROM movies WHERE id >= 1500000000",
	    "1500000001 Own, 1500000002 Home video");
	assert_text("SELECT reason FROM load_rejects",
	    "a title of one's own without primary_title");
	cr_assert(eq(u64, report.files[DATASET_EXTRAS].dropped, 1));
	/* Titles of one's own go with their line. */
	dataset_fixture_write_text(&files, "extras.tsv",
	    EXTRAS_HEADER
	    "tt0000001\t\\N\tA train.\t\\N\t\\N\t\\N\t\\N\t\\N\n");
	load();
	cr_assert(eq(i64, report.merges[CATALOGUE_MOVIES].gone, 1));
	cr_assert(eq(i64, report.merges[CATALOGUE_EXTRAS].changed, 1));
}

Test(load, makes_a_catalogue_of_ones_own_file_alone)
{
	static const char *const imdb[] = {"title.basics.tsv",
	    "title.ratings.tsv", "title.crew.tsv", "title.principals.tsv.gz",
	    "name.basics.tsv.gz"};
	const struct load_options plain = options();

	for (size_t i = 0; i < sizeof(imdb) / sizeof(imdb[0]); i++)
		dataset_fixture_remove(&files, imdb[i]);
	cr_assert(strstr(fail_without_trace(&plain, ERROR_MISSING),
		      "lacks title.basics") != NULL);
	dataset_fixture_write_text(&files, "extras.tsv",
	    EXTRAS_HEADER
	    "my0000001\tHome video\t\\N\tgarden\t\\N\t\\N\t\\N\t\\N\n");
	load();
	assert_text("SELECT origin FROM catalogue", "own");
	assert_text("SELECT movies::text FROM movies",
	    "(1500000001,movie,\"Home video\",,f,,,,,)");
}

/* --- later loads ---------------------------------------------------------- */

Test(load, stops_when_too_many_rows_would_go)
{
	struct load_options careful = options();

	load();
	careful.allow_shrink = false;
	dataset_fixture_write_text(&files, "title.ratings.tsv",
	    "tconst\taverageRating\tnumVotes\n"
	    "tt0000001\t6.1\t28434\n");
	cr_assert(strstr(fail_without_trace(&careful, ERROR_CONFLICT),
		      "table movie_ratings: 1 of 2 rows (50.0 %) are no "
		      "longer in title.ratings; --allow-shrink") != NULL);
	careful.allow_shrink = true;
	load_with(&careful);
	cr_assert(eq(i64, report.merges[CATALOGUE_RATINGS].gone, 1));
}

/* Ratings of `count` titles, those of every hundredth changed by `change`. */
static void
write_ratings(int count, int change)
{
	struct buffer titles = BUFFER_INIT;
	struct buffer ratings = BUFFER_INIT;

	buffer_append_string(&titles, TITLES_HEADER);
	buffer_append_string(&ratings, "tconst\taverageRating\tnumVotes\n");
	for (int i = 1; i <= count; i++) {
		buffer_printf(&titles,
		    "tt%07d\tmovie\tT\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n", i);
		buffer_printf(&ratings, "tt%07d\t5.0\t%d\n", i,
		    i % 100 == 0 ? 100 + change : 100);
	}
	dataset_fixture_write_text(&files, "title.basics.tsv", titles.data);
	dataset_fixture_write_text(&files, "title.ratings.tsv", ratings.data);
	buffer_release(&titles);
	buffer_release(&ratings);
}

Test(load, writes_one_row_in_a_hundred_when_that_many_changed)
{
	const char *places = "SELECT count(*) FROM movie_ratings r "
			     "JOIN before b ON b.place = r.ctid "
			     "AND b.movie_id = r.movie_id";
	struct load_options careful = options();

	write_ratings(5000, 0);
	load();
	test_database_execute(&database,
	    "CREATE TABLE before AS "
	    "SELECT ctid AS place, movie_id FROM movie_ratings");
	write_ratings(5000, 1);
	careful.allow_shrink = false;
	load_with(&careful);
	cr_assert(eq(i64, report.merges[CATALOGUE_RATINGS].changed, 50));
	cr_assert(eq(i64, report.merges[CATALOGUE_RATINGS].added, 0));
	cr_assert(eq(i64, changes(&report), 50));
	cr_assert(eq(i64, number(places), 4950));
}

/* --- the real files ------------------------------------------------------- */

Test(load, takes_all_of_the_real_files, .timeout = 300)
{
	struct load_options with = options();
	const char *folder = getenv("MARQUEE_IMDB_DIR");

	if (folder == NULL)
		cr_skip("MARQUEE_IMDB_DIR is not set: no real files here");
	with.data_dir = folder;
	load_with(&with);
	cr_assert(eq(i64, number("SELECT count(*) FROM movies"), 24058));
	cr_assert(eq(i64, number("SELECT count(*) FROM movie_ratings"), 24058));
	cr_assert(eq(i64, number("SELECT count(*) FROM persons"), 32777));
	cr_assert(eq(i64, number("SELECT count(*) FROM movie_crew"), 136745));
	cr_assert(eq(sz, report.reject_count, 0));
	load_with(&with);
	cr_assert(report.unchanged);
}
