/*
 * Snapshot writer: documents in, one snapshot file out.
 *
 * Documents are added one by one or by several threads side by side; then
 * document frequencies are counted over all of them, and vectors, lists and
 * orders are built in parallel (OpenMP); then the file is written beside its
 * target, synced and renamed. The bytes depend on the documents and the
 * parameters alone, never on the number of threads or on how they were added.
 *
 * Memory: about 180 bytes a document while they are added, and about as much
 * as the file has bytes beside it while it is built.
 */
#ifndef MARQUEE_INDEX_SNAPSHOT_WRITER_H
#define MARQUEE_INDEX_SNAPSHOT_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/document.h"
#include "util/error.h"

struct snapshot_writer;

struct snapshot_parameters {
	float field_weights[INDEX_FIELD_COUNT]; /* 0, or .001 to 1,000 */
	float idf_exponents[INDEX_FIELD_COUNT]; /* 0, .5, 1, ... 3 */
	uint32_t shard_documents; /* 1 to 65,536; 0: 65,536 */
	int threads; /* 0: as many as OpenMP gives */
};

struct snapshot_writer_stats {
	uint64_t documents;
	uint64_t people;
	uint64_t terms;
	uint64_t postings;
	uint64_t file_bytes;
	uint64_t generation;
};

/* **new**; parameters are copied. ERROR_MEMORY or ERROR_INVALID. */
int snapshot_writer_new(const struct snapshot_parameters *parameters,
    struct snapshot_writer **out, struct error *error);
void snapshot_writer_free(struct snapshot_writer *writer);

/* Adds a document; numbers must ascend strictly. Everything is copied.
 * ERROR_INVALID leaves the document out; after any other failure the writer can
 * only be freed. */
int snapshot_writer_add(struct snapshot_writer *writer,
    const struct document *document, struct error *error);

/*
 * Fills an empty writer with documents in `parts` parts of any size: calls
 * `fill` once for each part, from several threads at once (as many as the
 * writer's parameters say), to add its documents in order with
 * snapshot_part_add. Numbers ascend from part to part. The first failure ends
 * it; the writer can only be freed then.
 */
struct snapshot_part; /* opaque */
typedef int snapshot_fill(void *context, struct snapshot_part *part,
    size_t index, struct error *error);
int snapshot_writer_fill(struct snapshot_writer *writer, size_t parts,
    snapshot_fill *fill, void *context, struct error *error);

/* As snapshot_writer_add. */
int snapshot_part_add(struct snapshot_part *part,
    const struct document *document, struct error *error);

/* Documents of a part, and of all. */
uint32_t snapshot_part_count(const struct snapshot_part *part);
uint64_t snapshot_writer_count(const struct snapshot_writer *writer);

/* Whether a document that was added names the person. */
bool snapshot_writer_has_person(
    const struct snapshot_writer *writer, int32_t person);

/* Names a person; any order, the last name counts. Only people who occur in a
 * document reach the file. */
int snapshot_writer_name(struct snapshot_writer *writer, int32_t person,
    const char *name, struct error *error);

/*
 * Builds and publishes: writes `path`.FORMAT.GENERATION (mode 0444) with the
 * generation after the newest there is, and turns the link `path` to it
 * atomically. Older files are removed as index/publication.h says. On
 * failure nothing of the old state has changed and no temporary file is left.
 */
int snapshot_writer_publish(struct snapshot_writer *writer, const char *path,
    struct snapshot_writer_stats *stats, struct error *error);

#endif
