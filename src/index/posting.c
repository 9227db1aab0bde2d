#include "index/posting.h"

#include <inttypes.h>
#include <stdbool.h>

int
postings_check(const struct postings *postings, struct error *error)
{
	const uint32_t *starts = postings->starts;

	for (uint32_t term = 0; term < postings->term_count; term++)
		if (starts[term] >= starts[term + 1])
			return error_set(error, ERROR_CORRUPT,
			    "postings: term %" PRIu32 " has none", term);
	if (starts[0] != 0 ||
	    starts[postings->term_count] != postings->element_count)
		return error_set(error, ERROR_CORRUPT,
		    "postings: the terms do not cover them");
	return 0;
}

int
postings_check_terms(const struct postings *postings, uint32_t first,
    uint32_t end, uint32_t limit, struct error *error)
{
	for (uint32_t term = first; term < end; term++) {
		struct posting_list list = postings_of(postings, term);
		bool ascending = true;

		for (uint32_t i = 1; i < list.count; i++)
			ascending &= list.elements[i - 1] < list.elements[i];
		if (!ascending || list.elements[list.count - 1] >= limit)
			return error_set(error, ERROR_CORRUPT,
			    "postings: the list of term %" PRIu32
			    " does not ascend below %" PRIu32,
			    term, limit);
	}
	return 0;
}
