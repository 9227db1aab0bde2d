/*
 * Layout of a snapshot: its sections and their elements. The order of the ids
 * and every struct here is part of the format; a change of any of them changes
 * SNAPSHOT_FORMAT.
 *
 * N documents, T terms, P terms of documents, E postings, C classes, G sets of
 * genres. Text sections are NUL-terminated UTF-8 strings behind one another;
 * whoever refers to one holds its offset. Offset 0 is the empty string.
 *
 *	vocabulary	term ids ascend by field, then by text or person
 *	postings	the documents of a term (index/posting.h)
 *	classes		documents of the same genres, decade and type
 *			(index/document_class.h)
 *	vectors		the documents' terms, by document
 *	cards		what an answer shows of a document
 */
#ifndef MARQUEE_INDEX_SNAPSHOT_LAYOUT_H
#define MARQUEE_INDEX_SNAPSHOT_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "index/document.h"

#define SNAPSHOT_KIND 1u /* of section_file */
#define SNAPSHOT_FORMAT 4u
#define SNAPSHOT_SHARD_DOCUMENTS 65536u /* a local id has 16 bits */
/* A field's weight is 0 or in this range, so that no product of weights leaves
 * the range of floats. */
#define SNAPSHOT_FIELD_WEIGHT_MIN 0.001f
#define SNAPSHOT_FIELD_WEIGHT_MAX 1000.0f
#define SNAPSHOT_IDF_EXPONENT_MAX 3.0f

/* Written so that it refuses NaN. */
static inline bool
snapshot_field_weight_allowed(float weight)
{
	return weight == 0 ||
	    (weight >= SNAPSHOT_FIELD_WEIGHT_MIN &&
		weight <= SNAPSHOT_FIELD_WEIGHT_MAX);
}

/* 0, .5, ... 3; written likewise. */
static inline bool
snapshot_idf_exponent_allowed(float exponent)
{
	return exponent >= 0 && exponent <= SNAPSHOT_IDF_EXPONENT_MAX &&
	    2 * exponent == (float)(int)(2 * exponent);
}

enum snapshot_section {
	SECTION_SUMMARY = 1, /* struct snapshot_summary [1] */
	SECTION_TERM_KEYS, /* u32 [T], offset in TERM_TEXT, or person number */
	SECTION_TERM_IDF, /* float [T] */
	SECTION_TERM_LISTS, /* u32 [T + 1], first posting of a term */
	SECTION_TERM_TEXT,
	SECTION_POSTINGS, /* u32 [E], documents or classes */
	SECTION_CLASS_STARTS, /* u32 [C + 1], first document of a class */
	SECTION_CLASSES, /* struct document_class [C] */
	SECTION_GENRE_SETS, /* struct class_set [G + 1] */
	SECTION_GENRES, /* u32 [], terms of the genre sets */
	SECTION_PLACES, /* struct document_place [N] */
	SECTION_VECTOR_STARTS, /* u32 [N + 1], first term of a document */
	SECTION_VECTOR_TERMS, /* u32 [P], ascending in a document */
	SECTION_NUMBERS, /* i32 [N], title numbers */
	SECTION_BY_NUMBER, /* u32 [N], documents by ascending number */
	SECTION_PRIORS, /* float [N] */
	SECTION_CARDS, /* struct card [N] */
	SECTION_CARD_PEOPLE, /* i32, person numbers */
	SECTION_CARD_TEXT,
	SECTION_PEOPLE, /* struct person [], ascending by number */
	SECTION_PERSON_TEXT,
	SECTION_FOLDED, /* struct folded_title [], ascending by text */
	SECTION_FOLDED_TEXT,
	SECTION_ORDER_POPULARITY, /* u32 [N] */
	SECTION_ORDER_RATING, /* u32 [N] */
	SECTION_ORDER_YEAR, /* u32 [N] */
	SECTION_AKAS, /* struct folded_title [], as SECTION_FOLDED */
	SECTION_AKA_TEXT,
	SECTION_END
};

struct snapshot_summary {
	uint32_t document_count;
	uint32_t shard_documents; /* of every shard but the last; a query's
				   * threads take shards */
	uint32_t shard_count;
	uint32_t field_first[INDEX_FIELD_COUNT + 1]; /* term ids */
	float field_weights[INDEX_FIELD_COUNT];
	float idf_exponents[INDEX_FIELD_COUNT];
	float mean_rating; /* over the rated titles; 0: none is rated */
	uint32_t unused; /* 0 */
};

struct card {
	uint32_t title; /* offsets in CARD_TEXT */
	uint32_t original_title;
	uint32_t type;
	uint32_t genres;
	int32_t runtime_minutes;
	int16_t start_year;
	int16_t end_year;
	float rating;
	float bayesian_rating;
	uint32_t votes;
	uint32_t first_person; /* in CARD_PEOPLE: directors, writers, cast */
	uint16_t director_count;
	uint16_t writer_count;
	uint16_t cast_count;
	uint16_t unused; /* 0 */
};

struct person {
	int32_t number;
	uint32_t name; /* offset in PERSON_TEXT, 0: not known */
};

struct folded_title {
	uint32_t text; /* offset in FOLDED_TEXT or AKA_TEXT */
	uint32_t document;
};

_Static_assert(sizeof(struct snapshot_summary) == 132, "part of the format");
_Static_assert(sizeof(struct card) == 48, "part of the format");
_Static_assert(sizeof(struct person) == 8, "part of the format");
_Static_assert(sizeof(struct folded_title) == 8, "part of the format");

/* The name of a section as `marquee check` prints it; NULL: not known. */
const char *snapshot_section_name(uint32_t id);

#endif
