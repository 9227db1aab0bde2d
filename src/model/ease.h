/*
 * EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): the
 * item model with a zero diagonal that rebuilds all histories at once with the
 * least squared error.
 *
 *	G = X'X, P = (G + alpha F F' + l2 I)^-1, B_ij = -P_ij / P_jj
 *
 * X: users x items. F F' is what titles have in common by content: terms that
 * are watched `alpha` times by nobody in particular (Jeunen et al. 2020,
 * "Closed-Form Models for Collaborative Filtering with Side-Information"). So
 * a title that hardly anybody watched leans on its like.
 *
 * With a prior R, a content similarity with zero diagonal, B is drawn towards
 * it: minimise |X - XB|^2 + l2 |B|^2 + d |B - R|^2, then with
 * P = (G + alpha F F' + (l2 + d) I)^-1
 *
 *	B_ij = d (PR)_ij - P_ij (1 + d (PR)_jj) / P_jj	for i != j
 *
 * Cost: items^2 doubles of memory, inverted in place, and about items^3
 * multiplications.
 */
#ifndef MARQUEE_MODEL_EASE_H
#define MARQUEE_MODEL_EASE_H

#include <stdint.h>

#include "model/item_model.h"
#include "model/sparse_rows.h"
#include "util/error.h"

struct ease_options {
	double l2; /* > 0 */
	const struct sparse_rows *features; /* F', terms x items; NULL: none */
	double feature_weight; /* alpha, >= 0 */
	const struct sparse_rows *prior; /* R, items x items; NULL: none */
	double prior_weight; /* d, >= 0 */
	uint64_t memory_limit_bytes; /* 0: none */
};

/* What training takes at its peak, without what it is given. */
uint64_t ease_memory_bytes(
    uint32_t item_count, const struct ease_options *options);

/* The most items that fit into so many bytes. */
uint32_t ease_items_within(
    uint64_t memory_bytes, const struct ease_options *options);

/*
 * Trains on users x items. ERROR_LIMIT when it would take more memory than
 * allowed, before it takes any; ERROR_MEMORY; ERROR_INVALID when l2 is not > 0
 * or the matrix is not positive definite.
 */
int ease_train(const struct sparse_rows *events,
    const struct ease_options *options, struct item_matrix *out,
    struct error *error);

#endif
