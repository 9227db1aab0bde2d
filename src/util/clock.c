/*
 * Clocks, and timestamps as text (RFC 3339).
 */
#include "util/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define US_PER_S INT64_C(1000000)

uint64_t
clock_monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

int64_t
clock_wall_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

int
clock_year(int64_t wall_us)
{
	time_t seconds = (time_t)(wall_us / US_PER_S);
	struct tm tm;

	return gmtime_r(&seconds, &tm)->tm_year + 1900;
}

void
clock_format(int64_t wall_us, char text[CLOCK_TEXT_SIZE])
{
	int64_t fraction = wall_us % US_PER_S;
	time_t seconds;
	struct tm tm;
	size_t length;

	if (fraction < 0)
		fraction += US_PER_S;
	seconds = (time_t)((wall_us - fraction) / US_PER_S);
	gmtime_r(&seconds, &tm);
	length = strftime(text, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	if (fraction != 0) {
		length += (size_t)snprintf(text + length,
		    CLOCK_TEXT_SIZE - length, ".%06d", (int)fraction);
		while (text[length - 1] == '0')
			length--;
	}
	snprintf(text + length, CLOCK_TEXT_SIZE - length, "Z");
}

/* A reader over the text; `ok` is sticky. */
struct reader {
	const char *at;
	const char *end;
	bool ok;
};

static int
read_number(struct reader *reader, int digits)
{
	int value = 0;

	for (int i = 0; i < digits; i++) {
		if (reader->at == reader->end || *reader->at < '0' ||
		    *reader->at > '9') {
			reader->ok = false;
			return 0;
		}
		value = value * 10 + (*reader->at++ - '0');
	}
	return value;
}

static bool
read_one_of(struct reader *reader, const char *allowed, char *byte)
{
	if (reader->at == reader->end || *reader->at == '\0' ||
	    strchr(allowed, *reader->at) == NULL)
		return false;
	if (byte != NULL)
		*byte = *reader->at;
	reader->at++;
	return true;
}

static void
expect(struct reader *reader, const char *allowed)
{
	if (!read_one_of(reader, allowed, NULL))
		reader->ok = false;
}

static int64_t
read_fraction_us(struct reader *reader)
{
	int64_t value = 0;
	int digits = 0;

	while (reader->at < reader->end && *reader->at >= '0' &&
	    *reader->at <= '9') {
		if (digits < 6)
			value = value * 10 + (*reader->at - '0');
		digits++;
		reader->at++;
	}
	if (digits == 0)
		reader->ok = false;
	for (; digits < 6; digits++)
		value *= 10;
	return value;
}

static int64_t
read_offset_s(struct reader *reader)
{
	char sign;
	int hours;
	int minutes;

	if (read_one_of(reader, "Zz", NULL))
		return 0;
	if (!read_one_of(reader, "+-", &sign)) {
		reader->ok = false;
		return 0;
	}
	hours = read_number(reader, 2);
	expect(reader, ":");
	minutes = read_number(reader, 2);
	if (hours > 23 || minutes > 59)
		reader->ok = false;
	return (int64_t)(sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

static int
days_in_month(int year, int month)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static void
read_date(struct reader *reader, struct tm *tm)
{
	int year = read_number(reader, 4);
	int month;
	int day;

	expect(reader, "-");
	month = read_number(reader, 2);
	expect(reader, "-");
	day = read_number(reader, 2);
	if (year < 1 || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month)) {
		reader->ok = false;
		return;
	}
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
}

static void
read_time(struct reader *reader, struct tm *tm)
{
	tm->tm_hour = read_number(reader, 2);
	expect(reader, ":");
	tm->tm_min = read_number(reader, 2);
	expect(reader, ":");
	tm->tm_sec = read_number(reader, 2);
	if (tm->tm_hour > 23 || tm->tm_min > 59 || tm->tm_sec > 59)
		reader->ok = false;
}

bool
clock_parse(const char *text, size_t length, int64_t *wall_us)
{
	struct reader reader = {text, text + length, true};
	struct tm tm = {0};
	int64_t fraction_us = 0;
	int64_t offset_s = 0;

	read_date(&reader, &tm);
	if (reader.ok && reader.at < reader.end) {
		expect(&reader, "Tt ");
		read_time(&reader, &tm);
		if (read_one_of(&reader, ".", NULL))
			fraction_us = read_fraction_us(&reader);
		offset_s = read_offset_s(&reader);
	}
	if (!reader.ok || reader.at != reader.end)
		return false;
	*wall_us = ((int64_t)timegm(&tm) - offset_s) * US_PER_S + fraction_us;
	return true;
}
