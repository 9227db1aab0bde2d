/*
 * Counting without locks: each worker writes its own row only, with relaxed
 * atomics, so that a reader in another process sees whole numbers.
 */
#include "server/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

/* Every status that is ever answered; others count as the last, 500. */
static const int statuses[] = {200, 201, 204, 304, 400, 404, 405, 408, 409, 411,
    413, 414, 415, 417, 422, 429, 431, 501, 503, 505, 500};

#define STATUS_COUNT (sizeof(statuses) / sizeof(statuses[0]))

_Static_assert(STATUS_COUNT <= METRICS_STATUSES_MAX, "too many statuses");

static const char *const outcomes[] = {"hit", "miss", "bypass"};

#define OUTCOME_COUNT (sizeof(outcomes) / sizeof(outcomes[0]))

struct row {
	_Atomic uint64_t answers[METRICS_ROUTES_MAX][METRICS_STATUSES_MAX];
	_Atomic uint64_t cache[OUTCOME_COUNT];
	_Atomic uint64_t snapshot_generation;
	_Atomic uint64_t snapshot_documents;
	_Atomic uint64_t model_generation;
	_Atomic uint32_t store_up;
	_Atomic uint32_t cache_up;
};

struct metrics {
	struct row rows[METRICS_WORKERS_MAX];
};

struct metrics *
metrics_new(void)
{
	void *memory = mmap(NULL, sizeof(struct metrics),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

static size_t
status_index(int status)
{
	for (size_t i = 0; i < STATUS_COUNT; i++)
		if (statuses[i] == status)
			return i;
	return STATUS_COUNT - 1;
}

static void
increment(_Atomic uint64_t *counter)
{
	atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

void
metrics_count(
    struct metrics *metrics, unsigned worker, size_t route, int status)
{
	increment(&metrics->rows[worker].answers[route][status_index(status)]);
}

void
metrics_count_cache(
    struct metrics *metrics, unsigned worker, const char *outcome)
{
	for (size_t i = 0; i < OUTCOME_COUNT; i++)
		if (strcmp(outcomes[i], outcome) == 0)
			increment(&metrics->rows[worker].cache[i]);
}

void
metrics_set(struct metrics *metrics, unsigned worker,
    const struct metrics_gauges *gauges)
{
	struct row *row = &metrics->rows[worker];

	row->snapshot_generation = gauges->snapshot_generation;
	row->snapshot_documents = gauges->snapshot_documents;
	row->model_generation = gauges->model_generation;
	row->store_up = gauges->store_up;
	row->cache_up = gauges->cache_up;
}

static void
write_answers(const struct metrics *metrics, unsigned workers, size_t route,
    const struct route *named, struct buffer *out)
{
	for (size_t status = 0; status < STATUS_COUNT; status++) {
		uint64_t sum = 0;

		for (unsigned worker = 0; worker < workers; worker++)
			sum += metrics->rows[worker].answers[route][status];
		if (sum == 0)
			continue;
		buffer_printf(out,
		    "marquee_http_requests_total{method=\"%s\",route=\"%s\","
		    "status=\"%d\"} %" PRIu64 "\n",
		    named == NULL ? "" : http_method_name(named->method),
		    named == NULL ? "" : named->pattern, statuses[status], sum);
	}
}

static void
write_head(
    struct buffer *out, const char *name, const char *type, const char *help)
{
	buffer_printf(
	    out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
write_cache(const struct metrics *metrics, unsigned workers, struct buffer *out)
{
	write_head(out, "marquee_cache_lookups_total", "counter",
	    "Look-ups of recommendations in Redis, by outcome.");
	for (size_t i = 0; i < OUTCOME_COUNT; i++) {
		uint64_t sum = 0;

		for (unsigned worker = 0; worker < workers; worker++)
			sum += metrics->rows[worker].cache[i];
		buffer_printf(out,
		    "marquee_cache_lookups_total{outcome=\"%s\"} %" PRIu64 "\n",
		    outcomes[i], sum);
	}
}

static void
write_gauges(
    const struct metrics *metrics, unsigned workers, struct buffer *out)
{
	static const char *const help =
	    "1 when this worker reaches the dependency, else 0.";

	write_head(out, "marquee_snapshot_generation", "gauge",
	    "Generation of the snapshot a worker serves; 0: none.");
	for (unsigned i = 0; i < workers; i++)
		buffer_printf(out,
		    "marquee_snapshot_generation{worker=\"%u\"} %" PRIu64 "\n",
		    i + 1, (uint64_t)metrics->rows[i].snapshot_generation);
	write_head(out, "marquee_snapshot_documents", "gauge",
	    "Titles in the snapshot a worker serves.");
	for (unsigned i = 0; i < workers; i++)
		buffer_printf(out,
		    "marquee_snapshot_documents{worker=\"%u\"} %" PRIu64 "\n",
		    i + 1, (uint64_t)metrics->rows[i].snapshot_documents);
	write_head(out, "marquee_model_generation", "gauge",
	    "Generation of the model a worker answers with; 0: none.");
	for (unsigned i = 0; i < workers; i++)
		buffer_printf(out,
		    "marquee_model_generation{worker=\"%u\"} %" PRIu64 "\n",
		    i + 1, (uint64_t)metrics->rows[i].model_generation);
	write_head(out, "marquee_dependency_up", "gauge", help);
	for (unsigned i = 0; i < workers; i++)
		buffer_printf(out,
		    "marquee_dependency_up{dependency=\"postgresql\","
		    "worker=\"%u\"} %u\n"
		    "marquee_dependency_up{dependency=\"redis\","
		    "worker=\"%u\"} %u\n",
		    i + 1, (unsigned)metrics->rows[i].store_up, i + 1,
		    (unsigned)metrics->rows[i].cache_up);
}

void
metrics_write(const struct metrics *metrics, unsigned workers,
    const struct route *routes, struct buffer *out)
{
	size_t route;

	write_head(out, "marquee_http_requests_total", "counter",
	    "Answers, by route and status; without a route: refused before "
	    "one was found.");
	for (route = 0; routes[route].pattern != NULL; route++)
		write_answers(metrics, workers, route, &routes[route], out);
	write_answers(metrics, workers, METRICS_ROUTES_MAX - 1, NULL, out);
	write_cache(metrics, workers, out);
	write_gauges(metrics, workers, out);
}
