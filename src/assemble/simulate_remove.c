/*
 * Deleting a row costs about as much as writing it, and leaves its place to be
 * vacuumed. So where nearly all users are simulated the others are put aside,
 * the tables are emptied, and the others put back, in the same transaction.
 * Readers wait while that goes on. Where too many would stay, where somebody
 * reads for longer than readers behind us should wait, or where tables may not
 * be emptied (another one refers to them), rows are deleted.
 */
#include <stdbool.h>

#include "assemble/simulate.h"
#include "assemble/simulate_worker.h"

/* Rows that go for one that stays, at least. */
#define STAY_DIVISOR 10

static const char put_aside_sql[] =
    "SAVEPOINT untouched; SET LOCAL lock_timeout = '500ms'; "
    "LOCK TABLE users, viewing_history, user_feedback, impressions "
    "IN SHARE ROW EXCLUSIVE MODE; "
    "CREATE TEMPORARY TABLE stay_users ON COMMIT DROP AS "
    "SELECT * FROM users WHERE origin <> 'simulated'; "
    "CREATE TEMPORARY TABLE stay_views ON COMMIT DROP AS "
    "SELECT v.* FROM viewing_history v JOIN stay_users u ON u.id = user_id; "
    "CREATE TEMPORARY TABLE stay_feedback ON COMMIT DROP AS "
    "SELECT f.* FROM user_feedback f JOIN stay_users u ON u.id = user_id; "
    "CREATE TEMPORARY TABLE stay_impressions ON COMMIT DROP AS "
    "SELECT i.* FROM impressions i JOIN stay_users u ON u.id = user_id";

static const char count_sql[] = "SELECT (SELECT count(*) FROM users), "
				"(SELECT count(*) FROM viewing_history), "
				"(SELECT count(*) FROM stay_users), "
				"(SELECT count(*) FROM stay_views)";

static const char empty_sql[] =
    "TRUNCATE users, viewing_history, user_feedback, impressions; "
    "SET LOCAL lock_timeout = 0; "
    "INSERT INTO users SELECT * FROM stay_users; "
    "INSERT INTO viewing_history SELECT * FROM stay_views; "
    "INSERT INTO user_feedback SELECT * FROM stay_feedback; "
    "INSERT INTO impressions SELECT * FROM stay_impressions";

/* How many users and views there are, and how many of them stay. */
static int
count_rows(struct connection *connection, struct simulate_counts *present,
    struct simulate_counts *stay, struct error *error)
{
	struct result *result;
	int code =
	    connection_query(connection, count_sql, NULL, 0, &result, error);

	if (code != 0)
		return code;
	present->users = (uint64_t)result_integer(result, 0, 0);
	present->views = (uint64_t)result_integer(result, 0, 1);
	stay->users = (uint64_t)result_integer(result, 0, 2);
	stay->views = (uint64_t)result_integer(result, 0, 3);
	result_free(result);
	return 0;
}

static bool
few_stay(
    const struct simulate_counts *stay, const struct simulate_counts *removed)
{
	return stay->users <= removed->users / STAY_DIVISOR &&
	    stay->views <= removed->views / STAY_DIVISOR;
}

/* *done says whether; if not, nothing was changed. */
static int
empty_tables(struct connection *connection, struct simulate_counts *removed,
    bool *done, struct error *error)
{
	struct simulate_counts present, stay;
	int code = connection_execute(connection, put_aside_sql, error);

	*done = false;
	if (code == 0)
		code = count_rows(connection, &present, &stay, error);
	if (code == 0) {
		removed->users = present.users - stay.users;
		removed->views = present.views - stay.views;
		if (few_stay(&stay, removed)) {
			code = connection_execute(connection, empty_sql, error);
			*done = code == 0;
		}
	}
	if (code == ERROR_BUSY || code == ERROR_DATABASE)
		code = 0; /* it cannot be done this way */
	if (code == 0 && !*done)
		code = connection_execute(
		    connection, "ROLLBACK TO SAVEPOINT untouched", error);
	return code;
}

static int
delete_rows(struct connection *connection, const char *sql, uint64_t *count,
    struct error *error)
{
	struct result *result;
	int code = connection_query(connection, sql, NULL, 0, &result, error);

	if (code != 0)
		return code;
	*count = (uint64_t)result_affected(result);
	result_free(result);
	return 0;
}

static int
delete_users(struct connection *connection, struct simulate_counts *removed,
    struct error *error)
{
	int code = delete_rows(connection,
	    "DELETE FROM viewing_history USING users WHERE "
	    "users.id = user_id AND origin = 'simulated'",
	    &removed->views, error);

	if (code == 0)
		code = delete_rows(connection,
		    "DELETE FROM users WHERE origin = 'simulated'",
		    &removed->users, error);
	return code;
}

int
simulate_remove(struct connection *connection, struct simulate_counts *counts,
    struct error *error)
{
	struct simulate_counts removed = {0};
	bool done = false;
	int code = simulate_begin(connection, error);

	if (code == 0)
		code = empty_tables(connection, &removed, &done, error);
	if (code == 0 && !done)
		code = delete_users(connection, &removed, error);
	if (code == 0)
		code = connection_execute(connection,
		    "COMMIT; ANALYZE users, viewing_history", error);
	if (code == 0)
		*counts = removed;
	else
		/* Whatever went wrong before is what matters. */
		(void)connection_execute(connection, "ROLLBACK", NULL);
	return code;
}
