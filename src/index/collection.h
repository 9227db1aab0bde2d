/*
 * Collection: the documents of a snapshot to be, in parts. A part is a run of
 * consecutive documents that one thread adds; parts are filled side by side,
 * each with the collector of its thread, and know nothing of one another.
 * Everything is copied; what needs the whole comes later (index/columns.h).
 *
 * Nothing that reaches the file depends on how documents were cut into parts or
 * who added which: ids of terms, which do, are replaced by vocabulary_build. A
 * document takes about 180 bytes here.
 */
#ifndef MARQUEE_INDEX_COLLECTION_H
#define MARQUEE_INDEX_COLLECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "index/collector.h"
#include "index/document.h"
#include "index/snapshot_layout.h"
#include "index/snapshot_writer.h"
#include "util/buffer.h"
#include "util/error.h"

#define PART_DOCUMENTS 16384u /* of a part that collection_add fills */

/* Offsets in a text of the part; 0: there is none. */
struct folded_pair {
	uint32_t primary;
	uint32_t original;
};

struct snapshot_part {
	struct collector *collector; /* borrowed from the collection */
	uint32_t collector_number;
	uint32_t count; /* documents */
	int32_t first_number;
	int32_t last_number;
	struct buffer numbers; /* int32_t [count] */
	struct buffer term_starts; /* uint32_t [count + 1] */
	struct buffer terms; /* uint32_t, texts by the collector's ids */
	struct buffer totals; /* uint32_t [count], terms with people */
	/* struct card [count]: type and genres are ids of the collector's
	 * repeated texts, what else refers to something refers to the part */
	struct buffer cards;
	struct buffer card_people; /* int32_t */
	struct buffer card_text; /* strings */
	struct buffer folded; /* struct folded_pair [count] */
	struct buffer folded_text; /* strings */
	struct buffer akas; /* struct folded_title, of the part's documents */
	struct buffer aka_text; /* strings */
};

/* A name as it was given. */
struct person_name {
	int32_t number;
	uint32_t text; /* offset in person_text */
};

struct collection {
	struct collector *collectors; /* [collector_count], owned */
	size_t collector_count;
	struct snapshot_part **parts; /* [part_count], owned */
	size_t part_count;
	struct buffer person_names; /* struct person_name; the last counts */
	struct buffer person_text; /* strings */
};

/* For documents that `threads` >= 1 threads add. ERROR_MEMORY. */
int collection_init(
    struct collection *collection, int threads, struct error *error);
void collection_release(struct collection *collection);

/* Gives the memory of a part's documents back. */
void snapshot_part_clear(struct snapshot_part *part);

/* All documents; the numbers must ascend from part to part (ERROR_INVALID). */
int collection_count(const struct collection *collection, uint32_t *documents,
    struct error *error);

/* Copies a document behind the last one; see snapshot_writer_add. */
int collection_add(struct collection *collection,
    const struct document *document, struct error *error);

/* See snapshot_writer_fill. */
int collection_fill(struct collection *collection, size_t parts,
    snapshot_fill *fill, void *context, struct error *error);

/* Whether a document names the person. */
bool collection_has_person(const struct collection *collection, int32_t person);

int collection_name(struct collection *collection, int32_t person,
    const char *name, struct error *error);

#endif
