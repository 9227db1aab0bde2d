/*
 * Bench databases: what `marquee bench load` needs around the loads: a database
 * a side, rows as files, psql beside us, and the comparison at the end.
 */
#ifndef MARQUEE_CLI_BENCH_DATABASES_H
#define MARQUEE_CLI_BENCH_DATABASES_H

#include <stdbool.h>
#include <stddef.h>

#include "store/catalogue_table.h"
#include "store/connection.h"
#include "util/config.h"
#include "util/error.h"

#define BENCH_DATABASES 3
#define BENCH_SETTINGS_SIZE 512

struct bench_databases {
	char *connection_string; /* of the configuration; a secret; owned */
	struct connection *connection; /* to it, owned */
	char *strings[BENCH_DATABASES]; /* a secret each; owned */
	char folder[256]; /* for files; removed at the end */
	char settings
	    [BENCH_SETTINGS_SIZE]; /* the server's version and what matters here */
};

/* ERROR_DATABASE also when the role may not CHECKPOINT or make databases. */
int bench_databases_open(struct bench_databases *databases,
    const struct config *config, struct error *error);

/* Drops the databases, removes the folder. Harmless after a failure. */
void bench_databases_close(struct bench_databases *databases);

/* Makes database `number` with the schema of sql/. */
int bench_database_create(
    struct bench_databases *databases, int number, struct error *error);

/* Its connection string; borrowed, a secret. */
const char *bench_database(const struct bench_databases *databases, int number);

int bench_checkpoint(struct bench_databases *databases, struct error *error);

/* Makes empty tables in schema staging. */
int bench_stage(
    struct bench_databases *databases, int number, struct error *error);

/* Writes the rows of the catalogue's tables into `parts` files a table. */
int bench_dump(struct bench_databases *databases, int number,
    const bool tables[CATALOGUE_TABLE_COUNT], size_t parts,
    struct error *error);

/* Copies those files into the staging tables, a connection a part. */
int bench_copy(struct bench_databases *databases, int number,
    const bool tables[CATALOGUE_TABLE_COUNT], size_t parts,
    struct error *error);

/* Runs a script by psql; its variable `dir` is `folder`. */
int bench_psql(struct bench_databases *databases, int number,
    const char *script, const char *folder, struct error *error);

/* ERROR_CONFLICT names the first table that differs. */
int bench_compare(struct bench_databases *databases,
    const bool tables[CATALOGUE_TABLE_COUNT], int one, const char *one_schema,
    int other, const char *other_schema, struct error *error);

#endif
