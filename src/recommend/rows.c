/*
 * See rows.h. A title that stands in a row goes into the history as one that
 * was not watched for a minute: that says nothing of taste (recommend/taste.h),
 * and keeps it out of the rows that follow.
 */
#include "recommend/rows.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recommend/profile.h"
#include "recommend/similar.h"
#include "recommend/taste.h"
#include "util/clock.h"
#include "util/error.h"

#define BECAUSE_ROWS 2
#define GENRES 3
#define NEW_YEARS 2 /* before the newest one */
#define KNOWN_RANK 20000 /* behind which a title may be a hidden gem */
#define GEM_RATING 7
#define GEM_VOTES_PART 20

struct work {
	struct query_context *context;
	const struct snapshot *snapshot;
	struct for_user_options options;
	struct history_event *events; /* owned: the history, then what rows
				       * show; [count] */
	size_t watched; /* of the events: what the history has */
	size_t count;
	struct taste_list tastes; /* of the history */
	struct rows *rows;
};

static struct history
history_of(const struct work *work)
{
	return (struct history){.events = work->events, .count = work->count};
}

static bool
has_taste(const struct work *work)
{
	for (size_t i = 0; i < work->tastes.count; i++)
		if (work->tastes.tastes[i].weight > 0)
			return true;
	return false;
}

/* Whether the history or a row has the title. */
static bool
is_taken(const struct work *work, int32_t number)
{
	for (size_t i = 0; i < work->count; i++)
		if (work->events[i].number == number)
			return true;
	return false;
}

/* The row that is filled next. */
static struct row *
next_row(struct work *work, enum row_kind kind)
{
	struct row *row = &work->rows->rows[work->rows->count];

	assert(work->rows->count < ROWS_MAX);
	row->kind = kind;
	row->document = 0;
	row->list.count = 0;
	return row;
}

/* The row is filled: keeps it when it is long enough. */
static void
keep_row(struct work *work, struct row *row)
{
	if (row->list.count < ROW_MIN)
		return;
	work->rows->count++;
	for (size_t i = 0; i < row->list.count; i++) {
		struct title_card card;

		snapshot_card(
		    work->snapshot, row->list.items[i].document, &card);
		work->events[work->count++] =
		    (struct history_event){.number = card.number};
	}
}

/* Recommendations that the filter (text, NULL: none) admits. */
static int
add_recommended(struct work *work, enum row_kind kind, const char *text)
{
	struct for_user_options options = work->options;
	struct row *row = next_row(work, kind);
	struct history history = history_of(work);
	struct filter filter;
	int code;

	if (text != NULL) {
		code = filter_parse(text, strlen(text), &filter, NULL);
		if (code == 0)
			code = filter_bind(&filter, work->snapshot, NULL);
		if (code != 0)
			return code;
		options.filter = &filter;
	}
	code = recommend_for_user(
	    work->context, work->snapshot, &history, &options, &row->list);
	if (code == 0)
		keep_row(work, row);
	return code;
}

/* --- because you watched -------------------------------------------------- */

/* The title that says most and that the caps admit; false when there is none. */
static bool
most_telling(
    const struct work *work, const struct caps *caps, uint32_t *document)
{
	double best = 0;

	for (size_t i = 0; i < work->tastes.count; i++) {
		const struct taste *taste = &work->tastes.tastes[i];

		if (taste->weight > best && caps_admit(caps, taste->document)) {
			best = taste->weight;
			*document = taste->document;
		}
	}
	return best > 0;
}

static enum row_kind
because_kind(const struct work *work, int32_t number)
{
	for (size_t i = 0; i < work->watched; i++)
		if (work->events[i].number == number &&
		    work->events[i].feedback == 0)
			return ROW_BECAUSE_WATCHED;
	return ROW_BECAUSE_LIKED;
}

/* Takes the titles out that may not be shown, and what is too much. */
static void
keep_free(const struct work *work, struct recommendation_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count && kept < work->options.limit; i++) {
		struct title_card card;

		snapshot_card(work->snapshot, list->items[i].document, &card);
		if (!is_taken(work, card.number))
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

static int
add_because(struct work *work, uint32_t document)
{
	const struct similar_options options = {.limit = RECOMMEND_MAX_LIMIT,
	    .diversify = work->options.diversify,
	    .threads = work->options.threads};
	struct title_card card;
	struct row *row;
	int code;

	snapshot_card(work->snapshot, document, &card);
	row = next_row(work, because_kind(work, card.number));
	row->document = document;
	code = similar_titles(
	    work->context, work->snapshot, document, &options, &row->list);
	if (code == 0) {
		keep_free(work, &row->list);
		keep_row(work, row);
	}
	return code;
}

static int
add_all_because(struct work *work)
{
	static const struct diversify_options apart = {
	    .max_per_director = 1, .max_per_franchise = 1};
	struct caps caps;
	uint32_t document = 0;
	int code = 0;

	caps_init(&caps, work->snapshot, &apart);
	for (int i = 0; code == 0 && i < BECAUSE_ROWS &&
	     most_telling(work, &caps, &document);
	     i++) {
		code = add_because(work, document);
		caps_take(&caps, document);
		/* of a title without director or namesake the caps know
		 * nothing */
		for (size_t j = 0; j < work->tastes.count; j++)
			if (work->tastes.tastes[j].document == document)
				work->tastes.tastes[j].weight = 0;
	}
	return code;
}

/* --- trending ------------------------------------------------------------- */

static void
add_trending(struct work *work, const struct trend *trends, size_t trend_count)
{
	struct row *row = next_row(work, ROW_TRENDING);
	struct recommendation_list *list = &row->list;

	for (size_t i = 0; i < trend_count && list->count < work->options.limit;
	     i++) {
		struct title_card card;

		snapshot_card(work->snapshot, trends[i].document, &card);
		if (is_taken(work, card.number))
			continue;
		list->items[list->count++] = (struct recommendation){
		    .document = trends[i].document,
		    .score = trends[i].score,
		    .source = RECOMMENDATION_TRENDING,
		    .reason_count = 1,
		    .reasons = {{.kind = REASON_POPULARITY, .share = 1.0F}},
		};
	}
	keep_row(work, row);
}

/* --- new, and hidden gems ------------------------------------------------- */

/* The genres of the largest weight, as clause of a filter; "" without one. */
static int
write_genres(const struct work *work, char *text, size_t size)
{
	struct profile profile;
	const char *best[GENRES] = {NULL};
	float weights[GENRES] = {0};
	size_t length = 0;
	int code = profile_build(work->snapshot, &work->tastes, &profile);

	if (code != 0)
		return code;
	for (size_t i = 0; i < profile.term_count; i++) {
		struct term_label label;
		size_t at = GENRES;

		snapshot_term(work->snapshot, profile.terms[i].term, &label);
		if (label.field != INDEX_FIELD_GENRE)
			break; /* genres are the first field */
		while (at > 0 && profile.terms[i].weight > weights[at - 1])
			at--;
		if (at == GENRES)
			continue;
		for (size_t j = GENRES - 1; j > at; j--) {
			best[j] = best[j - 1];
			weights[j] = weights[j - 1];
		}
		best[at] = label.text;
		weights[at] = profile.terms[i].weight;
	}
	text[0] = '\0';
	for (size_t i = 0; i < GENRES && best[i] != NULL && length < size; i++)
		length += (size_t)snprintf(text + length, size - length, "%s%s",
		    i == 0 ? " genre=" : "|", best[i]);
	profile_release(&profile);
	return 0;
}

/* The newest year of the catalogue that has begun; 0 when no year is known. */
static int
newest_year(const struct work *work)
{
	const uint32_t *order =
	    snapshot_order(work->snapshot, SNAPSHOT_ORDER_YEAR);
	uint32_t count = snapshot_document_count(work->snapshot);
	int year = clock_year(work->options.now_us);

	for (uint32_t i = 0; i < count; i++) {
		struct title_card card;

		snapshot_card(work->snapshot, order[i], &card);
		if (card.start_year <= year)
			return card.start_year;
	}
	return 0;
}

static int
add_new(struct work *work, bool personal)
{
	char genres[200], text[300];
	int year = newest_year(work);
	int code;

	if (year == 0)
		return 0;
	genres[0] = '\0';
	if (personal) {
		code = write_genres(work, genres, sizeof(genres));
		if (code != 0)
			return code;
	}
	snprintf(text, sizeof(text), "year=%d..%d%s", year - NEW_YEARS, year,
	    genres);
	return add_recommended(
	    work, genres[0] == '\0' ? ROW_NEW : ROW_NEW_IN_GENRES, text);
}

static int
add_gems(struct work *work)
{
	const uint32_t *order =
	    snapshot_order(work->snapshot, SNAPSHOT_ORDER_POPULARITY);
	uint32_t rank = snapshot_document_count(work->snapshot) / 2;
	struct title_card card;
	char text[100];

	if (rank > KNOWN_RANK)
		rank = KNOWN_RANK;
	snapshot_card(work->snapshot, order[rank], &card);
	snprintf(text, sizeof(text), "rating=%d.. votes=%u..%u", GEM_RATING,
	    card.votes / GEM_VOTES_PART, card.votes);
	return add_recommended(work, ROW_HIDDEN_GEMS, text);
}

/* --- all of them ---------------------------------------------------------- */

static int
build(struct work *work, const struct trend *trends, size_t trend_count)
{
	bool personal = has_taste(work);
	int code =
	    add_recommended(work, personal ? ROW_TOP_PICKS : ROW_POPULAR, NULL);
	struct history history = {work->events, work->watched};

	if (code == 0)
		code = add_all_because(work);
	if (code != 0)
		return code;
	add_trending(work, trends, trend_count);
	/* the weights as they were */
	taste_list_release(&work->tastes);
	code = taste_from_history(
	    work->snapshot, &history, work->options.now_us, &work->tastes);
	if (code == 0)
		code = add_new(work, personal);
	if (code == 0)
		code = add_gems(work);
	return code;
}

int
rows_build(struct query_context *context, const struct snapshot *snapshot,
    const struct history *history, const struct trend *trends,
    size_t trend_count, const struct for_user_options *options,
    struct rows *rows)
{
	size_t room = history->count + ROWS_MAX * ROW_LIMIT_MAX;
	struct work work = {.context = context,
	    .snapshot = snapshot,
	    .options = *options,
	    .watched = history->count,
	    .count = history->count,
	    .rows = rows};
	int code;

	if (options->limit < 1 || options->limit > ROW_LIMIT_MAX)
		return ERROR_INVALID;
	rows->count = 0;
	if (snapshot_document_count(snapshot) == 0)
		return 0;
	work.events = calloc(room, sizeof(*work.events));
	if (work.events == NULL)
		return ERROR_MEMORY;
	if (history->count > 0)
		memcpy(work.events, history->events,
		    history->count * sizeof(*work.events));
	code = taste_from_history(
	    snapshot, history, options->now_us, &work.tastes);
	if (code == 0)
		code = build(&work, trends, trend_count);
	taste_list_release(&work.tastes);
	free(work.events);
	return code;
}
