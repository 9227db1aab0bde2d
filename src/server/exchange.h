/*
 * Exchange: one request and its answer, as handlers see them. A handler reads
 * the request, and either fills the answer (server/respond.h) or starts
 * something that will fill it later; the exchange sleeps until then. Its
 * client may go meanwhile: what was started is then forgotten.
 */
#ifndef MARQUEE_SERVER_EXCHANGE_H
#define MARQUEE_SERVER_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/filter.h"
#include "server/app.h"
#include "server/query_string.h"
#include "server/router.h"
#include "util/buffer.h"

#define REQUEST_ID_SIZE 65

struct http_request; /* Kore's */

struct exchange {
	struct app *app; /* borrowed */
	struct http_request *request; /* Kore's, borrowed */

	enum http_method method;
	const char *path;
	const char *query; /* raw; "" when there is none */
	const char *body; /* borrowed; NULL when empty */
	size_t body_length;
	const char *content_type; /* of the body; NULL: not given */
	const char *if_none_match; /* NULL: not given */
	char request_id[REQUEST_ID_SIZE];
	struct route_match match;
	size_t route; /* index into the table; METRICS_ROUTES_MAX - 1: none */
	uint64_t started_ns;

	/* the answer */
	bool answered;
	bool sleeping;
	int status;
	const char *answer_type; /* literal, as all of these */
	const char *cache_outcome; /* X-Cache; NULL: none */
	const char *cache_control; /* NULL: "no-store" */
	const char *content_policy; /* Content-Security-Policy; NULL: none */
	char etag[32]; /* ""; else quoted */
	char allow[ROUTER_ALLOW_SIZE]; /* "" */
	int retry_after_s; /* 0: none */
	struct buffer answer; /* owned */
	const void *static_answer; /* instead of answer: memory that stays */
	size_t static_length;

	/* what a sleeping handler waits for */
	void *work; /* owned, freed with the exchange */
	void (*forget)(void *work); /* called first, when the client went */
};

/* Runs a request through the table of routes, answers it or puts it to sleep;
 * returns Kore's KORE_RESULT_*. To be called again when it was woken. */
int exchange_dispatch(
    struct app *app, const struct route *routes, struct http_request *request);

/* Ends the exchange of a request that Kore frees. */
void exchange_free(struct http_request *request);

/* The answer of a sleeping exchange is there. */
void exchange_wake(struct exchange *exchange);

/* Memory for a sleeping handler, zeroed, or NULL after answering 503.
 * `forget` gets it when the client has gone before the answer. */
void *exchange_begin_work(
    struct exchange *exchange, size_t bytes, void (*forget)(void *work));

/* Parses the query string; false after answering 400. */
bool exchange_query(struct exchange *exchange, const char *const *known,
    struct query_string *query);

/* The snapshot, or NULL after answering 503. Not to be kept over a sleep. */
const struct snapshot *exchange_snapshot(struct exchange *exchange);

/* The snapshot and the title's document in it; NULL after answering 503, or
 * 404. Not to be kept over a sleep. */
const struct snapshot *exchange_title(
    struct exchange *exchange, int32_t number, uint32_t *document);

/* The captured title's number; false after answering 400. */
bool exchange_title_number(struct exchange *exchange, int32_t *number);

/* The captured user's id as text in lower case ([USER_ID_SIZE]); false after
 * answering 400. */
bool exchange_user_id(struct exchange *exchange, char *id);

/* Answers 404: there is no such user as the captured one. */
void exchange_no_user(struct exchange *exchange);
/* What the store said of the user: 404 for ERROR_MISSING, else as
 * respond_store_error. */
void exchange_user_error(
    struct exchange *exchange, int code, const char *message);

/* Parameter `filter`, bound to the snapshot: sets *filter to `memory`, or to NULL
 * when it was not given; false after answering 400. */
bool exchange_filter(struct exchange *exchange,
    const struct query_string *query, const struct snapshot *snapshot,
    struct filter *memory, const struct filter **filter);

/* Parameter `limit`, 1 to 100; false after answering 400. */
bool exchange_limit(struct exchange *exchange, const struct query_string *query,
    uint32_t *limit);

/* The same and `offset`, 0 to 1,000,000. */
bool exchange_page(struct exchange *exchange, const struct query_string *query,
    uint32_t *limit, uint32_t *offset);

#endif
