/*
 * Report: an experiment as text, as JSON and as one page of HTML.
 *
 * Nothing in any of them depends on time, place or the number of threads: the
 * same data give the same bytes.
 */
#ifndef MARQUEE_EVALUATE_REPORT_H
#define MARQUEE_EVALUATE_REPORT_H

#include <stdint.h>

#include "evaluate/experiment.h"
#include "util/buffer.h"

/* Fewer scored users than this say nothing of a model. */
#define REPORT_FEW_USERS 100

struct report_info {
	const char *ratings; /* where the histories are from, as was asked */
	const char *source; /* of the catalogue */
	uint64_t left_out; /* events of titles that the catalogue has not */
	uint64_t refused; /* lines that could not be read */
};

/* All append; memory is the buffer's to remember. */
void report_text(struct buffer *out, const struct experiment *experiment,
    const struct report_info *info);

/*
 *	{"users", "items", "models": {NAME: {"recall@20", ...}}, "ablations",
 *	 "comparisons": [...], "protocols": {NAME: {"users", "models", ...}}}
 *
 * `users` are those scored; what stands at the top is the temporal protocol.
 */
void report_json(struct buffer *out, const struct experiment *experiment,
    const struct report_info *info);

/* Self-contained: charts are drawn inside it, nothing is fetched. */
void report_html(struct buffer *out, const struct experiment *experiment,
    const struct report_info *info);

#endif
