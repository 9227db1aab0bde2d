/*
 * Any bytes as the lines of any file of a catalogue: nothing breaks, and what
 * is refused can be kept as text; of the lines that ascend no two have the same
 * key. The first byte chooses the file.
 */
#include <stdint.h>
#include <stdlib.h>

#include "etl/dataset.h"
#include "etl/line_order.h"
#include "etl/reject_log.h"
#include "etl/title_row.h"
#include "util/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEYS_MAX 256

static union any_row row;

/* What is kept of a refused line must be text for PostgreSQL. */
static void
check_content(struct slice line)
{
	struct buffer content = BUFFER_INIT;

	reject_put_content(&content, line);
	for (size_t i = 0; i < content.length; i++)
		if (content.data[i] == '\0')
			abort();
	if (content.length > 0 && !utf8_valid(content.data, content.length))
		abort();
	buffer_release(&content);
}

/* The keys of the lines that ascended so far. */
struct ascending {
	struct line_order order;
	uint64_t keys[KEYS_MAX];
	size_t count;
};

static void
check_order(
    struct ascending *ascending, enum dataset_file file, struct slice line)
{
	uint64_t key;

	if (ascending->count == KEYS_MAX || !line_key(file, line, &key) ||
	    !line_order_ascends(&ascending->order, key, UINT64_MAX))
		return;
	for (size_t i = 0; i < ascending->count; i++)
		if (ascending->keys[i] == key)
			abort();
	ascending->keys[ascending->count++] = key;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ascending keys = {.count = 0};
	struct slice fields[ROW_FIELDS_MAX];
	struct slice rest, line;
	enum dataset_file file;

	if (size == 0)
		return 0;
	file = (enum dataset_file)(data[0] % DATASET_FILE_COUNT);
	keys.order.file = file;
	rest = (struct slice){(const char *)data + 1, size - 1};
	while (tsv_next_line(&rest, &line)) {
		if (row_split_line(file, line, fields) != REJECT_NONE ||
		    row_parse(file, fields, &row) != REJECT_NONE)
			check_content(line);
		check_order(&keys, file, line);
	}
	return 0;
}
