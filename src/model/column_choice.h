/*
 * Column choice: the largest entries of every column of an item model, column
 * by column on all cores.
 */
#ifndef MARQUEE_MODEL_COLUMN_CHOICE_H
#define MARQUEE_MODEL_COLUMN_CHOICE_H

#include "model/item_model.h"

/* Fills values[item_count] with the column of `item`; called by several
 * threads. What lies on the diagonal is not looked at. */
typedef void column_read(const void *context, uint32_t item, double *values);

/* Columns of the `kept` largest entries above 0; ties go to the lower item.
 * ERROR_MEMORY. */
int column_choice_run(uint32_t item_count, uint32_t kept, column_read *read,
    const void *context, struct item_model *columns);

#endif
