/*
 * Model file: which titles speak for which, as `marquee train` publishes it and
 * every worker maps it; a section file (index/section_file.h) beside the
 * snapshot, with generations of its own. Titles are told by their numbers, so
 * model and index may be of different days.
 *
 *	summary		struct model_summary [1]
 *	titles		i32 [N], ascending
 *	counts		u32 [N], users who watched the title
 *	starts		u64 [N + 1], first entry of a title
 *	entries		struct item_entry [E]: for each watched title those
 *			that it speaks for, ascending
 *
 * Opening checks every checksum, and every bound unless the writer's seal says
 * that it has; after it the bytes are trusted.
 */
#ifndef MARQUEE_MODEL_MODEL_FILE_H
#define MARQUEE_MODEL_MODEL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/item_entry.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/mapped_file.h"

#define MODEL_KIND 2u /* of section_file */
#define MODEL_FORMAT 1u

enum model_section {
	MODEL_SUMMARY = 1,
	MODEL_TITLES,
	MODEL_COUNTS,
	MODEL_STARTS,
	MODEL_ENTRIES,
	MODEL_SECTION_END
};

struct model_summary {
	uint64_t users;
	uint64_t events;
	double l2;
	double feature_weight; /* alpha of model/ease.h */
	/* what a score adds to the sum of entries: recommend/blend.h */
	double content_scale;
	double popularity_scale;
	uint32_t items; /* N */
	uint32_t ease_items; /* of them by EASE, the others by item-kNN */
	uint32_t kept; /* entries a title has at most as an answer */
	uint32_t reserved; /* 0 */
};

_Static_assert(sizeof(struct model_summary) == 64, "part of the format");

/* A model in memory, wherever that is; borrowed. */
struct model_view {
	const struct model_summary *summary;
	const int32_t *titles; /* [items] */
	const uint32_t *counts; /* [items] */
	const uint64_t *starts; /* [items + 1] */
	const struct item_entry *entries; /* [starts[items]] */
};

/* The item of a title's number; UINT32_MAX when the model has none. */
uint32_t model_find(const struct model_view *model, int32_t number);

/* Checks what the arrays hold, of which `entry_count` entries can be read.
 * ERROR_CORRUPT. */
int model_view_check(
    const struct model_view *model, uint64_t entry_count, struct error *error);

/* --- files ---------------------------------------------------------------- */

struct model_file; /* opaque */

/* **new**, as snapshot_open: ERROR_MISSING, ERROR_CORRUPT, ERROR_VERSION,
 * ERROR_IO, ERROR_MEMORY. model_open_checked checks a sealed file too. */
int model_open(const char *path, struct model_file **out, struct error *error);
int model_open_checked(
    const char *path, struct model_file **out, struct error *error);
void model_close(struct model_file *file);

/* Borrowed until close. */
const struct model_view *model_file_view(const struct model_file *file);
uint64_t model_generation(const struct model_file *file);
int64_t model_created_us(const struct model_file *file);

/* Which file model_open would open; false when there is none. */
bool model_identify(const char *path, struct file_identity *identity);
bool model_is_stale(const struct model_file *file, const char *path);

/* Appends counts and bytes by section, as text or as one JSON object. */
int model_describe(
    const struct model_file *file, bool json, struct buffer *out);

/* Reads a whole file that lies in memory, as when it is fuzzed or was just
 * written. */
int model_check_bytes(
    const unsigned char *data, size_t size_bytes, struct error *error);

/* In steps, as index/snapshot_opening.h. */
struct model_opening; /* opaque */
int model_opening_begin(
    struct model_opening **opening, const char *path, struct error *error);
bool model_opening_is_near(const struct model_opening *opening);
bool model_opening_step(struct model_opening *opening);
int model_opening_finish(struct model_opening *opening, struct model_file **out,
    struct error *error);
void model_opening_free(struct model_opening *opening);
const struct file_identity *model_opening_identity(
    const struct model_opening *opening);

#endif
