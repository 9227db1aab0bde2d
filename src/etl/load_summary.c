/*
 * Rejects are counted in the database, where those of all workers lie.
 */
#include "etl/load_summary.h"

#include <stdio.h>
#include <string.h>

static double
seconds_between(uint64_t started_ns, uint64_t finished_ns)
{
	return finished_ns > started_ns
	    ? (double)(finished_ns - started_ns) / 1e9
	    : 0;
}

void
load_summary_reading(struct load_report *report,
    const struct pipeline *pipeline, struct load_record *records, size_t count)
{
	size_t i;
	int file;

	for (file = 0; file < DATASET_FILE_COUNT; file++) {
		struct load_file_report *entry = &report->files[file];

		if (entry->name == NULL)
			continue;
		entry->read = pipeline->line_counts[file];
		entry->seconds = seconds_between(
		    pipeline->started_ns[file], pipeline->finished_ns[file]);
		for (i = 0; i < count; i++)
			if (strcmp(records[i].name, entry->name) == 0)
				records[i].row_count = entry->read;
	}
}

int
load_summary_rejects(struct load_report *report, struct connection *connection,
    struct error *error)
{
	struct load_reject_count *entry;
	struct result *rows;
	size_t i;
	int code;

	code = connection_query(connection,
	    "SELECT file, reason, count(*) FROM load_rejects "
	    "GROUP BY file, reason ORDER BY file, count(*) DESC, reason",
	    NULL, 0, &rows, error);
	if (code < 0)
		return code;
	for (i = 0; i < result_row_count(rows); i++) {
		if (i == LOAD_REJECT_COUNTS_MAX)
			break;
		entry = &report->rejects[i];
		snprintf(entry->file, sizeof(entry->file), "%s",
		    result_text(rows, i, 0));
		snprintf(entry->reason, sizeof(entry->reason), "%s",
		    result_text(rows, i, 1));
		entry->count = (uint64_t)result_integer(rows, i, 2);
	}
	report->reject_count = i;
	result_free(rows);
	return 0;
}

void
load_summary_files(struct load_report *report, const struct row_counts *counts)
{
	size_t i;
	int file;

	for (file = 0; file < DATASET_FILE_COUNT; file++) {
		struct load_file_report *entry = &report->files[file];

		if (entry->name == NULL)
			continue;
		for (i = 0; i < report->reject_count; i++)
			if (strcmp(report->rejects[i].file, entry->name) == 0)
				entry->rejected += report->rejects[i].count;
		entry->loaded = counts->lines[file][ROW_LOADED];
		entry->skipped = counts->lines[file][ROW_SKIPPED];
		entry->dropped = counts->lines[file][ROW_DROPPED];
	}
	for (i = 0; i < CATALOGUE_TABLE_COUNT; i++)
		report->rows += counts->rows[i];
	report->dropped_known_for = counts->dropped_known_for;
	report->nameless_credits = counts->nameless_credits;
}
