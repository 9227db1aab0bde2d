/*
 * JSON bodies: read strictly, so that every field is understood or refused by
 * name. The one user of jansson.
 */
#ifndef MARQUEE_SERVER_JSON_BODY_H
#define MARQUEE_SERVER_JSON_BODY_H

#include <stdbool.h>
#include <stdint.h>

#include "server/exchange.h"

struct json_t; /* jansson's */

/*
 * The body as an object whose fields are all among `known` (NULL at the end):
 * **new**. NULL after answering 415, 400 or 422.
 */
struct json_t *json_body_parse(
    struct exchange *exchange, const char *const *known);
void json_body_free(struct json_t *body);

/* A whole number from `minimum` to `maximum`; false after answering 422. When
 * it is missing or null: `required` says whether that is refused too, and *out
 * is untouched. */
bool json_body_integer(struct exchange *exchange, const struct json_t *body,
    const char *name, bool required, int64_t minimum, int64_t maximum,
    int64_t *out);

/* Any number; *given says whether there is one (not when missing or null). False
 * after answering 422. */
bool json_body_number(struct exchange *exchange, const struct json_t *body,
    const char *name, double *out, bool *given);

/* A string, borrowed from the body; NULL after answering 422. */
const char *json_body_string(
    struct exchange *exchange, const struct json_t *body, const char *name);

/* The same, NULL when it is missing or null; false after answering 422. */
bool json_body_optional_string(struct exchange *exchange,
    const struct json_t *body, const char *name, const char **out);

/* A title's id in text form that is in the snapshot; false after answering
 * 422. */
bool json_body_title(struct exchange *exchange, const struct json_t *body,
    const char *name, const struct snapshot *snapshot, int32_t *number);

/*
 * An array of such ids, [*count] of at most `maximum`, written to `numbers`;
 * none when the field is missing. False after answering 422.
 */
bool json_body_titles(struct exchange *exchange, const struct json_t *body,
    const char *name, const struct snapshot *snapshot, int32_t *numbers,
    size_t maximum, size_t *count);

#endif
