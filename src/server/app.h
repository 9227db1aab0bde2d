/*
 * App: all that one worker process has, handed down to whoever needs it. The
 * one pointer to it is in module.c, because Kore hands nothing down.
 */
#ifndef MARQUEE_SERVER_APP_H
#define MARQUEE_SERVER_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "cache/recommendation_cache.h"
#include "index/query.h"
#include "index/snapshot.h"
#include "recommend/experiment.h"
#include "recommend/recommendation.h"
#include "recommend/rows.h"
#include "server/access_log.h"
#include "server/impressions.h"
#include "server/load_watch.h"
#include "server/metrics.h"
#include "server/model_watch.h"
#include "server/snapshot_watch.h"
#include "server/trending.h"
#include "store/pool.h"
#include "text/tokenizer.h"
#include "util/config.h"
#include "util/random.h"

struct app {
	const struct config *config; /* borrowed from the parent's fork */
	struct metrics *metrics; /* shared by all workers; borrowed */
	unsigned worker; /* 0 to METRICS_WORKERS_MAX - 1 */

	struct snapshot *snapshot; /* NULL: none could be opened yet */
	struct load_watch load_watch; /* while there is no snapshot */
	struct snapshot_watch watch;
	struct model_watch model_watch;
	bool watch_runs; /* the next slice of either is due */
	struct query_context *queries;
	struct tokenizer *tokenizer;
	struct recommendation_list *recommendations; /* scratch of a request */
	struct rows *rows; /* likewise */
	struct experiment experiment; /* the order after the score */

	struct pool *pool;
	struct pool *slow_pool; /* for what nobody should wait behind */
	struct recommendation_cache *cache; /* NULL: switched off */

	struct trending trending;
	struct impressions impressions;
	struct access_log access_log;
	struct random random; /* request ids */
	bool draining; /* told to stop: finish, take nothing new */
	uint64_t drain_until_ns; /* then what is left is dropped */
};

#endif
