#include "recommend/similar.h"

#include <criterion/criterion.h>

#include "unit/document_fixture.h"
#include "unit/small_catalogue.h"

static struct snapshot *snapshot;
static struct query_context *context;

static void
open_snapshot(void)
{
	snapshot = small_catalogue();
	context = query_context_new();
}

static void
close_snapshot(void)
{
	query_context_free(context);
	snapshot_close(snapshot);
}

TestSuite(similar, .init = open_snapshot, .fini = close_snapshot);

static void
similar(int32_t number, const struct similar_options *options,
    struct recommendation_list *list)
{
	cr_assert_eq(similar_titles(context, snapshot,
			 small_document(snapshot, number), options, list),
	    0);
}

Test(similar, puts_the_sequel_first)
{
	const struct similar_options options = {.limit = 10};
	struct recommendation_list list;

	similar(1, &options, &list);
	cr_assert(list.count > 1);
	cr_expect_eq(small_number(snapshot, list.items[0].document), 2);
}

Test(similar, leaves_the_title_itself_out_and_falls_in_score)
{
	const struct similar_options options = {.limit = 100};
	struct recommendation_list list;

	for (int32_t number = 1; number <= SMALL_COUNT; number++) {
		similar(number, &options, &list);
		for (size_t i = 0; i < list.count; i++) {
			cr_expect_neq(
			    small_number(snapshot, list.items[i].document),
			    number);
			cr_expect(i == 0 ||
			    list.items[i].score <= list.items[i - 1].score);
			cr_expect_eq(
			    list.items[i].source, RECOMMENDATION_CONTENT);
		}
	}
}

Test(similar, scores_the_bare_cosine_without_the_prior)
{
	const struct similar_options options = {.limit = 10, .prior_off = true};
	struct recommendation_list list;

	similar(4, &options, &list);
	cr_assert(list.count > 0);
	for (size_t i = 0; i < list.count; i++)
		cr_expect_eq(list.items[i].score, list.items[i].similarity);
}

Test(similar, refuses_a_limit_out_of_range)
{
	struct similar_options options = {.limit = 0};
	struct recommendation_list list;

	cr_expect_eq(similar_titles(context, snapshot, 0, &options, &list),
	    ERROR_INVALID);
	options.limit = RECOMMEND_MAX_LIMIT + 1;
	cr_expect_eq(similar_titles(context, snapshot, 0, &options, &list),
	    ERROR_INVALID);
}

Test(similar, answers_what_the_exhaustive_scan_answers)
{
	struct similar_options options = {.limit = 20};
	struct recommendation_list list, expected;
	struct document_fixture fixture;
	struct snapshot *random;

	document_fixture_random(&fixture, 500, 21);
	random = fixture_snapshot(&fixture, &fixture_parameters);
	for (uint32_t document = 0; document < 500; document++) {
		options.exhaustive = false;
		cr_assert_eq(
		    similar_titles(context, random, document, &options, &list),
		    0);
		options.exhaustive = true;
		cr_assert_eq(similar_titles(context, random, document, &options,
				 &expected),
		    0);
		cr_assert_eq(list.count, expected.count);
		for (size_t i = 0; i < list.count; i++) {
			cr_assert_eq(
			    list.items[i].document, expected.items[i].document);
			cr_assert_eq(
			    list.items[i].score, expected.items[i].score);
		}
	}
	snapshot_close(random);
	document_fixture_release(&fixture);
}
