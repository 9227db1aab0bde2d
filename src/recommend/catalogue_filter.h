/*
 * What listing and searching share: the filter.
 */
#ifndef MARQUEE_RECOMMEND_CATALOGUE_FILTER_H
#define MARQUEE_RECOMMEND_CATALOGUE_FILTER_H

#include <stdbool.h>

#include "recommend/catalogue.h"

bool catalogue_filter_admits(const struct catalogue_filter *filter,
    const struct snapshot *snapshot, uint32_t document,
    const struct title_card *card);

#endif
