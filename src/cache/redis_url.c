/*
 * Taking a URL of Redis apart, from the left: scheme, user and password up to
 * the last "@", then either a path or a host, port and database.
 */
#include "cache/redis_url.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_PORT 6379

static int
hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit = (char)tolower((unsigned char)digit);
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Decodes [from, end) into `out`; false when it is too long or malformed. */
static bool
decode(const char *from, const char *end, char out[REDIS_URL_TEXT_MAX])
{
	size_t length = 0;

	for (; from < end; from++) {
		int byte = (unsigned char)*from;

		if (byte == '%') {
			if (end - from < 3 || hex_value(from[1]) < 0 ||
			    hex_value(from[2]) < 0)
				return false;
			byte = hex_value(from[1]) * 16 + hex_value(from[2]);
			from += 2;
		}
		if (byte == 0 || length + 1 >= REDIS_URL_TEXT_MAX)
			return false;
		out[length++] = (char)byte;
	}
	out[length] = '\0';
	return true;
}

/* A whole number up to `maximum` that ends at `end`. */
static bool
decode_number(const char *from, const char *end, int maximum, int *out)
{
	long number = 0;

	if (from == end)
		return false;
	for (; from < end; from++) {
		if (!isdigit((unsigned char)*from))
			return false;
		number = number * 10 + (*from - '0');
		if (number > maximum)
			return false;
	}
	*out = (int)number;
	return true;
}

static bool
parse_credentials(const char **text, struct redis_url *url)
{
	const char *at = strrchr(*text, '@');
	const char *colon;

	if (at == NULL)
		return true;
	colon = memchr(*text, ':', (size_t)(at - *text));
	if (colon == NULL)
		colon = at;
	if (!decode(*text, colon, url->user) ||
	    !decode(colon == at ? at : colon + 1, at, url->password))
		return false;
	*text = at + 1;
	return true;
}

static bool
parse_socket(const char *text, struct redis_url *url)
{
	const char *end = text + strlen(text);
	const char *query = strchr(text, '?');

	if (query != NULL) {
		if (strncmp(query, "?db=", 4) != 0 ||
		    !decode_number(query + 4, end, 9999, &url->database))
			return false;
		end = query;
	}
	return *text == '/' && decode(text, end, url->path);
}

static bool
parse_host(const char *text, struct redis_url *url)
{
	const char *end = text + strlen(text);
	const char *slash = strchr(text, '/');
	const char *colon;

	if (slash != NULL) {
		if (slash + 1 != end &&
		    !decode_number(slash + 1, end, 9999, &url->database))
			return false;
		end = slash;
	}
	if (*text == '[') { /* an IPv6 address */
		const char *close = memchr(text, ']', (size_t)(end - text));

		if (close == NULL || !decode(text + 1, close, url->host))
			return false;
		text = close + 1;
		colon = text < end && *text == ':' ? text : end;
		if (colon != text)
			return false;
	} else {
		colon = memchr(text, ':', (size_t)(end - text));
		if (colon == NULL)
			colon = end;
		if (!decode(text, colon, url->host))
			return false;
	}
	if (colon < end && !decode_number(colon + 1, end, 65535, &url->port))
		return false;
	return url->host[0] != '\0' && url->port > 0;
}

int
redis_url_parse(const char *text, struct redis_url *url, struct error *error)
{
	struct redis_url parsed = {.port = DEFAULT_PORT};
	bool good = false;

	if (strncmp(text, "redis://", 8) == 0) {
		text += 8;
		good = parse_credentials(&text, &parsed) &&
		    parse_host(text, &parsed);
	} else if (strncmp(text, "unix://", 7) == 0) {
		text += 7;
		good = parse_credentials(&text, &parsed) &&
		    parse_socket(text, &parsed);
	}
	if (!good)
		return error_set(error, ERROR_INVALID,
		    "REDIS_URL is neither redis://[user:password@]host[:port]"
		    "[/database] nor unix:///path[?db=N]");
	*url = parsed;
	return 0;
}
