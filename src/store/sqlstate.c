/*
 * SQLSTATE to enum error_code, by prefix: the first two letters are a class.
 * The list is in PostgreSQL's manual, appendix A.
 */
#include "store/sqlstate.h"

#include <stddef.h>
#include <string.h>

#include "util/error.h"

static const struct {
	const char *prefix;
	int code;
} sqlstates[] = {
    {"08", ERROR_UNAVAILABLE}, /* connection exceptions */
    {"28", ERROR_UNAVAILABLE}, /* role or password refused */
    {"3D000", ERROR_UNAVAILABLE}, /* no such database */
    {"3F000", ERROR_CONFLICT}, /* no such schema */
    {"42P01", ERROR_CONFLICT}, /* no such table */
    {"53300", ERROR_UNAVAILABLE}, /* too many connections */
    {"55P03", ERROR_BUSY}, /* lock not available */
    {"57P", ERROR_UNAVAILABLE}, /* shutting or starting up */
};

int
sqlstate_code(const char *sqlstate)
{
	size_t i;

	if (sqlstate == NULL)
		return ERROR_UNAVAILABLE;
	for (i = 0; i < sizeof(sqlstates) / sizeof(sqlstates[0]); i++) {
		const char *prefix = sqlstates[i].prefix;

		if (strncmp(sqlstate, prefix, strlen(prefix)) == 0)
			return sqlstates[i].code;
	}
	return ERROR_DATABASE;
}
