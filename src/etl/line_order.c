/*
 *	key      number of the id (32 bits) | ordering (16 bits)
 *	by text  its digits, seven at least, with zeros behind to make ten
 *	         (34 bits) | how many digits (3 bits) | ordering (16 bits)
 *
 * Of two ids of which one begins with the other the shorter comes first, which
 * is what the number of digits is for. Titles of one's own (my) come before
 * IMDb's (tt) as text, and behind them as numbers.
 */
#include "etl/line_order.h"

#include "etl/title_row.h"
#include "text/title_id.h"

#define ORDERING_BITS 16
#define DIGITS_MIN 7
#define DIGITS_MAX 10

static bool
has_ordering(enum dataset_file file)
{
	return file == DATASET_PRINCIPALS || file == DATASET_AKAS;
}

bool
line_key(enum dataset_file file, struct slice line, uint64_t *key)
{
	struct slice fields[2];
	int32_t number;
	int16_t ordering = 0;
	bool known;

	if (tsv_split_first(line, fields, 2) < 2)
		return false;
	known = file == DATASET_PERSONS
	    ? person_id_parse(fields[0].text, fields[0].length, &number)
	    : title_id_parse(fields[0].text, fields[0].length, &number);
	if (known && has_ordering(file))
		known = row_ordering_parse(fields[1], &ordering);
	if (known)
		*key = (uint64_t)number << ORDERING_BITS | (uint64_t)ordering;
	return known;
}

static uint64_t
text_key(enum dataset_file file, uint64_t key)
{
	const uint64_t ordering = key & ((1U << ORDERING_BITS) - 1);
	uint64_t number = key >> ORDERING_BITS;
	uint64_t digits = DIGITS_MIN;
	uint64_t limit = 10000000; /* the first number of more digits */
	uint64_t prefix = 1;

	if (file != DATASET_PERSONS && number >= TITLE_ID_OWN_BASE) {
		number -= TITLE_ID_OWN_BASE;
		prefix = 0;
	}
	for (; number >= limit; limit *= 10)
		digits++;
	for (uint64_t i = digits; i < DIGITS_MAX; i++)
		number *= 10;
	number += prefix << 34;
	return (number << 3 | (digits - DIGITS_MIN)) << ORDERING_BITS |
	    ordering;
}

bool
line_order_ascends(struct line_order *order, uint64_t key, uint64_t next)
{
	const uint64_t text = text_key(order->file, key);
	const bool ascends = key >= order->by_number || text >= order->by_text;

	if (next < key && text_key(order->file, next) < text)
		return false;
	if (key >= order->by_number)
		order->by_number = key + 1;
	if (text >= order->by_text)
		order->by_text = text + 1;
	return ascends;
}
