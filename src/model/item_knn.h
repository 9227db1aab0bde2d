/*
 * Item-kNN: what is watched by the same people.
 *
 *	B_ij = G_ij / (sqrt(G_ii G_jj) + ITEM_KNN_SHRINKAGE), G = X'X
 *
 * The cosine, shrunk where few have watched either. G is never held as a
 * whole: a column is counted, pruned and forgotten, so memory grows with the
 * events and what is kept, not with items^2.
 */
#ifndef MARQUEE_MODEL_ITEM_KNN_H
#define MARQUEE_MODEL_ITEM_KNN_H

#include <stdint.h>

#include "model/item_model.h"
#include "model/sparse_rows.h"

#define ITEM_KNN_SHRINKAGE 50.0

/* Every pair, from users x items. ERROR_MEMORY. */
int item_knn_train(const struct sparse_rows *events, struct item_matrix *out);

/* Columns of the `kept` largest entries each; ties go to the lower item.
 * ERROR_MEMORY. */
int item_knn_columns(const struct sparse_rows *events, uint32_t kept,
    struct item_model *columns);

#endif
