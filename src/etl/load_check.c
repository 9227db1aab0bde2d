/*
 * Before anything is written: the lock, and whether the files are there, hold
 * the right catalogue and are others than those of the last load.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "etl/load_stages.h"
#include "store/schema.h"
#include "util/embedded_file.h"
#include "util/hash.h"

/* Part of every checksum: raise it when the same files would be loaded
 * differently, so that they count as changed. */
#define LOAD_VERSION 2

int
load_connect(struct load *load, struct error *error)
{
	char *name = load_lock_name();
	int code;

	if (name == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = connection_open(
	    &load->connection, load->options->connection_string, name, error);
	free(name);
	if (code < 0)
		return code;
	connection_stop_on_signal(load->connection, true);
	load->progress.what = "the database";
	connection_tick(load->connection, load_tell_again, load);
	/* So that the server notices within seconds when we are killed in the
	 * middle of a long statement. Version 13 cannot; it takes longer. */
	(void)connection_execute(load->connection,
	    "SET client_connection_check_interval = '1s'", NULL);
	code = schema_check(load->connection, embedded_sql, error);
	if (code == 0)
		code = load_lock(load->connection, error);
	return code;
}

/* What a catalogue of that origin is called. */
static const char *
describe_origin(const char *origin)
{
	if (strcmp(origin, "sample") == 0)
		return "the sample catalogue";
	if (strcmp(origin, "imdb") == 0)
		return "IMDb's catalogue";
	return "a catalogue of one's own";
}

/* Refuses to put one catalogue in another's place unasked. */
static int
check_origin(const struct load *load, const char *present, struct error *error)
{
	if (present[0] == '\0' || load->options->replace ||
	    strcmp(present, load->dataset.origin) == 0)
		return 0;
	return error_set(error, ERROR_CONFLICT,
	    "the database holds %s, \"%s\" holds %s; --replace puts it in "
	    "the other's place",
	    describe_origin(present), load->options->data_dir,
	    describe_origin(load->dataset.origin));
}

static int
open_file(struct load *load, enum dataset_file file, struct error *error)
{
	struct load_record *record = &load->records[load->record_count];
	const char *types = load->context.excluded_types;
	struct source *source;
	uint64_t checksum;
	int code;

	code =
	    source_open(&load->sources[file], load->dataset.paths[file], error);
	if (code < 0)
		return code;
	source = load->sources[file];
	code = source_checksum(source, &checksum, error);
	if (code < 0)
		return code;
	/* Other types make other rows of the same files. */
	checksum = hash_mix(checksum ^ hash_fnv1a(types, strlen(types)));
	record->name = dataset_format(file)->name;
	record->size_bytes = source_size_bytes(source);
	record->modified_us = source_modified_us(source);
	snprintf(record->checksum, sizeof(record->checksum), "%d-%016" PRIx64,
	    LOAD_VERSION, checksum);
	load->record_count++;
	return 0;
}

int
load_check_files(struct load *load, bool *same, struct error *error)
{
	char present[LOAD_ORIGIN_SIZE];
	int file;
	int code;

	code = load_record_origin(load->connection, present, error);
	if (code == 0)
		code = check_origin(load, present, error);
	for (file = 0; file < DATASET_FILE_COUNT && code == 0; file++) {
		if (load->dataset.paths[file] == NULL)
			continue;
		load_tell(load, dataset_format((enum dataset_file)file)->name,
		    (uint64_t)file, DATASET_FILE_COUNT);
		code = open_file(load, (enum dataset_file)file, error);
	}
	if (code == 0)
		code = load_record_same(load->connection, load->records,
		    load->record_count, same, error);
	if (code == 0 && strcmp(present, load->report->origin) != 0)
		*same = false;
	return code;
}
