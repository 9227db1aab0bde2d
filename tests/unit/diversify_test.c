#include "recommend/diversify.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "recommend/experiment.h"
#include "recommend/for_user.h"
#include "recommend/similar.h"
#include "unit/document_fixture.h"
#include "unit/small_catalogue.h"

#define DOCUMENTS 600
#define QUERIES 60

static struct document_fixture fixture;
static struct snapshot *snapshot;
static struct query_context *context;

static void
open_snapshot(void)
{
	document_fixture_random(&fixture, DOCUMENTS, 77);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	context = query_context_new();
}

static void
close_snapshot(void)
{
	query_context_free(context);
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}

TestSuite(diversify, .init = open_snapshot, .fini = close_snapshot);

static void
similar(uint32_t document, const struct diversify_options *diversify,
    uint32_t limit, struct recommendation_list *list)
{
	const struct similar_options options = {
	    .limit = limit, .diversify = *diversify};

	list->count = 0;
	cr_assert_eq(
	    similar_titles(context, snapshot, document, &options, list), 0);
}

/* The cosine of two documents, from scratch. */
static double
cosine(uint32_t left, uint32_t right)
{
	struct sparse_vector a, b;
	double sum = 0;

	snapshot_vector(snapshot, left, &a);
	snapshot_vector(snapshot, right, &b);
	for (size_t i = 0; i < a.count; i++)
		for (size_t j = 0; j < b.count; j++)
			if (a.terms[i] == b.terms[j])
				sum += (double)vector_weight(&a, i) *
				    (double)vector_weight(&b, j);
	return sum;
}

/* The mean distance of all pairs. */
static double
spread(const struct recommendation_list *list)
{
	double sum = 0;
	size_t pairs = 0;

	for (size_t i = 0; i < list->count; i++)
		for (size_t j = 0; j < i; j++, pairs++)
			sum += 1 -
			    cosine(list->items[i].document,
				list->items[j].document);
	return pairs == 0 ? 0 : sum / (double)pairs;
}

static bool
shares_director(uint32_t left, uint32_t right)
{
	struct title_card a, b;

	snapshot_card(snapshot, left, &a);
	snapshot_card(snapshot, right, &b);
	for (size_t i = 0; i < a.directors.count; i++)
		for (size_t j = 0; j < b.directors.count; j++)
			if (a.directors.numbers[i] == b.directors.numbers[j])
				return true;
	return false;
}

static bool
same_franchise(uint32_t left, uint32_t right)
{
	struct franchise_name a_name, b_name;
	struct title_card a, b;

	snapshot_card(snapshot, left, &a);
	snapshot_card(snapshot, right, &b);
	franchise_name_read(a.title, &a_name);
	franchise_name_read(b.title, &b_name);
	return franchise_names_match(&a_name, &b_name) &&
	    franchise_people_meet(&a, &b);
}

static void
expect_equal(const struct recommendation_list *list,
    const struct recommendation_list *expected)
{
	cr_expect_eq(list->count, expected->count);
	for (size_t i = 0; i < list->count; i++) {
		cr_expect_eq(
		    list->items[i].document, expected->items[i].document);
		cr_expect_eq(list->items[i].score, expected->items[i].score);
	}
}

/* A candidate set of the whole size, through the greedy loop, with nothing
 * asked of it, is the plain list. */
Test(diversify, of_nothing_leaves_the_order_of_the_score)
{
	static const struct diversify_options loose = {
	    .max_per_director = 100, .max_per_franchise = 100};
	static const struct diversify_options off;
	struct recommendation_list list, expected;

	for (uint32_t document = 0; document < QUERIES; document++) {
		similar(document, &off, 20, &expected);
		similar(document, &loose, 20, &list);
		expect_equal(&list, &expected);
	}
}

Test(diversify, spreads_a_list_further_the_more_is_asked)
{
	struct recommendation_list list;
	double before = -1;

	for (int step = 0; step <= 10; step++) {
		const struct diversify_options options = {
		    .diversity = (float)step / 10};
		double sum = 0;

		for (uint32_t document = 0; document < QUERIES; document++) {
			similar(document, &options, 10, &list);
			sum += spread(&list);
		}
		fprintf(stderr, "diversity %.1f: spread %.4f\n", step / 10.0,
		    sum / QUERIES);
		cr_expect_gt(sum, before);
		before = sum;
	}
}

Test(diversify, keeps_the_score_and_the_first_title)
{
	static const struct diversify_options options = {.diversity = 0.5F};
	static const struct diversify_options off;
	struct recommendation_list list, plain;

	for (uint32_t document = 0; document < QUERIES; document++) {
		similar(document, &options, 10, &list);
		similar(document, &off, 100, &plain);
		cr_expect_eq(list.items[0].document, plain.items[0].document);
		for (size_t i = 0; i < list.count; i++)
			for (size_t j = 0; j < plain.count; j++)
				if (list.items[i].document ==
				    plain.items[j].document)
					cr_expect_eq(list.items[i].score,
					    plain.items[j].score);
	}
}

Test(diversify, holds_the_caps_and_fills_the_list)
{
	static const struct diversify_options options = {
	    .max_per_director = 1, .max_per_franchise = 1};
	static const struct diversify_options off;
	struct recommendation_list list, plain;
	size_t changed = 0;

	for (uint32_t document = 0; document < QUERIES; document++) {
		similar(document, &options, 20, &list);
		similar(document, &off, 20, &plain);
		cr_expect_eq(list.count, 20);
		changed += list.items[19].document != plain.items[19].document;
		for (size_t i = 0; i < list.count; i++)
			for (size_t j = 0; j < i; j++) {
				uint32_t a = list.items[i].document;
				uint32_t b = list.items[j].document;

				cr_expect_not(shares_director(a, b));
				cr_expect_not(same_franchise(a, b));
			}
	}
	cr_expect_gt(changed, 0);
}

Test(diversify, takes_two_of_a_director_when_two_are_allowed)
{
	static const struct diversify_options options = {.max_per_director = 2};
	struct recommendation_list list;
	size_t pairs = 0;

	for (uint32_t document = 0; document < QUERIES; document++) {
		similar(document, &options, 30, &list);
		for (size_t i = 0; i < list.count; i++) {
			size_t before = 0;

			for (size_t j = 0; j < i; j++)
				before +=
				    shares_director(list.items[i].document,
					list.items[j].document);
			pairs += before > 0;
		}
	}
	cr_expect_gt(pairs, 0);
}

Test(diversify, prefers_newer_titles_when_freshness_is_asked)
{
	const struct diversify_options fresh = {.freshness = 1, .year = 2025};
	static const struct diversify_options off;
	double years[2] = {0, 0};
	struct title_card card;

	for (uint32_t document = 0; document < QUERIES; document++)
		for (int i = 0; i < 2; i++) {
			struct recommendation_list list;

			similar(document, i == 0 ? &off : &fresh, 10, &list);
			for (size_t j = 0; j < list.count; j++) {
				snapshot_card(
				    snapshot, list.items[j].document, &card);
				years[i] += card.start_year;
			}
		}
	cr_expect_gt(years[1], years[0]);
}

/* Eleven titles of nobody in common are not enough: popular ones fill up. */
Test(diversify, caps_hold_for_popular_titles_behind_a_profile)
{
	const int32_t liked[] = {(int32_t)fixture.documents[3].number};
	const struct picks picks = {.liked = liked, .liked_count = 1};
	const struct for_user_options options = {
	    .limit = 100, .diversify = {.max_per_director = 1}};
	struct recommendation_list list;

	cr_assert_eq(
	    recommend_for_picks(context, snapshot, &picks, &options, &list), 0);
	cr_expect_gt(list.count, 50);
	for (size_t i = 0; i < list.count; i++)
		for (size_t j = 0; j < i; j++)
			cr_expect_not(shares_director(
			    list.items[i].document, list.items[j].document));
}

Test(diversify, finds_as_many_by_the_oracle)
{
	struct similar_options options = {.limit = 15,
	    .diversify = {.diversity = 0.4F, .max_per_director = 1}};
	struct recommendation_list list, expected;

	for (uint32_t document = 0; document < QUERIES; document++) {
		options.exhaustive = false;
		cr_assert_eq(similar_titles(
				 context, snapshot, document, &options, &list),
		    0);
		options.exhaustive = true;
		cr_assert_eq(similar_titles(context, snapshot, document,
				 &options, &expected),
		    0);
		expect_equal(&list, &expected);
	}
}

/* --- franchises ----------------------------------------------------------- */

static bool
names_match(const char *left, const char *right)
{
	struct franchise_name a, b;
	bool match;

	franchise_name_read(left, &a);
	franchise_name_read(right, &b);
	match = franchise_names_match(&a, &b);
	cr_expect_eq(franchise_names_match(&b, &a), match);
	return match;
}

Test(franchise, names_of_a_series_match)
{
	static const char *const pairs[][2] = {
	    {"Star Quest", "Star Quest II"},
	    {"Toy Tale 2", "Toy Tale 3"},
	    {"The Ring Lords: First Tower", "The Ring Lords: Second Tower"},
	    {"Harry Baker and the Cup", "Harry Baker and the Stone"},
	    {"Mission: Hopeless", "Mission: Hopeless - Aftermath"},
	    {"Alien Thing", "ALIEN THING: Covenant"},
	    {"The Godson", "The Godson Part II"},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		cr_expect(names_match(pairs[i][0], pairs[i][1]), "%s, %s",
		    pairs[i][0], pairs[i][1]);
}

Test(franchise, other_names_do_not)
{
	static const char *const pairs[][2] = {
	    {"The Heat", "In the Heat of the Night"},
	    {"Love in Spring", "Love in Autumn"},
	    {"The Man Who Knew", "The Woman Who Knew"},
	    {"Star Quest", "Starring Quest"},
	    {"", "Anything"},
	    {"...", "..."},
	    {"My Left Foot", "My Right Foot"},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		cr_expect_not(names_match(pairs[i][0], pairs[i][1]), "%s, %s",
		    pairs[i][0], pairs[i][1]);
}

Test(franchise, long_and_odd_titles_are_read_safely)
{
	char title[1000];

	for (size_t length = 0; length < sizeof(title) - 1; length++) {
		struct franchise_name name;

		memset(title, length % 7 == 0 ? ' ' : 'x', sizeof(title));
		for (size_t i = 0; i < length; i += 1 + length % 13)
			title[i] = ' ';
		title[length] = '\0';
		franchise_name_read(title, &name);
		cr_assert_leq(name.word_count, FRANCHISE_WORDS);
		cr_assert_leq(name.head_count, name.word_count);
	}
}

Test(franchise, people_have_to_meet)
{
	struct snapshot *small = small_catalogue();
	struct title_card quest, sequel, heat, other_heat;

	snapshot_card(small, small_document(small, 1), &quest);
	snapshot_card(small, small_document(small, 2), &sequel);
	snapshot_card(small, small_document(small, 4), &heat);
	snapshot_card(small, small_document(small, 3), &other_heat);
	cr_expect(franchise_people_meet(&quest, &sequel));
	cr_expect_not(franchise_people_meet(&heat, &other_heat));
	snapshot_close(small);
}

/* --- options -------------------------------------------------------------- */

Test(diversify_options, are_read_and_written_alike)
{
	struct diversify_options options = {0}, again = {0};
	char text[DIVERSIFY_TEXT_SIZE];
	struct error error;

	cr_assert_eq(diversify_parse("diversity=.35,freshness=0.1,"
				     "max_per_director=2,max_per_franchise=1",
			 &options, &error),
	    0);
	cr_expect_float_eq(options.diversity, 0.35, 1e-6);
	cr_expect_eq(options.max_per_director, 2);
	diversify_write(&options, text);
	cr_assert_eq(diversify_parse(text, &again, &error), 0, "%s", text);
	cr_expect_eq(memcmp(&options, &again, sizeof(options)), 0);
	cr_expect_eq(diversify_parse("", &again, &error), 0);
	cr_expect_not(diversify_is_off(&again));
}

Test(diversify_options, refuse_what_is_not_allowed_by_name)
{
	static const char *const wrong[][2] = {
	    {"diversity=1.01", "diversity must be a number from 0 to 1"},
	    {"diversity=-1", "not \"-1\""},
	    {"diversity=", "diversity"},
	    {"diversity=.", "diversity"},
	    {"diversity=nan", "diversity"},
	    {"diversity=1e-1", "diversity"},
	    {"diversity=0x1", "diversity"},
	    {"freshness=2", "freshness"},
	    {"max_per_director=101", "max_per_director"},
	    {"max_per_director=1.5", "max_per_director"},
	    {"max_per_franchise=-1", "max_per_franchise"},
	    {"max_per_franchise= 1", "max_per_franchise"},
	    {"variety=1", "variety"},
	    {"diversity", "NAME=VALUE"},
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct diversify_options options = {0};
		struct error error;

		cr_expect_eq(diversify_parse(wrong[i][0], &options, &error),
		    ERROR_INVALID, "%s", wrong[i][0]);
		cr_expect_not_null(strstr(error.message, wrong[i][1]), "%s: %s",
		    wrong[i][0], error.message);
		cr_expect(diversify_is_off(&options));
	}
}

/* --- experiments ---------------------------------------------------------- */

Test(experiment, shares_users_among_the_arms_for_good)
{
	struct experiment experiment;
	struct error error;
	size_t counts[3] = {0};

	cr_assert_eq(experiment_parse("max_per_franchise=2",
			 "a:.2:diversity=.3;b:0.5:diversity=.6", "salt", 100,
			 &experiment, &error),
	    0);
	for (int i = 0; i < 10000; i++) {
		char user[37];
		struct experiment_place place;

		snprintf(
		    user, sizeof(user), "00000000-0000-4000-8000-%012d", i);
		place = experiment_assign(&experiment, user);
		cr_expect_lt(place.bucket, 100);
		cr_expect_eq(place.options->max_per_franchise, 2);
		cr_expect_eq(
		    place.arm, experiment_assign(&experiment, user).arm);
		counts[strcmp(place.arm, "a") == 0    ? 0
			: strcmp(place.arm, "b") == 0 ? 1
						      : 2]++;
	}
	cr_expect(counts[0] > 1800 && counts[0] < 2200, "%zu", counts[0]);
	cr_expect(counts[1] > 4750 && counts[1] < 5250, "%zu", counts[1]);
	cr_expect(counts[2] > 2750 && counts[2] < 3250, "%zu", counts[2]);
}

Test(experiment, another_salt_shuffles)
{
	struct experiment experiments[2];
	size_t moved = 0;

	for (int i = 0; i < 2; i++)
		cr_assert_eq(experiment_parse("", "a:.5:", i == 0 ? "x" : "y",
				 100, &experiments[i], NULL),
		    0);
	for (int i = 0; i < 1000; i++) {
		char user[37];

		snprintf(user, sizeof(user), "%036d", i);
		moved += experiment_assign(&experiments[0], user).bucket !=
		    experiment_assign(&experiments[1], user).bucket;
	}
	cr_expect_gt(moved, 900);
}

Test(experiment, refuses_what_it_cannot_understand)
{
	static const char *const wrong[] = {"a", "a:.5",
	    ":.5:", "A:.5:", "a:0:", "a:x:", "a:.6:;b:.6:", "a:.5:diversity=2",
	    "a b:.5:"};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct experiment experiment;
		struct error error;

		cr_expect_eq(experiment_parse(
				 "", wrong[i], "", 100, &experiment, &error),
		    ERROR_INVALID, "%s", wrong[i]);
	}
}
