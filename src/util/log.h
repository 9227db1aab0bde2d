/*
 * Logging to standard error: plain text on a terminal, one JSON object a line
 * otherwise. Only cli/, server/ and the load driver call this.
 */
#ifndef MARQUEE_UTIL_LOG_H
#define MARQUEE_UTIL_LOG_H

#include <stdbool.h>

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_WARN,
	LOG_LEVEL_ERROR
};

/* Parses "debug", "info", "warn" or "error"; false leaves *level as it was. */
bool log_level_parse(const char *text, enum log_level *level);

/* Sets what is printed and how; the default is LOG_LEVEL_INFO and JSON unless
 * standard error is a terminal. Call before the first thread starts. */
void log_configure(enum log_level level, bool json);

/* Writes one line, atomically (one write(2)). */
void log_write(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warn(...) log_write(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)

#endif
