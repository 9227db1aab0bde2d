/*
 * The inside of a snapshot: pointers into its bytes, all of whose bounds hold.
 * For the files of index/ alone; everybody else goes through snapshot.h.
 */
#ifndef MARQUEE_INDEX_SNAPSHOT_VIEW_H
#define MARQUEE_INDEX_SNAPSHOT_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "index/document_class.h"
#include "index/posting.h"
#include "index/section_file.h"
#include "index/snapshot.h"
#include "index/snapshot_layout.h"
#include "index/vector.h"
#include "index/vocabulary.h"
#include "util/mapped_file.h"

struct folded_titles {
	const struct folded_title *titles; /* [count], by text */
	uint64_t count;
	const char *text;
	uint64_t text_bytes;
};

struct snapshot {
	struct mapped_file file; /* zeroed when the bytes are the caller's */
	struct section_file sections;
	uint32_t document_count;
	const struct snapshot_summary *summary;
	struct vocabulary vocabulary;
	struct postings postings;
	struct document_classes classes;
	struct vectors vectors;
	const int32_t *numbers; /* [document_count] */
	const uint32_t *by_number; /* [document_count] */
	const float *priors; /* [document_count], > 0 */
	const struct card *cards; /* [document_count] */
	const int32_t *card_people; /* [card_people_count] */
	uint64_t card_people_count;
	const char *card_text;
	uint64_t card_text_bytes;
	const struct person *people; /* [people_count], by number */
	uint64_t people_count;
	const char *person_text;
	uint64_t person_text_bytes;
	struct folded_titles folded[SNAPSHOT_NAMES_COUNT];
	const uint32_t *orders[SNAPSHOT_ORDER_COUNT]; /* [document_count] */
};

/*
 * Points *snapshot into its sections, which section_file_begin has set, and
 * checks their lengths, but not what is in them. ERROR_CORRUPT.
 */
int snapshot_bind(struct snapshot *snapshot, struct error *error);

/* Checks every bound and every order of a bound snapshot; ERROR_CORRUPT. */
int snapshot_check(const struct snapshot *snapshot, struct error *error);

/*
 * Points *snapshot into `size_bytes` bytes, aligned to 8, and checks
 * everything, whether the file is sealed or not. The bytes stay the caller's
 * and must outlive it. ERROR_CORRUPT, ERROR_VERSION; *snapshot is of no use
 * then.
 */
int snapshot_load(struct snapshot *snapshot, const unsigned char *data,
    size_t size_bytes, struct error *error);

#endif
