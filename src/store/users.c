/*
 * Statements and decoding of users.
 */
#include "store/users.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/statement.h"

#define COLUMNS "id, name, coalesce(birth_year, 0), origin"

static const struct pool_statement list_statement = {"users_list",
    "SELECT " COLUMNS " FROM users WHERE origin <> 'background'"
    " AND ($1 = '' OR position(lower($1) IN lower(name)) > 0)"
    " ORDER BY lower(name), id LIMIT $2::bigint OFFSET $3::bigint",
    STATEMENT_USERS_LIST};

static const struct pool_statement get_statement = {"users_get",
    "SELECT " COLUMNS " FROM users"
    " WHERE id = $1::uuid AND origin <> 'background'",
    STATEMENT_USERS_GET};

static const struct pool_statement create_statement = {"users_create",
    "INSERT INTO users (name, birth_year) VALUES ($1, $2::smallint)"
    " RETURNING " COLUMNS,
    STATEMENT_USERS_CREATE};

bool
user_id_parse(const char *text, size_t length, char id[USER_ID_SIZE])
{
	char lower[USER_ID_SIZE];

	if (length != USER_ID_SIZE - 1)
		return false;
	for (size_t i = 0; i < length; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return false;
		lower[i] = (char)tolower((unsigned char)text[i]);
	}
	lower[length] = '\0';
	memcpy(id, lower, sizeof(lower));
	return true;
}

bool
user_name_is_valid(const char *name)
{
	size_t characters = 0;
	bool visible = false;

	for (; *name != '\0'; name++) {
		unsigned char byte = (unsigned char)*name;

		if (byte < 0x20 || byte == 0x7f)
			return false;
		/* U+0080 to U+009F are control characters too */
		if (byte == 0xc2 && (unsigned char)name[1] < 0xa0)
			return false;
		visible |= byte != ' ';
		characters += (byte & 0xc0) != 0x80;
	}
	return visible && characters <= USER_NAME_MAX;
}

static void
decode(const PGresult *result, int row, struct user *user)
{
	user->id = PQgetvalue(result, row, 0);
	user->name = PQgetvalue(result, row, 1);
	user->birth_year = (int)strtol(PQgetvalue(result, row, 2), NULL, 10);
	user->origin = PQgetvalue(result, row, 3);
}

static void
on_result(void *context, int code, const struct pg_result *result,
    const char *message)
{
	struct users_request *request = context;
	struct user users[USER_LIST_MAX];
	int count = code == 0 ? PQntuples(result) : 0;

	request->request = NULL;
	if (count > USER_LIST_MAX)
		count = USER_LIST_MAX;
	for (int row = 0; row < count; row++)
		decode(result, row, &users[row]);
	request->done(request->context, code, users, (size_t)count, message);
}

int
users_list(struct pool *pool, const char *query, uint32_t limit,
    uint32_t offset, struct users_request *request, struct error *error)
{
	char limit_text[16], offset_text[16];
	const char *parameters[] = {query, limit_text, offset_text};

	snprintf(limit_text, sizeof(limit_text), "%u", limit);
	snprintf(offset_text, sizeof(offset_text), "%u", offset);
	return pool_submit(pool, &list_statement, parameters, 3, on_result,
	    request, &request->request, error);
}

int
users_get(struct pool *pool, const char *id, struct users_request *request,
    struct error *error)
{
	const char *parameters[] = {id};

	return pool_submit(pool, &get_statement, parameters, 1, on_result,
	    request, &request->request, error);
}

int
users_create(struct pool *pool, const char *name, int birth_year,
    struct users_request *request, struct error *error)
{
	char year_text[16];
	const char *parameters[] = {name, birth_year == 0 ? NULL : year_text};

	snprintf(year_text, sizeof(year_text), "%d", birth_year);
	return pool_submit(pool, &create_statement, parameters, 2, on_result,
	    request, &request->request, error);
}

void
users_forget(struct users_request *request)
{
	if (request->request != NULL)
		pool_forget(request->request);
	request->request = NULL;
}
