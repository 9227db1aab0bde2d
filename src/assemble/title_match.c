/*
 * See title_match.h.
 *
 * Ids are looked up at once. For names, the years that any record may mean are
 * gathered, all titles of those years are read, and those are kept that are
 * called as somebody asked: one pass over the catalogue, whatever the number
 * of records, in memory for the names alone.
 */
#include "assemble/title_match.h"

#include <stdlib.h>
#include <string.h>

#include "assemble/title_name.h"
#include "store/title_lookup.h"

/* All that a match needs, by number and by name. */
struct matcher {
	const struct watch_list *list;
	struct arena *memory; /* of the matches */
	int32_t *numbers; /* [number_count], asked for, ascending */
	size_t number_count;
	struct title_candidate *known; /* [known_count], found, ascending */
	size_t known_count;
	struct title_names names;
	struct title_candidate *scratch; /* [scratch_count] of one record */
	size_t scratch_count;
	size_t scratch_capacity;
};

static bool
by_name(const struct watch_record *record)
{
	return record->number == 0 && record->year != 0 &&
	    record->medium != WATCH_EPISODE;
}

static int
compare_numbers(const void *left, const void *right)
{
	const int32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static size_t
sort_numbers(int32_t *numbers, size_t count)
{
	size_t kept = 0;

	qsort(numbers, count, sizeof(*numbers), compare_numbers);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || numbers[kept - 1] != numbers[i])
			numbers[kept++] = numbers[i];
	return kept;
}

/* --- what is asked for ---------------------------------------------------- */

static int
ask_numbers(struct matcher *matcher)
{
	const struct watch_list *list = matcher->list;

	matcher->numbers = calloc(list->count + 1, sizeof(int32_t));
	matcher->known =
	    calloc(list->count + 1, sizeof(struct title_candidate));
	if (matcher->numbers == NULL || matcher->known == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < list->count; i++)
		if (list->records[i].number != 0)
			matcher->numbers[matcher->number_count++] =
			    list->records[i].number;
	matcher->number_count =
	    sort_numbers(matcher->numbers, matcher->number_count);
	return 0;
}

static int
ask_names(struct matcher *matcher)
{
	const struct watch_list *list = matcher->list;
	int code =
	    title_names_init(&matcher->names, 2 * list->count, matcher->memory);

	for (size_t i = 0; code == 0 && i < list->count; i++) {
		const struct watch_record *record = &list->records[i];

		if (!by_name(record))
			continue;
		code = title_names_add(&matcher->names, record->title);
		if (code == 0)
			code = title_names_add(
			    &matcher->names, record->other_title);
	}
	if (code == 0)
		title_names_sort(&matcher->names);
	return code;
}

/* The years of records without an id and those beside them: **new**. */
static int32_t *
list_years(const struct watch_list *list, size_t *count)
{
	int32_t *years = calloc(3 * list->count + 1, sizeof(*years));

	*count = 0;
	for (size_t i = 0; years != NULL && i < list->count; i++)
		if (by_name(&list->records[i]))
			for (int32_t off = -1; off <= 1; off++)
				years[(*count)++] = list->records[i].year + off;
	if (years != NULL)
		*count = sort_numbers(years, *count);
	return years;
}

/* --- what is found -------------------------------------------------------- */

static int
on_number(
    void *context, const struct title_lookup_row *row, struct error *error)
{
	struct matcher *matcher = context;

	(void)error;
	matcher->known[matcher->known_count++] =
	    (struct title_candidate){.number = row->number,
		.year = row->year,
		.runtime_minutes = row->runtime_minutes,
		.title = "",
		.type = ""};
	return 0;
}

static int
on_name(void *context, const struct title_lookup_row *row, struct error *error)
{
	struct matcher *matcher = context;

	if (title_names_take(&matcher->names, row) != 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int
look_up(struct matcher *matcher, struct connection *connection,
    bool include_adult, struct error *error)
{
	size_t count;
	int32_t *years = list_years(matcher->list, &count);
	int code = 0;

	if (years == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (matcher->number_count > 0)
		code = title_lookup_numbers(connection, matcher->numbers,
		    matcher->number_count, on_number, matcher, error);
	if (code == 0)
		code = title_lookup_years(connection, years, count,
		    include_adult, on_name, matcher, error);
	free(years);
	return code;
}

/* --- which it is ---------------------------------------------------------- */

static int
compare_candidates(const void *left, const void *right)
{
	const struct title_candidate *a = left, *b = right;

	return (a->number > b->number) - (a->number < b->number);
}

/* Adds the titles of a name to the scratch. */
static int
gather(struct matcher *matcher, const char *text)
{
	const struct title_name *name = title_names_find(&matcher->names, text);
	size_t wanted = matcher->scratch_count;

	if (name == NULL)
		return 0;
	wanted += name->count;
	if (wanted > matcher->scratch_capacity) {
		struct title_candidate *grown = reallocarray(
		    matcher->scratch, wanted, sizeof(*matcher->scratch));

		if (grown == NULL)
			return ERROR_MEMORY;
		matcher->scratch = grown;
		matcher->scratch_capacity = wanted;
	}
	for (size_t i = 0; i < name->count; i++)
		matcher->scratch[matcher->scratch_count++] =
		    name->candidates[i];
	return 0;
}

/* By number, each once; called so in its own language if by any name. */
static void
unite(struct matcher *matcher)
{
	struct title_candidate *all = matcher->scratch;
	size_t kept = 0;

	if (matcher->scratch_count > 0)
		qsort(all, matcher->scratch_count, sizeof(*all),
		    compare_candidates);
	for (size_t i = 0; i < matcher->scratch_count; i++) {
		if (kept > 0 && all[kept - 1].number == all[i].number)
			all[kept - 1].foreign &= all[i].foreign;
		else
			all[kept++] = all[i];
	}
	matcher->scratch_count = kept;
}

/* 1, 2 or 3: in which try the record finds the candidate; 0: in none. */
static int
try_of(
    const struct watch_record *record, const struct title_candidate *candidate)
{
	if (candidate->year == record->year)
		return candidate->foreign ? 2 : 1;
	return abs(candidate->year - record->year) == 1 ? 3 : 0;
}

static bool
is_of(enum watch_medium medium, const struct title_candidate *candidate)
{
	bool series = strcmp(candidate->type, "tvSeries") == 0 ||
	    strcmp(candidate->type, "tvMiniSeries") == 0;
	bool other = strcmp(candidate->type, "tvEpisode") == 0 ||
	    strcmp(candidate->type, "videoGame") == 0;

	if (medium == WATCH_SERIES)
		return series;
	return medium != WATCH_FILM || (!series && !other);
}

/* Keeps those of the first try that finds any at the front of the scratch,
 * narrowed to the medium where that leaves any; returns the try. */
static int
choose_try(struct matcher *matcher, const struct watch_record *record)
{
	struct title_candidate *all = matcher->scratch;
	size_t count = 0, fitting = 0;
	int best = 0;

	for (size_t i = 0; i < matcher->scratch_count; i++) {
		int at = try_of(record, &all[i]);

		if (at != 0 && (best == 0 || at < best))
			best = at;
	}
	for (size_t i = 0; best != 0 && i < matcher->scratch_count; i++)
		if (try_of(record, &all[i]) == best)
			all[count++] = all[i];
	for (size_t i = 0; best != 3 && i < count; i++)
		if (is_of(record->medium, &all[i]))
			all[fitting++] = all[i];
	matcher->scratch_count = fitting > 0 ? fitting : count;
	return best;
}

static int
match_name(struct matcher *matcher, const struct watch_record *record,
    struct title_match *match)
{
	struct title_candidate *copy;
	int found;

	matcher->scratch_count = 0;
	if (gather(matcher, record->title) != 0 ||
	    gather(matcher, record->other_title) != 0)
		return ERROR_MEMORY;
	unite(matcher);
	found = choose_try(matcher, record);
	if (matcher->scratch_count == 0) {
		match->result = TITLE_MATCH_NO_TITLE;
		return 0;
	}
	if (matcher->scratch_count == 1) {
		match->result =
		    found == 3 ? TITLE_MATCH_NEAR_YEAR : TITLE_MATCH_TITLE;
		match->title = matcher->scratch[0];
		return 0;
	}
	copy = arena_calloc(
	    matcher->memory, matcher->scratch_count, sizeof(*copy));
	if (copy == NULL)
		return ERROR_MEMORY;
	memcpy(copy, matcher->scratch, matcher->scratch_count * sizeof(*copy));
	match->result = TITLE_MATCH_AMBIGUOUS;
	match->candidates = copy;
	match->candidate_count = matcher->scratch_count;
	return 0;
}

static int
match_record(struct matcher *matcher, const struct watch_record *record,
    struct title_match *match)
{
	struct title_candidate wanted = {.number = record->number};
	const struct title_candidate *known;

	if (record->number == 0 && record->medium == WATCH_EPISODE) {
		match->result = TITLE_MATCH_NO_ID;
		return 0;
	}
	if (record->number == 0 && record->year == 0) {
		match->result = TITLE_MATCH_NO_YEAR;
		return 0;
	}
	if (record->number == 0)
		return match_name(matcher, record, match);
	known = bsearch(&wanted, matcher->known, matcher->known_count,
	    sizeof(*known), compare_candidates);
	match->result = known == NULL ? TITLE_MATCH_NO_ID : TITLE_MATCH_ID;
	if (known != NULL)
		match->title = *known;
	return 0;
}

static int
match_records(struct matcher *matcher, struct title_matches *matches)
{
	const struct watch_list *list = matcher->list;
	int code = 0;

	matches->matches = calloc(list->count + 1, sizeof(struct title_match));
	if (matches->matches == NULL)
		return ERROR_MEMORY;
	matches->count = list->count;
	for (size_t i = 0; code == 0 && i < list->count; i++)
		code = match_record(
		    matcher, &list->records[i], &matches->matches[i]);
	return code;
}

int
title_match_all(struct title_matches *matches, const struct watch_list *list,
    struct connection *connection, bool include_adult, struct error *error)
{
	struct title_matches made = {0};
	struct matcher matcher = {.list = list, .memory = &made.memory};
	int code;

	arena_init(&made.memory, 0);
	code = ask_numbers(&matcher);
	if (code == 0)
		code = ask_names(&matcher);
	if (code == 0)
		code = look_up(&matcher, connection, include_adult, error);
	else
		error_set(error, code, "out of memory");
	if (code == 0) {
		code = match_records(&matcher, &made);
		if (code != 0)
			error_set(error, code, "out of memory");
	}
	free(matcher.numbers);
	free(matcher.known);
	free(matcher.scratch);
	title_names_release(&matcher.names);
	if (code != 0) {
		title_matches_release(&made);
		return code;
	}
	*matches = made;
	return 0;
}

void
title_matches_release(struct title_matches *matches)
{
	free(matches->matches);
	arena_release(&matches->memory);
	*matches = (struct title_matches){0};
}
