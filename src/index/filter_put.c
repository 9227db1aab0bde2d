/*
 * Filters and boosts as text, the same for all that mean the same.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/boost.h"
#include "index/filter_parse.h"

struct piece {
	const char *text; /* borrowed */
	size_t length;
};

static int
compare(const void *a, const void *b)
{
	const struct piece *left = a;
	const struct piece *right = b;
	size_t shorter =
	    left->length < right->length ? left->length : right->length;
	int order = memcmp(left->text, right->text, shorter);

	if (order != 0)
		return order;
	return (left->length > right->length) - (left->length < right->length);
}

/* Appends pieces in order with a byte between them; `once`: each once. */
static void
join(struct piece *pieces, size_t count, char between, bool once,
    struct buffer *out)
{
	qsort(pieces, count, sizeof(*pieces), compare);
	for (size_t i = 0; i < count; i++) {
		if (once && i > 0 && compare(&pieces[i - 1], &pieces[i]) == 0)
			continue;
		if (i > 0)
			buffer_append_char(out, between);
		buffer_append(out, pieces[i].text, pieces[i].length);
	}
}

static void
put_names(const struct filter *filter, const struct filter_clause *clause,
    struct buffer *out)
{
	struct piece names[FILTER_NAMES_MAX] = {{NULL, 0}};
	size_t count = 0;

	for (size_t n = clause->first_name; n < clause->end_name; n++)
		names[count++] =
		    (struct piece){filter->text + filter->names[n].start,
			filter->names[n].length};
	join(names, count, '|', true, out);
}

static void
put_range(const struct filter_clause *clause, struct buffer *out)
{
	/* 10 digits and 3 decimals at the most */
	if (clause->minimum > 0 || isinf(clause->maximum) ||
	    clause->maximum <= 0)
		buffer_printf(out, "%.13g", clause->minimum);
	if (clause->maximum > clause->minimum)
		buffer_append_string(out, "..");
	if (clause->maximum > clause->minimum && !isinf(clause->maximum))
		buffer_printf(out, "%.13g", clause->maximum);
}

static void
put_clause(const struct filter *filter, const struct filter_clause *clause,
    struct buffer *out)
{
	buffer_append_string(out, filter_field_name(clause->field));
	buffer_append_string(out, clause->none ? "!=" : "=");
	if (filter_field_has_names(clause->field))
		put_names(filter, clause, out);
	else
		put_range(clause, out);
}

/* `factors` NULL: of a filter, in which a clause twice is a clause. */
static int
put_clauses(
    const struct filter *filter, const float *factors, struct buffer *out)
{
	struct buffer text = BUFFER_INIT;
	struct piece clauses[FILTER_CLAUSES_MAX] = {{NULL, 0}};
	size_t ends[FILTER_CLAUSES_MAX];
	size_t start = 0;

	for (size_t c = 0; c < filter->clause_count; c++) {
		put_clause(filter, &filter->clauses[c], &text);
		if (factors != NULL)
			buffer_printf(&text, "^%.5g", (double)factors[c]);
		ends[c] = text.length;
	}
	for (size_t c = 0; !text.failed && c < filter->clause_count; c++) {
		clauses[c] = (struct piece){text.data + start, ends[c] - start};
		start = ends[c];
	}
	if (!text.failed)
		join(clauses, filter->clause_count, ' ', factors == NULL, out);
	else
		out->failed = true;
	buffer_release(&text);
	return out->failed ? ERROR_MEMORY : 0;
}

int
filter_put(const struct filter *filter, struct buffer *out)
{
	return put_clauses(filter, NULL, out);
}

int
boosts_put(const struct boosts *boosts, struct buffer *out)
{
	return put_clauses(&boosts->clauses, boosts->factors, out);
}
