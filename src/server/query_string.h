/*
 * Query string: strictly decoded, so that a parameter is either understood or
 * refused by name, never dropped. Knows nothing of Kore.
 */
#ifndef MARQUEE_SERVER_QUERY_STRING_H
#define MARQUEE_SERVER_QUERY_STRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

#define QUERY_STRING_MAX 2048 /* bytes before decoding */
#define QUERY_PARAMETERS_MAX 16

struct query_parameter {
	const char *name; /* decoded, NUL-terminated, into text[] */
	const char *value; /* likewise; "" when there is no "=" */
	size_t length; /* of value */
};

struct query_string {
	size_t count;
	struct query_parameter parameters[QUERY_PARAMETERS_MAX];
	char text[QUERY_STRING_MAX + 2 * QUERY_PARAMETERS_MAX];
};

/*
 * Decodes name=value&name=value: "+" is a blank, "%XX" a byte; what comes out
 * is UTF-8 without NUL. Every name has to be one of `known` (NULL at the end)
 * and may come once. ERROR_INVALID names the parameter; ERROR_LIMIT when it is
 * too long or has too many.
 */
int query_string_parse(const char *raw, size_t length, const char *const *known,
    struct query_string *query, struct error *error);

/* The parameter, or NULL when it was not given; borrowed. */
const struct query_parameter *query_string_find(
    const struct query_string *query, const char *name);

/* A whole number from `minimum` to `maximum`; *out is untouched when it was
 * not given. ERROR_INVALID names it, its value and the range. */
int query_string_integer(const struct query_string *query, const char *name,
    int64_t minimum, int64_t maximum, int64_t *out, struct error *error);

/* One of `choices` (NULL at the end) as its index; *out is untouched when it
 * was not given. ERROR_INVALID names it, its value and the choices. */
int query_string_choice(const struct query_string *query, const char *name,
    const char *const *choices, size_t *out, struct error *error);

#endif
