/*
 * See watch_value.h.
 */
#include "etl/watch_value.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/clock.h"

#define TIME_SIZE 40
#define NUMBER_SIZE 32
#define US_PER_HOUR INT64_C(3600000000)
#define FIRST_SHOW_US (INT64_C(-2335564800) * 1000000) /* 1895-12-28 */

struct slice
watch_value_trim(struct slice text)
{
	while (text.length > 0 && (*text.text == ' ' || *text.text == '\t')) {
		text.text++;
		text.length--;
	}
	while (text.length > 0 &&
	    (text.text[text.length - 1] == ' ' ||
		text.text[text.length - 1] == '\t'))
		text.length--;
	return text;
}

struct slice
watch_value_start(struct slice text, size_t size)
{
	if (text.length <= size)
		return text;
	while (size > 0 && ((unsigned char)text.text[size] & 0xC0) == 0x80)
		size--;
	return (struct slice){text.text, size};
}

/* "Sat Jan 31 00:00:00 2026", as C's asctime writes it: 24 bytes, the day
 * filled up with a blank. */
static bool
parse_asctime(const char *text, size_t length, int64_t *wall_us)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char again[TIME_SIZE];

	if (length != 24)
		return false;
	for (int month = 0; month < 12; month++) {
		if (memcmp(text + 4, months + (ptrdiff_t)3 * month, 3) != 0)
			continue;
		snprintf(again, sizeof(again), "%.4s-%02d-%c%cT%.8sZ",
		    text + 20, month + 1, text[8] == ' ' ? '0' : text[8],
		    text[9], text + 11);
		return clock_parse(again, strlen(again), wall_us);
	}
	return false;
}

bool
watch_value_time(struct slice text, int64_t *wall_us)
{
	char copy[TIME_SIZE + 1];

	text = watch_value_trim(text);
	if (text.length == 0 || text.length >= TIME_SIZE)
		return false;
	snprintf(copy, sizeof(copy), "%.*s", (int)text.length, text.text);
	if (clock_parse(copy, strlen(copy), wall_us) ||
	    parse_asctime(copy, strlen(copy), wall_us))
		return true;
	snprintf(copy, sizeof(copy), "%.*sZ", (int)text.length, text.text);
	return clock_parse(copy, strlen(copy), wall_us);
}

const char *
watch_value_time_refusal(int64_t wall_us, int64_t now_us)
{
	/* the day begins earliest 14 hours before it does in UTC */
	if (wall_us > now_us + 14 * US_PER_HOUR)
		return "in the future";
	if (wall_us < FIRST_SHOW_US)
		return "before there were films";
	return NULL;
}

/* Digits with at most one point among them. */
static bool
parse_decimal(struct slice text, double *value)
{
	char copy[NUMBER_SIZE];
	size_t points = 0;

	if (text.length == 0 || text.length >= sizeof(copy))
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (text.text[i] == '.')
			points++;
		else if (text.text[i] < '0' || text.text[i] > '9')
			return false;
		copy[i] = text.text[i];
	}
	copy[text.length] = '\0';
	if (points > 1 || points == text.length)
		return false;
	*value = strtod(copy, NULL); /* the program sets no locale */
	return true;
}

bool
watch_value_rating(struct slice text, int scale, int32_t *half_stars)
{
	double value;

	if (!parse_decimal(watch_value_trim(text), &value) || value <= 0.0 ||
	    value > scale)
		return false;
	value = floor(value * 10.0 / scale + 0.5);
	*half_stars = value < 1.0 ? 1 : (int32_t)value;
	return true;
}

bool
watch_value_integer(
    struct slice text, int32_t minimum, int32_t maximum, int32_t *value)
{
	int64_t number = 0;

	text = watch_value_trim(text);
	if (text.length == 0)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (text.text[i] < '0' || text.text[i] > '9')
			return false;
		number = number * 10 + (text.text[i] - '0');
		if (number > maximum)
			return false;
	}
	if (number < minimum)
		return false;
	*value = (int32_t)number;
	return true;
}
