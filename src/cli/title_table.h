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
#include "util/json_writer.h"

void title_table_documents(struct buffer *out, const struct snapshot *snapshot,
    const uint32_t *documents, size_t count);

/* What answers as JSON: answer_similar or answer_recommendations. */
typedef void title_table_json(struct json_writer *json,
    const struct snapshot *snapshot, const struct recommendation_list *list);

/* Prints a table with scores and, to `explain`, a line of reasons under each
 * title; or, when `json` is given, what that writes. An enum exit_code. */
int title_table_print(const struct snapshot *snapshot,
    const struct recommendation_list *list, title_table_json *json,
    bool explain);

#endif
