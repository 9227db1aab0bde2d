/*
 * Choice: which titles a request wants, and which before others: `filter` and
 * `boost`, as parameters or as fields of a body.
 */
#ifndef MARQUEE_SERVER_CHOICE_H
#define MARQUEE_SERVER_CHOICE_H

#include <stdbool.h>

#include "index/boost.h"
#include "index/filter.h"
#include "server/exchange.h"

struct json_t; /* jansson's */

/* Zeroed, it is no choice. */
struct choice {
	bool filtered;
	bool boosted;
	struct filter filter;
	struct boosts boosts;
};

/* Reads and binds; false after answering 400. */
bool choice_from_query(struct exchange *exchange,
    const struct query_string *query, const struct snapshot *snapshot,
    struct choice *choice);

/* The same, but 422. */
bool choice_from_body(struct exchange *exchange, const struct json_t *body,
    const struct snapshot *snapshot, struct choice *choice);

/* Binds to another snapshot, after a sleep; false after answering 400. */
bool choice_bind(struct exchange *exchange, const struct snapshot *snapshot,
    struct choice *choice);

/* Bound; NULL when there is none. Borrowed from the choice. */
const struct filter *choice_filter(const struct choice *choice);
const struct boosts *choice_boosts(const struct choice *choice);

/* Appends text that is the same for all ways to write the choice, "" for none.
 * ERROR_MEMORY. */
int choice_put(const struct choice *choice, struct buffer *out);

#endif
