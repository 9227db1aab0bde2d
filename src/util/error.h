/*
 * Errors: one enum of negative codes for the whole program and a message that
 * names the thing, its value and what is allowed.
 *
 * A function that can fail returns 0 or one of these codes and leaves its
 * out-parameters untouched on failure. Where the reason needs more than the
 * code, it takes a `struct error *` last, which may be NULL. Lower layers
 * never print, log or exit.
 */
#ifndef MARQUEE_UTIL_ERROR_H
#define MARQUEE_UTIL_ERROR_H

#include <stdarg.h>

enum error_code {
	ERROR_NONE = 0,
	ERROR_MEMORY = -1, /* an allocation failed */
	ERROR_IO = -2, /* the system refused a read, write or open */
	ERROR_MISSING = -3, /* a thing asked for by name does not exist */
	ERROR_INVALID = -4, /* input that breaks a documented rule */
	ERROR_CORRUPT = -5, /* bytes that are not what they claim to be */
	ERROR_VERSION = -6, /* a format or schema of another version */
	ERROR_LIMIT = -7, /* a documented bound was exceeded */
	ERROR_BUSY = -8, /* somebody else holds a lock or a port */
	ERROR_CONFLICT = -9, /* the state does not permit the request */
	ERROR_UNAVAILABLE = -10, /* a dependency does not answer */
	ERROR_DATABASE = -11, /* PostgreSQL refused a statement */
	ERROR_CACHE = -12, /* Redis refused a command */
	ERROR_INTERRUPTED = -13, /* a signal asked to stop */
};

#define ERROR_MESSAGE_SIZE 512

struct error {
	int code; /* enum error_code */
	char message[ERROR_MESSAGE_SIZE]; /* no full stop, never a secret */
};

/* A short name of a code, e.g. "out of memory". Never NULL. */
const char *error_string(int code);

/*
 * Fills *error (which may be NULL) and returns `code`, so that a failure is
 * one statement: `return error_set(error, ERROR_INVALID, "...", ...);`
 * A message longer than ERROR_MESSAGE_SIZE - 1 is cut at a UTF-8 boundary.
 */
int error_set(struct error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int error_vset(struct error *error, int code, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/* As error_set, with ": " and the text of `errno_value` behind the message. */
int error_set_errno(struct error *error, int code, int errno_value,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The analyser sees one file at a time, and so not that the code is returned.
 */
#ifdef __clang_analyzer__
#define error_set(error, code, ...) \
	((error_set)(error, code, __VA_ARGS__), (int)(code))
#define error_set_errno(error, code, errno_value, ...) \
	((error_set_errno)(error, code, errno_value, __VA_ARGS__), (int)(code))
#endif

/* Puts "text: " before the message that is there already; returns its code. */
int error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
