#include "model/model_writer.h"

#include "index/publication.h"
#include "index/section_file.h"
#include "util/clock.h"
#include "util/mapped_file.h"

#define COLUMN(id, array, count) \
	{ \
		id, sizeof(*(array)), array, \
		    (uint64_t)(count) * sizeof(*(array)) \
	}

static int
write_sections(int fd, struct section_header *header,
    const struct model_view *model, struct error *error)
{
	uint64_t items = model->summary->items;
	const struct section_source sources[] = {
	    COLUMN(MODEL_SUMMARY, model->summary, 1),
	    COLUMN(MODEL_TITLES, model->titles, items),
	    COLUMN(MODEL_COUNTS, model->counts, items),
	    COLUMN(MODEL_STARTS, model->starts, items + 1),
	    COLUMN(MODEL_ENTRIES, model->entries, model->starts[items]),
	};

	return section_file_write(fd, header, sources,
	    sizeof(sources) / sizeof(sources[0]), true, error);
}

static int
check_file(int fd, const char *path, struct error *error)
{
	struct mapped_file file = {.data = NULL};
	int code = mapped_file_map(&file, fd, path, error);

	if (code == 0)
		code = model_check_bytes(file.data, file.size_bytes, error);
	mapped_file_release(&file);
	return code;
}

int
model_publish(const struct model_view *model, const char *path,
    struct model_published *published, struct error *error)
{
	struct section_header header = {.kind = MODEL_KIND,
	    .format = MODEL_FORMAT,
	    .created_us = clock_wall_us()};
	struct publication publication;
	int code = publication_begin(&publication, path, MODEL_FORMAT, error);

	if (code != 0)
		return code;
	header.generation = publication.generation;
	code = write_sections(publication.fd, &header, model, error);
	if (code == 0)
		code = check_file(publication.fd, path, error);
	if (code == 0)
		code = publication_commit(&publication, error);
	else {
		error_prefix(error, "could not publish \"%s\"", path);
		publication_abort(&publication);
	}
	if (code == 0)
		*published = (struct model_published){
		    header.generation, header.file_bytes};
	return code;
}
