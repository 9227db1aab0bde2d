#include "model/model_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/model_writer.h"
#include "unit/document_fixture.h"

/* Four titles; 10 speaks for 20 and 40, 30 for 10. */
static const int32_t titles[] = {10, 20, 30, 40};
static const uint32_t counts[] = {5, 4, 3, 2};
static const uint64_t starts[] = {0, 2, 2, 3, 3};
static const struct item_entry entries[] = {{1, 0.5F}, {3, 0.25F}, {0, 1.0F}};
static const struct model_summary summary = {
    .users = 6, .events = 14, .l2 = 1.0, .items = 4, .ease_items = 4};
static const struct model_view view = {
    &summary, titles, counts, starts, entries};

static char *folder, path[256];

static void
enter_folder(void)
{
	folder = fixture_folder();
	snprintf(path, sizeof(path), "%s/model", folder);
}

static void
leave_folder(void)
{
	fixture_folder_remove(folder);
}

TestSuite(model_file, .init = enter_folder, .fini = leave_folder);

static void
publish(void)
{
	struct model_published published;
	struct error error;

	cr_assert_eq(model_publish(&view, path, &published, &error), 0, "%s",
	    error.message);
}

Test(model_file, is_read_as_it_was_written)
{
	struct model_file *file;
	const struct model_view *read;
	struct error error;

	publish();
	cr_assert_eq(
	    model_open_checked(path, &file, &error), 0, "%s", error.message);
	read = model_file_view(file);
	cr_assert_eq(model_generation(file), 1);
	cr_assert_eq(read->summary->items, 4);
	cr_assert_eq(read->summary->events, 14);
	cr_assert_arr_eq(read->titles, titles, sizeof(titles));
	cr_assert_arr_eq(read->counts, counts, sizeof(counts));
	cr_assert_arr_eq(read->starts, starts, sizeof(starts));
	cr_assert_arr_eq(read->entries, entries, sizeof(entries));
	cr_assert_eq(model_find(read, 30), 2);
	cr_assert_eq(model_find(read, 31), UINT32_MAX);
	cr_assert_eq(model_find(read, 41), UINT32_MAX);
	cr_assert_not(model_is_stale(file, path));
	publish();
	cr_assert(model_is_stale(file, path));
	model_close(file);
}

Test(model_file, with_any_byte_changed_is_refused)
{
	size_t size_bytes;
	unsigned char *bytes;
	struct error error;

	publish();
	bytes = fixture_read(path, &size_bytes);
	cr_assert_eq(model_check_bytes(bytes, size_bytes, &error), 0, "%s",
	    error.message);
	for (size_t i = 0; i < size_bytes; i++) {
		bytes[i] ^= 4;
		cr_assert_neq(model_check_bytes(bytes, size_bytes, &error), 0,
		    "byte %zu", i);
		bytes[i] ^= 4;
	}
	for (size_t length = 0; length < size_bytes; length++)
		cr_assert_neq(model_check_bytes(bytes, length, &error), 0);
	free(bytes);
}

Test(model_file, is_not_written_when_it_contradicts_itself)
{
	static const int32_t twice[] = {10, 20, 20, 40};
	static const uint32_t many[] = {5, 7, 3, 2};
	static const uint64_t back[] = {0, 2, 1, 3, 3};
	static const struct item_entry own[] = {
	    {0, 0.5F}, {3, 0.25F}, {0, 1.0F}};
	static const struct item_entry beyond[] = {
	    {1, 0.5F}, {4, 0.25F}, {0, 1.0F}};
	static const struct item_entry unordered[] = {
	    {3, 0.5F}, {1, 0.25F}, {0, 1.0F}};
	static const struct item_entry nothing[] = {
	    {1, 0.5F}, {3, 0.0F}, {0, 1.0F}};
	static const struct model_summary less = {
	    .users = 6, .items = 4, .ease_items = 5};
	const struct model_view wrong[] = {
	    {&summary, twice, counts, starts, entries},
	    {&summary, titles, many, starts, entries},
	    {&summary, titles, counts, back, entries},
	    {&summary, titles, counts, starts, own},
	    {&summary, titles, counts, starts, beyond},
	    {&summary, titles, counts, starts, unordered},
	    {&summary, titles, counts, starts, nothing},
	    {&less, titles, counts, starts, entries},
	};
	struct model_published published;
	struct model_file *file;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_assert_eq(model_publish(&wrong[i], path, &published, NULL),
		    ERROR_CORRUPT, "view %zu", i);
	cr_assert_eq(model_open(path, &file, NULL), ERROR_MISSING);
}
