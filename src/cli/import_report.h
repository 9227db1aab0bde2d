/*
 * Import report: what an import of somebody's history did, and what it could
 * not place, for people or as JSON.
 */
#ifndef MARQUEE_CLI_IMPORT_REPORT_H
#define MARQUEE_CLI_IMPORT_REPORT_H

#include <stdbool.h>

#include "assemble/history_import.h"
#include "etl/watch_list.h"
#include "util/buffer.h"

struct import_report {
	const struct watch_list *list;
	const struct history_import *import;
	const char *user; /* as it was asked for */
	bool dry_run;
};

/* Puts question marks for the control characters of UTF-8 text, which a
 * terminal would obey. */
void import_report_plain(char *text);

void import_report_text(struct buffer *out, const struct import_report *report);
void import_report_json(struct buffer *out, const struct import_report *report);

#endif
