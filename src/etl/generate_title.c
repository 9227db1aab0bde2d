/*
 * Draws of a title, always in the same order. A title of a franchise takes
 * from the first one what belongs to all.
 */
#include "etl/generate_title.h"

#include <math.h>

#include "etl/skew.h"
#include "util/hash.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define NUMBER_STEP 3 /* ids are this far apart on average */
#define LAST_YEAR 2026

#define FRANCHISE_SHARE .03 /* of titles that begin one */
#define FRANCHISE_PARTS_MAX 6
#define NUMBERED_SHARE .6 /* of sequels: "2" or "II", else a subtitle */
#define SUBTITLE_SHARE .05 /* of all other titles */
#define TRANSLATED_SHARE .19 /* the original title differs */
#define OWN_SCRIPT_SHARE .003 /* and is in the circle's own script */
#define ADULT_PERIOD 50 /* one in: 2 %, as wanted; few have 5,000 votes */
#define NULL_RUNTIME_SHARE .013
#define NULL_GENRES_SHARE .0002
#define CIRCLE_YEARS_SHARE .5 /* of titles near their circle's years */
#define CIRCLE_YEARS_SPREAD .06
#define CIRCLE_GENRES_SHARE .1
#define GOLDEN .6180339887498949

struct title_type {
	const char *name;
	bool is_series;
};

/* The last four have next to no titles with 5,000 votes: a little of each, so
 * that all types occur. */
static const struct title_type types[] = {{"movie", false}, {"tvSeries", true},
    {"tvMiniSeries", true}, {"tvMovie", false}, {"short", false},
    {"video", false}, {"tvSpecial", false}, {"videoGame", false}};
static const double types_upto[COUNT(types)] = {
    .770, .929, .964, .980, .990, .995, .998, 1};

static const double movie_years[] = {1915, 1962, 1978, 1988, 1994, 1999, 2003,
    2006, 2009, 2011, 2013, 2015, 2017, 2019, 2021, 2023, LAST_YEAR};
static const double series_years[] = {1951, 1988, 1999, 2004, 2008, 2011, 2013,
    2015, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, LAST_YEAR};
static const double movie_minutes[] = {43, 84, 89, 91, 94, 96, 99, 101, 104,
    107, 110, 114, 119, 125, 133, 148, 300};
static const double series_minutes[] = {
    3, 22, 24, 30, 30, 30, 42, 45, 45, 50, 55, 60, 60, 60, 77, 94, 600};

static const struct skew_quantiles years[] = {
    {movie_years, COUNT(movie_years)}, {series_years, COUNT(series_years)}};
static const struct skew_quantiles minutes[] = {
    {movie_minutes, COUNT(movie_minutes)},
    {series_minutes, COUNT(series_minutes)}};

static const enum word_language scripts_of[WORD_LATIN_COUNT] = {WORD_GREEK,
    WORD_ARABIC, WORD_CYRILLIC, WORD_HEBREW, WORD_HANGUL, WORD_DEVANAGARI,
    WORD_HAN};

void
generator_init(struct generator *generator, uint64_t seed, uint64_t titles,
    uint64_t episodes)
{
	generator->seed = seed;
	generator->titles = titles;
	generator->episodes = episodes;
	generator->circles = (titles + CIRCLE_TITLES - 1) / CIRCLE_TITLES;
	genre_sets_init(&generator->genres);
}

int32_t
generator_title_number(const struct generator *generator, uint64_t ordinal)
{
	struct random random;

	skew_seed(&random, generator->seed, SKEW_NUMBER, ordinal);
	return (int32_t)(NUMBER_STEP * ordinal + 1 +
	    random_below(&random, NUMBER_STEP));
}

int32_t
generator_missing_title(const struct generator *generator)
{
	return (int32_t)(NUMBER_STEP *
	    (generator->titles + generator->episodes + 1));
}

int32_t
generator_missing_behind(const struct generator *generator, uint64_t ordinal)
{
	const int32_t number = generator_title_number(generator, ordinal) + 1;

	return number == generator_title_number(generator, ordinal + 1)
	    ? 0
	    : number;
}

/* --- franchises ----------------------------------------------------------- */

/* Parts of the franchise that a title would begin; 1: none. */
static uint32_t
franchise_parts(const struct generator *generator, uint64_t ordinal)
{
	uint64_t hash = hash_mix(hash_mix(generator->seed ^ 0x5e9e1) ^ ordinal);
	uint32_t parts = 2;

	if ((double)(hash >> 11) * 0x1.0p-53 >= FRANCHISE_SHARE)
		return 1;
	/* a half have two parts, a quarter three, ... */
	for (; parts < FRANCHISE_PARTS_MAX && (hash & 1) != 0; hash >>= 1)
		parts++;
	return parts;
}

static void
find_franchise(const struct generator *generator, struct generated_title *title)
{
	uint64_t base = title->ordinal;

	title->base = title->ordinal;
	title->part = 1;
	if (franchise_parts(generator, base) > 1)
		return;
	for (uint32_t part = 2; part <= FRANCHISE_PARTS_MAX; part++) {
		uint32_t parts;

		if (base < generator->circles)
			return;
		base -= generator->circles;
		parts = franchise_parts(generator, base);
		if (parts > 1) {
			/* the nearest counts, and it may have ended */
			if (parts >= part) {
				title->base = base;
				title->part = part;
			}
			return;
		}
	}
}

/* --- draws ---------------------------------------------------------------- */

/* Where a circle lies between the first and the last; evenly spread. */
static double
circle_place(const struct generator *generator, uint64_t ordinal, double step)
{
	double place = (double)(ordinal % generator->circles + 1) * step +
	    (double)(hash_mix(generator->seed) >> 11) * 0x1.0p-53;

	return place - floor(place);
}

static double
reflect(double share)
{
	share = fabs(share);
	return share >= 1 ? fmax(0, fmin(2 - share, 1 - 0x1.0p-53)) : share;
}

static double
draw_year_share(
    const struct generator *generator, uint64_t ordinal, struct random *random)
{
	double spread = random_normal(random) * CIRCLE_YEARS_SPREAD;
	double share = random_unit(random);

	if (random_unit(random) < CIRCLE_YEARS_SHARE)
		share =
		    reflect(circle_place(generator, ordinal, GOLDEN) + spread);
	return share;
}

static double
draw_genre_share(
    const struct generator *generator, uint64_t ordinal, struct random *random)
{
	double share = random_unit(random);
	double kind = random_unit(random);

	if (kind < NULL_GENRES_SHARE)
		return -1;
	if (kind < NULL_GENRES_SHARE + CIRCLE_GENRES_SHARE)
		return circle_place(generator, ordinal, GOLDEN * GOLDEN / 2);
	return share;
}

/* All but what depends on the franchise. */
static void
draw(const struct generator *generator, uint64_t ordinal,
    struct generated_title *title)
{
	const struct title_type *type;
	struct random random;
	double running;

	skew_seed(&random, generator->seed, SKEW_TITLE, ordinal);
	type =
	    &types[skew_pick(types_upto, COUNT(types), random_unit(&random))];
	title->type = type->name;
	title->is_series = type->is_series;
	title->start_year = (int)skew_value(&years[type->is_series],
	    draw_year_share(generator, ordinal, &random));
	title->genre_share = draw_genre_share(generator, ordinal, &random);
	title->runtime_minutes =
	    (int)skew_value(&minutes[type->is_series], random_unit(&random));
	if (random_unit(&random) < NULL_RUNTIME_SHARE)
		title->runtime_minutes = 0;
	running = -4 * log(1 - random_unit(&random));
	title->end_year = title->start_year + (int)running;
	if (!type->is_series || title->end_year > LAST_YEAR)
		title->end_year = 0;
	title->language = WORD_ENGLISH;
	if (random_unit(&random) < TRANSLATED_SHARE)
		title->language = (enum word_language)(
		    1 + ordinal % generator->circles % (WORD_LATIN_COUNT - 1));
	if (random_unit(&random) < OWN_SCRIPT_SHARE)
		title->language = scripts_of[title->language];
}

void
generator_title(const struct generator *generator, uint64_t ordinal,
    struct generated_title *title)
{
	title->ordinal = ordinal;
	find_franchise(generator, title);
	draw(generator, title->base, title);
	/* counted, not drawn: the share is exact at every size */
	title->is_adult =
	    (ordinal + hash_mix(generator->seed)) % ADULT_PERIOD == 0;
	if (title->part == 1)
		return;
	title->start_year += (int)(3 * (title->part - 1));
	if (title->start_year > LAST_YEAR)
		title->start_year = LAST_YEAR;
	title->end_year = 0;
}

/* --- text ----------------------------------------------------------------- */

static void
append_part(struct buffer *out, const struct generated_title *title,
    struct random *random)
{
	static const char *const roman[FRANCHISE_PARTS_MAX + 1] = {
	    "", "I", "II", "III", "IV", "V", "VI"};
	double share = random_unit(random);

	if (title->part > 1 && share < NUMBERED_SHARE * .7) {
		buffer_printf(out, " %u", title->part);
		return;
	}
	if (title->part > 1 && share < NUMBERED_SHARE) {
		buffer_printf(out, " %s", roman[title->part]);
		return;
	}
	if (title->part > 1 || share < SUBTITLE_SHARE) {
		buffer_append_string(out, ": ");
		word_append(out, WORD_ENGLISH, word_rank(random), true);
	}
}

void
generator_append_title(const struct generator *generator,
    const struct generated_title *title, struct buffer *primary,
    struct buffer *original)
{
	size_t start = primary->length;
	struct random random;
	struct random part;

	skew_seed(&random, generator->seed, SKEW_TITLE_TEXT, title->base);
	skew_seed(&part, generator->seed, SKEW_TITLE_TEXT,
	    generator->titles + title->ordinal);
	word_append_title(primary, WORD_ENGLISH, &random);
	append_part(primary, title, &part);
	if (title->language == WORD_ENGLISH) {
		if (!primary->failed)
			buffer_append(original, primary->data + start,
			    primary->length - start);
		return;
	}
	word_append_title(original, title->language, &random);
	append_part(original, title, &part);
}
