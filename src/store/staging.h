/*
 * Staging: where a load gathers rows, and how they become the catalogue.
 *
 *	staging_create    empty tables in schema staging, without a log
 *	COPY              rows of the files, on any number of connections
 *	staging_prepare   refuses doubled keys, drops what joins no title
 *	merge_step        compares with the catalogue, applies the differences
 *	                  (store/merge.h)
 *	staging_drop      takes the tables away
 *
 * All but the COPY is done on one connection, which holds the load's lock
 * (store/load_record.h).
 *
 * Every staging table has a column `line`, the number of the row's line in its
 * file, so that what is refused later can still be found there.
 */
#ifndef MARQUEE_STORE_STAGING_H
#define MARQUEE_STORE_STAGING_H

#include <stdint.h>

#include "store/connection.h"
#include "util/error.h"

/* Targets of copy_writer_open: tables and columns in the order of a row. */
#define STAGING_TITLES \
	"staging.titles (id, title_type, primary_title, original_title, " \
	"is_adult, start_year, end_year, runtime_minutes, genres, line)"
#define STAGING_RATINGS \
	"staging.ratings (movie_id, average_rating, num_votes, line)"
#define STAGING_CREW "staging.crew (movie_id, directors, writers, line)"
#define STAGING_PRINCIPALS \
	"staging.principals (movie_id, ordering, person_id, category, job, " \
	"characters, line)"
#define STAGING_PERSONS \
	"staging.persons (id, name, birth_year, death_year, professions, " \
	"known_for, line)"
#define STAGING_REJECTS "staging.rejects (file, line, reason, content)"

/* Drops what an earlier, killed load left behind, and creates the tables. */
int staging_create(struct connection *connection, struct error *error);
int staging_drop(struct connection *connection, struct error *error);

/* Rows that joined no title, and credits of people without a row. */
struct staging_counts {
	int64_t titles; /* that are staged and good */
	int64_t dropped_ratings;
	int64_t dropped_crew;
	int64_t dropped_principals;
	int64_t dropped_known_for;
	int64_t nameless_credits; /* loaded, but the person is unknown */
};

/*
 * Moves rows whose key an earlier line has to staging.rejects with
 * `duplicate_reason`, spreads the lists of crew and known-for titles into
 * rows, and drops what joins no title.
 */
int staging_prepare(struct connection *connection, const char *duplicate_reason,
    struct staging_counts *counts, struct error *error);

#endif
