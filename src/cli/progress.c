/*
 * The bar is drawn over itself with a carriage return; whoever prints
 * something else wipes it away first.
 */
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/clock.h"

#define BAR_WIDTH 24
#define MEGABYTE 1e6

void
progress_init(struct progress *progress)
{
	*progress = (struct progress){.terminal = isatty(STDERR_FILENO) == 1};
}

/* Writes rate and time left, as far as they can be known yet. */
static void
format_rate(char text[48], double seconds, uint64_t done, uint64_t total)
{
	double left;

	text[0] = '\0';
	if (seconds < 0.5 || done == 0)
		return;
	left = seconds * (double)(total - done) / (double)done;
	snprintf(text, 48, "  %.1f MB/s  %d:%02d left",
	    (double)done / MEGABYTE / seconds, (int)left / 60, (int)left % 60);
}

static void
draw_bar(struct progress *progress, uint64_t done, uint64_t total, bool bytes)
{
	static const char full[] = "########################";
	static const char empty[] = "........................";
	double share = (double)done / (double)total;
	int width = (int)(share * BAR_WIDTH);
	char rate[48] = "";

	if (bytes)
		format_rate(rate,
		    (double)(clock_monotonic_ns() - progress->started_ns) / 1e9,
		    done, total);
	fprintf(stderr, "\r\033[K[%.*s%.*s] %3d %%  %s %s%s", width, full,
	    BAR_WIDTH - width, empty, (int)(share * 100), progress->verb,
	    progress->what, rate);
}

void
progress_update(struct progress *progress, const char *verb, const char *what,
    uint64_t done, uint64_t total, bool bytes)
{
	const bool turned = progress->verb != verb || progress->what != what;

	if (progress->verb != verb)
		progress->started_ns = clock_monotonic_ns();
	progress->verb = verb;
	progress->what = what;
	if (!progress->terminal) {
		if (turned)
			fprintf(stderr, "%s %s\n", verb, what);
		return;
	}
	if (total > 0 && done <= total)
		draw_bar(progress, done, total, bytes);
	else
		fprintf(stderr, "\r\033[K%s %s", verb, what);
	fflush(stderr);
	progress->drawn = true;
}

void
progress_clear(struct progress *progress)
{
	if (progress->drawn)
		fprintf(stderr, "\r\033[K");
	progress->drawn = false;
}
