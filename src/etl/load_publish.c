/*
 * What is staged becomes the catalogue, all at once.
 */
#include <stdio.h>

#include "etl/load_stages.h"
#include "store/staging.h"
#include "store/statement_group.h"

static void
tell_statements(void *context, size_t done)
{
	struct load *load = context;
	uint64_t total = 0;
	int table;

	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		total += load->report->tables[table] ? 1 : 0;
	load_tell(load, "tables", done, total);
}

static struct statement_group
group_of(struct load *load)
{
	return (struct statement_group){
	    .connection_string = load->options->connection_string,
	    .name = "marquee load worker",
	    .connection_count = load->options->worker_count,
	    .tick = tell_statements,
	    .tick_context = load,
	};
}

static int
merge_table_at(struct load *load, size_t step, struct error *error)
{
	const struct merge_rules rules = {
	    .all_own = load->dataset.paths[DATASET_EXTRAS] != NULL,
	    .allow_shrink =
		load->options->allow_shrink || load->options->replace,
	};

	if (step < CATALOGUE_TABLE_COUNT && !load->report->tables[step])
		return 0;
	load_tell(load, merge_table(step), step, MERGE_STEP_COUNT);
	return merge_step(
	    load->connection, step, &rules, &load->report->merges[step], error);
}

/* Ends the transaction that is open: writes down what was loaded, commits. */
static int
commit(struct load *load, struct error *error)
{
	int code;

	code = load_record_write(load->connection, load->report->origin,
	    load->records, load->record_count, error);
	if (code == 0)
		code = load_check_interrupted(error);
	/* From here on it is done: a signal must not leave that in doubt. */
	connection_stop_on_signal(load->connection, false);
	if (code == 0)
		code = connection_execute(load->connection, "COMMIT", error);
	return code;
}

/* Opens the transaction in which the staged tables become the catalogue's. */
static int
switch_in(struct load *load, struct error *error)
{
	const unsigned patience_s = load->options->switch_patience_s;
	struct statement_group keys = group_of(load);
	int table;
	int code;

	load_enter(load, LOAD_KEYS);
	code = staging_build_keys(load->report->tables, &keys, error);
	load_enter(load, LOAD_SWITCHING);
	load_tell(load, "the catalogue", 0, 0);
	if (code == 0)
		code = staging_switch(load->connection, load->report->tables,
		    patience_s > 0 ? patience_s : LOAD_SWITCH_PATIENCE_S,
		    error);
	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		load->report->merges[table].added =
		    (int64_t)load->counts.rows[table];
	return code;
}

/* Opens the transaction in which what differs is applied to the catalogue. */
static int
merge_in(struct load *load, struct error *error)
{
	int table;
	int code;

	load_enter(load, LOAD_MERGING);
	load_tell(load, "staged rows", 0, MERGE_STEP_COUNT);
	code = staging_analyze(load->connection, error);
	if (code == 0)
		code = connection_execute(load->connection, "BEGIN", error);
	for (table = 0; table < CATALOGUE_TABLE_COUNT && code == 0; table++)
		code = merge_table_at(load, (size_t)table, error);
	return code;
}

int
load_publish(struct load *load, struct error *error)
{
	int code;

	code = load->report->first ? switch_in(load, error)
				   : merge_in(load, error);
	/* Rejects are merged in either case. */
	if (code == 0)
		code = merge_table_at(load, CATALOGUE_TABLE_COUNT, error);
	if (code == 0)
		code = commit(load, error);
	if (code < 0)
		(void)connection_execute(load->connection, "ROLLBACK", NULL);
	return code;
}

int
load_analyze(struct load *load, struct error *error)
{
	struct statement_group group = group_of(load);
	const char *statements[CATALOGUE_TABLE_COUNT];
	char texts[CATALOGUE_TABLE_COUNT][64];
	const struct merge_counts *merge;
	size_t step;

	load_enter(load, LOAD_ANALYZING);
	for (step = 0; step < CATALOGUE_TABLE_COUNT; step++) {
		merge = &load->report->merges[step];
		if (merge->added + merge->changed + merge->gone == 0)
			continue;
		snprintf(texts[group.count], sizeof(texts[group.count]),
		    "ANALYZE public.%s", merge_table(step));
		statements[group.count] = texts[group.count];
		group.count++;
	}
	group.statements = statements;
	return statement_group_run(&group, error);
}
