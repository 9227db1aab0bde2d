/*
 * Reasons against shares computed here from the vectors alone.
 */
#include "recommend/explain.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <stdlib.h>

#include "recommend/similar.h"
#include "unit/document_fixture.h"
#include "unit/small_catalogue.h"

/* The entry of a term in a document's vector; 0 when it has none. */
static double
entry(const struct snapshot *snapshot, uint32_t document, uint32_t term)
{
	struct sparse_vector vector;

	snapshot_vector(snapshot, document, &vector);
	for (size_t i = 0; i < vector.count; i++)
		if (vector.terms[i] == term)
			return (double)vector_weight(&vector, i);
	return 0.0;
}

static double
dot(const struct snapshot *snapshot, uint32_t a, uint32_t b)
{
	double sum = 0.0;

	for (uint32_t t = 0; t < snapshot_term_count(snapshot); t++)
		sum += entry(snapshot, a, t) * entry(snapshot, b, t);
	return sum;
}

static double
sum_of_shares(const struct recommendation *item)
{
	double sum = 0.0;

	for (size_t i = 0; i < item->reason_count; i++) {
		cr_assert(item->reasons[i].share > 0.0F);
		sum += (double)item->reasons[i].share;
	}
	return sum;
}

/* Largest first, and what is not named at the end. */
static void
expect_order(const struct recommendation *item)
{
	for (size_t i = 1; i < item->reason_count; i++) {
		cr_expect_neq(item->reasons[i - 1].kind, REASON_OTHER);
		if (item->reasons[i].kind != REASON_OTHER)
			cr_expect(item->reasons[i].share <=
			    item->reasons[i - 1].share);
	}
}

/* Similar titles of every title, each explained. */
static void
each_similar(const struct snapshot *snapshot,
    void (*check)(const struct snapshot *snapshot, uint32_t document,
	const struct recommendation *item))
{
	const struct similar_options options = {.limit = 100};
	struct query_context *context = query_context_new();
	uint32_t count = snapshot_document_count(snapshot);
	struct recommendation_list list;

	for (uint32_t document = 0; document < count; document++) {
		cr_assert_eq(similar_titles(
				 context, snapshot, document, &options, &list),
		    0);
		for (size_t i = 0; i < list.count; i++)
			check(snapshot, document, &list.items[i]);
	}
	query_context_free(context);
}

static void
check_terms(const struct snapshot *snapshot, uint32_t document,
    const struct recommendation *item)
{
	double total = dot(snapshot, document, item->document);

	cr_assert_leq(item->reason_count, RECOMMEND_MAX_REASONS);
	cr_assert_float_eq(sum_of_shares(item), 1.0, 1e-5);
	expect_order(item);
	for (size_t i = 0; i < item->reason_count; i++) {
		const struct reason *reason = &item->reasons[i];
		double addend;

		if (reason->kind == REASON_OTHER)
			continue;
		cr_assert_eq(reason->kind, REASON_TERM);
		addend = entry(snapshot, document, reason->term) *
		    entry(snapshot, item->document, reason->term);
		cr_expect_float_eq((double)reason->share, addend / total, 1e-5);
	}
}

Test(explain, shares_are_addends_of_the_cosine)
{
	struct snapshot *snapshot = small_catalogue();

	each_similar(snapshot, check_terms);
	snapshot_close(snapshot);
}

Test(explain, shares_are_addends_in_random_documents)
{
	struct document_fixture fixture;
	struct snapshot *snapshot;

	document_fixture_random(&fixture, 40, 41);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	each_similar(snapshot, check_terms);
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}

static void
check_names(const struct snapshot *snapshot, uint32_t document,
    const struct recommendation *item)
{
	(void)document;
	for (size_t i = 0; i < item->reason_count; i++) {
		struct term_label label;

		if (item->reasons[i].kind != REASON_TERM)
			continue;
		snapshot_term(snapshot, item->reasons[i].term, &label);
		cr_expect_not_null(label.text);
	}
}

Test(explain, never_names_people_without_a_name)
{
	struct snapshot *snapshot = small_catalogue();
	const uint32_t one = small_document(snapshot, 14);
	struct recommendation item = {.document = small_document(snapshot, 15)};
	struct query_term terms[64];
	struct sparse_vector vector;
	struct reason *last;
	uint32_t unnamed;
	double share;

	each_similar(snapshot, check_names);
	/* the person's share is there, only not named */
	cr_assert(snapshot_find_person_term(
	    snapshot, INDEX_FIELD_DIRECTOR, SMALL_UNNAMED, &unnamed));
	snapshot_vector(snapshot, one, &vector);
	for (size_t i = 0; i < vector.count; i++)
		terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	explain_by_terms(snapshot, terms, vector.count, &item);
	last = &item.reasons[item.reason_count - 1];
	cr_assert_eq(last->kind, REASON_OTHER);
	share = entry(snapshot, one, unnamed) *
	    entry(snapshot, item.document, unnamed) /
	    dot(snapshot, one, item.document);
	/* with the type, whose share is too small to be named */
	cr_expect((double)last->share > share - 1e-5);
	cr_expect((double)last->share < share + EXPLAIN_MIN_SHARE);
	snapshot_close(snapshot);
}

/* --- profiles ------------------------------------------------------------- */

static void
explain(const struct snapshot *snapshot, struct taste *tastes, size_t count,
    struct recommendation *item)
{
	const struct taste_list list = {tastes, count};
	struct profile profile;
	double *addends = calloc(count + 1, sizeof(*addends));

	cr_assert_eq(profile_build(snapshot, &list, &profile), 0);
	explain_by_profile(snapshot, &profile, addends, item);
	profile_release(&profile);
	free(addends);
}

static const struct reason *
find_watched(const struct recommendation *item, uint32_t document)
{
	for (size_t i = 0; i < item->reason_count; i++)
		if (item->reasons[i].kind == REASON_WATCHED &&
		    item->reasons[i].document == document)
			return &item->reasons[i];
	return NULL;
}

Test(explain, shares_of_watched_titles_are_their_addends)
{
	struct snapshot *snapshot = small_catalogue();
	struct taste tastes[] = {
	    {small_document(snapshot, 1), 1.0},
	    {small_document(snapshot, 4), 0.5},
	};
	struct recommendation item = {.document = small_document(snapshot, 3)};
	double first = dot(snapshot, tastes[0].document, item.document);
	double second = dot(snapshot, tastes[1].document, item.document);
	double total = first + 0.5 * second;

	explain(snapshot, tastes, 2, &item);
	cr_assert_eq(item.reason_count, 2, "both, and nothing is left");
	cr_expect_float_eq(
	    (double)find_watched(&item, tastes[0].document)->share,
	    first / total, 1e-5);
	cr_expect_float_eq(
	    (double)find_watched(&item, tastes[1].document)->share,
	    0.5 * second / total, 1e-5);
	expect_order(&item);
	snapshot_close(snapshot);
}

Test(explain, shares_sum_to_one_with_dislikes)
{
	struct snapshot *snapshot = small_catalogue();
	struct taste tastes[] = {
	    {small_document(snapshot, 3), 1.0},
	    {small_document(snapshot, 4), 0.7},
	    {small_document(snapshot, 10), -0.3},
	};

	for (uint32_t document = 0; document < SMALL_COUNT; document++) {
		struct recommendation item = {.document = document};

		if (dot(snapshot, document, tastes[0].document) <= 0.0)
			continue;
		explain(snapshot, tastes, 3, &item);
		cr_expect_float_eq(sum_of_shares(&item), 1.0, 1e-5);
		cr_expect_null(find_watched(&item, tastes[2].document),
		    "a dislike is no reason for a title");
	}
	snapshot_close(snapshot);
}

/* What the named titles and terms say of each other's share: a term's is what
 * the titles that are not named bring. */
static void
check_rest(const struct snapshot *snapshot, const struct taste *tastes,
    size_t count, double total, const struct recommendation *item)
{
	for (size_t i = 0; i < item->reason_count; i++) {
		const struct reason *reason = &item->reasons[i];
		double addend = 0.0;

		if (reason->kind == REASON_WATCHED)
			addend =
			    dot(snapshot, reason->document, item->document);
		if (reason->kind == REASON_TERM)
			for (size_t j = 0; j < count; j++)
				if (find_watched(item, tastes[j].document) ==
				    NULL)
					addend +=
					    entry(snapshot, tastes[j].document,
						reason->term) *
					    entry(snapshot, item->document,
						reason->term);
		if (reason->kind != REASON_OTHER)
			cr_expect_float_eq(
			    (double)reason->share, addend / total, 1e-5);
	}
}

/* --- through which terms --------------------------------------------------- */

/* People and words of the title 2, genres 1, what is left 0; -1: no name. */
static int
telling(const struct term_label *label)
{
	if (label->text == NULL)
		return -1;
	if (label->field == INDEX_FIELD_TYPE ||
	    label->field == INDEX_FIELD_DECADE)
		return 0;
	return label->field == INDEX_FIELD_GENRE ? 1 : 2;
}

static bool
is_taken(const struct snapshot *snapshot, const uint32_t *taken, size_t count,
    uint32_t term)
{
	struct term_label label, other;

	snapshot_term(snapshot, term, &label);
	for (size_t i = 0; i < count; i++) {
		snapshot_term(snapshot, taken[i], &other);
		if (taken[i] == term ||
		    (label.person != 0 && label.person == other.person))
			return true;
	}
	return false;
}

/* The best of all terms that are not taken; false when none is left that may
 * be told beside them. */
static bool
best_term(const struct snapshot *snapshot, uint32_t watched, uint32_t document,
    const uint32_t *taken, size_t taken_count, uint32_t *best)
{
	struct term_label label;
	double best_addend = 0.0;
	int best_telling = -1;

	for (uint32_t t = 0; t < snapshot_term_count(snapshot); t++) {
		double addend =
		    entry(snapshot, watched, t) * entry(snapshot, document, t);

		snapshot_term(snapshot, t, &label);
		if (addend <= 0.0 || telling(&label) < best_telling ||
		    is_taken(snapshot, taken, taken_count, t))
			continue;
		if (telling(&label) > best_telling || addend > best_addend) {
			best_telling = telling(&label);
			best_addend = addend;
			*best = t;
		}
	}
	if (best_telling == 0 && taken_count > 0) {
		snapshot_term(snapshot, taken[0], &label);
		return telling(&label) == 0;
	}
	return best_telling >= 0;
}

/* Returns how many terms are told, all of them as expected. */
static size_t
check_through(const struct snapshot *snapshot,
    const struct recommendation *item, const struct reason *reason)
{
	uint32_t expected[RECOMMEND_MAX_THROUGH];
	size_t count = 0;

	while (count < RECOMMEND_MAX_THROUGH &&
	    best_term(snapshot, reason->document, item->document, expected,
		count, &expected[count]))
		count++;
	cr_assert_eq(reason->through_count, count, "%zu terms, not %zu",
	    reason->through_count, count);
	for (size_t i = 0; i < count; i++)
		cr_expect_eq(reason->through[i], expected[i]);
	return count;
}

/* Explains every document to somebody who watched each third one. */
static size_t
check_every_through(const struct snapshot *snapshot)
{
	uint32_t documents = snapshot_document_count(snapshot);
	struct taste tastes[20];
	size_t count = 0, told = 0;

	for (uint32_t i = 0; i < documents; i += 3)
		tastes[count++] = (struct taste){i, 1.0 + i % 2};
	for (uint32_t document = 1; document < documents; document += 3) {
		struct recommendation item = {.document = document};

		explain(snapshot, tastes, count, &item);
		for (size_t i = 0; i < item.reason_count; i++)
			if (item.reasons[i].kind == REASON_WATCHED)
				told += check_through(
				    snapshot, &item, &item.reasons[i]);
	}
	return told;
}

Test(explain, watched_titles_speak_through_their_most_telling_terms)
{
	struct snapshot *snapshot = small_catalogue();

	cr_expect(check_every_through(snapshot) > 0);
	snapshot_close(snapshot);
}

Test(explain, watched_titles_speak_through_terms_in_random_documents)
{
	struct document_fixture fixture;
	struct snapshot *snapshot;

	document_fixture_random(&fixture, 40, 43);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	cr_expect(check_every_through(snapshot) > 0);
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}

struct through_case {
	int32_t watched; /* numbers of the small catalogue */
	int32_t answer;
	enum index_field fields[RECOMMEND_MAX_THROUGH];
	size_t count;
};

ParameterizedTestParameters(explain, tells_people_and_words_before_genres)
{
	static struct through_case cases[] = {
	    /* the unnamed director says nothing, type and decade little */
	    {14, 15, {INDEX_FIELD_TITLE, INDEX_FIELD_GENRE}, 2},
	    /* the director counts before the common genre */
	    {10, 11, {INDEX_FIELD_DIRECTOR, INDEX_FIELD_CAST}, 2},
	    {1, 3, {INDEX_FIELD_GENRE}, 1},
	    /* both are films, and nothing else */
	    {9, 14, {INDEX_FIELD_TYPE}, 1},
	};

	return cr_make_param_array(
	    struct through_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(const struct through_case *expected, explain,
    tells_people_and_words_before_genres)
{
	struct snapshot *snapshot = small_catalogue();
	struct taste taste = {small_document(snapshot, expected->watched), 1.0};
	struct recommendation item = {
	    .document = small_document(snapshot, expected->answer)};
	const struct reason *reason = &item.reasons[0];

	explain(snapshot, &taste, 1, &item);
	cr_assert_eq(reason->kind, REASON_WATCHED);
	cr_assert_eq(reason->through_count, expected->count);
	for (size_t i = 0; i < expected->count; i++) {
		struct term_label label;

		snapshot_term(snapshot, reason->through[i], &label);
		cr_expect_eq(label.field, expected->fields[i], "%s",
		    index_field_name(label.field));
	}
	snapshot_close(snapshot);
}

/* Explains a film to who watched another by the same person in all roles. */
static void
explain_same_person(int32_t person, const char *genres, const char *type,
    struct snapshot **snapshot, struct recommendation *item)
{
	const struct person_list people = {&person, 1};
	struct document documents[] = {
	    {.number = 1, .title = "One", .type = "movie"},
	    {.number = 2, .title = "Other", .type = type},
	};
	const struct document_fixture fixture = {
	    .documents = documents, .count = 2};
	struct taste taste = {0, 1.0};

	for (size_t i = 0; i < 2; i++) {
		documents[i].genres = genres;
		documents[i].directors = people;
		documents[i].writers = people;
		documents[i].cast = people;
	}
	*snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	*item = (struct recommendation){.document = 1};
	explain(*snapshot, &taste, 1, item);
	cr_assert_eq(item->reason_count, 1);
	cr_expect_eq(item->reasons[0].kind, REASON_WATCHED);
	cr_expect_float_eq((double)item->reasons[0].share, 1.0, 1e-6);
}

Test(explain, names_a_person_of_several_roles_once)
{
	struct snapshot *snapshot;
	struct recommendation item;
	struct term_label first, second;

	explain_same_person(7, "Drama", "movie", &snapshot, &item);
	cr_assert_eq(item.reasons[0].through_count, 2);
	snapshot_term(snapshot, item.reasons[0].through[0], &first);
	snapshot_term(snapshot, item.reasons[0].through[1], &second);
	cr_expect_eq(first.person, 7);
	cr_expect_str_eq(second.text, "Drama");
	snapshot_close(snapshot);
}

Test(explain, says_nothing_where_only_people_without_a_name_are_shared)
{
	struct snapshot *snapshot;
	struct recommendation item;

	explain_same_person(SMALL_UNNAMED, "", "video", &snapshot, &item);
	cr_expect_eq(item.reasons[0].through_count, 0);
	snapshot_close(snapshot);
}

/* --- long histories ------------------------------------------------------- */

Test(explain, counts_nothing_twice_in_a_long_history)
{
	struct document_fixture fixture;
	struct snapshot *snapshot;
	struct taste tastes[9];
	size_t watched = 0, terms = 0;

	document_fixture_random(&fixture, 40, 42);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	for (uint32_t i = 0; i < 9; i++)
		tastes[i] = (struct taste){4 * i, 1.0};
	for (uint32_t document = 1; document < 40; document += 4) {
		struct recommendation item = {.document = document};
		double total = 0.0;

		for (size_t i = 0; i < 9; i++)
			total += dot(snapshot, tastes[i].document, document);
		if (total <= 0.0)
			continue;
		explain(snapshot, tastes, 9, &item);
		cr_expect_float_eq(sum_of_shares(&item), 1.0, 1e-5);
		expect_order(&item);
		check_rest(snapshot, tastes, 9, total, &item);
		for (size_t i = 0; i < item.reason_count; i++) {
			watched += item.reasons[i].kind == REASON_WATCHED;
			terms += item.reasons[i].kind == REASON_TERM;
		}
	}
	cr_expect(
	    watched > 0 && terms > 0, "%zu titles, %zu terms", watched, terms);
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}
