/*
 * Documents for tests: seeded random ones with the skew of a real catalogue,
 * and their way through writer and snapshot in a folder of the test's own.
 */
#ifndef MARQUEE_TESTS_DOCUMENT_FIXTURE_H
#define MARQUEE_TESTS_DOCUMENT_FIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "index/document.h"
#include "index/document_set.h"
#include "index/snapshot.h"
#include "index/snapshot_writer.h"
#include "util/arena.h"

struct document_fixture {
	struct document *documents; /* [count], owned by the arena */
	size_t count;
	struct arena arena;
};

/* Random documents, the same for the same seed; prints the seed. */
void document_fixture_random(
    struct document_fixture *fixture, size_t count, uint64_t seed);

/* `count` copies of one plain document, with numbers from 1. */
void document_fixture_equal(struct document_fixture *fixture, size_t count);
void document_fixture_release(struct document_fixture *fixture);

/* Weights as unlike each other as the defaults are. */
extern const struct snapshot_parameters fixture_parameters;

/* A folder of its own, removed by fixture_folder_remove: **new**. */
char *fixture_folder(void);
void fixture_folder_remove(char *folder);

/* Writes the documents to `path` and asserts that it worked. */
void fixture_publish(const struct document_fixture *fixture,
    const struct snapshot_parameters *parameters, const char *path,
    struct snapshot_writer_stats *stats);

/* Publishes to a folder of its own and opens: **new**. The folder is gone
 * afterwards, the mapping lives. */
struct snapshot *fixture_snapshot(const struct document_fixture *fixture,
    const struct snapshot_parameters *parameters);

/* A set of documents of the snapshot, which the caller releases. */
struct document_set fixture_set(
    const struct snapshot *snapshot, const uint32_t *documents, size_t count);

/* A whole file as **new** bytes. */
unsigned char *fixture_read(const char *path, size_t *size_bytes);

#endif
