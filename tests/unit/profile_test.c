/*
 * Profiles against a dense sum, written here from the formula of profile.h.
 */
#include "recommend/profile.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "unit/document_fixture.h"
#include "unit/small_catalogue.h"
#include "util/random.h"

static void
assert_unit_and_ascending(const struct profile *profile)
{
	double square = 0.0;

	for (size_t i = 0; i < profile->term_count; i++) {
		cr_assert(profile->terms[i].weight > 0.0F);
		cr_assert(i == 0 ||
		    profile->terms[i].term > profile->terms[i - 1].term);
		square += (double)profile->terms[i].weight *
		    (double)profile->terms[i].weight;
	}
	cr_assert_float_eq(square, 1.0, 1e-5);
}

/* A term's parts sum to its weight. */
static void
assert_parts_sum(const struct profile *profile)
{
	size_t part = 0;

	for (size_t i = 0; i < profile->term_count; i++) {
		double sum = 0.0;

		cr_assert(part < profile->part_end[i]);
		for (; part < profile->part_end[i]; part++) {
			cr_assert(profile->parts[part].weight > 0.0F);
			cr_assert(
			    profile->parts[part].title < profile->title_count);
			sum += (double)profile->parts[part].weight;
		}
		cr_assert_float_eq(sum, (double)profile->terms[i].weight, 1e-6);
	}
}

static double *
dense_sum(
    const struct snapshot *snapshot, const struct taste *tastes, size_t count)
{
	double *sum = calloc(snapshot_term_count(snapshot), sizeof(*sum));

	for (size_t i = 0; i < count; i++) {
		struct sparse_vector vector;

		snapshot_vector(snapshot, tastes[i].document, &vector);
		for (size_t j = 0; j < vector.count; j++)
			sum[vector.terms[j]] += tastes[i].weight *
			    (double)vector_weight(&vector, j);
	}
	return sum;
}

/* Every positive sum is a term, in proportion, and nothing else is. */
static void
assert_equals_dense(const struct snapshot *snapshot, const struct taste *tastes,
    size_t count, const struct profile *profile)
{
	double *sum = dense_sum(snapshot, tastes, count);
	double norm = 0.0;
	size_t at = 0;

	for (uint32_t t = 0; t < snapshot_term_count(snapshot); t++)
		norm += sum[t] > 1e-6 ? sum[t] * sum[t] : 0.0;
	for (uint32_t t = 0; t < snapshot_term_count(snapshot); t++) {
		if (sum[t] <= 1e-6)
			continue;
		cr_assert(at < profile->term_count);
		cr_assert_eq(profile->terms[at].term, t);
		cr_assert_float_eq((double)profile->terms[at].weight,
		    sum[t] / sqrt(norm), 1e-6);
		at++;
	}
	cr_assert_eq(at, profile->term_count);
	free(sum);
}

Test(profile, of_one_title_is_its_vector)
{
	struct snapshot *snapshot = small_catalogue();
	struct taste taste = {small_document(snapshot, 4), 0.3};
	const struct taste_list tastes = {&taste, 1};
	struct profile profile;
	struct sparse_vector vector;

	cr_assert_eq(profile_build(snapshot, &tastes, &profile), 0);
	snapshot_vector(snapshot, taste.document, &vector);
	cr_assert_eq(profile.term_count, vector.count);
	for (size_t i = 0; i < vector.count; i++) {
		cr_expect_eq(profile.terms[i].term, vector.terms[i]);
		cr_expect_float_eq(
		    profile.terms[i].weight, vector_weight(&vector, i), 1e-6F);
	}
	profile_release(&profile);
	snapshot_close(snapshot);
}

Test(profile, is_the_weighted_sum_without_what_is_not_positive)
{
	struct snapshot *snapshot = small_catalogue();
	struct taste tastes[] = {
	    {small_document(snapshot, 1), 1.0},
	    {small_document(snapshot, 3), -0.5},
	    {small_document(snapshot, 4), 0.4},
	    {small_document(snapshot, 9), -0.5},
	    {small_document(snapshot, 12), 0.0},
	};
	const struct taste_list list = {tastes, 5};
	struct profile profile;

	cr_assert_eq(profile_build(snapshot, &list, &profile), 0);
	assert_equals_dense(snapshot, tastes, 5, &profile);
	assert_unit_and_ascending(&profile);
	assert_parts_sum(&profile);
	cr_expect_eq(profile.title_count, 2, "liked titles alone");
	profile_release(&profile);
	snapshot_close(snapshot);
}

static void
expect_nobody(struct taste *tastes, size_t count)
{
	struct snapshot *snapshot = small_catalogue();
	const struct taste_list list = {tastes, count};
	struct profile profile;

	cr_assert_eq(profile_build(snapshot, &list, &profile), 0);
	cr_expect_eq(profile.term_count, 0);
	profile_release(&profile);
	snapshot_close(snapshot);
}

Test(profile, of_nothing_has_no_term)
{
	expect_nobody(NULL, 0);
}

Test(profile, of_dislikes_alone_has_no_term)
{
	struct taste tastes[] = {{0, -0.5}, {3, -0.1}, {5, 0.0}};

	expect_nobody(tastes, 3);
}

Test(profile, keeps_the_largest_terms_of_a_long_history)
{
	struct document_fixture fixture;
	struct taste *tastes = calloc(400, sizeof(*tastes));
	const struct taste_list list = {tastes, 400};
	struct snapshot *snapshot;
	struct profile profile;
	float smallest = 1.0F;
	double *sum, norm = 0.0;
	size_t larger = 0;

	document_fixture_random(&fixture, 800, 11);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	for (uint32_t i = 0; i < 400; i++)
		tastes[i] = (struct taste){2 * i, 0.1 + i % 7};
	cr_assert_eq(profile_build(snapshot, &list, &profile), 0);
	cr_assert_eq(profile.term_count, PROFILE_MAX_TERMS);
	assert_unit_and_ascending(&profile);
	assert_parts_sum(&profile);

	sum = dense_sum(snapshot, tastes, 400);
	for (size_t i = 0; i < profile.term_count; i++) {
		norm += sum[profile.terms[i].term] * sum[profile.terms[i].term];
		smallest = fminf(smallest, profile.terms[i].weight);
	}
	for (uint32_t t = 0; t < snapshot_term_count(snapshot); t++)
		larger += sum[t] > (double)smallest * sqrt(norm) * (1 + 1e-6);
	cr_expect(larger < PROFILE_MAX_TERMS,
	    "no term that was dropped is larger than one that was kept");
	free(sum);
	free(tastes);
	profile_release(&profile);
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}
