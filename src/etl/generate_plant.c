/*
 * What cannot be planted behind one unit, as that has no row or none that may
 * be repeated, is tried again behind the next that is due.
 */
#include "etl/generate_plant.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "etl/generate_dirty.h"
#include "etl/generate_title.h"
#include "etl/reject.h"

/* The turns, before those of dirty rows. */
enum {
	TURN_FAR_DUPLICATE, /* of the row that was repeated a round ago */
	TURN_NEAR_DUPLICATE,
	TURN_HELD,
	TURN_ROWS
};

/* The last field of a duplicate; no generated row has it, but for those that
 * were null anyway. */
static const char *const other_last_fields[GENERATED_FILE_COUNT] = {
    [GENERATED_TITLES] = "Duplicate",
    [GENERATED_RATINGS] = "1",
    [GENERATED_CREW] = "\\N",
    [GENERATED_PRINCIPALS] = "[\"Duplicate\"]",
    [GENERATED_PERSONS] = "\\N",
    [GENERATED_AKAS] = "0",
    [GENERATED_EPISODES] = "9999",
};

/* --- the list ------------------------------------------------------------- */

struct plant_list {
	FILE *stream;
	char *path; /* owned */
	char *partial; /* owned; the name until it is published */
};

static int
list_failed(const struct plant_list *list, struct error *error)
{
	return error_set_errno(
	    error, ERROR_IO, errno, "could not write \"%s\"", list->partial);
}

int
plant_list_open(
    struct plant_list **list, const char *folder, struct error *error)
{
	struct plant_list *opened = calloc(1, sizeof(*opened));
	int code = 0;

	if (opened == NULL ||
	    asprintf(&opened->path, "%s/" PLANT_LIST_NAME, folder) < 0 ||
	    asprintf(&opened->partial, "%s.partial", opened->path) < 0) {
		free(opened == NULL ? NULL : opened->path);
		free(opened);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	opened->stream = fopen(opened->partial, "w");
	if (opened->stream == NULL)
		code = list_failed(opened, error);
	else
		fputs("file\tline\treason\twhat\n", opened->stream);
	if (code != 0) {
		plant_list_close(opened);
		return code;
	}
	*list = opened;
	return 0;
}

int
plant_list_publish(struct plant_list *list, struct error *error)
{
	FILE *stream = list->stream;
	bool failed = ferror(stream) != 0;

	list->stream = NULL;
	if (fclose(stream) != 0 || failed ||
	    rename(list->partial, list->path) != 0)
		return list_failed(list, error);
	return 0;
}

void
plant_list_close(struct plant_list *list)
{
	if (list == NULL)
		return;
	if (list->stream != NULL)
		fclose(list->stream);
	/* not there any more once it was published */
	unlink(list->partial);
	free(list->path);
	free(list->partial);
	free(list);
}

/* A failure is remembered by the stream until it is published. */
static void
list_add(const struct planter *planter, uint64_t line, const char *reason,
    const char *what)
{
	fprintf(planter->list->stream, "%s\t%" PRIu64 "\t%s\t%s\n",
	    generated_format(planter->file)->name, line, reason, what);
}

/* --- lines ---------------------------------------------------------------- */

/* The number of the line that begins at the end of the text. */
static uint64_t
next_line(struct planter *planter, const struct buffer *text)
{
	for (; planter->counted_bytes < text->length; planter->counted_bytes++)
		if (text->data[planter->counted_bytes] == '\n')
			planter->counted++;
	return planter->counted + 1;
}

void
planter_flush(struct planter *planter, const struct buffer *text)
{
	(void)next_line(planter, text);
	planter->counted_bytes = 0;
}

/* The last line of text[start, length), with its LF. */
static size_t
last_line(const struct buffer *text, size_t start)
{
	size_t at = text->length - 1;

	while (at > start && text->data[at - 1] != '\n')
		at--;
	return at;
}

/* --- planting ------------------------------------------------------------- */

void
planter_init(struct planter *planter, const struct generator *generator,
    enum generated_file file, struct plant_list *list)
{
	uint64_t units = generated_format(file)->units(generator);

	*planter = (struct planter){.generator = generator,
	    .list = list,
	    .file = file,
	    .turns = TURN_ROWS + dirty_row_count(file)};
	planter->period = units / planter->turns + 1;
	if (planter->period > PLANT_PERIOD)
		planter->period = PLANT_PERIOD;
}

void
planter_release(struct planter *planter)
{
	buffer_release(&planter->original);
	buffer_release(&planter->held);
}

/* Whether a load keeps the rows of a unit, whatever types it is told to: not
 * those of episodes and games, nor those that join no title. */
static bool
is_kept(const struct planter *planter, uint64_t unit)
{
	struct generated_title title;

	if (unit % DANGLING_PERIOD == DANGLING_PERIOD - 1)
		return false;
	if (planter->file == GENERATED_PERSONS ||
	    planter->file == GENERATED_EPISODES)
		return true;
	if (unit >= planter->generator->titles)
		return false;
	generator_title(planter->generator, unit, &title);
	return strcmp(title.type, "videoGame") != 0;
}

static void
plant_row(struct planter *planter, size_t row, struct buffer *text)
{
	list_add(planter, next_line(planter, text),
	    reject_reason(dirty_row_reject(planter->file, row)),
	    dirty_row_what(planter->file, row));
	dirty_row_append(planter->file, row, text);
	planter->refused++;
}

/* The rows that were held come back, in their own order. */
static void
release_held(struct planter *planter, struct buffer *text)
{
	const struct buffer *held = &planter->held;
	uint64_t line = next_line(planter, text);

	for (size_t i = 0; i < held->length; i++)
		if (held->data[i] == '\n')
			list_add(planter, line++, "\\N", "out of order");
	buffer_append(text, held->data, held->length);
	text->failed = text->failed || held->failed;
	buffer_clear(&planter->held);
}

/* Appends the remembered row with another last field. */
static void
plant_duplicate(struct planter *planter, const char *what, struct buffer *text)
{
	const struct buffer *original = &planter->original;
	const char *tab;

	if (original->failed) {
		text->failed = true;
		return;
	}
	tab = memrchr(original->data, '\t', original->length);
	list_add(planter, next_line(planter, text),
	    reject_reason(REJECT_DUPLICATE), what);
	buffer_append(text, original->data, (size_t)(tab + 1 - original->data));
	buffer_append_string(text, other_last_fields[planter->file]);
	buffer_append_char(text, '\n');
	planter->refused++;
}

/* Repeats the row that stands at the end of the text, and remembers it. */
static void
plant_near(struct planter *planter, struct buffer *text, size_t start)
{
	struct buffer *original = &planter->original;
	size_t at = last_line(text, start);

	buffer_append(original, text->data + at, text->length - at);
	plant_duplicate(planter, "behind its original", text);
}

/* Repeats the row that was remembered, and forgets it. */
static void
plant_far(struct planter *planter, struct buffer *text)
{
	plant_duplicate(planter, "far behind its original", text);
	buffer_clear(&planter->original);
}

/* Moves the rows from `start` on out of the text. */
static void
hold(struct planter *planter, struct buffer *text, size_t start)
{
	buffer_append(&planter->held, text->data + start, text->length - start);
	text->length = start;
	text->data[start] = '\0';
}

static void
take_turn(struct planter *planter)
{
	if (++planter->turn < planter->turns)
		return;
	/* the last row is planted only once */
	planter->turn = 0;
	planter->turns = TURN_ROWS + dirty_row_count(planter->file) - 1;
	planter->all_planted = true;
}

/* Plants what comes next; false when this unit does not serve. */
static bool
plant(struct planter *planter, bool serves, struct buffer *text, size_t start)
{
	if (planter->turn == TURN_FAR_DUPLICATE &&
	    planter->original.length == 0)
		planter->turn = TURN_NEAR_DUPLICATE; /* the first round */
	if (planter->turn >= TURN_ROWS)
		plant_row(planter, planter->turn - TURN_ROWS, text);
	else if (planter->turn == TURN_FAR_DUPLICATE)
		plant_far(planter, text);
	else if (!serves)
		return false;
	else if (planter->turn == TURN_HELD)
		hold(planter, text, start);
	else
		plant_near(planter, text, start);
	return true;
}

void
planter_after(
    struct planter *planter, uint64_t unit, struct buffer *text, size_t start)
{
	bool holding = planter->held.length > 0;
	bool serves;

	if (unit % planter->period != planter->period / 2 || text->failed)
		return;
	serves = text->length > start && is_kept(planter, unit);
	if (plant(planter, serves, text, start))
		take_turn(planter);
	if (holding)
		release_held(planter, text);
}

void
planter_end(struct planter *planter, struct buffer *text)
{
	if (planter->held.length > 0)
		release_held(planter, text);
	if (planter->original.length > 0)
		plant_far(planter, text);
	if (planter->turn < TURN_ROWS)
		planter->turn = TURN_ROWS;
	for (; !planter->all_planted; take_turn(planter))
		plant_row(planter, planter->turn - TURN_ROWS, text);
}
