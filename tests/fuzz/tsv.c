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

static union {
	struct title_row title;
	struct rating_row rating;
	struct crew_row crew;
	struct principal_row principal;
	struct person_row person;
	struct aka_row aka;
	struct episode_row episode;
	struct extra_row extra;
} row;

static enum reject
parse(enum dataset_file file, const struct slice *fields)
{
	switch (file) {
	case DATASET_TITLES:
		return title_row_parse(fields, &row.title);
	case DATASET_RATINGS:
		return rating_row_parse(fields, &row.rating);
	case DATASET_CREW:
		return crew_row_parse(fields, &row.crew);
	case DATASET_PRINCIPALS:
		return principal_row_parse(fields, &row.principal);
	case DATASET_AKAS:
		return aka_row_parse(fields, &row.aka);
	case DATASET_EPISODES:
		return episode_row_parse(fields, &row.episode);
	case DATASET_EXTRAS:
		return extra_row_parse(fields, &row.extra);
	default:
		return person_row_parse(fields, &row.person);
	}
}

static enum reject
split(enum dataset_file file, struct slice line, struct slice *fields)
{
	if (file == DATASET_AKAS)
		return aka_row_split(line, fields);
	return row_split(line, fields, dataset_format(file)->field_count);
}

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
		if (split(file, line, fields) != REJECT_NONE ||
		    parse(file, fields) != REJECT_NONE)
			check_content(line);
		check_order(&keys, file, line);
	}
	return 0;
}
