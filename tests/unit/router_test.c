#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "server/router.h"

static const struct route routes[] = {
    {HTTP_GET, "/", NULL},
    {HTTP_GET, "/movies", NULL},
    {HTTP_GET, "/movies/search", NULL},
    {HTTP_GET, "/movies/{id}", NULL},
    {HTTP_GET, "/movies/{id}/similar", NULL},
    {HTTP_GET, "/users/{id}/views", NULL},
    {HTTP_POST, "/users/{id}/views", NULL},
    {HTTP_POST, "/a/{x}/b/{y}", NULL},
    {HTTP_GET, NULL, NULL},
};

static enum route_outcome
find(enum http_method method, const char *path, struct route_match *match)
{
	return router_find(routes, method, path, strlen(path), match);
}

Test(router, finds_the_pattern_of_each_path)
{
	static const struct {
		const char *path;
		int route;
	} table[] = {{"/", 0}, {"/movies", 1}, {"/movies/search", 2},
	    {"/movies/tt1", 3}, {"/movies/searching", 3},
	    {"/movies/search/similar", 4}, {"/users/u/views", 5}};
	struct route_match match;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		cr_assert(
		    eq(int, find(HTTP_GET, table[i].path, &match), ROUTE_FOUND),
		    "%s", table[i].path);
		cr_assert(eq(int, (int)(match.route - routes), table[i].route),
		    "%s", table[i].path);
	}
}

Test(router, knows_what_is_not_there)
{
	static const char *const paths[] = {"", "*", "//", "/movie", "/moviess",
	    "/movies/", "/movies//similar", "/movies/tt1/", "/movies/tt1/x",
	    "/movies/tt1/similar/", "movies", "/Movies", "/a/1/b", "/a/1/b/"};
	struct route_match match;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		cr_assert(
		    eq(int, find(HTTP_GET, paths[i], &match), ROUTE_NO_PATH),
		    "%s", paths[i]);
		cr_assert(match.route == NULL);
	}
}

Test(router, captures_segments_in_order)
{
	struct route_match match;

	find(HTTP_POST, "/a/first/b/2nd", &match);
	cr_assert(match.route != NULL);
	cr_assert(eq(sz, match.captures[0].length, 5));
	cr_assert(memcmp(match.captures[0].text, "first", 5) == 0);
	cr_assert(eq(sz, match.captures[1].length, 3));
	cr_assert(memcmp(match.captures[1].text, "2nd", 3) == 0);
}

Test(router, tells_the_methods_that_a_path_takes)
{
	char allow[ROUTER_ALLOW_SIZE];
	struct route_match match;

	cr_assert(
	    eq(int, find(HTTP_PUT, "/users/u/views", &match), ROUTE_NO_METHOD));
	router_allow(match.allowed, allow);
	cr_assert(eq(str, allow, "GET, HEAD, POST, OPTIONS"));
	cr_assert(
	    eq(int, find(HTTP_OPTIONS, "/a/1/b/2", &match), ROUTE_NO_METHOD));
	router_allow(match.allowed, allow);
	cr_assert(eq(str, allow, "POST, OPTIONS"));
}

Test(router, gives_head_the_handler_of_get)
{
	struct route_match match;

	cr_assert(eq(int, find(HTTP_HEAD, "/movies", &match), ROUTE_FOUND));
	cr_assert(match.route == &routes[1]);
	cr_assert(
	    eq(int, find(HTTP_HEAD, "/a/1/b/2", &match), ROUTE_NO_METHOD));
}

Test(router, takes_the_post_beside_the_get)
{
	struct route_match match;

	find(HTTP_POST, "/users/u/views", &match);
	cr_assert(match.route == &routes[6]);
}

Test(router, has_room_for_all_methods)
{
	char allow[ROUTER_ALLOW_SIZE];

	router_allow((1u << HTTP_METHOD_COUNT) - 1, allow);
	cr_assert(
	    eq(str, allow, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
}
