#include "index/snapshot_opening.h"

#include <stdlib.h>

#include "index/published.h"
#include "index/snapshot_view.h"

#define FEW_PIECES 32 /* are checked by one thread */

struct snapshot_opening {
	struct snapshot *snapshot; /* owned; its bytes are not checked yet */
	struct section_check check;
	uint64_t next; /* piece */
	char *path; /* owned, for messages */
};

void
snapshot_opening_free(struct snapshot_opening *opening)
{
	if (opening == NULL)
		return;
	section_check_release(&opening->check);
	snapshot_close(opening->snapshot);
	free(opening->path);
	free(opening);
}

static int
begin(struct snapshot_opening *opening, const char *path, struct error *error)
{
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));
	int result;

	opening->snapshot = snapshot;
	if (snapshot == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	result = published_find(path, SNAPSHOT_FORMAT, &opening->path, error);
	if (result == 0)
		result =
		    mapped_file_open(&snapshot->file, opening->path, error);
	if (result != 0)
		return result;
	result = section_file_begin(&snapshot->sections, snapshot->file.data,
	    snapshot->file.size_bytes, SNAPSHOT_KIND, SNAPSHOT_FORMAT,
	    snapshot_section_name, error);
	if (result != 0)
		error_prefix(error, "snapshot \"%s\"", opening->path);
	else if (section_check_init(&opening->check, &snapshot->sections) != 0)
		result = error_set(error, ERROR_MEMORY, "out of memory");
	return result;
}

int
snapshot_opening_begin(
    struct snapshot_opening **opening, const char *path, struct error *error)
{
	struct snapshot_opening *begun = calloc(1, sizeof(*begun));
	int result;

	if (begun == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	result = begin(begun, path, error);
	if (result != 0)
		snapshot_opening_free(begun);
	else
		*opening = begun;
	return result;
}

/* The place of a piece in the file. */
static size_t
place_of(const struct snapshot_opening *opening, uint64_t piece, size_t *length)
{
	return (size_t)(section_check_bytes(&opening->check, piece, length) -
	    opening->snapshot->file.data);
}

static void
check_piece(struct snapshot_opening *opening, uint64_t piece)
{
	size_t length;
	size_t offset = place_of(opening, piece, &length);

	mapped_file_touch(&opening->snapshot->file, offset, length);
	section_check_piece(&opening->check, piece);
}

bool
snapshot_opening_is_near(const struct snapshot_opening *opening)
{
	size_t length;
	size_t offset;

	if (opening->next == opening->check.piece_count)
		return true;
	offset = place_of(opening, opening->next, &length);
	return mapped_file_is_near(&opening->snapshot->file, offset, length);
}

bool
snapshot_opening_step(struct snapshot_opening *opening)
{
	if (opening->next == opening->check.piece_count)
		return false;
	check_piece(opening, opening->next++);
	return true;
}

int
snapshot_opening_finish(struct snapshot_opening *opening, struct snapshot **out,
    struct error *error)
{
	struct snapshot *snapshot = opening->snapshot;
	int result =
	    section_check_finish(&opening->check, snapshot_section_name, error);

	if (result == 0)
		result = snapshot_bind(snapshot, error);
	if (result == 0 && !section_file_is_sealed(&snapshot->sections))
		result = snapshot_check(snapshot, error);
	if (result != 0) {
		error_prefix(error, "snapshot \"%s\"", opening->path);
	} else {
		opening->snapshot = NULL;
		*out = snapshot;
	}
	snapshot_opening_free(opening);
	return result;
}

const struct file_identity *
snapshot_opening_identity(const struct snapshot_opening *opening)
{
	return &opening->snapshot->file.identity;
}

/* All pieces at once, on all cores. */
int
snapshot_open(const char *path, struct snapshot **out, struct error *error)
{
	struct snapshot_opening *opening;
	int result = snapshot_opening_begin(&opening, path, error);

	if (result != 0)
		return result;
#pragma omp parallel for schedule( \
    dynamic) if (opening->check.piece_count > FEW_PIECES)
	for (uint64_t i = 0; i < opening->check.piece_count; i++)
		check_piece(opening, i);
	return snapshot_opening_finish(opening, out, error);
}

int
snapshot_open_checked(
    const char *path, struct snapshot **out, struct error *error)
{
	struct snapshot *snapshot;
	int result = snapshot_open(path, &snapshot, error);

	if (result != 0)
		return result;
	result = snapshot_check(snapshot, error);
	if (result != 0) {
		error_prefix(error, "snapshot \"%s\"", path);
		snapshot_close(snapshot);
		return result;
	}
	*out = snapshot;
	return 0;
}
