/*
 * Item entry: one title that another one speaks for, and how much.
 */
#ifndef MARQUEE_MODEL_ITEM_ENTRY_H
#define MARQUEE_MODEL_ITEM_ENTRY_H

#include <stdint.h>

struct item_entry {
	uint32_t item; /* position in the model's titles */
	float value; /* not 0 */
};

_Static_assert(sizeof(struct item_entry) == 8, "part of the format");

#endif
