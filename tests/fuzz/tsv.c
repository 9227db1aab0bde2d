/*
 * Any bytes as the lines of any of IMDb's files: nothing breaks, and what is
 * refused can be kept as text. The first byte chooses the file.
 */
#include <stdint.h>
#include <stdlib.h>

#include "etl/dataset.h"
#include "etl/reject_log.h"
#include "etl/title_row.h"
#include "util/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static union {
	struct title_row title;
	struct rating_row rating;
	struct crew_row crew;
	struct principal_row principal;
	struct person_row person;
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
	default:
		return person_row_parse(fields, &row.person);
	}
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice fields[ROW_FIELDS_MAX];
	struct slice rest, line;
	enum dataset_file file;

	if (size == 0)
		return 0;
	file = (enum dataset_file)(data[0] % DATASET_FILE_COUNT);
	rest = (struct slice){(const char *)data + 1, size - 1};
	while (tsv_next_line(&rest, &line)) {
		if (row_split(line, fields,
			dataset_format(file)->field_count) != REJECT_NONE ||
		    parse(file, fields) != REJECT_NONE)
			check_content(line);
	}
	return 0;
}
