/*
 * The keys are sorted once the file was read, so that the second and the third
 * reading find each line's key by a binary search. Every reading cuts the file
 * into the same blocks and orders the lines anew, and so sees the same ones as
 * late. The second finds the keys of which an ascending line is loaded, the
 * third loads the late lines with the others.
 */
#include "etl/late_lines.h"

#include <stdlib.h>
#include <string.h>

#include "etl/line_reader.h"
#include "util/signal_flag.h"

void
late_lines_init(struct late_lines *late, enum dataset_file file)
{
	*late = (struct late_lines){.file = file, .order = {.file = file}};
}

void
late_lines_release(struct late_lines *late)
{
	free(late->keys);
	late->keys = NULL;
	late->count = late->capacity = 0;
}

static int
grow(void **array, size_t *capacity, size_t element_bytes, struct error *error)
{
	size_t wanted = *capacity == 0 ? 256 : *capacity * 2;
	void *grown = realloc(*array, wanted * element_bytes);

	if (grown == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	*array = grown;
	*capacity = wanted;
	return 0;
}

static int
add_key(struct late_lines *late, uint64_t key, struct error *error)
{
	int code = 0;

	if (late->count == LATE_LINES_MAX)
		return error_set(error, ERROR_LIMIT,
		    "%s: more than %zu lines are out of order; sort it by its "
		    "first column",
		    dataset_format(late->file)->name, LATE_LINES_MAX);
	if (late->count == late->capacity)
		code = grow((void **)&late->keys, &late->capacity,
		    sizeof(*late->keys), error);
	if (code == 0)
		late->keys[late->count++] = (struct late_key){key, 0};
	return code;
}

/* A line that waits for the key behind it. */
struct waiting_line {
	bool any;
	uint32_t place; /* in its block */
	uint64_t key;
};

static int
place_line(struct late_lines *late, struct block *block,
    const struct waiting_line *line, uint64_t next, struct error *error)
{
	int code = 0;

	if (!line->any || line_order_ascends(&late->order, line->key, next))
		return 0;
	if (!late->known)
		code = add_key(late, line->key, error);
	if (code == 0 && block->late_count == block->late_capacity)
		code = grow((void **)&block->late, &block->late_capacity,
		    sizeof(*block->late), error);
	if (code == 0)
		block->late[block->late_count++] = line->place;
	return code;
}

int
late_lines_mark(struct late_lines *late, struct block *block, struct slice rest,
    struct error *error)
{
	struct waiting_line waiting = {.any = false};
	struct slice text = block->text;
	struct slice line;
	uint32_t place = 0;
	uint64_t key;
	int code = 0;

	block->late_count = 0;
	if (block->overlong)
		return 0;
	for (; code == 0 && tsv_next_line(&text, &line); place++) {
		if (!line_key(late->file, line, &key))
			continue;
		code = place_line(late, block, &waiting, key, error);
		waiting = (struct waiting_line){true, place, key};
	}
	if (!line_key(late->file, rest, &key))
		key = UINT64_MAX;
	if (code == 0)
		code = place_line(late, block, &waiting, key, error);
	return code;
}

/* --- reading again -------------------------------------------------------- */

static int
compare_keys(const void *one, const void *other)
{
	const struct late_key *left = one;
	const struct late_key *right = other;

	return left->key < right->key ? -1 : left->key > right->key;
}

static void
sort_keys(struct late_lines *late)
{
	size_t kept = 0;
	size_t i;

	qsort(late->keys, late->count, sizeof(*late->keys), compare_keys);
	for (i = 0; i < late->count; i++)
		if (kept == 0 || late->keys[kept - 1].key != late->keys[i].key)
			late->keys[kept++] = late->keys[i];
	late->count = kept;
}

struct reading {
	struct late_lines *late; /* borrowed, as the next two */
	struct row_loader *loader;
	struct reject_log *log;
	bool load; /* the third: late lines are loaded */
};

/* The entry of a line's key, or NULL when no late line has it. */
static struct late_key *
find_key(struct late_lines *late, struct slice line)
{
	struct late_key wanted = {0, 0};

	if (!line_key(late->file, line, &wanted.key))
		return NULL;
	return bsearch(&wanted, late->keys, late->count, sizeof(*late->keys),
	    compare_keys);
}

static int
read_line(struct reading *reading, struct slice line, uint64_t number,
    struct error *error)
{
	struct late_lines *late = reading->late;
	struct late_key *found = find_key(late, line);
	enum reject reject = REJECT_NONE;
	int code;

	if (found == NULL)
		return 0;
	code = row_loader_line(reading->loader, late->file, line,
	    reading->load && found->taken == 0, &reject, error);
	if (code < 0 || reject != REJECT_NONE)
		return code;
	if (reading->load && found->taken != 0)
		return reject_log_add(reading->log, late->file, number,
		    REJECT_DUPLICATE, line, error);
	found->taken = 1;
	return 0;
}

/* The second reading looks at the lines that ascend, the third at the others.
 */
static int
read_block(
    struct reading *reading, const struct block *block, struct error *error)
{
	struct slice rest = block->text;
	struct slice line;
	size_t late = 0;
	uint32_t place = 0;
	bool is_late;
	int code = 0;

	if (block->overlong)
		return 0;
	if (signal_flag_raised())
		return error_set(error, ERROR_INTERRUPTED, "interrupted");
	for (; code == 0 && tsv_next_line(&rest, &line); place++) {
		is_late = block_is_late(block, place, &late);
		if (is_late == reading->load)
			code = read_line(
			    reading, line, block->first_line + place, error);
	}
	return code;
}

static int
read_again(struct reading *reading, struct source *source, struct error *error)
{
	struct late_lines *late = reading->late;
	struct block block = {.data = malloc(BLOCK_BYTES)};
	struct line_reader reader = {0};
	int code;

	if (block.data == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	late->order = (struct line_order){.file = late->file};
	code = source_rewind(source, error);
	if (code == 0)
		code = line_reader_init(&reader, source, late->file, error);
	while (code == 0 &&
	    (code = line_reader_fill(&reader, &block, error)) > 0) {
		code = late_lines_mark(
		    late, &block, line_reader_rest(&reader), error);
		if (code == 0)
			code = read_block(reading, &block, error);
	}
	line_reader_release(&reader);
	free(block.late);
	free(block.data);
	return code;
}

int
late_lines_load(struct late_lines *late, struct source *source,
    struct row_loader *loader, struct reject_log *log, struct error *error)
{
	struct reading reading = {late, loader, log, false};
	int code;

	sort_keys(late);
	late->known = true;
	code = read_again(&reading, source, error);
	reading.load = true;
	if (code == 0)
		code = read_again(&reading, source, error);
	return code;
}
