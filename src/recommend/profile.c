/*
 * See profile.h for what a profile is.
 *
 * All (term, title) addends are laid out in one array and sorted, so that a
 * term's addends lie side by side: a group. Sums are taken in double in the
 * order of terms and titles, so the same history gives the same bits.
 */
#include "recommend/profile.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "model/content_weight.h"
#include "util/error.h"

/* A liked and a disliked mass this close cancel out: what is left of their
 * difference is rounding. */
#define CANCELLED 1e-6

struct addend {
	uint32_t term;
	uint32_t title; /* position in profile->titles, if liked */
	double mass; /* weight x the vector's entry; < 0: disliked */
};

/* A term's addends: addends[first .. first + count - 1]. */
struct group {
	size_t first;
	size_t count;
	double liked; /* the sum of the positive ones */
	double sum;
};

static int
compare_addends(const void *left, const void *right)
{
	const struct addend *a = left, *b = right;

	if (a->term != b->term)
		return a->term < b->term ? -1 : 1;
	if (a->title != b->title)
		return a->title < b->title ? -1 : 1;
	return (a->mass > b->mass) - (a->mass < b->mass);
}

/* Largest first; addends are ascending by term, so `first` breaks ties. */
static int
compare_sums(const void *left, const void *right)
{
	const struct group *a = left, *b = right;

	if (a->sum != b->sum)
		return a->sum > b->sum ? -1 : 1;
	return (a->first > b->first) - (a->first < b->first);
}

static int
compare_firsts(const void *left, const void *right)
{
	const struct group *a = left, *b = right;

	return (a->first > b->first) - (a->first < b->first);
}

static size_t
count_addends(const struct snapshot *snapshot, const struct taste_list *tastes)
{
	size_t count = 0;

	for (size_t i = 0; i < tastes->count; i++) {
		struct sparse_vector vector;

		if (tastes->tastes[i].weight == 0.0)
			continue;
		snapshot_vector(snapshot, tastes->tastes[i].document, &vector);
		count += vector.count;
	}
	return count;
}

/* Writes every addend and lists the liked titles. */
static void
lay_out(const struct snapshot *snapshot, const struct taste_list *tastes,
    bool for_model, struct addend *addends, struct profile *profile)
{
	size_t count = 0;

	for (size_t i = 0; i < tastes->count; i++) {
		const struct taste *taste = &tastes->tastes[i];
		struct sparse_vector vector;

		if (taste->weight == 0.0)
			continue;
		snapshot_vector(snapshot, taste->document, &vector);
		for (size_t j = 0; j < vector.count; j++)
			addends[count++] = (struct addend){
			    .term = vector.terms[j],
			    .title = (uint32_t)profile->title_count,
			    .mass = taste->weight *
				(double)vector_weight(&vector, j) *
				(for_model ? content_factor(vector.weights,
						 vector.terms[j])
					   : 1.0),
			};
		if (taste->weight > 0.0)
			profile->titles[profile->title_count++] =
			    taste->document;
	}
	qsort(addends, count, sizeof(*addends), compare_addends);
}

/* Groups the addends by term and keeps the groups that become terms; returns
 * how many. */
static size_t
choose_terms(
    const struct addend *addends, size_t addend_count, struct group *groups)
{
	size_t count = 0;

	for (size_t at = 0; at < addend_count;) {
		struct group group = {.first = at};

		for (; at < addend_count &&
		     addends[at].term == addends[group.first].term;
		     at++) {
			group.sum += addends[at].mass;
			group.liked += fmax(addends[at].mass, 0.0);
		}
		group.count = at - group.first;
		if (group.sum > CANCELLED * group.liked)
			groups[count++] = group;
	}
	if (count <= PROFILE_MAX_TERMS)
		return count;
	qsort(groups, count, sizeof(*groups), compare_sums);
	qsort(groups, PROFILE_MAX_TERMS, sizeof(*groups), compare_firsts);
	return PROFILE_MAX_TERMS;
}

static void
write_terms(const struct addend *addends, const struct group *groups,
    size_t group_count, struct profile *profile)
{
	double square = 0.0, norm;
	size_t part = 0;

	for (size_t i = 0; i < group_count; i++)
		square += groups[i].sum * groups[i].sum;
	norm = sqrt(square);
	profile->norm = norm;
	for (size_t i = 0; i < group_count; i++) {
		const struct group *group = &groups[i];
		const struct addend *addend = &addends[group->first];
		double weight = group->sum / norm;

		profile->terms[i].term = addend->term;
		profile->terms[i].weight = (float)weight;
		for (size_t j = 0; j < group->count; j++, addend++) {
			if (addend->mass <= 0.0)
				continue;
			profile->parts[part].title = addend->title;
			profile->parts[part++].weight =
			    (float)(weight * addend->mass / group->liked);
		}
		profile->part_end[i] = part;
	}
	profile->term_count = group_count;
}

static int
build(const struct snapshot *snapshot, const struct taste_list *tastes,
    bool for_model, struct profile *out)
{
	size_t addend_count = count_addends(snapshot, tastes);
	size_t capacity = addend_count + 1; /* malloc(0) may be NULL */
	struct addend *addends = calloc(capacity, sizeof(*addends));
	struct group *groups = calloc(capacity, sizeof(*groups));
	struct profile profile = {
	    .terms = calloc(capacity, sizeof(*profile.terms)),
	    .parts = calloc(capacity, sizeof(*profile.parts)),
	    .part_end = calloc(capacity, sizeof(*profile.part_end)),
	    .titles = calloc(tastes->count + 1, sizeof(*profile.titles)),
	};
	int code = ERROR_MEMORY;
	size_t group_count;

	if (addends == NULL || groups == NULL || profile.terms == NULL ||
	    profile.parts == NULL || profile.part_end == NULL ||
	    profile.titles == NULL)
		goto out;
	lay_out(snapshot, tastes, for_model, addends, &profile);
	group_count = choose_terms(addends, addend_count, groups);
	write_terms(addends, groups, group_count, &profile);
	*out = profile;
	profile = (struct profile){0};
	code = 0;
out:
	profile_release(&profile);
	free(groups);
	free(addends);
	return code;
}

int
profile_build(const struct snapshot *snapshot, const struct taste_list *tastes,
    struct profile *out)
{
	return build(snapshot, tastes, false, out);
}

int
profile_build_for_model(const struct snapshot *snapshot,
    const struct taste_list *tastes, struct profile *out)
{
	return build(snapshot, tastes, true, out);
}

void
profile_release(struct profile *profile)
{
	free(profile->terms);
	free(profile->parts);
	free(profile->part_end);
	free(profile->titles);
	*profile = (struct profile){0};
}
