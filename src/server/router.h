/*
 * Router: from a method and a path to a handler. Knows nothing of Kore.
 *
 * A pattern is a path whose segments are literal or one {capture}. The first
 * pattern of the table that fits the path wins, so literals stand before
 * captures. HEAD takes the handler of GET. A path is compared as it came, not
 * percent-decoded: no id of ours needs it.
 */
#ifndef MARQUEE_SERVER_ROUTER_H
#define MARQUEE_SERVER_ROUTER_H

#include <stddef.h>

enum http_method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
	HTTP_METHOD_COUNT
};

/* "GET"; never NULL. */
const char *http_method_name(enum http_method method);

struct exchange; /* one request and its answer: server/exchange.h */
typedef void route_handler(struct exchange *exchange);

struct route {
	enum http_method method; /* GET, POST, ... never HEAD, OPTIONS */
	const char *pattern; /* "/movies/{id}/similar" */
	route_handler *handler;
};

#define ROUTE_CAPTURES_MAX 2

struct route_capture {
	const char *text; /* borrowed from the path, not NUL-terminated */
	size_t length;
};

struct route_match {
	const struct route *route; /* NULL unless ROUTE_FOUND */
	struct route_capture captures[ROUTE_CAPTURES_MAX];
	unsigned allowed; /* bit 1 << method, for all that the path takes */
};

enum route_outcome {
	ROUTE_FOUND,
	ROUTE_NO_PATH, /* 404 */
	ROUTE_NO_METHOD /* 405, or the answer to OPTIONS: see allowed */
};

/* Looks `path` ([length]) up among `routes`, which a NULL pattern ends. */
enum route_outcome router_find(const struct route *routes,
    enum http_method method, const char *path, size_t length,
    struct route_match *match);

/* "GET, HEAD, OPTIONS" of the bits; `text` has ROUTER_ALLOW_SIZE bytes. */
#define ROUTER_ALLOW_SIZE 64
void router_allow(unsigned allowed, char text[ROUTER_ALLOW_SIZE]);

#endif
