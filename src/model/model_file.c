#include "model/model_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "index/published.h"
#include "index/section_file.h"
#include "util/clock.h"
#include "util/json_writer.h"

struct model_file {
	struct mapped_file file;
	struct section_file sections;
	struct model_view view;
	uint64_t entry_count;
};

struct model_opening {
	struct model_file *file; /* owned; its bytes are not checked yet */
	struct section_check check;
	uint64_t next; /* piece */
	char *path; /* owned, for messages */
};

static const char *
section_name_of(uint32_t id)
{
	static const char *const names[MODEL_SECTION_END] = {
	    [MODEL_SUMMARY] = "summary",
	    [MODEL_TITLES] = "titles",
	    [MODEL_COUNTS] = "counts",
	    [MODEL_STARTS] = "starts",
	    [MODEL_ENTRIES] = "entries",
	};

	if (id == SECTION_SEAL)
		return "seal";
	return id < MODEL_SECTION_END ? names[id] : NULL;
}

/* --- a view --------------------------------------------------------------- */

uint32_t
model_find(const struct model_view *model, int32_t number)
{
	uint32_t low = 0, high = model->summary->items;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (model->titles[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < model->summary->items && model->titles[low] == number
	    ? low
	    : UINT32_MAX;
}

static int
corrupt(enum model_section section, uint64_t element, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
	    "section %s: element %" PRIu64 " is not allowed",
	    section_name_of((uint32_t)section), element);
}

static bool
is_scale(double value)
{
	return isfinite(value) && value >= 0.0;
}

static int
check_entries(
    const struct model_view *model, uint32_t item, struct error *error)
{
	for (uint64_t i = model->starts[item]; i < model->starts[item + 1];
	     i++) {
		const struct item_entry *entry = &model->entries[i];
		bool follows =
		    i == model->starts[item] || entry[-1].item < entry->item;

		if (!follows || entry->item >= model->summary->items ||
		    entry->item == item || !isfinite(entry->value) ||
		    entry->value == 0.0F)
			return corrupt(MODEL_ENTRIES, i, error);
	}
	return 0;
}

int
model_view_check(
    const struct model_view *model, uint64_t entry_count, struct error *error)
{
	const struct model_summary *summary = model->summary;
	int code = 0;

	if (!is_scale(summary->content_scale) ||
	    !is_scale(summary->popularity_scale) || !is_scale(summary->l2) ||
	    !is_scale(summary->feature_weight) ||
	    summary->ease_items > summary->items || summary->reserved != 0)
		return corrupt(MODEL_SUMMARY, 0, error);
	if (model->starts[0] != 0 ||
	    model->starts[summary->items] != entry_count)
		return corrupt(MODEL_STARTS, 0, error);
	for (uint32_t i = 0; i < summary->items; i++) {
		if (model->titles[i] < 0 ||
		    (i > 0 && model->titles[i] <= model->titles[i - 1]))
			return corrupt(MODEL_TITLES, i, error);
		if (model->counts[i] > summary->users)
			return corrupt(MODEL_COUNTS, i, error);
		if (model->starts[i + 1] < model->starts[i] ||
		    model->starts[i + 1] > entry_count)
			return corrupt(MODEL_STARTS, i + (uint64_t)1, error);
	}
	for (uint32_t i = 0; code == 0 && i < summary->items; i++)
		code = check_entries(model, i, error);
	return code;
}

/* --- loading -------------------------------------------------------------- */

static int
find(const struct section_file *sections, enum model_section id,
    size_t element_bytes, const void **elements, uint64_t *count,
    struct error *error)
{
	return section_file_find(sections, (uint32_t)id, element_bytes,
	    section_name_of, elements, count, error);
}

static int
find_exactly(const struct section_file *sections, enum model_section id,
    size_t element_bytes, uint64_t expected, const void **elements,
    struct error *error)
{
	uint64_t count = 0;
	int code = find(sections, id, element_bytes, elements, &count, error);

	if (code == 0 && count != expected)
		return error_set(error, ERROR_CORRUPT,
		    "section %s: %" PRIu64 " elements, not %" PRIu64,
		    section_name_of((uint32_t)id), count, expected);
	return code;
}

/* Finds every section, whose bytes are checked. */
static int
bind(struct model_file *file, struct error *error)
{
	const struct section_file *sections = &file->sections;
	const void *summary, *titles, *counts, *starts, *entries;
	uint64_t items;
	int code = find_exactly(sections, MODEL_SUMMARY,
	    sizeof(struct model_summary), 1, &summary, error);

	if (code != 0)
		return code;
	items = ((const struct model_summary *)summary)->items;
	if (items == UINT32_MAX)
		return corrupt(MODEL_SUMMARY, 0, error);
	code = find_exactly(
	    sections, MODEL_TITLES, sizeof(int32_t), items, &titles, error);
	if (code == 0)
		code = find_exactly(sections, MODEL_COUNTS, sizeof(uint32_t),
		    items, &counts, error);
	if (code == 0)
		code = find_exactly(sections, MODEL_STARTS, sizeof(uint64_t),
		    items + 1, &starts, error);
	if (code == 0)
		code = find(sections, MODEL_ENTRIES, sizeof(struct item_entry),
		    &entries, &file->entry_count, error);
	if (code != 0)
		return code;
	file->view =
	    (struct model_view){summary, titles, counts, starts, entries};
	return 0;
}

int
model_check_bytes(
    const unsigned char *data, size_t size_bytes, struct error *error)
{
	struct model_file file = {.entry_count = 0};
	int code = section_file_check(&file.sections, data, size_bytes,
	    MODEL_KIND, MODEL_FORMAT, section_name_of, error);

	if (code == 0)
		code = bind(&file, error);
	if (code == 0)
		code = model_view_check(&file.view, file.entry_count, error);
	return code;
}

/* --- opening -------------------------------------------------------------- */

void
model_close(struct model_file *file)
{
	if (file == NULL)
		return;
	mapped_file_release(&file->file);
	free(file);
}

void
model_opening_free(struct model_opening *opening)
{
	if (opening == NULL)
		return;
	section_check_release(&opening->check);
	model_close(opening->file);
	free(opening->path);
	free(opening);
}

static int
begin(struct model_opening *opening, const char *path, struct error *error)
{
	struct model_file *file = calloc(1, sizeof(*file));
	int code;

	opening->file = file;
	if (file == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = published_find(path, MODEL_FORMAT, &opening->path, error);
	if (code == 0)
		code = mapped_file_open(&file->file, opening->path, error);
	if (code != 0)
		return code;
	code = section_file_begin(&file->sections, file->file.data,
	    file->file.size_bytes, MODEL_KIND, MODEL_FORMAT, section_name_of,
	    error);
	if (code != 0)
		error_prefix(error, "model \"%s\"", opening->path);
	else if (section_check_init(&opening->check, &file->sections) != 0)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	return code;
}

int
model_opening_begin(
    struct model_opening **opening, const char *path, struct error *error)
{
	struct model_opening *begun = calloc(1, sizeof(*begun));
	int code;

	if (begun == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = begin(begun, path, error);
	if (code != 0)
		model_opening_free(begun);
	else
		*opening = begun;
	return code;
}

/* The place of the next piece in the file. */
static size_t
next_piece(const struct model_opening *opening, size_t *length)
{
	return (size_t)(section_check_bytes(
			    &opening->check, opening->next, length) -
	    opening->file->file.data);
}

bool
model_opening_is_near(const struct model_opening *opening)
{
	size_t offset, length;

	if (opening->next == opening->check.piece_count)
		return true;
	offset = next_piece(opening, &length);
	return mapped_file_is_near(&opening->file->file, offset, length);
}

bool
model_opening_step(struct model_opening *opening)
{
	size_t offset, length;

	if (opening->next == opening->check.piece_count)
		return false;
	offset = next_piece(opening, &length);
	mapped_file_touch(&opening->file->file, offset, length);
	section_check_piece(&opening->check, opening->next++);
	return true;
}

int
model_opening_finish(
    struct model_opening *opening, struct model_file **out, struct error *error)
{
	struct model_file *file = opening->file;
	int code =
	    section_check_finish(&opening->check, section_name_of, error);

	if (code == 0)
		code = bind(file, error);
	if (code == 0 && !section_file_is_sealed(&file->sections))
		code = model_view_check(&file->view, file->entry_count, error);
	if (code != 0) {
		error_prefix(error, "model \"%s\"", opening->path);
	} else {
		opening->file = NULL;
		*out = file;
	}
	model_opening_free(opening);
	return code;
}

const struct file_identity *
model_opening_identity(const struct model_opening *opening)
{
	return &opening->file->file.identity;
}

int
model_open(const char *path, struct model_file **out, struct error *error)
{
	struct model_opening *opening;
	int code = model_opening_begin(&opening, path, error);

	if (code != 0)
		return code;
	while (model_opening_step(opening))
		;
	return model_opening_finish(opening, out, error);
}

int
model_open_checked(
    const char *path, struct model_file **out, struct error *error)
{
	struct model_file *file;
	int code = model_open(path, &file, error);

	if (code != 0)
		return code;
	code = model_view_check(&file->view, file->entry_count, error);
	if (code != 0) {
		error_prefix(error, "model \"%s\"", path);
		model_close(file);
		return code;
	}
	*out = file;
	return 0;
}

bool
model_identify(const char *path, struct file_identity *identity)
{
	char *found;
	bool exists;

	if (published_find(path, MODEL_FORMAT, &found, NULL) != 0)
		return false;
	exists = file_identity_of(found, identity);
	free(found);
	return exists;
}

bool
model_is_stale(const struct model_file *file, const char *path)
{
	struct file_identity identity;

	return model_identify(path, &identity) &&
	    !file_identity_equal(&identity, &file->file.identity);
}

/* --- what is in it -------------------------------------------------------- */

const struct model_view *
model_file_view(const struct model_file *file)
{
	return &file->view;
}

uint64_t
model_generation(const struct model_file *file)
{
	return file->sections.header->generation;
}

int64_t
model_created_us(const struct model_file *file)
{
	return file->sections.header->created_us;
}

static void
put_count(struct json_writer *json, struct buffer *out, const char *name,
    uint64_t value)
{
	if (json == NULL) {
		buffer_printf(out, "%-22s %12" PRIu64 "\n", name, value);
		return;
	}
	json_put_key(json, name);
	json_put_int(json, (int64_t)value);
}

static void
put_counts(
    const struct model_file *file, struct json_writer *json, struct buffer *out)
{
	const struct model_summary *summary = file->view.summary;

	put_count(json, out, "format", file->sections.header->format);
	put_count(json, out, "generation", model_generation(file));
	put_count(json, out, "bytes", file->sections.header->file_bytes);
	put_count(json, out, "users", summary->users);
	put_count(json, out, "events", summary->events);
	put_count(json, out, "titles", summary->items);
	put_count(json, out, "titles by EASE", summary->ease_items);
	put_count(json, out, "entries", file->entry_count);
}

static void
put_sections(
    const struct model_file *file, struct json_writer *json, struct buffer *out)
{
	const struct section_file *sections = &file->sections;

	for (uint32_t i = 0; i < sections->header->section_count; i++) {
		const char *name = section_name_of(sections->table[i].id);

		if (name != NULL)
			put_count(
			    json, out, name, sections->table[i].size_bytes);
	}
}

int
model_describe(const struct model_file *file, bool json, struct buffer *out)
{
	char created[CLOCK_TEXT_SIZE];
	struct json_writer writer;

	clock_format(model_created_us(file), created);
	if (!json) {
		put_counts(file, NULL, out);
		buffer_printf(out, "%-22s %12s\n\nbytes by section\n",
		    "created", created);
		put_sections(file, NULL, out);
		return out->failed ? ERROR_MEMORY : 0;
	}
	json_writer_init(&writer, out);
	json_open_object(&writer);
	put_counts(file, &writer, out);
	json_put_key(&writer, "created");
	json_put_string(&writer, created);
	json_put_key(&writer, "sections");
	json_open_object(&writer);
	put_sections(file, &writer, out);
	json_close_object(&writer);
	json_close_object(&writer);
	buffer_append_char(out, '\n');
	return out->failed ? ERROR_MEMORY : 0;
}
