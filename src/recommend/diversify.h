/*
 * Diversify: what happens to a ranking after the score. Off unless asked for;
 * then the score of each title stays what it was, and the order is this:
 *
 *	value = (1 - diversity) x relevance - diversity x nearest
 *	relevance = score / best score x (1 + freshness x 2^-(age / 5 years))
 *	nearest = largest cosine with a title that was taken before
 *
 * (maximal marginal relevance: Carbonell and Goldstein, 1998). The title of the
 * largest value is taken, the better score first among equals, unless a cap
 * forbids it: a title is not taken when one of its directors has directed
 * max_per_director of those taken, or when max_per_franchise of them are of its
 * franchise (recommend/franchise.h). Cost: candidates x titles taken.
 */
#ifndef MARQUEE_RECOMMEND_DIVERSIFY_H
#define MARQUEE_RECOMMEND_DIVERSIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/query.h"
#include "recommend/franchise.h"
#include "recommend/recommendation.h"
#include "util/error.h"

#define DIVERSIFY_TEXT_SIZE 128 /* of diversify_write, with its NUL */

/* Zeroed, it changes nothing. */
struct diversify_options {
	float diversity; /* 0 to 1 */
	float freshness; /* 0 to 1 */
	uint32_t max_per_director; /* 0: any number */
	uint32_t max_per_franchise; /* 0: any number */
	int year; /* in which a title is new */
};

/* The options by name, NULL at the end. */
extern const char *const diversify_names[];

/* Sets the option of this name. ERROR_INVALID says what is allowed. */
int diversify_set(struct diversify_options *options, const char *name,
    const char *value, struct error *error);

/* Sets what "name=value,name=value" says, "" nothing. ERROR_INVALID. */
int diversify_parse(
    const char *text, struct diversify_options *options, struct error *error);

/* What diversify_parse takes: equal text, equal answers in the same year. */
void diversify_write(
    const struct diversify_options *options, char text[DIVERSIFY_TEXT_SIZE]);

/* Whether the order stays that of the score. */
bool diversify_is_off(const struct diversify_options *options);

/* The caps, and what they count: the titles taken so far. */
struct caps {
	const struct snapshot *snapshot;
	uint32_t max_per_director;
	uint32_t max_per_franchise;
	size_t count;
	struct capped {
		struct title_card card;
		struct franchise_name name;
	} taken[RECOMMEND_MAX_LIMIT]; /* [count] */
};

void caps_init(struct caps *caps, const struct snapshot *snapshot,
    const struct diversify_options *options);
/* NULL: no caps. */
bool caps_are_off(const struct caps *caps);
bool caps_admit(const struct caps *caps, uint32_t document);
/* At most RECOMMEND_MAX_LIMIT titles. */
void caps_take(struct caps *caps, uint32_t document);

/*
 * Chooses at most `limit` of the hits (best first) and puts them, in their new
 * order, first; *count is how many. What is chosen is taken into `caps`.
 * ERROR_MEMORY.
 */
int diversify(const struct snapshot *snapshot,
    const struct diversify_options *options, uint32_t limit, struct caps *caps,
    struct hit *hits, size_t *count);

/* Writes the best k (at most QUERY_MAX_K) and their number: some ranking. */
typedef int ranking_find(
    void *context, uint32_t k, struct hit *hits, size_t *hit_count);

/*
 * The `limit` best of a ranking (at most RECOMMEND_MAX_LIMIT, `hits` has room
 * for as many) in the order that the options ask for: of a few times as many
 * candidates, and of QUERY_MAX_K when the caps leave too few of those. What is
 * answered is taken into `caps`, which begin anew. ERROR_MEMORY, or what `find`
 * fails with.
 */
int diversify_ranking(const struct snapshot *snapshot, ranking_find *find,
    void *context, uint32_t limit, const struct diversify_options *options,
    struct caps *caps, struct hit *hits, size_t *hit_count);

/* The same for query->k titles of query_run; `exhaustive`: of
 * query_run_exhaustive. */
int diversify_query(struct query_context *context,
    const struct snapshot *snapshot, const struct query *query, bool exhaustive,
    const struct diversify_options *options, struct caps *caps,
    struct hit *hits, size_t *hit_count);

#endif
