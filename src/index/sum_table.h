/*
 * Sum table: sums by document, for the few documents that the short lists of
 * a query name. A hash table with open addressing that stays in the cache;
 * clearing costs what was added, not what there is room for.
 */
#ifndef MARQUEE_INDEX_SUM_TABLE_H
#define MARQUEE_INDEX_SUM_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct sum_slot {
	uint32_t key; /* document + 1; 0: free */
	float sum;
};

/* What turns a document's sum into its score: (sum + constant) x factor. */
struct sum_worth {
	float constant;
	float factor;
};

struct sum_table {
	struct sum_slot *slots; /* [1 << bits], owned */
	uint32_t *used; /* [capacity], slots that hold a sum; owned */
	struct sum_worth *worths; /* [capacity], as used; the caller's to fill;
				   * owned */
	size_t count; /* of used */
	size_t valued; /* worths [0, valued) are filled */
	size_t capacity; /* the most sums that fit */
	unsigned bits;
};

void sum_table_release(struct sum_table *table);

/* Makes room for `count` sums in all, those there are included.
 * ERROR_MEMORY, ERROR_LIMIT. */
int sum_table_reserve(struct sum_table *table, size_t count);

void sum_table_clear(struct sum_table *table);

/* The slot of a document, or the free one where it would be. */
static inline uint32_t
sum_table_find(const struct sum_table *table, uint32_t document)
{
	uint32_t mask = ((uint32_t)1 << table->bits) - 1;
	uint32_t slot = (document * 0x9E3779B1u) >> (32 - table->bits);

	while (table->slots[slot].key != 0 &&
	    table->slots[slot].key != document + 1)
		slot = (slot + 1) & mask;
	return slot;
}

static inline int
sum_table_holds(const struct sum_table *table, uint32_t document)
{
	return table->count > 0 &&
	    table->slots[sum_table_find(table, document)].key != 0;
}

/* Adds `weight` to each document's sum; there is room. */
void sum_table_add(struct sum_table *table, const uint32_t *documents,
    size_t count, float weight);

#endif
