/*
 * The experiment as one page: figures in tables, and the three questions that a
 * table answers badly as charts, drawn as SVG inside the page. Colours follow
 * what the reader's system prefers.
 */
#include "evaluate/report.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define CHART_WIDTH 640
#define LABEL_WIDTH 130
#define ROW_HEIGHT 26
#define PLOT_WIDTH (CHART_WIDTH - LABEL_WIDTH - 70)

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c1b22;--soft:#5d5a69;--line:#d9d7e0;"
    "--bar:#3b6fd4;--mark:#c2410c;--ground:#fff}"
    "@media(prefers-color-scheme:dark){:root{--ink:#ecebf1;--soft:#a9a6b6;"
    "--line:#3a3845;--bar:#7ba4f5;--mark:#fb923c;--ground:#15141a}}"
    "body{margin:2rem auto;max-width:60rem;padding:0 1rem;color:var(--ink);"
    "background:var(--ground);font:16px/1.5 system-ui,sans-serif}"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.5rem}"
    "p,figcaption{color:var(--soft)}figure{margin:1rem 0}"
    ".scroll{overflow-x:auto}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "th{white-space:nowrap}th,td{padding:.3rem .7rem;text-align:right;border-bottom:1px solid "
    "var(--line)}th:first-child,td:first-child{text-align:left}"
    "svg{max-width:100%;height:auto;font:13px system-ui,sans-serif}"
    "svg text{fill:var(--ink)}.soft{fill:var(--soft)!important}"
    ".bar{fill:var(--bar)}.mark{fill:var(--mark)}"
    ".line{stroke:var(--line)}.span{stroke:var(--bar);stroke-width:3}"
    ".curve{fill:none;stroke:var(--bar);stroke-width:2}";

/* --- text ----------------------------------------------------------------- */

static void
put_escaped(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '&':
			buffer_append_string(out, "&amp;");
			break;
		case '<':
			buffer_append_string(out, "&lt;");
			break;
		case '>':
			buffer_append_string(out, "&gt;");
			break;
		case '"':
			buffer_append_string(out, "&quot;");
			break;
		default:
			buffer_append_char(out, *text);
		}
	}
}

static void
put_svg_begin(struct buffer *out, size_t height, const char *what)
{
	buffer_printf(out,
	    "<figure><svg viewBox=\"0 0 %d %zu\" width=\"%d\" height=\"%zu\" "
	    "role=\"img\" aria-label=\"",
	    CHART_WIDTH, height, CHART_WIDTH, height);
	put_escaped(out, what);
	buffer_append_string(out, "\">\n");
}

static void
put_svg_end(struct buffer *out, const char *caption)
{
	buffer_append_string(out, "</svg><figcaption>");
	put_escaped(out, caption);
	buffer_append_string(out, "</figcaption></figure>\n");
}

static void
put_label(struct buffer *out, const struct contestant *model, double y)
{
	buffer_printf(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\"%s>",
	    LABEL_WIDTH - 8, y, model->ablation ? " class=\"soft\"" : "");
	put_escaped(out, model->name);
	buffer_append_string(out, "</text>");
}

/* --- tables --------------------------------------------------------------- */

static void
put_table(struct buffer *out, const struct trial *trial)
{
	buffer_append_string(out,
	    "<div class=\"scroll\"><table><thead><tr>"
	    "<th>model</th>");
	for (int m = 0; m < METRIC_COUNT; m++)
		buffer_printf(out, "<th>%s</th>", metric_name((enum metric)m));
	buffer_append_string(out, "<th>coverage@20</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < trial->model_count; i++) {
		buffer_append_string(out, "<tr><td title=\"");
		put_escaped(out, trial->models[i]->what);
		buffer_append_string(out, "\">");
		put_escaped(out, trial->models[i]->name);
		buffer_append_string(
		    out, trial->models[i]->ablation ? " (ablation)" : "");
		for (int m = 0; m < METRIC_COUNT; m++)
			buffer_printf(out, "</td><td>%.4f", trial->means[i][m]);
		buffer_printf(
		    out, "</td><td>%.3f</td></tr>\n", trial->coverage[i]);
	}
	buffer_append_string(out, "</tbody></table></div>\n");
}

/* --- charts --------------------------------------------------------------- */

static void
put_bars(struct buffer *out, const struct trial *trial, enum metric metric)
{
	double largest = 0.0;

	for (size_t i = 0; i < trial->model_count; i++)
		largest = fmax(largest, trial->means[i][metric]);
	if (largest <= 0.0)
		return;
	put_svg_begin(
	    out, trial->model_count * ROW_HEIGHT + 8, metric_name(metric));
	for (size_t i = 0; i < trial->model_count; i++) {
		double value = trial->means[i][metric];
		double width = value / largest * PLOT_WIDTH;
		double y = (double)i * ROW_HEIGHT + 4.0;

		put_label(out, trial->models[i], y + 15.0);
		buffer_printf(out,
		    "<rect class=\"bar\" x=\"%d\" y=\"%.1f\" width=\"%.1f\" "
		    "height=\"%d\" rx=\"2\"/><text x=\"%.1f\" "
		    "y=\"%.1f\">%.4f</text>\n",
		    LABEL_WIDTH, y, width, ROW_HEIGHT - 6,
		    LABEL_WIDTH + width + 6.0, y + 15.0, value);
	}
	put_svg_end(out, metric_name(metric));
}

/* The widest interval, which the chart of differences must hold. */
static double
widest(
    const struct experiment_trial *result, size_t reference, enum metric metric)
{
	double reach = 1e-6;

	for (size_t i = 0; i < result->comparison_count; i++) {
		const struct comparison *comparison = &result->comparisons[i];

		if (comparison->other != reference)
			continue;
		reach = fmax(reach, fabs(comparison->interval[metric].low));
		reach = fmax(reach, fabs(comparison->interval[metric].high));
	}
	return reach;
}

static void
put_difference(struct buffer *out, const struct comparison *comparison,
    enum metric metric, double reach, double y)
{
	const struct interval *interval = &comparison->interval[metric];
	double middle = LABEL_WIDTH + PLOT_WIDTH / 2.0;
	double scale = PLOT_WIDTH / 2.0 / reach;

	buffer_printf(out,
	    "<line class=\"span\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" "
	    "y2=\"%.1f\"/><circle class=\"mark\" r=\"4\" cx=\"%.1f\" "
	    "cy=\"%.1f\"/><text x=\"%d\" y=\"%.1f\">%+.4f</text>\n",
	    middle + interval->low * scale, middle + interval->high * scale, y,
	    y, middle + comparison->difference[metric] * scale, y,
	    LABEL_WIDTH + PLOT_WIDTH + 8, y + 5.0,
	    comparison->difference[metric]);
}

static void
put_differences(struct buffer *out, const struct experiment_trial *result,
    enum metric metric)
{
	const struct trial *trial = &result->trial;
	size_t reference = experiment_reference(trial);
	double reach = widest(result, reference, metric);
	double middle = LABEL_WIDTH + PLOT_WIDTH / 2.0;
	struct buffer caption = BUFFER_INIT;
	size_t height = trial->model_count * ROW_HEIGHT;
	double y = 0.0;

	if (result->comparison_count == 0)
		return;
	put_svg_begin(out, height, "differences with intervals");
	buffer_printf(out,
	    "<line class=\"line\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" "
	    "y2=\"%zu\"/>\n",
	    middle, middle, height);
	for (size_t i = 0; i < result->comparison_count; i++) {
		const struct comparison *comparison = &result->comparisons[i];

		if (comparison->other != reference)
			continue;
		y += ROW_HEIGHT;
		put_label(out, trial->models[comparison->one], y - 5.0);
		put_difference(out, comparison, metric, reach, y - 10.0);
	}
	buffer_printf(&caption,
	    "%s less that of %s, and the interval that holds 95 %% of %d "
	    "paired bootstrap draws",
	    metric_name(metric), trial->models[reference]->name,
	    BOOTSTRAP_DRAWS);
	put_svg_end(out, caption.data != NULL ? caption.data : "");
	buffer_release(&caption);
}

/* Right against wide: where would one rather be? */
static void
put_scatter(struct buffer *out, const struct trial *trial)
{
	const double height = 260.0;
	double right = 1e-6, top = 1e-6;

	for (size_t i = 0; i < trial->model_count; i++) {
		right = fmax(right, trial->coverage[i]);
		top = fmax(top, trial->means[i][METRIC_NDCG_100]);
	}
	put_svg_begin(out, (size_t)height + 40, "ndcg@100 by coverage");
	buffer_printf(out,
	    "<path class=\"line\" fill=\"none\" d=\"M40 10V%.0fH%d\"/>"
	    "<text class=\"soft\" x=\"%d\" y=\"%.0f\" "
	    "text-anchor=\"end\">coverage@20, to %.3f</text>"
	    "<text class=\"soft\" x=\"46\" y=\"16\">ndcg@100, to "
	    "%.4f</text>\n",
	    height, CHART_WIDTH - 20, CHART_WIDTH - 20, height + 24.0, right,
	    top);
	for (size_t i = 0; i < trial->model_count; i++) {
		double x = 40.0 + trial->coverage[i] / right * 470.0;
		double y = height -
		    trial->means[i][METRIC_NDCG_100] / top * (height - 40.0);

		buffer_printf(out,
		    "<circle class=\"mark\" r=\"5\" cx=\"%.1f\" cy=\"%.1f\"/>"
		    "<text x=\"%.1f\" y=\"%.1f\">",
		    x, y, x + 9.0, y + 5.0);
		put_escaped(out, trial->models[i]->name);
		buffer_append_string(out, "</text>\n");
	}
	put_svg_end(
	    out, "How right the lists are, and how much of the catalogue");
}

/* --- short histories ------------------------------------------------------ */

#define SHORTS_MAX 8
#define LABEL_HEIGHT 15.0

/* Where a curve ends, moved down until no label before stands there. */
static double
place_label(double y, double *taken, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fabs(taken[i] - y) < LABEL_HEIGHT) {
			y = taken[i] + LABEL_HEIGHT;
			i = SIZE_MAX; /* again from the first */
		}
	taken[count] = y;
	return y;
}

static void
put_curve(struct buffer *out, const struct trial *const *trials, size_t count,
    size_t model, double top, double *taken)
{
	double x = 0.0, y = 0.0;

	buffer_append_string(out, "<path class=\"curve\" d=\"");
	for (size_t i = 0; i < count; i++) {
		x = 40.0 + (double)i * 460.0 / (double)(count - 1);
		y = 240.0 -
		    trials[i]->means[model][METRIC_NDCG_100] / top * 210.0;
		buffer_printf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', x, y);
	}
	buffer_printf(out, "\"/><text x=\"%.1f\" y=\"%.1f\">", x + 8.0,
	    place_label(y, taken, model) + 4.0);
	put_escaped(out, trials[0]->models[model]->name);
	buffer_append_string(out, "</text>\n");
}

static void
put_shorts(struct buffer *out, const struct experiment *experiment)
{
	const struct trial *trials[SHORTS_MAX];
	double taken[TRIAL_MODELS_MAX];
	size_t count = 0;
	double top = 1e-6;

	for (size_t i = 0;
	     i < experiment->trial_count && count < SHORTS_MAX - 1; i++) {
		const struct trial *trial = &experiment->trials[i].trial;

		if (strncmp(trial->name, "short-", strlen("short-")) == 0)
			trials[count++] = trial;
	}
	if (count < 2)
		return;
	trials[count++] = &experiment->trials[0].trial;
	for (size_t i = 0; i < count; i++)
		for (size_t m = 0; m < trials[i]->model_count; m++)
			top = fmax(top, trials[i]->means[m][METRIC_NDCG_100]);
	buffer_append_string(out, "<h2>Short histories</h2>\n");
	put_svg_begin(out, 280, "ndcg@100 by length of history");
	buffer_printf(out,
	    "<path class=\"line\" fill=\"none\" d=\"M40 10V240H%d\"/>"
	    "<text class=\"soft\" x=\"46\" y=\"16\">ndcg@100, to "
	    "%.4f</text>",
	    CHART_WIDTH - 100, top);
	for (size_t i = 0; i < count; i++)
		buffer_printf(out,
		    "<text class=\"soft\" x=\"%.1f\" y=\"262\" "
		    "text-anchor=\"middle\">%s</text>",
		    40.0 + (double)i * 460.0 / (double)(count - 1),
		    i + 1 == count ? "all"
				   : trials[i]->name + strlen("short-"));
	for (size_t m = 0; m < trials[0]->model_count; m++)
		put_curve(out, trials, count, m, top, taken);
	put_svg_end(out, "NDCG@100 when only the last events are known");
}

/* --- page ----------------------------------------------------------------- */

static void
put_head(struct buffer *out, const struct experiment *experiment,
    const struct report_info *info)
{
	size_t users = experiment->trials[0].trial.user_count;

	buffer_append_string(out,
	    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
	    "<meta name=\"viewport\" content=\"width=device-width\">"
	    "<title>How good recommendations are</title><style>");
	buffer_append_string(out, style);
	buffer_append_string(out,
	    "</style></head><body>\n<h1>How good recommendations are"
	    "</h1>\n<p>");
	put_escaped(out, info->ratings);
	buffer_append_string(out, " on ");
	put_escaped(out, info->source);
	buffer_printf(out,
	    ": %zu events of %" PRIu32 " users and %" PRIu32
	    " titles, of which %zu are history. %zu users are scored.",
	    experiment->events, experiment->users, experiment->items,
	    experiment->history_events, users);
	if (users < REPORT_FEW_USERS)
		buffer_append_string(out,
		    " <strong>These are too few for a statement.</strong>");
	buffer_append_string(out, "</p>\n");
}

void
report_html(struct buffer *out, const struct experiment *experiment,
    const struct report_info *info)
{
	const struct experiment_trial *first = &experiment->trials[0];

	put_head(out, experiment, info);
	buffer_append_string(
	    out, "<h2>The last fifth of each history, held out</h2>\n");
	put_table(out, &first->trial);
	put_bars(out, &first->trial, METRIC_NDCG_100);
	put_bars(out, &first->trial, METRIC_RECALL_20);
	put_differences(out, first, METRIC_NDCG_100);
	put_scatter(out, &first->trial);
	put_shorts(out, experiment);
	for (size_t i = 1; i < experiment->trial_count; i++) {
		const struct trial *trial = &experiment->trials[i].trial;

		buffer_printf(out, "<h2>%s</h2>\n<p>%s (%zu users)</p>\n",
		    trial->name, trial_describe(trial->name),
		    trial->user_count);
		put_table(out, trial);
	}
	buffer_printf(out,
	    "<h2>Similar titles</h2>\n<p>Of the %d nearest titles by content, "
	    "%.3f are among the %d nearest by co-watching, of %" PRIu32
	    " titles with %d histories or more.</p>\n",
	    LIKENESS_CONTENT, experiment->likeness.share, LIKENESS_WATCHED,
	    experiment->likeness.items, LIKENESS_MIN_USERS);
	buffer_append_string(out, "</body></html>\n");
}
