/*
 * Catalogue tables: what a load writes, by name and columns. Each is a parent
 * in schema public whose one partition, in schema loaded, has the rows
 * (sql/0002_catalogue_partitions.sql).
 */
#ifndef MARQUEE_STORE_CATALOGUE_TABLE_H
#define MARQUEE_STORE_CATALOGUE_TABLE_H

enum catalogue_table {
	CATALOGUE_MOVIES,
	CATALOGUE_PERSONS,
	CATALOGUE_CREW, /* movie_crew */
	CATALOGUE_DIRECTORS,
	CATALOGUE_WRITERS,
	CATALOGUE_KNOWN_FOR,
	CATALOGUE_RATINGS,
	CATALOGUE_AKAS,
	CATALOGUE_EPISODES,
	CATALOGUE_EXTRAS,
	CATALOGUE_TABLE_COUNT
};

struct catalogue_columns {
	const char *table;
	const char *keys; /* with ", " between */
	const char *values; /* the rest, likewise */
	const char *title; /* the column that names a title, or NULL */
	const char *file; /* that the rows come from: "title.basics" */
};

/* Static. A row that is copied has the keys, then the values. */
const struct catalogue_columns *catalogue_columns(enum catalogue_table table);

#endif
