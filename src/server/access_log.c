/*
 * Lines are whole in every write, so that workers that share a pipe do not
 * cut each other's; what cannot be written is lost rather than waited for.
 */
#include "server/access_log.h"

#include <unistd.h>

#include "util/clock.h"
#include "util/json_writer.h"

#define FLUSH_BYTES 32768

void
access_log_init(struct access_log *log)
{
	buffer_init(&log->lines);
}

void
access_log_release(struct access_log *log)
{
	access_log_flush(log);
	buffer_release(&log->lines);
}

void
access_log_add(struct access_log *log, const struct access_log_entry *entry)
{
	struct json_writer json;
	char now[CLOCK_TEXT_SIZE];

	clock_format(clock_wall_us(), now);
	json_writer_init(&json, &log->lines);
	json_open_object(&json);
	json_put_key(&json, "time");
	json_put_string(&json, now);
	json_put_key(&json, "method");
	json_put_string(&json, entry->method);
	json_put_key(&json, "path");
	json_put_string(&json, entry->path);
	json_put_key(&json, "status");
	json_put_int(&json, entry->status);
	json_put_key(&json, "bytes");
	json_put_int(&json, (int64_t)entry->bytes);
	json_put_key(&json, "micros");
	json_put_int(&json, (int64_t)entry->micros);
	json_put_key(&json, "request_id");
	json_put_string(&json, entry->request_id);
	if (entry->cache != NULL) {
		json_put_key(&json, "cache");
		json_put_string(&json, entry->cache);
	}
	json_close_object(&json);
	buffer_append_char(&log->lines, '\n');
	if (log->lines.length >= FLUSH_BYTES)
		access_log_flush(log);
}

void
access_log_flush(struct access_log *log)
{
	size_t written = 0;

	while (written < log->lines.length) {
		ssize_t count = write(STDOUT_FILENO, log->lines.data + written,
		    log->lines.length - written);

		if (count <= 0)
			break;
		written += (size_t)count;
	}
	buffer_clear(&log->lines);
}
