/*
 * See trending.h. A list's way: what Redis holds; else the database, and then
 * into Redis. Longer windows move less and cost more, so they are counted less
 * often.
 *
 * /movies/trending answers from it.
 */
#include "server/trending.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/title_json.h"
#include "server/app.h"
#include "server/resources.h"
#include "server/respond.h"
#include "util/clock.h"
#include "util/json_writer.h"

#define NS_PER_S UINT64_C(1000000000)
/* So many periods old, a list is no longer answered while another is counted.
 */
#define PERIODS_MAX 10
#define NAME_SIZE 64

static const struct window {
	unsigned days;
	unsigned periods; /* of TRENDING_TTL */
} windows[TRENDING_WINDOWS] = {{1, 1}, {7, 5}, {30, 15}};

static unsigned
period_s(const struct trending_list *list)
{
	return windows[list->window].periods *
	    (unsigned)list->app->config->trending_ttl_s;
}

static uint64_t
age_s(const struct trending_list *list)
{
	return (clock_monotonic_ns() - list->held_since_ns) / NS_PER_S;
}

void
trending_start(struct app *app)
{
	for (int i = 0; i < TRENDING_WINDOWS; i++) {
		app->trending.lists[i].app = app;
		app->trending.lists[i].window = (enum trending_window)i;
	}
}

/* --- counting ------------------------------------------------------------- */

/* A list is there, or could not be had. */
static void
settle(struct trending_list *list, int code)
{
	struct trending_waiter *waiter = list->waiters;

	list->under_way = false;
	list->waiters = NULL;
	if (code == 0)
		list->held_since_ns = clock_monotonic_ns();
	else if (list->held_since_ns != 0)
		code = 0; /* an old one is better than none */
	while (waiter != NULL) {
		struct trending_waiter *next = waiter->next;

		waiter->list = NULL;
		waiter->done(waiter->context, code);
		waiter = next;
	}
}

/* Installations may share a Redis: what was born when tells them apart. Only
 * asked for by those who have a snapshot. */
static void
name_of(const struct trending_list *list, char name[NAME_SIZE])
{
	const struct snapshot *snapshot = list->app->snapshot;

	snprintf(name, NAME_SIZE, "trending:%" PRIu64 "-%" PRId64 ":%u",
	    snapshot_generation(snapshot), snapshot_created_us(snapshot),
	    windows[list->window].days);
}

static void
share(const struct trending_list *list)
{
	struct buffer text = BUFFER_INIT;
	char name[NAME_SIZE];

	if (list->app->cache == NULL)
		return;
	for (size_t i = 0; i < list->count; i++)
		buffer_printf(&text, "%" PRId32 " %.9g %" PRIu32 "\n",
		    list->rows[i].movie, (double)list->rows[i].score,
		    list->rows[i].views);
	name_of(list, name);
	if (!text.failed)
		shared_text_put(recommendation_cache_redis(list->app->cache),
		    name, text.data == NULL ? "" : text.data, text.length,
		    period_s(list));
	buffer_release(&text);
}

static void
on_counted(void *context, int code, const struct trending_row *rows,
    size_t count, const char *message)
{
	struct trending_list *list = context;

	(void)message; /* the pool's own state tells what is wrong with it */
	if (code == 0) {
		memcpy(list->rows, rows, count * sizeof(*rows));
		list->count = count;
		share(list);
	}
	settle(list, code);
}

/* Never settles at once: who waits is told later. */
static int
begin_count(struct trending_list *list)
{
	list->counting.done = on_counted;
	list->counting.context = list;
	return trending_count(list->app->slow_pool, windows[list->window].days,
	    &list->counting, NULL);
}

/* Lines as share() writes them; what is cut or strange ends the list. */
static void
take_shared(struct trending_list *list, const char *text, size_t length)
{
	char *copy = strndup(text, length), *at = copy;

	list->count = 0;
	while (copy != NULL && *at != '\0' && list->count < TRENDING_MAX) {
		struct trending_row row;
		char *end;

		row.movie = (int32_t)strtol(at, &end, 10);
		row.score = strtof(end, &end);
		row.views = (uint32_t)strtoul(end, &end, 10);
		if (row.movie <= 0 || *end != '\n')
			break;
		list->rows[list->count++] = row;
		at = end + 1;
	}
	free(copy);
}

static void
on_shared(void *context, const char *text, size_t length)
{
	struct trending_list *list = context;
	int code;

	if (text != NULL) {
		take_shared(list, text, length);
		settle(list, 0);
		return;
	}
	code = begin_count(list);
	if (code != 0)
		settle(list, code);
}

/* Starts to count anew; an error when it cannot be started at present. */
static int
begin(struct trending_list *list)
{
	struct app *app = list->app;
	char name[NAME_SIZE];
	int code = 0;

	if (list->under_way)
		return 0;
	name_of(list, name);
	list->shared.found = on_shared;
	list->shared.context = list;
	if (app->cache == NULL ||
	    !shared_text_get(
		recommendation_cache_redis(app->cache), name, &list->shared))
		code = begin_count(list);
	list->under_way = code == 0;
	return code;
}

/* --- for others ----------------------------------------------------------- */

bool
trending_ready(struct app *app, enum trending_window window)
{
	struct trending_list *list = &app->trending.lists[window];
	uint64_t age;

	if (list->held_since_ns == 0)
		return false;
	age = age_s(list);
	if (age < period_s(list))
		return true;
	return begin(list) != 0 || age < (uint64_t)PERIODS_MAX * period_s(list);
}

void
trending_wait(struct app *app, enum trending_window window,
    struct trending_waiter *waiter)
{
	struct trending_list *list = &app->trending.lists[window];
	int code = begin(list);

	if (code != 0) {
		waiter->list = NULL;
		waiter->done(waiter->context, code);
		return;
	}
	waiter->list = list;
	waiter->next = list->waiters;
	list->waiters = waiter;
}

void
trending_forget(struct trending_waiter *waiter)
{
	struct trending_waiter **at;

	if (waiter->list == NULL)
		return;
	for (at = &waiter->list->waiters; *at != NULL; at = &(*at)->next)
		if (*at == waiter) {
			*at = waiter->next;
			break;
		}
	waiter->list = NULL;
}

size_t
trending_titles(
    struct app *app, enum trending_window window, struct trend *trends)
{
	const struct trending_list *list = &app->trending.lists[window];
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct trending_row *row = &list->rows[i];
		uint32_t document;

		if (snapshot_find(app->snapshot, row->movie, &document))
			trends[count++] =
			    (struct trend){document, row->score, row->views};
	}
	return count;
}

/* --- GET /movies/trending ------------------------------------------------- */

struct question {
	enum trending_window window;
	uint32_t limit;
	struct filter memory;
	const struct filter *filter; /* NULL: none */
};

/* Reads the request; false after answering. */
static bool
read_question(struct exchange *exchange, struct question *question)
{
	static const char *const known[] = {"days", "limit", "filter", NULL};
	static const char *const days[] = {"1", "7", "30", NULL};
	const struct snapshot *snapshot;
	struct query_string query;
	struct error error;
	size_t window = TRENDING_WEEK;

	if (!exchange_query(exchange, known, &query) ||
	    !exchange_limit(exchange, &query, &question->limit))
		return false;
	if (query_string_choice(&query, "days", days, &window, &error) != 0) {
		respond_problem(exchange, 400, "%s", error.message);
		return false;
	}
	question->window = (enum trending_window)window;
	snapshot = exchange_snapshot(exchange);
	return snapshot != NULL &&
	    exchange_filter(exchange, &query, snapshot, &question->memory,
		&question->filter);
}

static void
answer(struct exchange *exchange, const struct question *question)
{
	struct app *app = exchange->app;
	struct trend trends[TRENDING_MAX];
	size_t count = trending_titles(app, question->window, trends);
	size_t kept = 0;
	struct json_writer json;

	for (size_t i = 0; i < count && kept < question->limit; i++)
		if (question->filter == NULL ||
		    filter_admits(
			question->filter, app->snapshot, trends[i].document))
			trends[kept++] = trends[i];
	respond_json_begin(exchange, 200, &json);
	answer_trends(&json, app->snapshot, trends, kept);
	respond_json_end(exchange);
}

struct work {
	struct exchange *exchange;
	struct trending_waiter waiter;
};

static void
forget(void *context)
{
	struct work *work = context;

	trending_forget(&work->waiter);
}

/* The snapshot may be another one by now: the question is read again. */
static void
on_list(void *context, int code)
{
	struct work *work = context;
	struct question question;

	if (code != 0)
		respond_store_error(
		    work->exchange, code, "could not count the views");
	else if (read_question(work->exchange, &question))
		answer(work->exchange, &question);
}

void
movies_trending(struct exchange *exchange)
{
	struct question question;
	struct work *work;

	if (!read_question(exchange, &question))
		return;
	if (trending_ready(exchange->app, question.window)) {
		answer(exchange, &question);
		return;
	}
	work = exchange_begin_work(exchange, sizeof(*work), forget);
	if (work == NULL)
		return;
	work->exchange = exchange;
	work->waiter.done = on_list;
	work->waiter.context = work;
	trending_wait(exchange->app, question.window, &work->waiter);
}
