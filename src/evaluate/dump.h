/*
 * Dump: what somebody else's tool needs to compute every figure again.
 *
 *	history.tsv      user, title, time, rating, minutes: what models see
 *	qrels.txt        user 0 title 1: what is relevant (TREC)
 *	MODEL.run        user Q0 title rank score model (TREC)
 *	MODEL.users.tsv  user and each metric
 *	items.tsv        title, users with it in their history, votes
 *
 * Of the temporal protocol. The score of a run is 101 - rank, as tools sort by
 * it. Ratings are half stars, 0 for none; times seconds since 1970.
 */
#ifndef MARQUEE_EVALUATE_DUMP_H
#define MARQUEE_EVALUATE_DUMP_H

#include "evaluate/experiment.h"
#include "util/error.h"

/* Writes into the folder, which is made when it is missing; files of these
 * names are replaced. ERROR_IO, ERROR_MEMORY. */
int dump_write(const char *folder, const struct experiment *experiment,
    const struct item_catalogue *catalogue, struct error *error);

#endif
