/*
 * A folder of its own with five small files as IMDb shapes them.
 *
 *	tt0000001  The First     director nm1, writers nm2 nm3, three principals
 *	tt0000002  Second        no year, no genres; director nm1
 *	tt0000003  Third, adult
 *	tt0000004  Fourth, a tvEpisode
 *	my0000001  Own           a title of one's own
 *
 * nm0000009 is credited but has no row; a rating, a crew row and a principal
 * are of tt0000099, which is no title.
 */
#ifndef MARQUEE_TESTS_INTEGRATION_DATASET_FIXTURE_H
#define MARQUEE_TESTS_INTEGRATION_DATASET_FIXTURE_H

#include <stddef.h>

struct dataset_fixture {
	char folder[64];
};

#define TITLES_HEADER \
	"tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\t" \
	"startYear\tendYear\truntimeMinutes\tgenres\n"

void dataset_fixture_open(struct dataset_fixture *fixture);
void dataset_fixture_close(struct dataset_fixture *fixture);

/* Writes a file of that name, e.g. "title.basics.tsv". */
void dataset_fixture_write(const struct dataset_fixture *fixture,
    const char *name, const void *bytes, size_t length);
void dataset_fixture_write_text(
    const struct dataset_fixture *fixture, const char *name, const char *text);

/* As above, compressed; only the first `keep` bytes of the result (0: all). */
void dataset_fixture_write_gzip(const struct dataset_fixture *fixture,
    const char *name, const char *text, size_t keep);

/* Puts another gzip member behind what the file has. */
void dataset_fixture_append_gzip(
    const struct dataset_fixture *fixture, const char *name, const char *text);

void dataset_fixture_remove(
    const struct dataset_fixture *fixture, const char *name);

/* title.basics without the line of tt0000002. */
extern const char dataset_fixture_fewer_titles[];
extern const char dataset_fixture_titles[];

#endif
