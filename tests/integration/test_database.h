/*
 * A database of its own for a test: made beside DATABASE_URL's, with the
 * schema in it, and dropped at the end.
 */
#ifndef MARQUEE_TESTS_INTEGRATION_TEST_DATABASE_H
#define MARQUEE_TESTS_INTEGRATION_TEST_DATABASE_H

#include <stdint.h>

#include "store/connection.h"

struct test_database {
	char name[64];
	char *url; /* owned; of this database */
	struct connection *connection;
};

/* Fails the test when DATABASE_URL is not set or the database cannot be made.
 * `name` is a word; the process's number is put behind it. */
void test_database_open(struct test_database *database, const char *name);
void test_database_close(struct test_database *database);

/* Runs SQL of the test; a failure fails the test. */
void test_database_execute(struct test_database *database, const char *sql);

/* The first column of the only row, as a number or as **new** text. */
int64_t test_database_integer(struct test_database *database, const char *sql);
char *test_database_text(struct test_database *database, const char *sql);

#endif
