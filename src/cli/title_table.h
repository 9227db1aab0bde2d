/*
 * Titles as a table for people, one line each:
 *
 *	 1  tt0234215  The Matrix Reloaded (2003)  movie  7.2  0.6123
 */
#ifndef MARQUEE_CLI_TITLE_TABLE_H
#define MARQUEE_CLI_TITLE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/snapshot.h"
#include "recommend/recommendation.h"
#include "util/buffer.h"

void title_table_documents(struct buffer *out, const struct snapshot *snapshot,
    const uint32_t *documents, size_t count);

/* With scores; `explain` adds a line of reasons under each title. */
void title_table_recommendations(struct buffer *out,
    const struct snapshot *snapshot, const struct recommendation_list *list,
    bool explain);

#endif
