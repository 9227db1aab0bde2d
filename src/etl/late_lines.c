/*
 * The keys are sorted once the file was read, so that the second reading finds
 * each line's key by a binary search. That reading orders the lines anew, and
 * so sees the same ones as late.
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

static int
mark(struct block *block, uint32_t line, struct error *error)
{
	int code = 0;

	if (block->late_count == block->late_capacity)
		code = grow((void **)&block->late, &block->late_capacity,
		    sizeof(*block->late), error);
	if (code == 0)
		block->late[block->late_count++] = line;
	return code;
}

int
late_lines_mark(
    struct late_lines *late, struct block *block, struct error *error)
{
	struct slice rest = block->text;
	struct slice line;
	uint32_t place = 0;
	uint64_t key;
	int code = 0;

	block->late_count = 0;
	if (block->overlong)
		return 0;
	for (; code == 0 && tsv_next_line(&rest, &line); place++) {
		if (!line_key(late->file, line, &key) ||
		    line_order_ascends(&late->order, key))
			continue;
		code = add_key(late, key, error);
		if (code == 0)
			code = mark(block, place, error);
	}
	return code;
}

/* --- the second reading --------------------------------------------------- */

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

struct second_reading {
	struct late_lines *late; /* borrowed, as the others */
	struct line_order order;
	struct row_loader *loader;
	struct reject_log *log;
};

/* A line that ascends was loaded if it was good; a late one is loaded if it is
 * the first good one with its key. */
static int
read_line(struct second_reading *reading, struct slice line, uint64_t number,
    struct error *error)
{
	struct late_lines *late = reading->late;
	struct late_key wanted = {0, 0};
	struct late_key *found;
	enum reject reject = REJECT_NONE;
	bool ascends;
	int code;

	if (!line_key(late->file, line, &wanted.key))
		return 0;
	ascends = line_order_ascends(&reading->order, wanted.key);
	found = bsearch(&wanted, late->keys, late->count, sizeof(*late->keys),
	    compare_keys);
	if (found == NULL)
		return 0;
	code = row_loader_line(reading->loader, late->file, line,
	    !ascends && found->taken == 0, &reject, error);
	if (code < 0 || reject != REJECT_NONE)
		return code;
	if (!ascends && found->taken != 0)
		return reject_log_add(reading->log, late->file, number,
		    REJECT_DUPLICATE, line, error);
	found->taken = 1;
	return 0;
}

static int
read_block(struct second_reading *reading, const struct block *block,
    struct error *error)
{
	struct slice rest = block->text;
	struct slice line;
	uint64_t number = block->first_line;
	int code = 0;

	if (block->overlong)
		return 0;
	if (signal_flag_raised())
		return error_set(error, ERROR_INTERRUPTED, "interrupted");
	while (code == 0 && tsv_next_line(&rest, &line))
		code = read_line(reading, line, number++, error);
	return code;
}

int
late_lines_load(struct late_lines *late, struct source *source,
    struct row_loader *loader, struct reject_log *log, struct error *error)
{
	struct second_reading reading = {
	    .late = late,
	    .order = {.file = late->file},
	    .loader = loader,
	    .log = log,
	};
	struct block block = {.data = malloc(BLOCK_BYTES)};
	struct line_reader reader = {0};
	int code;

	if (block.data == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	sort_keys(late);
	code = source_rewind(source, error);
	if (code == 0)
		code = line_reader_init(&reader, source, late->file, error);
	while (
	    code == 0 && (code = line_reader_fill(&reader, &block, error)) > 0)
		code = read_block(&reading, &block, error);
	line_reader_release(&reader);
	free(block.data);
	return code;
}
