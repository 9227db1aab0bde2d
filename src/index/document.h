/*
 * Document: a title as it enters the index.
 */
#ifndef MARQUEE_INDEX_DOCUMENT_H
#define MARQUEE_INDEX_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The fields of a term. The order is part of the snapshot's format. */
enum index_field {
	INDEX_FIELD_GENRE,
	INDEX_FIELD_TITLE,
	INDEX_FIELD_DIRECTOR,
	INDEX_FIELD_WRITER,
	INDEX_FIELD_CAST,
	INDEX_FIELD_DECADE,
	INDEX_FIELD_TYPE,
	INDEX_FIELD_KEYWORD,
	INDEX_FIELD_OVERVIEW,
	INDEX_FIELD_COUNT
};

/* "genre", "title", ... as configuration and answers write it. */
const char *index_field_name(enum index_field field);

/* Whether a field's terms are people, kept as numbers, not as text. */
bool index_field_is_person(enum index_field field);

/* Whether a term is of genre, decade or type, which all documents of a class
 * share (index/document_class.h); `field_first` are the fields' first terms. */
static inline bool
index_term_is_of_class(const uint32_t *field_first, uint32_t term)
{
	return term < field_first[INDEX_FIELD_GENRE + 1] ||
	    (term >= field_first[INDEX_FIELD_DECADE] &&
		term < field_first[INDEX_FIELD_TYPE + 1]);
}

struct person_list {
	const int32_t *numbers; /* [count], billing order, borrowed */
	size_t count;
};

struct document {
	int32_t number; /* the title's number, > 0 */
	int start_year; /* 0: not known */
	const char *title; /* UTF-8, not empty; all text is borrowed */
	const char *original_title; /* NULL when the same as title */
	const char *type; /* as IMDb writes it: "movie" */
	const char *genres; /* as IMDb writes it: "Drama,War", or "" */
	int end_year; /* 0: not known, or still running */
	int runtime_minutes; /* 0: not known */
	float rating; /* mean, 1 to 10; 0: none */
	uint32_t votes;
	struct person_list directors;
	struct person_list writers;
	struct person_list cast;
	/* NULL or "" where there is none, as below: */
	const char *keywords; /* with commas between */
	const char *overview;
	/* titles in other languages, strings behind one another and "" behind
	 * the last; not similar by them, but found */
	const char *akas;
};

#endif
