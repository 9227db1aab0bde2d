/*
 * SQLSTATE: PostgreSQL's five-letter error codes as codes of ours.
 */
#ifndef MARQUEE_STORE_SQLSTATE_H
#define MARQUEE_STORE_SQLSTATE_H

/* What a person is told when tables are missing. */
#define SQLSTATE_NO_SCHEMA "database has no schema; run: marquee migrate"

/*
 * An enum error_code of util/error.h:
 *
 *	ERROR_CONFLICT     a table or schema is missing (the database was never
 *	                   migrated); say SQLSTATE_NO_SCHEMA
 *	ERROR_UNAVAILABLE  the server cannot be reached, is going down, or lets
 *	                   nobody in
 *	ERROR_BUSY         a lock could not be had in time
 *	ERROR_DATABASE     anything else
 *
 * `sqlstate` may be NULL, as libpq has none for an error of its own: the
 * connection broke.
 */
int sqlstate_code(const char *sqlstate);

#endif
