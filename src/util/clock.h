/*
 * Time: a monotonic clock for measuring and timestamps as text.
 */
#ifndef MARQUEE_UTIL_CLOCK_H
#define MARQUEE_UTIL_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Monotonic, in nanoseconds from an arbitrary start. */
uint64_t clock_monotonic_ns(void);

/* Microseconds since 1970-01-01 00:00:00 UTC. */
int64_t clock_wall_us(void);

/* The year of that time, UTC. */
int clock_year(int64_t wall_us);

/* "2026-01-31T12:34:56.123456Z" without trailing zeros of the fraction. */
#define CLOCK_TEXT_SIZE 32
void clock_format(int64_t wall_us, char text[CLOCK_TEXT_SIZE]);

/*
 * Parses RFC 3339 ("2026-01-31T12:34:56Z", any offset, up to 6 digits of
 * fraction kept, more cut), or a bare date ("2026-01-31": midnight UTC). False
 * leaves *wall_us untouched. Years 1 to 9999; the 60th second is refused.
 */
bool clock_parse(const char *text, size_t length, int64_t *wall_us);

#endif
