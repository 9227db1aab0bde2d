/*
 * Ranks in a pool follow a Lomax distribution: a few work all the time, most
 * once. Nobody is listed twice for one work of a title.
 */
#include "etl/generate_people.h"

#include <stdlib.h>

#include "etl/skew.h"
#include "util/buffer.h"
#include "util/hash.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define CIRCLE_PEOPLE 16384
#define NO_CREDITS_FIRST 15360 /* people without credits begin here */
#define NO_CREDITS_MAX 1024
#define NO_CREDITS_SHARE .27 /* of name.basics */

#define KEPT_SHARE .65 /* of a franchise's people that stay */
#define WRITING_DIRECTOR_SHARE .5 /* of titles */
#define OTHER_POOL_SHARE .02 /* directors and writers who also act */

/* Of 24,058 titles, 9 have no people at all: one in that many. */
#define NOBODY_PERIOD 2673

/* In the measured set far more are missing, but only as it is a cut of the
 * whole: this is a guess at what the whole lacks. */
#define MISSING_PERIOD 50

struct pool {
	uint32_t first;
	uint32_t size;
	double scale; /* of skew_rank */
	double shape;
};

static const struct pool pools[CREDITED_KINDS] = {
    [CREDITED_DIRECTORS] = {0, 4096, 34, .83},
    [CREDITED_WRITERS] = {4096, 8192, 105, .72},
    [CREDITED_CAST] = {12288, 3072, 104, 1.5},
};

/* By is_series. */
static const double movie_directors[] = {0, .9216, .9862, .9945, .9970};
static const double movie_writers[] = {
    .0121, .3239, .6444, .8256, .9148, .9584, .9777, .9861};
static const double series_directors[] = {.0060, .2262, .3536, .4290, .4952,
    .5450, .5921, .6277, .6643, .6958, .7231, .7495, .7744};
static const double series_writers[] = {.0339, .1231, .2319, .3035, .3589,
    .4094, .4556, .4984, .5348, .5727, .6077, .6383, .6671};
static const double cast[] = {
    .0516, .0809, .1317, .2191, .5677, .7439, .9684, .9710, .9787, .9938, 1};

static const struct skew_counts sizes[2][CREDITED_KINDS] = {
    {{movie_directors, COUNT(movie_directors), 1.6, 40},
	{movie_writers, COUNT(movie_writers), 2.4, 40},
	{cast, COUNT(cast), 1, 10}},
    {{series_directors, COUNT(series_directors), 2.1, 280},
	{series_writers, COUNT(series_writers), 1.75, 450},
	{cast, COUNT(cast), 1, 10}},
};

static int32_t
person_number(uint64_t circle, const struct pool *pool, uint64_t rank)
{
	/* beyond the pool, somewhere in its rarer half */
	if (rank >= pool->size)
		rank = pool->size / 2 + hash_mix(rank) % (pool->size / 2);
	return (int32_t)(circle * CIRCLE_PEOPLE + pool->first + rank + 1);
}

static int32_t
draw_person(uint64_t circle, enum credit_kind kind, struct random *random)
{
	const struct pool *pool = &pools[kind];

	if (kind == CREDITED_CAST && random_unit(random) < OTHER_POOL_SHARE)
		pool = &pools[CREDITED_DIRECTORS];
	return person_number(circle, pool,
	    skew_rank(random_unit(random), pool->scale, pool->shape));
}

static bool
is_listed(const int32_t *people, uint32_t count, int32_t person)
{
	for (uint32_t i = 0; i < count; i++)
		if (people[i] == person)
			return true;
	return false;
}

/* Fills a list up to `size`, without doubles; gives up on a used-up pool. */
static void
fill(struct generated_credits *credits, enum credit_kind kind, uint32_t size,
    uint64_t circle, struct random *random)
{
	int32_t *people = credits->people[kind];
	uint32_t count = credits->counts[kind];
	uint32_t tries = 4 * size;

	while (count < size && tries-- > 0) {
		int32_t person = draw_person(circle, kind, random);

		if (!is_listed(people, count, person))
			people[count++] = person;
	}
	credits->counts[kind] = count;
}

/* Credits of a title that follows nothing. */
static void
draw_credits(const struct generator *generator, uint64_t ordinal,
    bool is_series, struct generated_credits *credits)
{
	uint64_t circle = ordinal % generator->circles;
	struct random random;

	skew_seed(&random, generator->seed, SKEW_CREDITS, ordinal);
	for (int kind = 0; kind < CREDITED_KINDS; kind++) {
		uint32_t size =
		    skew_count(&sizes[is_series][kind], random_unit(&random));

		credits->counts[kind] = 0;
		if (kind == CREDITED_WRITERS && size > 0 &&
		    credits->counts[CREDITED_DIRECTORS] > 0 &&
		    random_unit(&random) < WRITING_DIRECTOR_SHARE) {
			credits->people[kind][0] =
			    credits->people[CREDITED_DIRECTORS][0];
			credits->counts[kind] = 1;
		}
		fill(credits, (enum credit_kind)kind, size, circle, &random);
	}
}

/* Replaces those who did not stay, by people from the same circle. */
static void
change_credits(const struct generator *generator, uint64_t ordinal,
    struct generated_credits *credits)
{
	struct random random;

	skew_seed(&random, generator->seed, SKEW_CREDITS, ordinal);
	for (int kind = 0; kind < CREDITED_KINDS; kind++) {
		int32_t *people = credits->people[kind];
		uint32_t size = credits->counts[kind];
		uint32_t kept = 0;

		for (uint32_t i = 0; i < size; i++)
			if (random_unit(&random) < KEPT_SHARE)
				people[kept++] = people[i];
		credits->counts[kind] = kept;
		fill(credits, (enum credit_kind)kind, size,
		    ordinal % generator->circles, &random);
	}
}

void
generator_credits(const struct generator *generator,
    const struct generated_title *title, struct generated_credits *credits)
{
	/* half a period on, so that few titles have nobody */
	if (title->ordinal % NOBODY_PERIOD == NOBODY_PERIOD / 2) {
		for (int kind = 0; kind < CREDITED_KINDS; kind++)
			credits->counts[kind] = 0;
		return;
	}
	draw_credits(generator, title->base, title->is_series, credits);
	if (title->part > 1)
		change_credits(generator, title->ordinal, credits);
}

int32_t
generator_crew_member(
    const struct generator *generator, uint64_t ordinal, struct random *random)
{
	return draw_person(
	    ordinal % generator->circles, CREDITED_WRITERS, random);
}

bool
generator_person_is_missing(const struct generator *generator, int32_t person)
{
	return hash_mix(generator->seed ^ (uint64_t)person) % MISSING_PERIOD ==
	    0;
}

/* --- a circle's people ---------------------------------------------------- */

struct engagement {
	int32_t person;
	int32_t title; /* the number */
	enum credit_kind kind;
};

static int
compare_engagements(const void *a, const void *b)
{
	const struct engagement *left = a;
	const struct engagement *right = b;

	if (left->person != right->person)
		return left->person < right->person ? -1 : 1;
	return (left->title > right->title) - (left->title < right->title);
}

static void
add_engagements(const struct generator *generator, uint64_t ordinal,
    struct buffer *engagements)
{
	struct generated_credits credits;
	struct generated_title title;
	int32_t number = generator_title_number(generator, ordinal);

	generator_title(generator, ordinal, &title);
	generator_credits(generator, &title, &credits);
	for (int kind = 0; kind < CREDITED_KINDS; kind++)
		for (uint32_t i = 0; i < credits.counts[kind]; i++) {
			struct engagement engagement = {credits.people[kind][i],
			    number, (enum credit_kind)kind};

			buffer_append(
			    engagements, &engagement, sizeof(engagement));
		}
}

/* Takes one person's engagements, [count] of them; returns how many. */
static size_t
gather(const struct engagement *engagements, size_t count,
    struct generated_person *person)
{
	size_t at = 0;

	*person = (struct generated_person){
	    .number = engagements[0].person,
	    .is_cast = engagements[0].kind == CREDITED_CAST,
	};
	for (; at < count && engagements[at].person == person->number; at++) {
		size_t known = person->known_for_count;

		if (known < KNOWN_FOR_MAX &&
		    (known == 0 ||
			person->known_for[known - 1] != engagements[at].title))
			person->known_for[person->known_for_count++] =
			    engagements[at].title;
	}
	return at;
}

int
generator_people(const struct generator *generator, uint64_t circle,
    void (*take)(void *context, const struct generated_person *person),
    void *context)
{
	struct buffer buffer = BUFFER_INIT;
	struct generated_person person;
	struct engagement *engagements;
	size_t people = 0;
	size_t count;

	for (uint64_t i = circle; i < generator->titles;
	     i += generator->circles)
		add_engagements(generator, i, &buffer);
	if (buffer.failed) {
		buffer_release(&buffer);
		return ERROR_MEMORY;
	}
	engagements = (void *)buffer.data;
	count = buffer.length / sizeof(*engagements);
	if (count > 0)
		qsort(engagements, count, sizeof(*engagements),
		    compare_engagements);
	for (size_t i = 0; i < count; people++) {
		i += gather(engagements + i, count - i, &person);
		take(context, &person);
	}
	buffer_release(&buffer);
	people = (size_t)((double)people * NO_CREDITS_SHARE /
	    (1 - NO_CREDITS_SHARE));
	for (size_t i = 0; i < people && i < NO_CREDITS_MAX; i++) {
		person = (struct generated_person){
		    .number = (int32_t)(circle * CIRCLE_PEOPLE +
			NO_CREDITS_FIRST + i + 1)};
		take(context, &person);
	}
	return 0;
}
