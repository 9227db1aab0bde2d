/*
 * The fields of the language of filters and boosts, for its parser and for
 * those who write it.
 */
#ifndef MARQUEE_INDEX_FILTER_PARSE_H
#define MARQUEE_INDEX_FILTER_PARSE_H

#include <stdbool.h>

#include "index/boost.h"
#include "index/filter.h"

/* As it is written. */
const char *filter_field_name(enum filter_field field);

/* Whether its clauses name names, and not ranges. */
bool filter_field_has_names(enum filter_field field);

#endif
