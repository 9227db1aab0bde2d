/*
 * Log lines. A line is put together in a buffer on the stack and written by
 * one write(2), so that lines of several processes never mix.
 */
#include "util/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/buffer.h"
#include "util/clock.h"
#include "util/json_writer.h"

/* Set once before the first thread starts, read-only from then on. */
static struct {
	enum log_level level;
	bool json;
	bool configured;
} log_state = {LOG_LEVEL_INFO, false, false};

static const char *const level_names[] = {"debug", "info", "warn", "error"};

bool
log_level_parse(const char *text, enum log_level *level)
{
	for (int i = 0; i < 4; i++) {
		if (strcmp(text, level_names[i]) == 0) {
			*level = (enum log_level)i;
			return true;
		}
	}
	return false;
}

void
log_configure(enum log_level level, bool json)
{
	log_state.level = level;
	log_state.json = json;
	log_state.configured = true;
}

static void
write_line(const struct buffer *line)
{
	size_t done = 0;

	while (done < line->length) {
		ssize_t n = write(
		    STDERR_FILENO, line->data + done, line->length - done);

		if (n <= 0)
			return; /* nowhere left to complain to */
		done += (size_t)n;
	}
}

static void
write_json(enum log_level level, const char *message)
{
	struct buffer line = BUFFER_INIT;
	struct json_writer json;
	char now[CLOCK_TEXT_SIZE];

	clock_format(clock_wall_us(), now);
	json_writer_init(&json, &line);
	json_open_object(&json);
	json_put_key(&json, "time");
	json_put_string(&json, now);
	json_put_key(&json, "level");
	json_put_string(&json, level_names[level]);
	json_put_key(&json, "message");
	json_put_string(&json, message);
	json_close_object(&json);
	buffer_append_char(&line, '\n');
	write_line(&line);
	buffer_release(&line);
}

void
log_write(enum log_level level, const char *format, ...)
{
	char message[1024];
	va_list args;

	if (level < log_state.level)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	if (log_state.configured ? log_state.json : !isatty(STDERR_FILENO)) {
		write_json(level, message);
	} else {
		struct buffer line = BUFFER_INIT;

		buffer_printf(&line, "marquee: %s%s\n",
		    level == LOG_LEVEL_WARN	   ? "warning: "
			: level == LOG_LEVEL_ERROR ? "error: "
						   : "",
		    message);
		write_line(&line);
		buffer_release(&line);
	}
}
