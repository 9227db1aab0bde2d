/*
 * Classes of documents: those with the same genres, decade and type.
 *
 * Documents are numbered class by class, and from the largest scale down
 * within a class (ties by title number). Two things follow. For a query the
 * terms that most documents have add one constant to all documents of a class,
 * so nobody ever reads their long lists; and the first document of a class has
 * its largest scale, so a bound of the class is exact and a walk through it
 * ends as soon as a document is too low.
 *
 *	genre set 0				genre set 1
 *	[1980s movie][1980s short][1990s movie] [1980s movie] ...
 *	 d0 d1 d2 ..
 *	 scale falls ->
 */
#ifndef MARQUEE_INDEX_DOCUMENT_CLASS_H
#define MARQUEE_INDEX_DOCUMENT_CLASS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/error.h"

/* A class as it lies in the file. */
struct document_class {
	uint32_t genre_set;
	uint32_t decade; /* a term, counted from 1 in its field; 0: none */
	uint32_t type; /* as decade */
	float max_scale; /* of its first document, >= 0 */
};

/* Classes with the same genres, and the largest of their scales. */
struct class_set {
	uint32_t first_class; /* its classes: up to the next set's first */
	uint32_t first_genre; /* its genres likewise */
	float max_scale;
};

/* A document's class and what one unit of its raw sum is worth. Together, since
 * whoever looks at one looks at the other. */
struct document_place {
	uint32_t class_id;
	float scale; /* prior / norm of the raw vector, >= 0 */
};

_Static_assert(sizeof(struct document_class) == 16, "part of the format");
_Static_assert(sizeof(struct class_set) == 12, "part of the format");
_Static_assert(sizeof(struct document_place) == 8, "part of the format");

struct document_classes {
	const uint32_t *starts; /* [class_count + 1], first documents */
	const struct document_class *classes; /* [class_count] */
	const struct class_set *sets; /* [set_count + 1]; the last is an end */
	const uint32_t *genres; /* [genre_count], terms, ascending in a set */
	const struct document_place *places; /* [document_count] */
	uint32_t class_count;
	uint32_t set_count;
	uint64_t genre_count;
};

/* What the classes are checked against. */
struct document_class_limits {
	uint32_t document_count;
	uint32_t genre_terms; /* terms of each field */
	uint32_t decade_terms;
	uint32_t type_terms;
};

/* Checks every bound and every order; ERROR_CORRUPT. */
int document_classes_check(const struct document_classes *classes,
    const struct document_class_limits *limits, struct error *error);

#endif
