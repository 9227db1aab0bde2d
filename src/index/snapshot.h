/*
 * Snapshot: the mapped, read-only index that answers everything.
 *
 * snapshot_open checks every section's checksum, and every bound unless the
 * writer's seal says that it has (index/snapshot_opening.h); after it the
 * accessors below trust the bytes. A snapshot is immutable and may be read
 * by any number of threads. Documents are numbered densely from 0; nothing but
 * document ids of the same snapshot may be passed.
 */
#ifndef MARQUEE_INDEX_SNAPSHOT_H
#define MARQUEE_INDEX_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/document.h"
#include "index/vector.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/mapped_file.h"

struct snapshot;

/* **new**. ERROR_MISSING, ERROR_CORRUPT, ERROR_VERSION, ERROR_IO. The path may
 * be a file or the link; when the link leads to a file of another format, the
 * newest one of ours beside it is opened. */
int snapshot_open(const char *path, struct snapshot **out, struct error *error);

/* The same, and checks every bound whether the file is sealed or not. */
int snapshot_open_checked(
    const char *path, struct snapshot **out, struct error *error);
void snapshot_close(struct snapshot *snapshot);

/* Closes in steps of about `size_bytes`, of which a large file wants many; true
 * after the last one. Nothing else may be called between. */
bool snapshot_close_step(struct snapshot *snapshot, size_t size_bytes);

/* Which file snapshot_open would open; false when there is none. */
bool snapshot_identify(const char *path, struct file_identity *identity);

/* Whether that is another one than the one that is open. */
bool snapshot_is_stale(const struct snapshot *snapshot, const char *path);

/* Appends counts and bytes by section, as text or as one JSON object. */
int snapshot_describe(
    const struct snapshot *snapshot, bool json, struct buffer *out);

uint32_t snapshot_document_count(const struct snapshot *snapshot);
uint64_t snapshot_generation(const struct snapshot *snapshot);
int64_t snapshot_created_us(const struct snapshot *snapshot);

/* The document of a title's number; false when it is not in the index. */
bool snapshot_find(
    const struct snapshot *snapshot, int32_t number, uint32_t *document);

/* What an answer shows of a title. All pointers are borrowed until close. */
struct title_card {
	int32_t number;
	const char *title; /* NUL-terminated, as all text here */
	const char *original_title; /* never NULL: title when the same */
	const char *type;
	const char *genres; /* "Drama,War" or "" */
	int start_year; /* 0: not known */
	int end_year;
	int runtime_minutes; /* 0: not known */
	float rating; /* 0: none */
	float bayesian_rating; /* 0: none */
	uint32_t votes;
	struct person_list directors;
	struct person_list writers;
	struct person_list cast;
};

void snapshot_card(const struct snapshot *snapshot, uint32_t document,
    struct title_card *card);

/* A person's name, borrowed; NULL when it is not known. */
const char *snapshot_person_name(
    const struct snapshot *snapshot, int32_t person);

/* Popularity prior of a document, in [.3, 1]. */
float snapshot_prior(const struct snapshot *snapshot, uint32_t document);

/* The document's L2-normalised vector, by ascending term. */
void snapshot_vector(const struct snapshot *snapshot, uint32_t document,
    struct sparse_vector *vector);

/* A term of the vocabulary as a person reads it. */
struct term_label {
	enum index_field field;
	int32_t person; /* of director, writer, cast; else 0 */
	const char *text; /* genre, stem, "1990s", type, keyword; for people
			   * the name, NULL when not known; borrowed */
	const char *word; /* of an overview: the shortest with this stem; else
			   * text */
};

void snapshot_term(
    const struct snapshot *snapshot, uint32_t term, struct term_label *label);

uint32_t snapshot_term_count(const struct snapshot *snapshot);
uint32_t snapshot_document_frequency(
    const struct snapshot *snapshot, uint32_t term);
/* As index/vector.h has it, in (0, 1]. */
float snapshot_idf(const struct snapshot *snapshot, uint32_t term);

/* The term of a text (as the document's field has it: a genre as IMDb writes
 * it, a title's stem) or of a person; false when no document has it. */
bool snapshot_find_term(const struct snapshot *snapshot, enum index_field field,
    const char *text, size_t length, uint32_t *term);
bool snapshot_find_person_term(const struct snapshot *snapshot,
    enum index_field field, int32_t person, uint32_t *term);

/* The terms of a text field whose text begins with `prefix`: a contiguous
 * range [*first, *end) in byte order of the text. */
void snapshot_term_prefix(const struct snapshot *snapshot,
    enum index_field field, const char *prefix, size_t length, uint32_t *first,
    uint32_t *end);

/* Calls `visit` for each document of a term, ascending, until it returns
 * false. */
void snapshot_each_posting(const struct snapshot *snapshot, uint32_t term,
    bool (*visit)(void *context, uint32_t document), void *context);

/* Folded titles (tokenizer_fold), sorted by bytes: for exact and prefix search.
 * Entries [*first, *end) begin with `prefix`. */
enum snapshot_names {
	SNAPSHOT_TITLES, /* primary and original */
	SNAPSHOT_AKAS, /* in other languages, where they are others */
	SNAPSHOT_NAMES_COUNT
};

void snapshot_title_prefix(const struct snapshot *snapshot,
    enum snapshot_names names, const char *prefix, size_t length,
    uint32_t *first, uint32_t *end);
/* Returns the document. */
uint32_t snapshot_title_entry(const struct snapshot *snapshot,
    enum snapshot_names names, uint32_t entry, const char **folded);

/* All documents in a fixed order, descending, ties by lower title number. */
enum snapshot_order {
	SNAPSHOT_ORDER_POPULARITY, /* by votes */
	SNAPSHOT_ORDER_RATING, /* by Bayesian rating */
	SNAPSHOT_ORDER_YEAR, /* by start year, not known last */
	SNAPSHOT_ORDER_COUNT
};

const uint32_t *snapshot_order(const struct snapshot *snapshot,
    enum snapshot_order order); /* [document_count], borrowed */

#endif
