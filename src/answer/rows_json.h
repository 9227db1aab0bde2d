/*
 * Rows of a first page as JSON: [{"id","title","items":[movie + score + source
 * + because]}].
 */
#ifndef MARQUEE_ANSWER_ROWS_JSON_H
#define MARQUEE_ANSWER_ROWS_JSON_H

#include "index/snapshot.h"
#include "recommend/rows.h"
#include "util/json_writer.h"

void answer_rows(struct json_writer *json, const struct snapshot *snapshot,
    const struct rows *rows);

#endif
