/*
 * Matching of paths: segment by segment, over a table of a dozen or two.
 */
#include "server/router.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *const method_names[HTTP_METHOD_COUNT] = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

const char *
http_method_name(enum http_method method)
{
	return method_names[method];
}

/* The length of the segment that begins at `text`, up to "/" or the end. */
static size_t
segment_length(const char *text, const char *end)
{
	const char *slash = memchr(text, '/', (size_t)(end - text));

	return (size_t)((slash == NULL ? end : slash) - text);
}

static bool
matches(const char *pattern, const char *path, const char *path_end,
    struct route_capture captures[ROUTE_CAPTURES_MAX])
{
	const char *pattern_end = pattern + strlen(pattern);
	size_t captured = 0;

	for (;;) {
		size_t wanted = segment_length(pattern, pattern_end);
		size_t length = segment_length(path, path_end);

		if (wanted > 0 && *pattern == '{') {
			if (length == 0 || captured == ROUTE_CAPTURES_MAX)
				return false;
			captures[captured].text = path;
			captures[captured++].length = length;
		} else if (wanted != length ||
		    memcmp(pattern, path, length) != 0) {
			return false;
		}
		pattern += wanted;
		path += length;
		if (pattern == pattern_end || path == path_end)
			return pattern == pattern_end && path == path_end;
		pattern++; /* both stand on a slash */
		path++;
	}
}

static unsigned
method_bits(enum http_method method)
{
	unsigned bits = 1u << method | 1u << HTTP_OPTIONS;

	return method == HTTP_GET ? bits | 1u << HTTP_HEAD : bits;
}

enum route_outcome
router_find(const struct route *routes, enum http_method method,
    const char *path, size_t length, struct route_match *match)
{
	enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
	struct route_capture captures[ROUTE_CAPTURES_MAX];
	const char *pattern = NULL;

	memset(match, 0, sizeof(*match));
	for (const struct route *one = routes; one->pattern != NULL; one++) {
		/* routes of the same pattern stand together */
		if (pattern != NULL && strcmp(pattern, one->pattern) != 0)
			break;
		memset(captures, 0, sizeof(captures));
		if (!matches(one->pattern, path, path + length, captures))
			continue;
		pattern = one->pattern;
		match->allowed |= method_bits(one->method);
		if (one->method != wanted)
			continue;
		match->route = one;
		memcpy(match->captures, captures, sizeof(captures));
	}
	if (match->allowed == 0)
		return ROUTE_NO_PATH;
	return match->route != NULL ? ROUTE_FOUND : ROUTE_NO_METHOD;
}

void
router_allow(unsigned allowed, char text[ROUTER_ALLOW_SIZE])
{
	size_t length = 0;

	text[0] = '\0';
	for (int method = 0; method < HTTP_METHOD_COUNT; method++) {
		if ((allowed & 1u << method) == 0)
			continue;
		length +=
		    (size_t)snprintf(text + length, ROUTER_ALLOW_SIZE - length,
			"%s%s", length > 0 ? ", " : "", method_names[method]);
	}
}
