/*
 * Titles as JSON: what the HTTP routes and --json print, written from the
 * snapshot's title cards.
 */
#ifndef MARQUEE_ANSWER_TITLE_JSON_H
#define MARQUEE_ANSWER_TITLE_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "index/snapshot.h"
#include "recommend/recommendation.h"
#include "recommend/trend.h"
#include "util/json_writer.h"

/* {"id","title","original_title","movie_type","start_year","runtime","genres",
 * "avg_rating","num_votes"}; what is not known is null. */
void answer_movie(struct json_writer *json, const struct snapshot *snapshot,
    uint32_t document);

/* The same with directors, writers and cast: [{"id","name"}]; people without
 * a known name are left out. */
void answer_movie_detail(struct json_writer *json,
    const struct snapshot *snapshot, uint32_t document);

void answer_movie_list(struct json_writer *json,
    const struct snapshot *snapshot, const uint32_t *documents, size_t count);

/* [movie + score + views] */
void answer_trends(struct json_writer *json, const struct snapshot *snapshot,
    const struct trend *trends, size_t count);

/* [movie + score + similarity + because] */
void answer_similar(struct json_writer *json, const struct snapshot *snapshot,
    const struct recommendation_list *list);

/* [movie + score + source + because] */
void answer_recommendations(struct json_writer *json,
    const struct snapshot *snapshot, const struct recommendation_list *list);

#endif
