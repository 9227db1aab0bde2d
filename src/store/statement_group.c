/*
 * One thread: libpq's asynchronous calls and poll(2). A connection that has
 * ended its statement takes the next one.
 */
#include "store/statement_group.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>

#include "store/connection.h"
#include "store/connection_internal.h"
#include "util/signal_flag.h"

#define TICK_MS 200

struct run {
	const struct statement_group *group;
	struct connection *connections[STATEMENT_GROUP_CONNECTIONS_MAX];
	bool busy[STATEMENT_GROUP_CONNECTIONS_MAX];
	size_t connection_count;
	size_t begun;
	size_t done;
};

static int
open_connections(struct run *run, struct error *error)
{
	const struct statement_group *group = run->group;
	size_t wanted = group->connection_count;
	int code = 0;

	if (wanted > group->count)
		wanted = group->count;
	if (wanted > STATEMENT_GROUP_CONNECTIONS_MAX)
		wanted = STATEMENT_GROUP_CONNECTIONS_MAX;
	while (code == 0 && run->connection_count < wanted) {
		struct connection **opened =
		    &run->connections[run->connection_count];

		code = connection_open(
		    opened, group->connection_string, group->name, error);
		if (code < 0)
			break;
		run->connection_count++;
		if (group->session != NULL)
			code =
			    connection_execute(*opened, group->session, error);
	}
	return code;
}

/* Gives each idle connection a statement, while there are any. */
static int
begin_statements(struct run *run, struct error *error)
{
	size_t i;

	for (i = 0; i < run->connection_count; i++) {
		struct connection *connection = run->connections[i];

		if (run->busy[i] || run->begun == run->group->count)
			continue;
		if (PQsendQuery(connection->link,
			run->group->statements[run->begun]) != 1)
			return connection_failed(connection, NULL, error);
		run->busy[i] = true;
		run->begun++;
	}
	return 0;
}

/* Takes what connection `i` has to say; its statement may have ended. */
static int
read_connection(struct run *run, size_t i, struct error *error)
{
	struct connection *connection = run->connections[i];
	PGresult *result;
	int code;

	if (PQconsumeInput(connection->link) != 1)
		return connection_failed(connection, NULL, error);
	if (PQisBusy(connection->link))
		return 0;
	code = connection_wait(connection, &result, error);
	if (code < 0)
		return code;
	PQclear(result);
	run->busy[i] = false;
	run->done++;
	return 0;
}

static int
wait_for_any(struct run *run, struct error *error)
{
	struct pollfd descriptors[STATEMENT_GROUP_CONNECTIONS_MAX];
	size_t i;
	int code = 0;

	for (i = 0; i < run->connection_count; i++)
		descriptors[i] = (struct pollfd){
		    .fd =
			run->busy[i] ? PQsocket(run->connections[i]->link) : -1,
		    .events = POLLIN,
		};
	if (poll(descriptors, run->connection_count, TICK_MS) < 0 &&
	    errno != EINTR)
		return error_set_errno(
		    error, ERROR_IO, errno, "could not wait for PostgreSQL");
	for (i = 0; i < run->connection_count && code == 0; i++)
		if (run->busy[i] && descriptors[i].revents != 0)
			code = read_connection(run, i, error);
	return code;
}

static int
run_statements(struct run *run, struct error *error)
{
	const struct statement_group *group = run->group;
	int code = 0;

	while (code == 0 && run->done < group->count) {
		code = begin_statements(run, error);
		if (code == 0)
			code = wait_for_any(run, error);
		if (code == 0 && signal_flag_raised())
			code =
			    error_set(error, ERROR_INTERRUPTED, "interrupted");
		if (group->tick != NULL)
			group->tick(group->tick_context, run->done);
	}
	return code;
}

int
statement_group_run(const struct statement_group *group, struct error *error)
{
	struct run run = {.group = group};
	size_t i;
	int code;

	code = open_connections(&run, error);
	if (code == 0)
		code = run_statements(&run, error);
	for (i = 0; i < run.connection_count; i++) {
		if (run.busy[i])
			connection_cancel(run.connections[i]);
		connection_close(run.connections[i]);
	}
	return code;
}
