/*
 * The strict reading of a request's head: RFC 9112, sections 3, 5 and 6, where
 * it leaves a choice the one that cannot be misunderstood.
 */
#include "server/request_scan.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const forwarded_names[FORWARDED_COUNT] = {
    "content-type", "if-none-match", "x-request-id"};

#define FORWARDED_VALUE_MAX 512 /* longer ones are nothing we know */

/* What the headers said, beyond what struct request_scan keeps. */
struct head_facts {
	bool http_1_0;
	bool has_host;
	bool has_length;
	bool has_coding;
	bool chunked;
	bool keep_alive;
};

void
request_scan_init(struct request_scan *scan)
{
	memset(scan, 0, sizeof(*scan));
}

static bool
refuse(struct request_scan *scan, int status, const char *detail)
{
	scan->status = status;
	scan->detail = detail;
	return false;
}

static bool
is_token_byte(char byte)
{
	return isalnum((unsigned char)byte) ||
	    (byte != '\0' && strchr("!#$%&'*+-.^_`|~", byte) != NULL);
}

static bool
equals(struct text_slice slice, const char *text)
{
	return slice.length == strlen(text) &&
	    strncasecmp(slice.text, text, slice.length) == 0;
}

/* --- the end of the head -------------------------------------------------- */

/*
 * Looks for the empty line among the bytes that are new. A line that ends in
 * a bare line feed is refused as soon as it is seen.
 */
static enum scan_outcome
find_end(struct request_scan *scan, const char *bytes, size_t length)
{
	const char *feed = bytes + scan->searched;
	const char *end = bytes + length;

	while (
	    feed < end && (feed = memchr(feed, '\n', (size_t)(end - feed)))) {
		size_t at = (size_t)(feed - bytes);

		if (at == 0 || feed[-1] != '\r') {
			refuse(
			    scan, 400, "a line ends without carriage return");
			return SCAN_REFUSED;
		}
		if (at >= 3 && feed[-2] == '\n') {
			scan->head_length = at + 1;
			return SCAN_HEAD;
		}
		scan->searched = at + 1;
		feed++;
	}
	return SCAN_MORE;
}

/* --- the request line ----------------------------------------------------- */

static bool
read_method(struct request_scan *scan, struct text_slice word)
{
	if (word.length == 0)
		return refuse(scan, 400, "the request line has no method");
	for (size_t i = 0; i < word.length; i++)
		if (!is_token_byte(word.text[i]))
			return refuse(
			    scan, 400, "the method is not an HTTP token");
	for (int method = 0; method < HTTP_METHOD_COUNT; method++) {
		const char *name = http_method_name((enum http_method)method);

		if (word.length == strlen(name) &&
		    memcmp(word.text, name, word.length) == 0) {
			scan->method = (enum http_method)method;
			return true;
		}
	}
	return refuse(scan, 501, "the method is not known here");
}

/* "http://host/path" is "/path" to a server that is not a proxy. */
static void
cut_authority(struct text_slice *target)
{
	const char *end = target->text + target->length;
	const char *path;

	if (target->length < 8 || strncasecmp(target->text, "http://", 7) != 0)
		return;
	path = memchr(target->text + 7, '/', target->length - 7);
	if (path == NULL)
		return;
	target->text = path;
	target->length = (size_t)(end - path);
}

static bool
read_target(struct request_scan *scan, struct text_slice word)
{
	for (size_t i = 0; i < word.length; i++)
		if (word.text[i] <= ' ' || word.text[i] > '~' ||
		    word.text[i] == '#')
			return refuse(scan, 400,
			    "the target holds a byte that has to be "
			    "percent-encoded");
	cut_authority(&word);
	if (word.length > REQUEST_TARGET_MAX)
		return refuse(
		    scan, 414, "the target is longer than 1900 bytes");
	if (word.length == 0 || (word.text[0] != '/' && !equals(word, "*")) ||
	    (word.text[0] == '*' && scan->method != HTTP_OPTIONS))
		return refuse(scan, 400, "the target is not a path");
	scan->target = word;
	return true;
}

static bool
read_version(
    struct request_scan *scan, struct text_slice word, struct head_facts *facts)
{
	if (word.length != 8 || memcmp(word.text, "HTTP/", 5) != 0)
		return refuse(scan, 400, "the request line has no version");
	facts->http_1_0 = memcmp(word.text + 5, "1.0", 3) == 0;
	if (!facts->http_1_0 && memcmp(word.text + 5, "1.1", 3) != 0)
		return refuse(
		    scan, 505, "only HTTP/1.0 and HTTP/1.1 are spoken");
	return true;
}

static bool
read_request_line(struct request_scan *scan, const char *line, size_t length,
    struct head_facts *facts)
{
	const char *end = line + length;
	const char *first = memchr(line, ' ', length);
	const char *second = first == NULL
	    ? NULL
	    : memchr(first + 1, ' ', (size_t)(end - first - 1));

	if (second == NULL)
		return refuse(
		    scan, 400, "the request line is not METHOD TARGET VERSION");
	return read_method(
		   scan, (struct text_slice){line, (size_t)(first - line)}) &&
	    read_target(scan,
		(struct text_slice){first + 1, (size_t)(second - first - 1)}) &&
	    read_version(scan,
		(struct text_slice){second + 1, (size_t)(end - second - 1)},
		facts);
}

/* --- headers -------------------------------------------------------------- */

static bool
read_content_length(struct request_scan *scan, struct text_slice value,
    struct head_facts *facts)
{
	size_t bytes = 0;

	if (facts->has_length)
		return refuse(scan, 400, "Content-Length is given twice");
	facts->has_length = true;
	if (value.length == 0)
		return refuse(scan, 400, "Content-Length is not a number");
	for (size_t i = 0; i < value.length; i++) {
		if (!isdigit((unsigned char)value.text[i]))
			return refuse(
			    scan, 400, "Content-Length is not a number");
		bytes = bytes * 10 + (size_t)(value.text[i] - '0');
		if (bytes > REQUEST_BODY_MAX)
			return refuse(
			    scan, 413, "a body may have up to 65536 bytes");
	}
	scan->content_length = bytes;
	return true;
}

static bool
read_host(struct request_scan *scan, struct text_slice value,
    struct head_facts *facts)
{
	if (facts->has_host)
		return refuse(scan, 400, "Host is given twice");
	facts->has_host = true;
	if (value.length > 255)
		return refuse(scan, 400, "Host is longer than 255 bytes");
	for (size_t i = 0; i < value.length; i++)
		if (!isalnum((unsigned char)value.text[i]) &&
		    strchr(".-_:[]%~", value.text[i]) == NULL)
			return refuse(scan, 400, "Host is not a host's name");
	return true;
}

/* Connection is a list of words; two of them say something to us. */
static void
read_connection(struct request_scan *scan, struct text_slice value,
    struct head_facts *facts)
{
	const char *end = value.text + value.length;
	const char *at = value.text;

	while (at < end) {
		struct text_slice word;

		at += strspn(at, " \t,");
		word.text = at;
		while (at < end && is_token_byte(*at))
			at++;
		word.length = (size_t)(at - word.text);
		if (equals(word, "close"))
			scan->close = true;
		if (equals(word, "keep-alive"))
			facts->keep_alive = true;
		while (at < end && *at != ',')
			at++;
	}
}

static void
read_forwarded(
    struct request_scan *scan, struct text_slice name, struct text_slice value)
{
	if (value.length == 0 || value.length > FORWARDED_VALUE_MAX)
		return;
	for (size_t i = 0; i < value.length; i++)
		if (value.text[i] < ' ' || value.text[i] > '~')
			return; /* nothing that we could mean anything by */
	for (int i = 0; i < FORWARDED_COUNT; i++)
		if (equals(name, forwarded_names[i]) &&
		    scan->forwarded[i].text == NULL)
			scan->forwarded[i] = value;
}

static bool
read_header(struct request_scan *scan, struct text_slice name,
    struct text_slice value, struct head_facts *facts)
{
	if (equals(name, "content-length"))
		return read_content_length(scan, value, facts);
	if (equals(name, "host"))
		return read_host(scan, value, facts);
	if (equals(name, "transfer-encoding")) {
		if (facts->has_coding)
			return refuse(
			    scan, 400, "Transfer-Encoding is given twice");
		facts->has_coding = true;
		facts->chunked = equals(value, "chunked");
	} else if (equals(name, "connection")) {
		read_connection(scan, value, facts);
	} else if (equals(name, "expect")) {
		if (!equals(value, "100-continue"))
			return refuse(
			    scan, 417, "the expectation is not 100-continue");
		scan->expect_continue = true;
	} else {
		read_forwarded(scan, name, value);
	}
	return true;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* One line "name: value", without its end. */
static bool
read_header_line(struct request_scan *scan, const char *line, size_t length,
    struct head_facts *facts)
{
	const char *end = line + length;
	const char *at = line;
	struct text_slice name, value;

	if (is_blank(*line))
		return refuse(scan, 400, "a header is folded over two lines");
	while (at < end && is_token_byte(*at))
		at++;
	if (at == line || at == end || *at != ':')
		return refuse(scan, 400, "a header line is not NAME: VALUE");
	name = (struct text_slice){line, (size_t)(at - line)};
	for (at++; at < end && is_blank(*at);)
		at++;
	while (end > at && is_blank(end[-1]))
		end--;
	value = (struct text_slice){at, (size_t)(end - at)};
	for (; at < end; at++)
		if (((unsigned char)*at < ' ' && *at != '\t') || *at == 127)
			return refuse(
			    scan, 400, "a header holds a control character");
	return read_header(scan, name, value, facts);
}

static bool
read_headers(struct request_scan *scan, const char *line, const char *end,
    struct head_facts *facts)
{
	int count = 0;

	while (line < end) {
		/* find_end saw to it that every line ends in both */
		const char *feed = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)(feed - line) - 1;

		if (length == 0)
			return true;
		if (++count > REQUEST_HEADERS_MAX)
			return refuse(scan, 431, "more than 100 headers");
		if (!read_header_line(scan, line, length, facts))
			return false;
		line = feed + 1;
	}
	return true;
}

/* --- what they say together ----------------------------------------------- */

static bool
takes_body(enum http_method method)
{
	return method == HTTP_POST || method == HTTP_PUT ||
	    method == HTTP_PATCH;
}

static bool
check_body(struct request_scan *scan, const struct head_facts *facts)
{
	if (facts->has_coding && facts->has_length)
		return refuse(scan, 400,
		    "Content-Length and Transfer-Encoding contradict each "
		    "other");
	if (facts->has_coding && facts->http_1_0)
		return refuse(scan, 400, "HTTP/1.0 knows no Transfer-Encoding");
	if (facts->has_coding && !facts->chunked)
		return refuse(scan, 501, "the Transfer-Encoding is not known");
	if (facts->has_coding)
		return refuse(scan, 411,
		    "chunked bodies are not taken: send a Content-Length");
	if (!takes_body(scan->method) && scan->content_length > 0)
		return refuse(scan, 400, "this method takes no body");
	if (scan->method == HTTP_POST && !facts->has_length)
		return refuse(scan, 411, "a POST needs a Content-Length");
	return true;
}

static bool
read_head(struct request_scan *scan, const char *bytes)
{
	struct head_facts facts = {0};
	const char *end = bytes + scan->head_length;
	const char *feed = memchr(bytes, '\n', scan->head_length);

	scan->content_length = 0;
	if (!read_request_line(
		scan, bytes, (size_t)(feed - bytes) - 1, &facts) ||
	    !read_headers(scan, feed + 1, end, &facts))
		return false;
	if (!facts.has_host && !facts.http_1_0)
		return refuse(scan, 400, "Host is missing");
	if (facts.http_1_0 && !facts.keep_alive)
		scan->close = true;
	return check_body(scan, &facts);
}

enum scan_outcome
request_scan(struct request_scan *scan, const char *bytes, size_t length)
{
	size_t skip = 0;
	enum scan_outcome outcome;

	/* an empty line before a request is a known sloppiness */
	while (length - skip >= 2 && bytes[skip] == '\r' &&
	    bytes[skip + 1] == '\n' && skip < 4)
		skip += 2;
	if (skip == length || (bytes[skip] == '\r' && length - skip == 1))
		return SCAN_MORE;
	if (!is_token_byte(bytes[skip])) {
		refuse(scan, 400, "this is not an HTTP request");
		return SCAN_REFUSED;
	}
	if (scan->searched < skip)
		scan->searched = skip;
	outcome = find_end(scan, bytes, length);
	if (outcome == SCAN_REFUSED)
		return outcome;
	if (outcome == SCAN_HEAD ? scan->head_length > REQUEST_HEAD_MAX
				 : length >= REQUEST_HEAD_MAX) {
		if (memchr(bytes, '\n', length) == NULL)
			refuse(scan, 414, "the request line has no end");
		else
			refuse(scan, 431,
			    "the headers are longer than 16384 bytes");
		return SCAN_REFUSED;
	}
	if (outcome == SCAN_MORE)
		return outcome;
	scan->head_length -= skip;
	if (!read_head(scan, bytes + skip))
		return SCAN_REFUSED;
	scan->head_length += skip;
	return SCAN_HEAD;
}

void
request_scan_write(const struct request_scan *scan, struct buffer *out)
{
	buffer_printf(out, "%s ", http_method_name(scan->method));
	buffer_append(out, scan->target.text, scan->target.length);
	buffer_append_string(out, " HTTP/1.1\r\nhost: marquee\r\n");
	if (takes_body(scan->method))
		buffer_printf(
		    out, "content-length: %zu\r\n", scan->content_length);
	if (scan->close)
		buffer_append_string(out, "connection: close\r\n");
	for (int i = 0; i < FORWARDED_COUNT; i++) {
		if (scan->forwarded[i].text == NULL)
			continue;
		buffer_printf(out, "%s: ", forwarded_names[i]);
		buffer_append(
		    out, scan->forwarded[i].text, scan->forwarded[i].length);
		buffer_append_string(out, "\r\n");
	}
	buffer_append_string(out, "\r\n");
}
