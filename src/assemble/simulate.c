/*
 * See simulate.h.
 *
 * Workers write parts of the users, each in a transaction of its own; when all
 * have written, all commit, one directly after the other. The caller's
 * connection is the first worker's, and holds the lock throughout.
 *
 * Checking the foreign key takes PostgreSQL half of the time of a view, and is
 * what more than one connection pays for. The ids of views are taken from their
 * sequence beforehand, as one range, so that they do not depend on who writes
 * first.
 */
#include "assemble/simulate.h"

#include <inttypes.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/simulate_worker.h"
#include "util/clock.h"
#include "util/hash.h"

/* Spread of the lengths of histories: a few people watch very much. */
#define LENGTH_DEVIATION 0.8

static const char serial_sql[] =
    "SELECT coalesce(max(('x' || right(replace(id::text, '-', ''), 12))"
    "::bit(48)::bigint), 0) FROM users WHERE origin = 'simulated'";

/* --- before the run ------------------------------------------------------ */

static int
check_options(const struct simulate_options *options, struct error *error)
{
	if (options->users < 1 || options->users > SIMULATE_MAX_USERS)
		return error_set(error, ERROR_INVALID,
		    "%llu users; allowed are 1 to %d",
		    (unsigned long long)options->users, SIMULATE_MAX_USERS);
	if (options->views > SIMULATE_MAX_VIEWS ||
	    options->views / SIMULATE_MAX_MEAN_VIEWS > options->users)
		return error_set(error, ERROR_INVALID,
		    "%llu views of %llu users; allowed are 0 to %d, and %d a "
		    "user on average",
		    (unsigned long long)options->views,
		    (unsigned long long)options->users, SIMULATE_MAX_VIEWS,
		    SIMULATE_MAX_MEAN_VIEWS);
	return 0;
}

static int
year_of(int64_t wall_us)
{
	char text[CLOCK_TEXT_SIZE];

	clock_format(wall_us, text);
	return (int)strtol(text, NULL, 10);
}

static int
query_number(struct connection *connection, const char *sql, uint64_t *number,
    struct error *error)
{
	struct result *result;
	int code = connection_query(connection, sql, NULL, 0, &result, error);

	if (code != 0)
		return code;
	*number = (uint64_t)result_integer(result, 0, 0);
	result_free(result);
	return 0;
}

/*
 * Takes `count` ids of views that follow each other, in a transaction of its
 * own, as others who take one wait meanwhile. Ids of a run that fails are lost.
 */
static int
reserve_ids(struct connection *connection, uint64_t count, uint64_t *first,
    struct error *error)
{
	char sql[160];
	uint64_t last;
	int code;

	if (count == 0)
		return 0;
	code = connection_execute(connection,
	    "BEGIN; ALTER SEQUENCE viewing_history_id INCREMENT BY 1", error);
	if (code == 0)
		code = query_number(connection,
		    "SELECT nextval('viewing_history_id')", first, error);
	if (code == 0 && count > 1) {
		snprintf(sql, sizeof(sql),
		    "ALTER SEQUENCE viewing_history_id INCREMENT BY %" PRIu64,
		    count - 1);
		code = connection_execute(connection, sql, error);
		if (code == 0)
			code = query_number(connection,
			    "SELECT nextval('viewing_history_id')", &last,
			    error);
		if (code == 0)
			code = connection_execute(connection,
			    "ALTER SEQUENCE viewing_history_id INCREMENT BY 1",
			    error);
	}
	if (code == 0)
		return connection_execute(connection, "COMMIT", error);
	(void)connection_execute(connection, "ROLLBACK", NULL);
	return code;
}

int
simulate_begin(struct connection *connection, struct error *error)
{
	return connection_execute(connection,
	    "BEGIN; LOCK TABLE users, viewing_history IN "
	    "ROW EXCLUSIVE MODE; "
	    "SELECT pg_advisory_xact_lock(hashtext('marquee simulate'))",
	    error);
}

static int
draw_lengths(struct simulation *simulation)
{
	uint64_t users = simulation->options->users;
	struct random random;
	double total = 0.0;

	simulation->lengths = calloc(users, sizeof(*simulation->lengths));
	if (simulation->lengths == NULL)
		return ERROR_MEMORY;
	random_seed(&random,
	    hash_mix(simulation->options->seed) -
		hash_mix(simulation->first_serial));
	for (uint64_t i = 0; i < users; i++) {
		total += exp(LENGTH_DEVIATION * random_normal(&random));
		simulation->lengths[i] = total;
	}
	return 0;
}

static int
prepare(struct simulation *simulation, struct connection *connection,
    struct error *error)
{
	const char *types = simulation->options->excluded_types;
	int code = query_number(
	    connection, serial_sql, &simulation->first_serial, error);

	if (code != 0)
		return code;
	simulation->first_serial++;
	simulation->year = year_of(simulation->options->day_us);
	code = demo_titles_load(
	    &simulation->titles, connection, types != NULL ? types : "", error);
	if (code == 0 && draw_lengths(simulation) != 0)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	return code;
}

static void
roll_back(struct connection *connection)
{
	/* Whatever went wrong before is what matters. */
	(void)connection_execute(connection, "ROLLBACK", NULL);
}

/* --- the workers --------------------------------------------------------- */

/* All workers of a run; the first one's connection is the caller's. */
struct crew {
	struct simulation simulation;
	unsigned count;
	struct simulate_worker workers[SIMULATE_MAX_WORKERS];
};

/* Opens the further connections, each with its transaction. */
static int
open_workers(
    struct crew *crew, struct connection *connection, struct error *error)
{
	const struct simulate_options *options = crew->simulation.options;
	int code = 0;

	crew->workers[0].connection = connection;
	crew->workers[0].speaks = true;
	for (unsigned i = 1; code == 0 && i < crew->count; i++) {
		struct connection *opened = NULL;

		code = connection_open(&opened, options->connection_string,
		    "marquee simulate", error);
		crew->workers[i].connection = opened;
		if (code != 0)
			break;
		connection_stop_on_signal(opened, true);
		code = connection_execute(opened, "BEGIN", error);
	}
	for (unsigned i = 0; i < crew->count; i++) {
		crew->workers[i].simulation = &crew->simulation;
		crew->workers[i].first = options->users * i / crew->count;
		crew->workers[i].end = options->users * (i + 1) / crew->count;
	}
	return code;
}

/* The error is that of the worker that failed, the first in their order. */
static int
run_workers(struct crew *crew, struct error *error)
{
	struct error errors[SIMULATE_MAX_WORKERS];
	int codes[SIMULATE_MAX_WORKERS] = {0};

#pragma omp parallel for num_threads(crew->count) schedule(static, 1)
	for (unsigned i = 0; i < crew->count; i++)
		codes[i] = simulate_worker_run(&crew->workers[i], &errors[i]);
	for (unsigned i = 0; i < crew->count; i++)
		if (codes[i] != 0) {
			if (error != NULL)
				*error = errors[i];
			return codes[i];
		}
	return 0;
}

/* The first worker's last, as that one holds the lock. */
static int
commit(struct crew *crew, struct error *error)
{
	int code = 0;

	for (unsigned i = crew->count; code == 0 && i-- > 0;)
		code = connection_execute(
		    crew->workers[i].connection, "COMMIT", error);
	return code;
}

static void
add_counts(const struct crew *crew, struct simulate_counts *counts)
{
	*counts = (struct simulate_counts){0};
	for (unsigned i = 0; i < crew->count; i++) {
		counts->users += crew->workers[i].counts.users;
		counts->views += crew->workers[i].counts.views;
	}
}

/* Rolls back what has not been committed. */
static void
release_crew(struct crew *crew)
{
	for (unsigned i = 1; i < crew->count; i++)
		connection_close(crew->workers[i].connection);
	demo_titles_release(&crew->simulation.titles);
	free(crew->simulation.lengths);
	free(crew);
}

static unsigned
worker_count(const struct simulate_options *options)
{
	unsigned count = options->workers;

	if (count > SIMULATE_MAX_WORKERS)
		count = SIMULATE_MAX_WORKERS;
	if (count < 1 || options->connection_string == NULL)
		count = 1;
	return count;
}

static int
simulate(struct crew *crew, struct connection *connection, struct error *error)
{
	const struct simulate_options *options = crew->simulation.options;
	int code = reserve_ids(
	    connection, options->views, &crew->simulation.first_id, error);

	if (code == 0)
		code = simulate_begin(connection, error);
	if (code == 0)
		code = prepare(&crew->simulation, connection, error);
	if (code == 0)
		code = open_workers(crew, connection, error);
	if (code == 0)
		code = run_workers(crew, error);
	if (code == 0)
		code = commit(crew, error);
	return code;
}

int
simulate_run(struct connection *connection,
    const struct simulate_options *options, struct simulate_counts *counts,
    struct error *error)
{
	struct crew *crew;
	int code = check_options(options, error);

	if (code != 0)
		return code;
	crew = calloc(1, sizeof(*crew));
	if (crew == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	crew->simulation.options = options;
	crew->count = worker_count(options);
	code = simulate(crew, connection, error);
	if (code != 0)
		roll_back(connection);
	else
		code = connection_execute(
		    connection, "ANALYZE users, viewing_history", error);
	if (code == 0) {
		add_counts(crew, counts);
		if (options->progress != NULL)
			options->progress(options->progress_context,
			    counts->views, options->views);
	}
	release_crew(crew);
	return code;
}
