#include "index/sum_table.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"

#define BITS_MIN 8u
#define BITS_MAX 31u

void
sum_table_release(struct sum_table *table)
{
	free(table->slots);
	free(table->used);
	free(table->worths);
	memset(table, 0, sizeof(*table));
}

/* Moves the sums into a table of 1 << bits slots, half of them at most used. */
static int
grow(struct sum_table *table, unsigned bits)
{
	size_t size = (size_t)1 << bits;
	struct sum_table grown = {
	    .slots = calloc(size, sizeof(*grown.slots)),
	    .used = malloc((size / 2 + 1) * sizeof(*grown.used)),
	    .worths = malloc(size / 2 * sizeof(*grown.worths)),
	    .capacity = size / 2,
	    .bits = bits,
	};

	if (grown.slots == NULL || grown.used == NULL || grown.worths == NULL) {
		sum_table_release(&grown);
		return ERROR_MEMORY;
	}
	for (size_t i = 0; table->slots != NULL && i < table->count; i++) {
		const struct sum_slot *from = &table->slots[table->used[i]];
		uint32_t slot = sum_table_find(&grown, from->key - 1);

		grown.slots[slot] = *from;
		grown.used[grown.count++] = slot;
	}
	if (table->valued > 0)
		memcpy(grown.worths, table->worths,
		    table->valued * sizeof(*grown.worths));
	grown.valued = table->valued;
	sum_table_release(table);
	*table = grown;
	return 0;
}

int
sum_table_reserve(struct sum_table *table, size_t count)
{
	unsigned bits = table->bits > BITS_MIN ? table->bits : BITS_MIN;

	if (table->slots != NULL && count <= table->capacity)
		return 0;
	while (bits <= BITS_MAX && ((size_t)1 << bits) / 2 < count)
		bits++;
	if (bits > BITS_MAX)
		return ERROR_LIMIT;
	return grow(table, bits);
}

void
sum_table_clear(struct sum_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		table->slots[table->used[i]] = (struct sum_slot){0, 0};
	table->count = 0;
	table->valued = 0;
}

void
sum_table_add(struct sum_table *table, const uint32_t *documents, size_t count,
    float weight)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t at = sum_table_find(table, documents[i]);
		struct sum_slot *slot = &table->slots[at];

		/* without a branch: overwritten unless it is new */
		table->used[table->count] = at;
		table->count += slot->key == 0;
		slot->key = documents[i] + 1;
		slot->sum += weight;
	}
}
