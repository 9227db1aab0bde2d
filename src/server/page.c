/*
 * The page: files that are part of the module. They are small, so a browser
 * asks again each time and mostly hears that nothing has changed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "server/resources.h"
#include "server/respond.h"
#include "util/embedded_file.h"
#include "util/hash.h"

/* Everything the page needs comes from here; nothing may be put in. */
#define POLICY \
	"default-src 'none'; script-src 'self'; style-src 'self'; " \
	"img-src 'self' data:; connect-src 'self'; base-uri 'none'; " \
	"form-action 'none'; frame-ancestors 'none'"

static const char *
content_type(const char *name)
{
	static const struct {
		const char *suffix;
		const char *type;
	} table[] = {
	    {".html", "text/html; charset=utf-8"},
	    {".js", "text/javascript; charset=utf-8"},
	    {".css", "text/css; charset=utf-8"},
	    {".svg", "image/svg+xml"},
	    {".png", "image/png"},
	    {".ico", "image/x-icon"},
	    {".woff2", "font/woff2"},
	    {".json", "application/json"},
	    {".webmanifest", "application/manifest+json"},
	    {".txt", "text/plain; charset=utf-8"},
	};
	const char *suffix = strrchr(name, '.');

	for (size_t i = 0;
	     suffix != NULL && i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].suffix, suffix) == 0)
			return table[i].type;
	return "application/octet-stream";
}

static const struct embedded_file *
find(const char *name, size_t length)
{
	const struct embedded_file *file = embedded_page;

	for (; file->name != NULL; file++)
		if (strlen(file->name) == length &&
		    memcmp(file->name, name, length) == 0)
			return file;
	return NULL;
}

/* If-None-Match is "*" or a list of tags, weak ones too. */
static bool
matches(const char *given, const char *etag)
{
	return given != NULL &&
	    (strcmp(given, "*") == 0 || strstr(given, etag) != NULL);
}

static void
serve(struct exchange *exchange, const char *name, size_t length)
{
	static const char *const known[] = {NULL};
	const struct embedded_file *file = find(name, length);
	struct query_string query;

	if (!exchange_query(exchange, known, &query))
		return;
	if (file == NULL) {
		respond_problem(exchange, 404, "there is no file %.*s",
		    (int)(length > 100 ? 100 : length), name);
		return;
	}
	snprintf(exchange->etag, sizeof(exchange->etag), "\"%016" PRIx64 "\"",
	    hash_fnv1a(file->data, file->size));
	exchange->cache_control = "no-cache";
	exchange->content_policy = POLICY;
	if (matches(exchange->if_none_match, exchange->etag)) {
		respond_empty(exchange, 304);
		return;
	}
	respond_static(
	    exchange, 200, content_type(name), file->data, file->size);
}

void
page_index(struct exchange *exchange)
{
	serve(exchange, "index.html", strlen("index.html"));
}

void
page_asset(struct exchange *exchange)
{
	const struct route_capture *name = &exchange->match.captures[0];

	serve(exchange, name->text, name->length);
}
