/*
 * Planting: what --dirty puts between the good rows of a generated file, and
 * the list of it, FOLDER/planted.tsv, for tests to compare with what a load
 * made of it. In turn, every PLANT_PERIOD units of the file or more often in a
 * small one:
 *
 *	a duplicate behind its original          refused
 *	rows that are held back and come later   loaded
 *	a duplicate far behind its original      refused
 *	each of etl/generate_dirty               refused
 *
 * A duplicate has its original's key and another last field, so that it is
 * seen which of the two was kept: the first. A file of a few units only may
 * lack duplicates and held rows.
 *
 * planted.tsv has a header and the columns file (title.basics), line (the
 * header is 1), reason (as in load_rejects; \N: the line is to be loaded) and
 * what (in words).
 */
#ifndef MARQUEE_ETL_GENERATE_PLANT_H
#define MARQUEE_ETL_GENERATE_PLANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/generate_rows.h"
#include "util/buffer.h"
#include "util/error.h"

#define PLANT_PERIOD 1000

/* --- the list ------------------------------------------------------------- */

#define PLANT_LIST_NAME "planted.tsv"

struct plant_list; /* opaque */

/* **new** list that gets its name when it is published. ERROR_IO,
 * ERROR_MEMORY. */
int plant_list_open(
    struct plant_list **list, const char *folder, struct error *error);

/* Ends the list, and gives it its name. ERROR_IO. */
int plant_list_publish(struct plant_list *list, struct error *error);

/* Frees; removes a list that has not been published. NULL is legal. */
void plant_list_close(struct plant_list *list);

/* --- the rows of one file ------------------------------------------------- */

struct planter {
	const struct generator *generator; /* borrowed */
	struct plant_list *list; /* borrowed */
	enum generated_file file;
	uint64_t period;
	size_t turn; /* what is planted next, below turns */
	size_t turns;
	bool all_planted; /* of each kind one */
	uint64_t refused; /* rows that were planted and are to be refused */
	uint64_t
	    counted; /* lines of the text up to counted_bytes, and before */
	size_t counted_bytes;
	struct buffer original; /* a row to be repeated far behind */
	struct buffer held; /* rows that were taken out */
};

void planter_init(struct planter *planter, const struct generator *generator,
    enum generated_file file, struct plant_list *list);
void planter_release(struct planter *planter);

/* To be called when the text, whose lines begin with the file's header, is
 * about to be emptied. */
void planter_flush(struct planter *planter, const struct buffer *text);

/* Plants what is due behind the rows of a unit, which are those of the text
 * from `start` on. Out of memory is told by text->failed. */
void planter_after(
    struct planter *planter, uint64_t unit, struct buffer *text, size_t start);

/* Plants what has not yet been, behind all rows. */
void planter_end(struct planter *planter, struct buffer *text);

#endif
