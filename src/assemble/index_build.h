/*
 * Index build: titles from PostgreSQL or from IMDb's files, through the
 * snapshot writer, into a published snapshot. Both sources give the same
 * bytes.
 *
 * Left out are titles of the types that are named, titles that are gone, and
 * adult ones unless asked for.
 */
#ifndef MARQUEE_ASSEMBLE_INDEX_BUILD_H
#define MARQUEE_ASSEMBLE_INDEX_BUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "etl/dataset.h"
#include "index/snapshot_writer.h"
#include "util/config.h"
#include "util/error.h"

/* Votes of a title, in place of those that the source has. */
typedef uint32_t index_build_votes(const void *context, int32_t number);

struct index_build_options {
	const char *tsv_folder; /* NULL: PostgreSQL */
	const char *connection_string; /* of PostgreSQL; a secret */
	const char *path; /* of the link to the snapshot */
	struct snapshot_parameters parameters;
	/* with commas between; NULL: TITLE_SOURCE_EXCLUDED_TYPES of
	 * store/title_source.h */
	const char *excluded_types;
	enum dataset_choice akas; /* of files; the database's are all taken */
	bool include_adult;
	bool allow_shrink;
	index_build_votes *votes; /* NULL: the source's */
	const void *votes_context;

	/* Called now and then with the number of titles so far, by one thread
	 * at a time; may be NULL. */
	void (*progress)(void *context, uint64_t titles);
	void *context;
};

/* What the configuration says of every build; texts are borrowed from it. */
struct index_build_options index_build_options_of(const struct config *config);

/*
 * Builds and publishes. ERROR_LIMIT when the index would hold fewer than 90 %
 * of the titles of the snapshot that is current, unless `allow_shrink`: that is
 * a file that was cut short or a load that went wrong more often than it is
 * meant. A snapshot that cannot be opened guards nothing. ERROR_MISSING when there is no title to index (or no
 * file), ERROR_INTERRUPTED after a signal (util/signal_flag.h), and what
 * store/title_source.h, etl/ and index/snapshot_writer.h fail with; a snapshot
 * that was there stays as it is then.
 */
int index_build(const struct index_build_options *options,
    struct snapshot_writer_stats *stats, struct error *error);

#endif
