/*
 * The options of diversify.h as text: one table of names for the routes, the
 * command line and the configuration.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recommend/diversify.h"

#define SHOWN 60 /* bytes of a value that a message repeats */

const char *const diversify_names[] = {
    "diversity", "freshness", "max_per_director", "max_per_franchise", NULL};

bool
diversify_is_off(const struct diversify_options *options)
{
	return options->diversity <= 0 && options->freshness <= 0 &&
	    options->max_per_director == 0 && options->max_per_franchise == 0;
}

/* "0", ".35", "1.0": digits and at most one point, at most 8 bytes. */
static int
set_share(const char *name, const char *value, float *out, struct error *error)
{
	size_t whole = strspn(value, "0123456789");
	size_t point = value[whole] == '.';
	size_t part = strspn(value + whole + point, "0123456789");
	float share = strtof(value, NULL);

	if (whole + part == 0 || value[whole + point + part] != '\0' ||
	    whole + point + part > 8 || share > 1)
		return error_set(error, ERROR_INVALID,
		    "%s must be a number from 0 to 1, not \"%.*s\"", name,
		    SHOWN, value);
	*out = share;
	return 0;
}

static int
set_cap(const char *name, const char *value, uint32_t *out, struct error *error)
{
	size_t digits = strspn(value, "0123456789");
	unsigned long number = strtoul(value, NULL, 10);

	if (digits == 0 || digits > 3 || value[digits] != '\0' ||
	    number > RECOMMEND_MAX_LIMIT)
		return error_set(error, ERROR_INVALID,
		    "%s must be a whole number from 1 to %d, or 0 for any "
		    "number, not \"%.*s\"",
		    name, RECOMMEND_MAX_LIMIT, SHOWN, value);
	*out = (uint32_t)number;
	return 0;
}

int
diversify_set(struct diversify_options *options, const char *name,
    const char *value, struct error *error)
{
	if (strcmp(name, "diversity") == 0)
		return set_share(name, value, &options->diversity, error);
	if (strcmp(name, "freshness") == 0)
		return set_share(name, value, &options->freshness, error);
	if (strcmp(name, "max_per_director") == 0)
		return set_cap(name, value, &options->max_per_director, error);
	if (strcmp(name, "max_per_franchise") == 0)
		return set_cap(name, value, &options->max_per_franchise, error);
	return error_set(error, ERROR_INVALID,
	    "\"%.*s\" is none of diversity, freshness, max_per_director, "
	    "max_per_franchise",
	    SHOWN, name);
}

int
diversify_parse(
    const char *text, struct diversify_options *options, struct error *error)
{
	struct diversify_options parsed = *options;

	while (*text != '\0') {
		size_t length = strcspn(text, ",");
		char pair[80];
		char *value;
		int code;

		snprintf(pair, sizeof(pair), "%.*s", (int)length, text);
		value = strchr(pair, '=');
		if (value == NULL || length >= sizeof(pair))
			return error_set(error, ERROR_INVALID,
			    "\"%.*s\" is not NAME=VALUE", SHOWN, pair);
		*value++ = '\0';
		code = diversify_set(&parsed, pair, value, error);
		if (code != 0)
			return code;
		text += length;
		text += *text == ',' ? 1 : 0;
	}
	*options = parsed;
	return 0;
}

void
diversify_write(
    const struct diversify_options *options, char text[DIVERSIFY_TEXT_SIZE])
{
	snprintf(text, DIVERSIFY_TEXT_SIZE,
	    "diversity=%.6f,freshness=%.6f,max_per_director=%u,"
	    "max_per_franchise=%u",
	    (double)options->diversity, (double)options->freshness,
	    options->max_per_director, options->max_per_franchise);
}
