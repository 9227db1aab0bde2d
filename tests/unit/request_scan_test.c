#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/request_scan.h"

static enum scan_outcome
scan_text(const char *text, struct request_scan *scan)
{
	request_scan_init(scan);
	return request_scan(scan, text, strlen(text));
}

Test(request_scan, reads_a_head_and_writes_the_canonical_one)
{
	static const char text[] =
	    "POST /users?x=1 HTTP/1.1\r\n"
	    "Host: example.org:8000\r\n"
	    "Cookie: a=b\r\n"
	    "CONTENT-TYPE:\tapplication/json \r\n"
	    "Content-Length: 12\r\n"
	    "X-Request-Id: abc\r\n"
	    "Connection: keep-alive, close\r\n\r\n{\"name\":\"A\"}";
	struct buffer head = BUFFER_INIT;
	struct request_scan scan;

	cr_assert(eq(int, scan_text(text, &scan), SCAN_HEAD));
	cr_assert(eq(sz, scan.head_length, strlen(text) - 12));
	cr_assert(eq(sz, scan.content_length, 12));
	request_scan_write(&scan, &head);
	cr_assert(eq(str, head.data,
	    "POST /users?x=1 HTTP/1.1\r\n"
	    "host: marquee\r\n"
	    "content-length: 12\r\n"
	    "connection: close\r\n"
	    "content-type: application/json\r\n"
	    "x-request-id: abc\r\n\r\n"));
	buffer_release(&head);
}

/* Whether a head is complete must not depend on how it was cut. */
Test(request_scan, waits_for_the_empty_line_wherever_the_bytes_are_cut)
{
	static const char text[] = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
	struct request_scan scan;

	request_scan_init(&scan);
	for (size_t length = 0; length < strlen(text); length++)
		cr_assert(eq(int, request_scan(&scan, text, length), SCAN_MORE),
		    "%zu", length);
	cr_assert(eq(int, request_scan(&scan, text, strlen(text)), SCAN_HEAD));
	cr_assert(eq(sz, scan.head_length, strlen(text)));
}

Test(request_scan, leaves_the_next_request_alone)
{
	struct request_scan scan;

	cr_assert(eq(int,
	    scan_text("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\n"
		      "\r\n",
		&scan),
	    SCAN_HEAD));
	cr_assert(eq(sz, scan.head_length, 28));
	cr_assert(eq(sz, scan.content_length, 0));
}

struct refusal {
	int status;
	const char *text;
};

#define HEAD "POST / HTTP/1.1\r\nHost: a\r\n"

static const struct refusal refusals[] = {
    {400, "\x16\x03\x01"},
    {400, " GET / HTTP/1.1\r\n"},
    {400, "GET / HTTP/1.1\n"},
    {400, "\n"},
    {400, "GET /\r\n\r\n"},
    {400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/11\r\nHost: a\r\n\r\n"},
    {400, "GET  HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /\t HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nb\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nb : c\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\n b: c\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nb: \x01\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nb: c\rd\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n"},
    {400, HEAD "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"},
    {400, HEAD "Content-Length: 1, 1\r\n\r\n"},
    {400, HEAD "Content-Length: 1 1\r\n\r\n"},
    {400, HEAD "Content-Length: -1\r\n\r\n"},
    {400, HEAD "Content-Length: \r\n\r\n"},
    {400, HEAD "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {411, HEAD "\r\n"},
    {411, HEAD "Transfer-Encoding: chunked\r\n\r\n"},
    {413, HEAD "Content-Length: 65537\r\n\r\n"},
    {413, HEAD "Content-Length: 18446744073709551617\r\n\r\n"},
    {417, HEAD "Content-Length: 1\r\nExpect: 200\r\n\r\n"},
    {501, HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n"},
    {501, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {501, "get / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {505, "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
};

Test(request_scan, refuses_what_can_be_read_in_two_ways)
{
	struct request_scan scan;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		cr_assert(
		    eq(int, scan_text(refusals[i].text, &scan), SCAN_REFUSED),
		    "%s", refusals[i].text);
		cr_assert(eq(int, scan.status, refusals[i].status), "%s",
		    refusals[i].text);
		cr_assert(scan.detail != NULL);
	}
}

Test(request_scan, refuses_heads_without_an_end)
{
	static char text[REQUEST_HEAD_MAX + 1];
	struct request_scan scan;

	memset(text, 'A', REQUEST_HEAD_MAX);
	cr_assert(eq(int, scan_text(text, &scan), SCAN_REFUSED));
	cr_assert(eq(int, scan.status, 414));
	memcpy(text, "GET / HTTP/1.1\r\n", 16);
	cr_assert(eq(int, scan_text(text, &scan), SCAN_REFUSED));
	cr_assert(eq(int, scan.status, 431));
}

Test(request_scan, takes_what_is_odd_but_clear)
{
	static const char *const texts[] = {
	    "GET / HTTP/1.0\r\n\r\n",
	    "GET / HTTP/1.1\r\nHost:\r\n\r\n",
	    "GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n",
	    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
	    "DELETE /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
	    ("PUT /a HTTP/1.1\r\nHost: [::1]:80\r\nX-Odd: \xff\r\n"
	     "Empty:\r\n\r\n"),
	};
	struct request_scan scan;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		cr_assert(eq(int, scan_text(texts[i], &scan), SCAN_HEAD), "%s",
		    texts[i]);
}

Test(request_scan, closes_after_http_1_0_unless_asked_not_to)
{
	struct request_scan scan;

	scan_text("GET / HTTP/1.0\r\n\r\n", &scan);
	cr_assert(scan.close);
	scan_text("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", &scan);
	cr_assert(not(scan.close));
	scan_text("GET / HTTP/1.1\r\nHost: a\r\n\r\n", &scan);
	cr_assert(not(scan.close));
}
