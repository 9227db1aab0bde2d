/*
 * The caller's thread starts the others, then wakes ten times a second to
 * report and to look at the signal flag. Whoever fails stops the queue, which
 * wakes everybody; so the run ends as soon as each has ended its block.
 */
#include "etl/pipeline.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "etl/line_reader.h"
#include "util/clock.h"
#include "util/signal_flag.h"

#define TICK_NS 100000000

/* What the threads of one run share. */
struct run {
	struct pipeline *pipeline; /* borrowed */
	struct block_queue queue;
	pthread_mutex_t mutex; /* guards what follows, and finished_ns */
	pthread_cond_t ended; /* a thread has ended */
	size_t running; /* threads */
	int code; /* of the first failure */
	struct error error;
};

struct worker_thread {
	pthread_t thread;
	struct run *run; /* borrowed */
	void *worker; /* borrowed */
};

static void
run_fail(struct run *run, int code, const struct error *error)
{
	pthread_mutex_lock(&run->mutex);
	if (run->code == 0) {
		run->code = code;
		run->error = *error;
	}
	pthread_mutex_unlock(&run->mutex);
	block_queue_stop(&run->queue);
}

static void
run_thread_ended(struct run *run)
{
	pthread_mutex_lock(&run->mutex);
	run->running--;
	pthread_cond_signal(&run->ended);
	pthread_mutex_unlock(&run->mutex);
}

/* Fills the next block: 1, or 0 at the end, or an error. */
static int
read_block(struct run *run, struct line_reader *reader, struct block *block,
    struct error *error)
{
	int code = line_reader_fill(reader, block, error);
	int marked;

	if (code <= 0)
		return code;
	marked = late_lines_mark(&run->pipeline->late[reader->file], block,
	    line_reader_rest(reader), error);
	return marked < 0 ? marked : code;
}

static int
read_file(struct run *run, enum dataset_file file, struct error *error)
{
	struct pipeline *pipeline = run->pipeline;
	struct line_reader reader;
	struct block *block;
	int code;

	code = line_reader_init(&reader, pipeline->sources[file], file, error);
	if (code < 0)
		return code;
	pipeline->started_ns[file] = clock_monotonic_ns();
	while ((block = block_queue_take_empty(&run->queue)) != NULL) {
		code = read_block(run, &reader, block, error);
		if (code <= 0) {
			block_queue_give_back(&run->queue, block);
			break;
		}
		block_queue_put(&run->queue, block);
	}
	pipeline->line_counts[file] = reader.next_line - 2;
	line_reader_release(&reader);
	return code;
}

/* The order in which files are read; the first ones are what others hang on,
 * and so have to be done before. */
static const enum dataset_file reading_order[DATASET_FILE_COUNT] = {
    DATASET_TITLES, DATASET_EXTRAS, DATASET_PERSONS, DATASET_RATINGS,
    DATASET_CREW, DATASET_PRINCIPALS, DATASET_AKAS, DATASET_EPISODES};

#define LEADING_FILES 3

static void *
reader_main(void *argument)
{
	struct run *run = argument;
	struct error error;
	int i;
	int code = 0;

	for (i = 0; i < DATASET_FILE_COUNT && code >= 0; i++) {
		if (run->pipeline->sources[reading_order[i]] != NULL)
			code = read_file(run, reading_order[i], &error);
		if (i < LEADING_FILES && !block_queue_drain(&run->queue))
			break;
	}
	if (code < 0)
		run_fail(run, code, &error);
	block_queue_close(&run->queue);
	run_thread_ended(run);
	return NULL;
}

static int
work(struct run *run, void *worker, struct error *error)
{
	struct pipeline *pipeline = run->pipeline;
	struct block *block;
	int code;

	while ((block = block_queue_take(&run->queue)) != NULL) {
		code = pipeline->block(worker, block, error);
		pthread_mutex_lock(&run->mutex);
		pipeline->finished_ns[block->file] = clock_monotonic_ns();
		pthread_mutex_unlock(&run->mutex);
		block_queue_give_back(&run->queue, block);
		if (code < 0)
			return code;
	}
	return 0;
}

static void *
worker_main(void *argument)
{
	struct worker_thread *self = argument;
	struct error error;
	int code = work(self->run, self->worker, &error);

	if (code < 0)
		run_fail(self->run, code, &error);
	run_thread_ended(self->run);
	return NULL;
}

/* Waits until all threads have ended; ticks and looks at the signal flag. */
static void
run_wait(struct run *run)
{
	struct pipeline *pipeline = run->pipeline;
	struct timespec until;
	struct error error;
	bool interrupted = false;

	pthread_mutex_lock(&run->mutex);
	while (run->running > 0) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += TICK_NS;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		pthread_cond_timedwait(&run->ended, &run->mutex, &until);
		pthread_mutex_unlock(&run->mutex);
		if (signal_flag_raised() && !interrupted) {
			error_set(&error, ERROR_INTERRUPTED, "interrupted");
			run_fail(run, ERROR_INTERRUPTED, &error);
			interrupted = true;
		}
		if (pipeline->tick != NULL)
			pipeline->tick(pipeline->tick_context);
		pthread_mutex_lock(&run->mutex);
	}
	pthread_mutex_unlock(&run->mutex);
}

/* Starts a thread; a failure is one of the run. */
static bool
start(struct run *run, pthread_t *thread, void *(*main)(void *), void *argument)
{
	struct error error;
	int number;

	pthread_mutex_lock(&run->mutex);
	run->running++;
	pthread_mutex_unlock(&run->mutex);
	number = pthread_create(thread, NULL, main, argument);
	if (number == 0)
		return true;
	error_set_errno(
	    &error, ERROR_LIMIT, number, "could not start a thread");
	run_fail(run, ERROR_LIMIT, &error);
	run_thread_ended(run);
	return false;
}

static void
run_threads(struct run *run, struct worker_thread *threads)
{
	struct pipeline *pipeline = run->pipeline;
	pthread_t reader;
	bool reading = start(run, &reader, reader_main, run);
	size_t started = 0;

	while (started < pipeline->worker_count) {
		struct worker_thread *thread = &threads[started];

		thread->run = run;
		thread->worker = pipeline->workers[started];
		if (!start(run, &thread->thread, worker_main, thread))
			break;
		started++;
	}
	run_wait(run);
	if (reading)
		pthread_join(reader, NULL);
	while (started > 0)
		pthread_join(threads[--started].thread, NULL);
}

int
pipeline_run(struct pipeline *pipeline, struct error *error)
{
	struct run run = {.pipeline = pipeline};
	struct worker_thread *threads;
	int code;

	threads = calloc(pipeline->worker_count, sizeof(*threads));
	code = block_queue_init(&run.queue, pipeline->worker_count * 2 + 2);
	if (threads == NULL || code < 0) {
		code = error_set(error, ERROR_MEMORY, "out of memory");
	} else {
		pthread_mutex_init(&run.mutex, NULL);
		pthread_cond_init(&run.ended, NULL);
		run_threads(&run, threads);
		pthread_cond_destroy(&run.ended);
		pthread_mutex_destroy(&run.mutex);
		code = run.code;
		if (code < 0)
			error_set(error, code, "%s", run.error.message);
	}
	block_queue_release(&run.queue);
	free(threads);
	return code;
}
