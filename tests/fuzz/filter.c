/*
 * Any bytes as a filter: what is accepted has its clauses and names within its
 * limits, and is accepted again; a prefix of it never crashes.
 */
#include "index/filter.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct filter *filter, size_t size)
{
	if (filter->clause_count > FILTER_CLAUSES_MAX ||
	    filter->name_count > FILTER_NAMES_MAX)
		abort();
	for (size_t c = 0; c < filter->clause_count; c++) {
		const struct filter_clause *clause = &filter->clauses[c];

		if (clause->field >= FILTER_FIELD_COUNT ||
		    clause->first_name > clause->end_name ||
		    clause->end_name > filter->name_count ||
		    clause->minimum > clause->maximum)
			abort();
	}
	for (size_t n = 0; n < filter->name_count; n++)
		if (filter->names[n].length == 0 ||
		    (size_t)filter->names[n].start + filter->names[n].length >
			size)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* bytes of its own, so that reading beyond them is seen */
	char *text = malloc(size + 1);
	struct filter filter;
	struct filter again;

	if (text == NULL)
		return 0;
	for (size_t i = 0; i < size; i++)
		text[i] = (char)data[i];
	if (filter_parse(text, size, &filter, NULL) == 0) {
		check(&filter, size);
		if (filter_parse(text, size, &again, NULL) != 0 ||
		    again.clause_count != filter.clause_count)
			abort();
	}
	if (size > 0)
		filter_parse(text, size - 1, &again, NULL);
	free(text);
	return 0;
}
