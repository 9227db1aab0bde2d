/*
 * Request scan: reads the head of an HTTP/1 request (RFC 9112) strictly and
 * writes it again in a form that has one reading only. Knows nothing of Kore.
 *
 * Kore's own parser takes what other parsers on the way may read differently:
 * two lengths, a length beside a transfer coding, bare line feeds, bodies where
 * it expects none, headers past its 25th. So it never sees what a client sent:
 * it gets the canonical head that is written here, of the few headers that
 * the server uses.
 */
#ifndef MARQUEE_SERVER_REQUEST_SCAN_H
#define MARQUEE_SERVER_REQUEST_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "server/router.h"
#include "util/buffer.h"

#define REQUEST_HEAD_MAX 16384 /* bytes of the request line and headers */
#define REQUEST_TARGET_MAX 1900 /* bytes; below Kore's own limit */
#define REQUEST_HEADERS_MAX 100
#define REQUEST_BODY_MAX 65536 /* bytes */

struct text_slice {
	const char *text; /* borrowed from the bytes scanned; NULL: absent */
	size_t length;
};

/* The headers that are handed on, by their index in forwarded_names. */
enum forwarded_header {
	FORWARDED_CONTENT_TYPE,
	FORWARDED_IF_NONE_MATCH,
	FORWARDED_REQUEST_ID,
	FORWARDED_COUNT
};

struct request_scan {
	size_t searched; /* bytes known to hold no end of the head; starts 0 */

	/* of SCAN_HEAD */
	size_t head_length; /* bytes of the head with its empty line */
	size_t content_length; /* bytes of the body that follows */
	enum http_method method;
	struct text_slice target; /* "/path?query", or "*" */
	bool close; /* the connection ends with this request */
	bool expect_continue; /* the client waits for 100 */
	struct text_slice forwarded[FORWARDED_COUNT];

	/* of SCAN_REFUSED: the connection has to be closed after it */
	int status;
	const char *detail; /* literal */
};

enum scan_outcome {
	SCAN_MORE, /* the head is not complete */
	SCAN_HEAD, /* it is, and it is good */
	SCAN_REFUSED
};

void request_scan_init(struct request_scan *scan);

/* Scans the `length` bytes that have come so far, from the request's first. */
enum scan_outcome request_scan(
    struct request_scan *scan, const char *bytes, size_t length);

/* Appends the canonical head of a SCAN_HEAD. */
void request_scan_write(const struct request_scan *scan, struct buffer *out);

#endif
