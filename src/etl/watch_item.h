/*
 * Watch item: one element of Trakt's or Jellyfin's arrays as a record. A part
 * of etl/watch_json, whose header says what they mean.
 */
#ifndef MARQUEE_ETL_WATCH_ITEM_H
#define MARQUEE_ETL_WATCH_ITEM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/watch_list.h"

/* Whether an element looks like one of this format; NULL does not. */
bool watch_item_is_jellyfin(const json_t *item);
bool watch_item_is_trakt(const json_t *item);

/* Adds, refuses or passes over element `number` (from 1) of the file begun
 * last; `format` is one of the two. */
void watch_item_read(struct watch_list *list, enum watch_format format,
    const json_t *item, size_t number, int64_t now_us);

#endif
