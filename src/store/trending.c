/*
 * See trending.h. date_part gives double precision, where extract gives
 * numeric, which is five times as slow. The index on watch_date holds all
 * columns that are read.
 */
#include "store/trending.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/statement.h"

#define LN2 "0.69314718055994531"
#define HALF_LIFE_S "(43200 * $1::float8)" /* half of the days */

static const struct pool_statement count_statement = {"trending_count",
    "SELECT movie_id, sum(exp(" LN2 " * (date_part('epoch', watch_date)"
    " - date_part('epoch', now())) / " HALF_LIFE_S ")) AS score, count(*)"
    " FROM viewing_history"
    " WHERE watch_date > now() - make_interval(secs => 86400 * $1::float8)"
    " AND watch_date <= now()"
    " AND (NOT EXISTS (SELECT FROM users WHERE origin <> 'simulated')"
    "  OR user_id IN (SELECT id FROM users WHERE origin <> 'simulated'))"
    " GROUP BY movie_id ORDER BY score DESC, movie_id LIMIT $2::bigint",
    STATEMENT_TRENDING_COUNT};

static void
on_result(void *context, int code, const struct pg_result *result,
    const char *message)
{
	struct trending_request *request = context;
	struct trending_row rows[TRENDING_MAX];
	int count = code == 0 ? PQntuples(result) : 0;

	request->request = NULL;
	for (int row = 0; row < count; row++)
		rows[row] = (struct trending_row){
		    .movie =
			(int32_t)strtol(PQgetvalue(result, row, 0), NULL, 10),
		    .score = strtof(PQgetvalue(result, row, 1), NULL),
		    .views =
			(uint32_t)strtoul(PQgetvalue(result, row, 2), NULL, 10),
		};
	request->done(request->context, code, rows, (size_t)count, message);
}

int
trending_count(struct pool *pool, unsigned days,
    struct trending_request *request, struct error *error)
{
	char days_text[16], limit_text[16];
	const char *parameters[] = {days_text, limit_text};

	snprintf(days_text, sizeof(days_text), "%u", days);
	snprintf(limit_text, sizeof(limit_text), "%d", TRENDING_MAX);
	return pool_submit(pool, &count_statement, parameters, 2, on_result,
	    request, &request->request, error);
}
