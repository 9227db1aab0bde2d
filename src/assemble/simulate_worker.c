/*
 * See simulate_worker.h.
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
#include "assemble/simulate_worker.h"

#include <string.h>

#include "util/hash.h"
#include "util/random.h"
#include "util/signal_flag.h"

#define PROGRESS_VIEWS 10000

static const char users_target[] =
    "users (id, name, birth_year, origin, created_at)";
static const char views_target[] =
    "viewing_history (user_id, id, movie_id, watch_date, watch_duration, "
    "rating)";

/* --- batches ------------------------------------------------------------- */

/* Where the next row is put; opens a batch when none is. */
static int
batch_row(
    struct simulate_worker *worker, struct buffer **row, struct error *error)
{
	int code = 0;

	if (worker->writer == NULL) {
		worker->batch_rows = 0;
		code = copy_writer_open(
		    &worker->writer, worker->connection, worker->target, error);
	}
	if (code == 0)
		*row = copy_writer_buffer(worker->writer);
	return code;
}

static int
batch_finish(struct simulate_worker *worker, struct error *error)
{
	int code;

	if (worker->writer == NULL)
		return 0;
	code = copy_writer_finish(worker->writer, NULL, error);
	copy_writer_free(worker->writer);
	worker->writer = NULL;
	return code;
}

static int
batch_row_done(struct simulate_worker *worker, struct error *error)
{
	int code = copy_writer_row(worker->writer, error);

	if (code != 0)
		return code;
	if (++worker->batch_rows < worker->simulation->options->batch_rows)
		return 0;
	return batch_finish(worker, error);
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
write_user(struct simulate_worker *worker, uint64_t index, struct error *error)
{
	const struct simulation *simulation = worker->simulation;
	uint64_t serial = simulation->first_serial + index;
	unsigned char uuid[COPY_UUID_BYTES];
	struct demo_user user;
	struct random random;
	struct buffer *row;
	int code = batch_row(worker, &row, error);

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
	worker->counts.users++;
	return batch_row_done(worker, error);
}

static int
write_users(struct simulate_worker *worker, struct error *error)
{
	int code = 0;

	worker->target = users_target;
	for (uint64_t i = worker->first; code == 0 && i < worker->end; i++)
		code = write_user(worker, i, error);
	return code == 0 ? batch_finish(worker, error) : code;
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
write_view(struct simulate_worker *worker,
    const unsigned char uuid[COPY_UUID_BYTES], uint64_t id,
    const struct demo_event *event, struct error *error)
{
	struct buffer *row;
	int code = batch_row(worker, &row, error);

	if (code != 0)
		return code;
	copy_put_row(row, 6);
	copy_put_uuid(row, uuid);
	copy_put_int8(row, (int64_t)id);
	copy_put_int4(row, event->number);
	copy_put_timestamptz(row, event->watched_us);
	copy_put_int4(row, event->duration_minutes);
	if (event->rating == 0)
		copy_put_null(row);
	else
		copy_put_int2(row, (int16_t)event->rating);
	worker->counts.views++;
	return batch_row_done(worker, error);
}

static int
write_history(
    struct simulate_worker *worker, uint64_t index, struct error *error)
{
	const struct simulation *simulation = worker->simulation;
	uint64_t serial = simulation->first_serial + index;
	uint64_t before = views_before(simulation, index);
	uint64_t count = views_before(simulation, index + 1) - before;
	uint64_t id = simulation->first_id + before;
	unsigned char uuid[COPY_UUID_BYTES];
	struct demo_user user;
	struct random random;
	int code;

	if (count == 0)
		return 0;
	draw_user(simulation, serial, &random, &user);
	write_uuid(simulation, serial, uuid);
	code = demo_history_draw(&worker->history, &random, &simulation->titles,
	    &user, count, simulation->options->day_us);
	if (code != 0)
		return error_set(error, code, "out of memory");
	for (size_t i = 0; code == 0 && i < count; i++)
		code = write_view(
		    worker, uuid, id + i, &worker->history.events[i], error);
	return code;
}

static void
report(struct simulate_worker *worker, uint64_t written)
{
	const struct simulate_options *options = worker->simulation->options;
	uint64_t done =
	    atomic_fetch_add(&worker->simulation->done, written) + written;

	if (!worker->speaks || options->progress == NULL ||
	    done < worker->reported + PROGRESS_VIEWS)
		return;
	worker->reported = done;
	options->progress(options->progress_context, done, options->views);
}

static int
write_views(struct simulate_worker *worker, struct error *error)
{
	int code = 0;

	worker->target = views_target;
	for (uint64_t i = worker->first; code == 0 && i < worker->end; i++) {
		uint64_t before = worker->counts.views;

		if (signal_flag_raised())
			return error_set(error, ERROR_INTERRUPTED,
			    "interrupted; nothing was written");
		if (atomic_load(&worker->simulation->stopped))
			return 0;
		code = write_history(worker, i, error);
		report(worker, worker->counts.views - before);
	}
	return code == 0 ? batch_finish(worker, error) : code;
}

int
simulate_worker_run(struct simulate_worker *worker, struct error *error)
{
	int code =
	    demo_history_init(&worker->history, &worker->simulation->titles);

	if (code != 0)
		code = error_set(error, code, "out of memory");
	if (code == 0)
		code = write_users(worker, error);
	if (code == 0)
		code = write_views(worker, error);
	copy_writer_free(worker->writer);
	worker->writer = NULL;
	demo_history_release(&worker->history);
	if (code != 0)
		atomic_store(&worker->simulation->stopped, true);
	return code;
}
