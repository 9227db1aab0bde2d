/*
 * Item models: how much one title in a history speaks for another.
 *
 *	score of item j = sum over the history's items i of w_i B_ij
 *
 * B has a zero diagonal. As a matrix it holds every pair; pruned, only the
 * largest of all entries, also negative ones, which say as much: what is left
 * is served as posting lists, for each i the items j that it speaks for or
 * against.
 */
#ifndef MARQUEE_MODEL_ITEM_MODEL_H
#define MARQUEE_MODEL_ITEM_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "model/item_entry.h"

/* Every pair. */
struct item_matrix {
	float *values; /* [item_count * item_count], B_ij at
			* [i * item_count + j]; owned */
	uint32_t item_count;
};

void item_matrix_release(struct item_matrix *matrix);

/* Pruned: columns or posting lists, as the function says that made it. */
struct item_model {
	uint64_t *starts; /* [item_count + 1], owned */
	struct item_entry *entries; /* [starts[item_count]], ascending by item
				     * in a list; owned */
	uint32_t item_count;
};

void item_model_release(struct item_model *model);

/*
 * Posting lists of the entries that are largest without their sign, about and
 * never more than `kept` x items: those in the same 128th of a power of two are
 * kept or dropped together. ERROR_MEMORY.
 */
int item_model_prune(const struct item_matrix *matrix, uint32_t kept,
    struct item_model *postings);

/* Posting lists of columns, or the other way round. ERROR_MEMORY. */
int item_model_transpose(
    const struct item_model *model, struct item_model *out);

/*
 * Adds the score of every item for a history: items[count] with
 * weights[count] (NULL: all 1), in this order, to scores[item_count].
 */
void item_matrix_score(const struct item_matrix *matrix, const uint32_t *items,
    const double *weights, size_t count, double *scores);
/* Of posting lists. */
void item_model_score(const struct item_model *postings, const uint32_t *items,
    const double *weights, size_t count, double *scores);

#endif
