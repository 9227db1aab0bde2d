/*
 * See simulate.h.
 *
 * Every user has a generator of its own, seeded from the seed and the user's
 * serial number, so a user and the history are drawn twice (once for each
 * table) instead of being kept, and memory does not grow with their number.
 *
 * Serial numbers count all simulated users there have been since the last
 * --remove, and are part of the uuid (version 8 of RFC 9562), which therefore
 * never clashes and ascends, so that rows are appended to the indexes:
 *
 *	bytes 0-5   hash of the seed
 *	      6-7   version 8, rest of the hash
 *	      8-9   variant 10, zero
 *	      10-15 serial number, from 1
 */
#include "assemble/simulate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/demo_user.h"
#include "store/copy.h"
#include "util/clock.h"
#include "util/hash.h"
#include "util/signal_flag.h"

/* Spread of the lengths of histories: a few people watch very much. */
#define LENGTH_DEVIATION 0.8
#define PROGRESS_VIEWS 10000

static const char users_target[] =
    "users (id, name, birth_year, origin, created_at)";
static const char views_target[] =
    "viewing_history (user_id, movie_id, watch_date, watch_duration, rating)";

static const char serial_sql[] =
    "SELECT coalesce(max(('x' || right(replace(id::text, '-', ''), 12))"
    "::bit(48)::bigint), 0) FROM users WHERE origin = 'simulated'";

struct simulation {
	struct connection *connection;
	const struct simulate_options *options;
	struct demo_titles titles;
	struct demo_history history;
	double *lengths; /* [users], running sums of the histories'
			  * relative lengths */
	uint64_t first_serial;
	int year; /* of the day */

	struct copy_writer *writer; /* NULL between batches */
	const char *target; /* of the writer */
	uint64_t batch_rows; /* in the writer */
	uint64_t reported; /* views at the last progress */
	struct simulate_counts counts;
};

/* --- batches ------------------------------------------------------------- */

/* Where the next row is put; opens a batch when none is. */
static int
batch_row(
    struct simulation *simulation, struct buffer **row, struct error *error)
{
	int code = 0;

	if (simulation->writer == NULL) {
		simulation->batch_rows = 0;
		code = copy_writer_open(&simulation->writer,
		    simulation->connection, simulation->target, error);
	}
	if (code == 0)
		*row = copy_writer_buffer(simulation->writer);
	return code;
}

static int
batch_finish(struct simulation *simulation, struct error *error)
{
	int code;

	if (simulation->writer == NULL)
		return 0;
	code = copy_writer_finish(simulation->writer, NULL, error);
	copy_writer_free(simulation->writer);
	simulation->writer = NULL;
	return code;
}

static int
batch_row_done(struct simulation *simulation, struct error *error)
{
	int code = copy_writer_row(simulation->writer, error);

	if (code != 0)
		return code;
	if (++simulation->batch_rows < simulation->options->batch_rows)
		return 0;
	return batch_finish(simulation, error);
}

/* --- users --------------------------------------------------------------- */

static void
write_uuid(const struct simulation *simulation, uint64_t serial,
    unsigned char uuid[COPY_UUID_BYTES])
{
	uint64_t hash = hash_mix(simulation->options->seed + 1);

	for (int i = 0; i < 8; i++)
		uuid[i] = (unsigned char)(hash >> (8 * i));
	uuid[6] = (unsigned char)(0x80 | (uuid[6] & 0x0f));
	uuid[8] = 0x80;
	uuid[9] = 0;
	for (int i = 0; i < 6; i++)
		uuid[15 - i] = (unsigned char)(serial >> (8 * i));
}

/* Draws a user; *random goes on to the history. */
static void
draw_user(const struct simulation *simulation, uint64_t serial,
    struct random *random, struct demo_user *user)
{
	random_seed(
	    random, hash_mix(simulation->options->seed) + hash_mix(serial));
	demo_user_draw(random, &simulation->titles, simulation->year, user);
}

static int
write_user(struct simulation *simulation, uint64_t index, struct error *error)
{
	uint64_t serial = simulation->first_serial + index;
	unsigned char uuid[COPY_UUID_BYTES];
	struct demo_user user;
	struct random random;
	struct buffer *row;
	int code = batch_row(simulation, &row, error);

	if (code != 0)
		return code;
	draw_user(simulation, serial, &random, &user);
	write_uuid(simulation, serial, uuid);
	copy_put_row(row, 5);
	copy_put_uuid(row, uuid);
	copy_put_text(row, user.name, strlen(user.name));
	copy_put_int2(row, (int16_t)user.birth_year);
	copy_put_text(row, "simulated", strlen("simulated"));
	copy_put_timestamptz(row, simulation->options->day_us);
	simulation->counts.users++;
	return batch_row_done(simulation, error);
}

static int
write_users(struct simulation *simulation, struct error *error)
{
	int code = 0;

	simulation->target = users_target;
	for (uint64_t i = 0; code == 0 && i < simulation->options->users; i++)
		code = write_user(simulation, i, error);
	return code == 0 ? batch_finish(simulation, error) : code;
}

/* --- views --------------------------------------------------------------- */

/* The lengths are random, their sum is what was asked for. */
static uint64_t
views_before(const struct simulation *simulation, uint64_t index)
{
	uint64_t users = simulation->options->users;
	uint64_t views = simulation->options->views;

	if (index == 0)
		return 0;
	if (index == users)
		return views;
	return (uint64_t)((double)views * simulation->lengths[index - 1] /
	    simulation->lengths[users - 1]);
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
write_view(struct simulation *simulation,
    const unsigned char uuid[COPY_UUID_BYTES], const struct demo_event *event,
    struct error *error)
{
	struct buffer *row;
	int code = batch_row(simulation, &row, error);

	if (code != 0)
		return code;
	copy_put_row(row, 5);
	copy_put_uuid(row, uuid);
	copy_put_int4(row, event->number);
	copy_put_timestamptz(row, event->watched_us);
	copy_put_int4(row, event->duration_minutes);
	if (event->rating == 0)
		copy_put_null(row);
	else
		copy_put_int2(row, (int16_t)event->rating);
	simulation->counts.views++;
	return batch_row_done(simulation, error);
}

static void
report(struct simulation *simulation)
{
	const struct simulate_options *options = simulation->options;
	uint64_t done = simulation->counts.views;

	if (options->progress == NULL ||
	    (done < simulation->reported + PROGRESS_VIEWS &&
		done < options->views))
		return;
	simulation->reported = done;
	options->progress(options->progress_context, done, options->views);
}

static int
write_history(
    struct simulation *simulation, uint64_t index, struct error *error)
{
	uint64_t serial = simulation->first_serial + index;
	uint64_t count = views_before(simulation, index + 1) -
	    views_before(simulation, index);
	unsigned char uuid[COPY_UUID_BYTES];
	struct demo_user user;
	struct random random;
	int code;

	if (count == 0)
		return 0;
	draw_user(simulation, serial, &random, &user);
	write_uuid(simulation, serial, uuid);
	code = demo_history_draw(&simulation->history, &random,
	    &simulation->titles, &user, count, simulation->options->day_us);
	if (code != 0)
		return error_set(error, code, "out of memory");
	for (size_t i = 0; code == 0 && i < count; i++)
		code = write_view(
		    simulation, uuid, &simulation->history.events[i], error);
	return code;
}

static int
write_views(struct simulation *simulation, struct error *error)
{
	int code = 0;

	simulation->target = views_target;
	for (uint64_t i = 0; code == 0 && i < simulation->options->users; i++) {
		if (signal_flag_raised())
			return error_set(error, ERROR_INTERRUPTED,
			    "interrupted; nothing was written");
		code = write_history(simulation, i, error);
		report(simulation);
	}
	return code == 0 ? batch_finish(simulation, error) : code;
}

/* --- the run ------------------------------------------------------------- */

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

/* Opens the transaction and reads what is there. One run at a time, or two
 * would give the same serial numbers. */
static int
begin(struct connection *connection, struct error *error)
{
	return connection_execute(connection,
	    "BEGIN; LOCK TABLE users, viewing_history IN "
	    "ROW EXCLUSIVE MODE; "
	    "SELECT pg_advisory_xact_lock(hashtext('marquee simulate'))",
	    error);
}

static int
prepare(struct simulation *simulation, struct error *error)
{
	struct result *result;
	int code = connection_query(
	    simulation->connection, serial_sql, NULL, 0, &result, error);

	if (code != 0)
		return code;
	simulation->first_serial = 1 + (uint64_t)result_integer(result, 0, 0);
	result_free(result);
	simulation->year = year_of(simulation->options->day_us);
	code = demo_titles_load(
	    &simulation->titles, simulation->connection, error);
	if (code != 0)
		return code;
	code = demo_history_init(&simulation->history, &simulation->titles);
	if (code == 0)
		code = draw_lengths(simulation);
	if (code != 0)
		return error_set(error, code, "out of memory");
	return 0;
}

static void
roll_back(struct connection *connection)
{
	/* Whatever went wrong before is what matters. */
	(void)connection_execute(connection, "ROLLBACK", NULL);
}

int
simulate_run(struct connection *connection,
    const struct simulate_options *options, struct simulate_counts *counts,
    struct error *error)
{
	struct simulation simulation = {
	    .connection = connection,
	    .options = options,
	};
	int code = check_options(options, error);

	if (code != 0)
		return code;
	code = begin(connection, error);
	if (code == 0)
		code = prepare(&simulation, error);
	if (code == 0)
		code = write_users(&simulation, error);
	if (code == 0)
		code = write_views(&simulation, error);
	copy_writer_free(simulation.writer);
	if (code == 0)
		code = connection_execute(connection,
		    "COMMIT; ANALYZE users, viewing_history", error);
	if (code == 0)
		*counts = simulation.counts;
	else
		roll_back(connection);
	demo_titles_release(&simulation.titles);
	demo_history_release(&simulation.history);
	free(simulation.lengths);
	return code;
}

static int
delete_rows(struct connection *connection, const char *sql, uint64_t *count,
    struct error *error)
{
	struct result *result;
	int code = connection_query(connection, sql, NULL, 0, &result, error);

	if (code != 0)
		return code;
	*count = (uint64_t)result_affected(result);
	result_free(result);
	return 0;
}

int
simulate_remove(struct connection *connection, struct simulate_counts *counts,
    struct error *error)
{
	struct simulate_counts removed = {0};
	int code = begin(connection, error);

	if (code == 0)
		code = delete_rows(connection,
		    "DELETE FROM viewing_history USING users WHERE "
		    "users.id = user_id AND origin = 'simulated'",
		    &removed.views, error);
	if (code == 0)
		code = delete_rows(connection,
		    "DELETE FROM users WHERE origin = 'simulated'",
		    &removed.users, error);
	if (code == 0)
		code = connection_execute(connection,
		    "COMMIT; ANALYZE users, viewing_history", error);
	if (code == 0)
		*counts = removed;
	else
		roll_back(connection);
	return code;
}
