/*
 * Sets of genres. Sizes, single genres and pairs have the frequencies measured
 * on IMDb's non-commercial datasets (titles with more than 5,000 votes); sets
 * of three follow from their pairs by Kirkwood's superposition,
 *
 *	w(a, b, c) = f_a f_b f_c n_ab n_ac n_bc / (n_a n_b n_c)
 *
 * with a factor f a genre, fitted so that each genre comes out as often as was
 * measured (Kirkwood and Boggs, "The radial distribution function in liquids",
 * 1942).
 * Pairs met once in 24,058 titles count as none: the rare sets would be too
 * many otherwise.
 */
#include "etl/generate_genres.h"

#include <stdlib.h>
#include <string.h>

#include "etl/skew.h"

#define PAIR_MIN 2

struct genre {
	const char *name;
	double titles; /* of 24,058 */
	double alone; /* of them, those with no other genre */
	double factor;
};

static const struct genre genres[GENRE_COUNT] = {
    {"Drama", 14008, 1091, 1.282},
    {"Comedy", 8493, 908, 1.154},
    {"Action", 5376, 25, 0.876},
    {"Crime", 4959, 10, 0.898},
    {"Romance", 3714, 16, 1.131},
    {"Adventure", 3708, 3, 0.85},
    {"Thriller", 3495, 52, 0.944},
    {"Horror", 2798, 208, 1.067},
    {"Mystery", 2671, 4, 0.739},
    {"Fantasy", 1654, 3, 0.804},
    {"Animation", 1546, 0, 0.703},
    {"Biography", 1477, 0, 0.762},
    {"Sci-Fi", 1367, 6, 0.879},
    {"Family", 1102, 3, 0.834},
    {"History", 1042, 0, 0.752},
    {"Documentary", 854, 207, 1.562},
    {"Music", 666, 2, 0.834},
    {"War", 512, 0, 0.97},
    {"Sport", 469, 0, 0.962},
    {"Musical", 307, 2, 0.672},
    {"Western", 247, 12, 1.291},
    {"Film-Noir", 143, 0, 0.761},
    {"Reality-TV", 103, 25, 1.245},
    {"Game-Show", 65, 2, 0.889},
    {"Talk-Show", 49, 8, 1.088},
    {"News", 17, 0, 0.426},
    {"Short", 15, 0, 1.061},
};

/* Titles, of 24,058, with both genres; a row has the genres before it. */
static const uint16_t pairs[GENRE_COUNT][GENRE_COUNT] = {
    {0},
    {3479},
    {2114, 1151},
    {3177, 1062, 1607},
    {2712, 1872, 130, 159},
    {1042, 1262, 2012, 226, 87},
    {1661, 178, 896, 991, 86, 153},
    {910, 428, 280, 210, 39, 124, 843},
    {1650, 209, 144, 978, 120, 71, 716, 833},
    {773, 564, 343, 67, 141, 359, 41, 379, 124},
    {292, 680, 663, 33, 23, 1051, 4, 24, 14, 87},
    {1181, 145, 105, 284, 82, 78, 15, 4, 10, 5, 9},
    {452, 202, 471, 44, 66, 282, 248, 399, 187, 58, 29, 1},
    {418, 655, 61, 17, 66, 329, 1, 6, 7, 184, 110, 27, 20},
    {867, 61, 128, 77, 73, 52, 52, 6, 9, 10, 8, 331, 3, 5},
    {53, 64, 8, 170, 3, 29, 6, 7, 25, 1, 6, 199, 0, 28, 128},
    {416, 267, 3, 26, 92, 6, 6, 11, 7, 9, 6, 118, 1, 24, 12, 104},
    {421, 59, 80, 1, 70, 23, 35, 2, 3, 3, 4, 20, 2, 2, 96, 31, 2},
    {288, 149, 35, 15, 44, 14, 7, 1, 1, 1, 6, 94, 3, 25, 13, 65, 0, 2},
    {175, 169, 16, 18, 94, 8, 3, 11, 1, 18, 4, 2, 2, 25, 3, 4, 22, 1, 1},
    {188, 44, 25, 8, 22, 28, 11, 3, 3, 0, 0, 5, 0, 8, 4, 0, 0, 5, 0, 2},
    {134, 1, 1, 99, 7, 1, 11, 1, 15, 0, 0, 0, 0, 0, 0, 0, 1, 0, 4, 0, 0},
    {1, 16, 2, 2, 8, 8, 2, 1, 1, 0, 0, 0, 0, 3, 2, 16, 6, 0, 2, 0, 0, 0},
    {1, 16, 1, 0, 3, 8, 1, 1, 1, 0, 0, 0, 0, 5, 0, 3, 8, 0, 0, 0, 0, 0, 41},
    {0, 38, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 2, 11, 0, 0, 0, 0, 0, 1, 2},
    {1, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 1, 1, 7},
    {3, 9, 2, 0, 2, 0, 1, 1, 0, 0, 1, 0, 2, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0},
};

/* Titles by the number of their genres, from 1. */
static const double sizes[GENRE_SET_MAX] = {2587, 6127, 15339};

static double
pair_weight(size_t later, size_t earlier)
{
	double count = pairs[later][earlier];

	return count >= PAIR_MIN ? count : 0;
}

static double
set_weight(const struct genre_set *set)
{
	const uint8_t *m = set->members;
	double weight = genres[m[0]].factor * genres[m[1]].factor;

	if (set->size == 1)
		return genres[m[0]].alone;
	weight *= pair_weight(m[1], m[0]);
	if (set->size == 2)
		return weight;
	return weight * genres[m[2]].factor * pair_weight(m[2], m[0]) *
	    pair_weight(m[2], m[1]) /
	    (genres[m[0]].titles * genres[m[1]].titles * genres[m[2]].titles);
}

/* Keeps a set that may occur; `upto` is its own weight for now. */
static void
add_set(struct genre_sets *sets, size_t size, size_t a, size_t b, size_t c)
{
	struct genre_set set = {
	    .members = {(uint8_t)a, (uint8_t)b, (uint8_t)c},
	    .size = (uint8_t)size,
	};
	double weight = set_weight(&set);

	if (weight <= 0)
		return;
	sets->sets[sets->count] = set;
	sets->upto[sets->count] = weight;
	sets->count++;
}

static void
add_sets(struct genre_sets *sets)
{
	for (size_t a = 0; a < GENRE_COUNT; a++) {
		add_set(sets, 1, a, 0, 0);
		for (size_t b = a + 1; b < GENRE_COUNT; b++) {
			add_set(sets, 2, a, b, 0);
			for (size_t c = b + 1; c < GENRE_COUNT; c++)
				add_set(sets, 3, a, b, c);
		}
	}
}

/* Scales the weights of each size to its titles, and sums them up. */
static void
sum_weights(struct genre_sets *sets)
{
	double totals[GENRE_SET_MAX] = {0};
	double all = 0;
	double sum = 0;

	for (size_t i = 0; i < sets->count; i++)
		totals[sets->sets[i].size - 1] += sets->upto[i];
	for (size_t i = 0; i < GENRE_SET_MAX; i++)
		all += sizes[i];
	for (size_t i = 0; i < sets->count; i++) {
		size_t size = sets->sets[i].size - 1u;

		sum += sets->upto[i] / totals[size] * sizes[size] / all;
		sets->upto[i] = sum;
	}
}

void
genre_sets_init(struct genre_sets *sets)
{
	sets->count = 0;
	add_sets(sets);
	sum_weights(sets);
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;

	return strcmp(*left, *right);
}

void
genre_sets_append(
    const struct genre_sets *sets, double share, bool adult, struct buffer *out)
{
	const struct genre_set *set =
	    &sets->sets[skew_pick(sets->upto, sets->count, share)];
	const char *names[GENRE_SET_MAX];
	size_t count = 0;

	if (adult)
		names[count++] = "Adult";
	for (size_t i = 0; i < set->size && count < GENRE_SET_MAX; i++)
		names[count++] = genres[set->members[i]].name;
	qsort(names, count, sizeof(names[0]), compare_names);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_char(out, ',');
		buffer_append_string(out, names[i]);
	}
}
