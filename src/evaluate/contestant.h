/*
 * Contestant: a way to rank items for a user, as all of them are measured.
 *
 * A contestant is trained on histories once a split and then ranks for any
 * user, from several threads at once. Ties are broken by the lower title
 * number, which is the lower item.
 */
#ifndef MARQUEE_EVALUATE_CONTESTANT_H
#define MARQUEE_EVALUATE_CONTESTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evaluate/metrics.h"
#include "evaluate/split.h"
#include "index/snapshot.h"
#include "util/error.h"

/* Items as the catalogue knows them; all but the snapshot owned. */
struct item_catalogue {
	const struct snapshot *snapshot; /* borrowed */
	uint32_t *documents; /* [item_count] */
	int32_t *runtimes; /* [item_count], minutes; 0: not known */
	uint32_t *votes; /* [item_count] */
};

/* Every item must be in the snapshot. ERROR_MEMORY; release also after a
 * failure is harmless. */
int item_catalogue_init(struct item_catalogue *catalogue,
    const struct event_set *events, const struct snapshot *snapshot);
void item_catalogue_release(struct item_catalogue *catalogue);

/* What a contestant may see: the histories of a split, and the catalogue. */
struct training {
	const struct split *split;
	const struct item_catalogue *catalogue;
	const uint32_t
	    *counts; /* [item_count], users with it in their history */
};

/* Whom to rank for. */
struct ranking_request {
	uint32_t user;
	uint32_t last; /* newest events of the history that are seen; 0: all */
};

/* Memory of one thread, for any contestant; opaque. */
struct ranking_scratch;
/* **new**; NULL when out of memory. */
struct ranking_scratch *ranking_scratch_new(uint32_t item_count);
void ranking_scratch_free(struct ranking_scratch *scratch);

struct contestant {
	const char *name; /* as --model has it */
	const char *what; /* one line of the report */
	bool ablation; /* neither a yardstick nor what is served */

	/* Makes *state, **new**, of what it may see, which is borrowed until
	 * release. Error as util/error.h. NULL: there is nothing to learn. */
	int (*train)(
	    const struct training *training, void **state, struct error *error);
	/* Fills *list with candidates that are not in the user's history, best
	 * first. ERROR_MEMORY. */
	int (*rank)(const struct training *training, const void *state,
	    const struct ranking_request *request,
	    struct ranking_scratch *scratch, struct ranked_list *list);
	void (*release)(void *state); /* NULL as train */
};

/* All of them, in the order of reports; NULL behind the last. */
const struct contestant *contestant_at(size_t place);

/* By name; NULL when there is none. */
const struct contestant *contestant_find(const char *name);

#endif
