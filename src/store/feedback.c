/*
 * Statements and decoding of feedback. All of them join from the user, so that
 * one statement tells "nothing" (one row of nulls) from "no such user" (no
 * row).
 */
#include "store/feedback.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/statement.h"

#define COLUMNS \
	"movie_id, kind, (extract(epoch FROM created_at) * 1000000)::bigint"
#define LISTED "users.id = $1::uuid AND users.origin <> 'background'"

static const struct pool_statement page_statement = {"feedback_page",
    "SELECT f.movie_id, f.kind, f.created_us FROM users LEFT JOIN LATERAL"
    " (SELECT created_at, " COLUMNS " AS created_us FROM user_feedback"
    "  WHERE user_id = users.id ORDER BY created_at DESC, movie_id"
    "  LIMIT $2::bigint OFFSET $3::bigint) AS f ON true"
    " WHERE " LISTED " ORDER BY f.created_at DESC, f.movie_id",
    STATEMENT_FEEDBACK_PAGE};

static const struct pool_statement put_statement = {"feedback_put",
    "INSERT INTO user_feedback (user_id, movie_id, kind)"
    " SELECT id, $2::integer, $3 FROM users WHERE " LISTED
    " ON CONFLICT (user_id, movie_id) DO UPDATE"
    " SET kind = excluded.kind, created_at = now()"
    " RETURNING " COLUMNS,
    STATEMENT_FEEDBACK_PUT};

static const struct pool_statement remove_statement = {"feedback_remove",
    "WITH gone AS (DELETE FROM user_feedback"
    " WHERE user_id = $1::uuid AND movie_id = $2::integer"
    " RETURNING " COLUMNS " AS created_us)"
    " SELECT gone.* FROM users LEFT JOIN gone ON true WHERE " LISTED,
    STATEMENT_FEEDBACK_REMOVE};

/* The rows, **new**; NULL when out of memory. Their text is the result's. */
static struct feedback *
decode(const PGresult *result, size_t *count)
{
	int rows = PQntuples(result);
	struct feedback *feedback = calloc((size_t)rows, sizeof(*feedback));

	*count = 0;
	for (int row = 0; feedback != NULL && row < rows; row++)
		if (!PQgetisnull(result, row, 0))
			feedback[(*count)++] = (struct feedback){
			    .movie = (int32_t)strtol(
				PQgetvalue(result, row, 0), NULL, 10),
			    .kind = PQgetvalue(result, row, 1),
			    .created_us =
				strtoll(PQgetvalue(result, row, 2), NULL, 10),
			};
	return feedback;
}

static void
on_result(void *context, int code, const struct pg_result *result,
    const char *message)
{
	struct feedback_request *request = context;
	struct feedback *feedback = NULL;
	size_t count = 0;

	request->request = NULL;
	if (code == 0 && PQntuples(result) == 0) {
		code = ERROR_MISSING;
		message = "there is no such user";
	} else if (code == 0) {
		feedback = decode(result, &count);
		if (feedback == NULL) {
			code = ERROR_MEMORY;
			message = "out of memory";
		}
	}
	request->done(request->context, code, feedback, count, message);
	free(feedback);
}

int
feedback_page(struct pool *pool, const char *user, uint32_t limit,
    uint32_t offset, struct feedback_request *request, struct error *error)
{
	char limit_text[16], offset_text[16];
	const char *parameters[] = {user, limit_text, offset_text};

	snprintf(limit_text, sizeof(limit_text), "%u", limit);
	snprintf(offset_text, sizeof(offset_text), "%u", offset);
	return pool_submit(pool, &page_statement, parameters, 3, on_result,
	    request, &request->request, error);
}

int
feedback_put(struct pool *pool, const char *user, int32_t movie,
    const char *kind, struct feedback_request *request, struct error *error)
{
	char movie_text[16];
	const char *parameters[] = {user, movie_text, kind};

	snprintf(movie_text, sizeof(movie_text), "%" PRId32, movie);
	return pool_submit(pool, &put_statement, parameters, 3, on_result,
	    request, &request->request, error);
}

int
feedback_remove(struct pool *pool, const char *user, int32_t movie,
    struct feedback_request *request, struct error *error)
{
	char movie_text[16];
	const char *parameters[] = {user, movie_text};

	snprintf(movie_text, sizeof(movie_text), "%" PRId32, movie);
	return pool_submit(pool, &remove_statement, parameters, 2, on_result,
	    request, &request->request, error);
}

void
feedback_forget(struct feedback_request *request)
{
	if (request->request != NULL)
		pool_forget(request->request);
	request->request = NULL;
}
