/*
 * Generated titles: everything about a title follows from the seed and its
 * ordinal, so that each file is written by itself and nothing is remembered.
 *
 * Titles 0, 1, ... share a circle with those a fixed distance apart: an
 * industry with its language, its years and its people. Circles have about
 * CIRCLE_TITLES titles whatever the size of the catalogue; a larger one has
 * more of them. So the number of people grows in proportion to that of titles,
 * as IMDb's does (some 14 million people, and 11 million titles, most of which
 * are episodes), and nobody's career grows with the catalogue.
 *
 * A franchise is a title and those that follow it in its circle.
 *
 * The shares and quantiles were measured on IMDb's non-commercial datasets,
 * on its 24,058 titles with more than 5,000 votes, unless a comment beside
 * them says otherwise.
 */
#ifndef MARQUEE_ETL_GENERATE_TITLE_H
#define MARQUEE_ETL_GENERATE_TITLE_H

#include <stdbool.h>
#include <stdint.h>

#include "etl/generate_genres.h"
#include "etl/generate_words.h"

#define CIRCLE_TITLES 512

/* What all generated things follow from. */
struct generator {
	uint64_t seed;
	uint64_t titles; /* without episodes */
	uint64_t episodes;
	uint64_t circles; /* titles i and j share one if i = j modulo this */
	struct genre_sets genres;
};

/* `titles` > 0. */
void generator_init(struct generator *generator, uint64_t seed, uint64_t titles,
    uint64_t episodes);

struct generated_title {
	uint64_t ordinal;
	uint64_t base; /* ordinal of the franchise's first, or of itself */
	uint32_t part; /* 1 for the first */
	enum word_language language; /* of the original title */
	const char *type; /* static */
	bool is_series;
	bool is_adult;
	int start_year;
	int end_year; /* 0: null */
	int runtime_minutes; /* 0: null */
	double genre_share; /* of genre_sets_append; negative: null */
};

void generator_title(const struct generator *generator, uint64_t ordinal,
    struct generated_title *title);

/* Appends the primary and the original title. */
void generator_append_title(const struct generator *generator,
    const struct generated_title *title, struct buffer *primary,
    struct buffer *original);

/* The title's number in its id; titles, then episodes, ascend with gaps. */
int32_t generator_title_number(
    const struct generator *generator, uint64_t ordinal);

/* The number of a title that no file of titles has. */
int32_t generator_missing_title(const struct generator *generator);

/* One that stands between the title's number and the next one's, so that files
 * stay in order; 0 when there is no room. */
int32_t generator_missing_behind(
    const struct generator *generator, uint64_t ordinal);

#endif
