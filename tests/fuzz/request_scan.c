/*
 * Any bytes as a request: the canonical head of what is taken is itself
 * taken, and says the same; and how the bytes were cut changes nothing.
 */
#include "server/request_scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_canonical(const struct request_scan *scan)
{
	struct buffer head = BUFFER_INIT;
	struct request_scan again;

	request_scan_write(scan, &head);
	request_scan_init(&again);
	if (head.failed ||
	    request_scan(&again, head.data, head.length) != SCAN_HEAD)
		abort();
	if (again.head_length != head.length || again.method != scan->method ||
	    again.content_length != scan->content_length ||
	    again.close != scan->close ||
	    again.target.length != scan->target.length ||
	    memcmp(again.target.text, scan->target.text, scan->target.length) !=
		0)
		abort();
	buffer_release(&head);
}

/* The outcome of the same bytes, half of them first. */
static enum scan_outcome
scan_in_two(const char *bytes, size_t size, struct request_scan *scan)
{
	enum scan_outcome outcome;

	request_scan_init(scan);
	outcome = request_scan(scan, bytes, size / 2);
	return outcome == SCAN_MORE ? request_scan(scan, bytes, size) : outcome;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct request_scan whole, cut;
	enum scan_outcome outcome;

	request_scan_init(&whole);
	outcome = request_scan(&whole, bytes, size);
	if (outcome == SCAN_HEAD &&
	    (whole.head_length > size ||
		whole.content_length > REQUEST_BODY_MAX))
		abort();
	if (scan_in_two(bytes, size, &cut) != outcome)
		abort();
	if (outcome == SCAN_HEAD)
		check_canonical(&whole);
	return 0;
}
