/*
 * Any bytes as a path: what is captured lies within it, and a path that is
 * found takes the method.
 */
#include "server/router.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct route routes[] = {
    {HTTP_GET, "/", NULL},
    {HTTP_GET, "/movies", NULL},
    {HTTP_GET, "/movies/search", NULL},
    {HTTP_GET, "/movies/{id}", NULL},
    {HTTP_GET, "/movies/{id}/similar", NULL},
    {HTTP_POST, "/movies/{id}/similar", NULL},
    {HTTP_POST, "/a/{x}/b/{y}", NULL},
    {HTTP_GET, NULL, NULL},
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = (const char *)data + 1;
	struct route_match match;
	enum route_outcome outcome;
	enum http_method method;

	if (size == 0)
		return 0;
	method = (enum http_method)(data[0] % HTTP_METHOD_COUNT);
	outcome = router_find(routes, method, path, size - 1, &match);
	if ((outcome == ROUTE_FOUND) != (match.route != NULL))
		abort();
	if (outcome == ROUTE_FOUND && (match.allowed & 1u << method) == 0)
		abort();
	for (size_t i = 0; i < ROUTE_CAPTURES_MAX; i++)
		if (match.captures[i].text != NULL &&
		    (match.captures[i].text < path ||
			match.captures[i].text + match.captures[i].length >
			    path + size - 1))
			abort();
	return 0;
}
