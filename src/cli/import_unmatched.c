/*
 * See import_unmatched.h. Sorted by what they name, equal ones become one, and
 * those are sorted by where they stand.
 */
#include "cli/import_unmatched.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct named {
	const struct watch_record *record;
	struct import_unmatched unmatched;
};

static int
compare_names(const struct watch_record *a, const struct watch_record *b)
{
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	if (a->number != 0)
		return 0;
	if (a->year != b->year)
		return a->year < b->year ? -1 : 1;
	if (a->medium != b->medium)
		return a->medium < b->medium ? -1 : 1;
	return strcmp(a->title, b->title);
}

static int
compare_named(const void *left, const void *right)
{
	const struct named *a = left, *b = right;
	int order = compare_names(a->record, b->record);

	if (order != 0)
		return order;
	return (a->unmatched.record > b->unmatched.record) -
	    (a->unmatched.record < b->unmatched.record);
}

static int
compare_places(const void *left, const void *right)
{
	const struct import_unmatched *a = left, *b = right;

	return (a->record > b->record) - (a->record < b->record);
}

static size_t
collect(const struct watch_list *list, const struct title_matches *matches,
    struct named *named)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		if (matches->matches[i].result > TITLE_MATCH_NEAR_YEAR &&
		    list->records[i].medium != WATCH_EPISODE)
			named[count++] =
			    (struct named){&list->records[i], {i, 1}};
	return count;
}

struct import_unmatched *
import_unmatched_list(const struct watch_list *list,
    const struct title_matches *matches, size_t *count)
{
	struct named *named = calloc(list->count + 1, sizeof(*named));
	struct import_unmatched *all = calloc(list->count + 1, sizeof(*all));
	size_t kept = 0, named_count;

	if (named == NULL || all == NULL) {
		free(named);
		free(all);
		return NULL;
	}
	named_count = collect(list, matches, named);
	qsort(named, named_count, sizeof(*named), compare_named);
	for (size_t i = 0; i < named_count; i++) {
		bool again = i > 0 &&
		    compare_names(named[i - 1].record, named[i].record) == 0;

		if (again)
			all[kept - 1].times++;
		else
			all[kept++] = named[i].unmatched;
	}
	qsort(all, kept, sizeof(*all), compare_places);
	free(named);
	*count = kept;
	return all;
}
