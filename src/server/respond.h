/*
 * Respond: the ways to answer an exchange. Each may be used once; a sleeping
 * exchange is woken by it.
 */
#ifndef MARQUEE_SERVER_RESPOND_H
#define MARQUEE_SERVER_RESPOND_H

#include "server/exchange.h"

struct json_writer;

/* Begins a JSON answer; write it with *json, then call respond_json_end. */
void respond_json_begin(
    struct exchange *exchange, int status, struct json_writer *json);
void respond_json_end(struct exchange *exchange);

/* Finished JSON, copied. */
void respond_json_text(
    struct exchange *exchange, const char *text, size_t length);

/* What the handler has written to exchange->answer, as it is. */
void respond_buffer(struct exchange *exchange, const char *type);

/* An error as application/problem+json; the detail names the thing, its value
 * and what is allowed. */
void respond_problem(struct exchange *exchange, int status, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* What the store said, as a status: down, without schema, refused. */
void respond_store_error(
    struct exchange *exchange, int code, const char *message);

/* There is no snapshot yet: 503, with how far it has come or the command to
 * run. */
void respond_no_catalogue(struct exchange *exchange);

/* Memory that stays as long as the program, e.g. an embedded file. */
void respond_static(struct exchange *exchange, int status, const char *type,
    const void *bytes, size_t length);

/* No body: 204, 304. */
void respond_empty(struct exchange *exchange, int status);

/* The whole response of a request that never became an exchange. */
void respond_refusal(
    struct buffer *out, int status, const char *detail, const char *request_id);

/* A new request id: 16 hexadecimal digits. */
void respond_request_id(struct random *random, char id[REQUEST_ID_SIZE]);

#endif
