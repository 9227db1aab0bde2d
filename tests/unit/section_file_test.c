#include "index/section_file.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/section_reseal.h"

#define KIND 7
#define FORMAT 3

static const char *
name(uint32_t id)
{
	return id == 1 ? "first" : id == 5 ? "second" : NULL;
}

/* A small file as bytes: **new**. */
static unsigned char *
make_file(size_t *size_bytes)
{
	static const uint32_t numbers[] = {10, 20, 30};
	const struct section_source sources[] = {
	    {1, 4, numbers, sizeof(numbers)},
	    {5, 1, "text", 4},
	    {9, 8, NULL, 0},
	};
	struct section_header header = {
	    .kind = KIND, .format = FORMAT, .generation = 42, .created_us = 1};
	FILE *stream = tmpfile();
	unsigned char *bytes;

	cr_assert_eq(section_file_write(
			 fileno(stream), &header, sources, 3, false, NULL),
	    0);
	*size_bytes = (size_t)header.file_bytes;
	bytes = malloc(*size_bytes + 64);
	rewind(stream);
	cr_assert_eq(fread(bytes, 1, *size_bytes + 1, stream), *size_bytes);
	fclose(stream);
	return bytes;
}

static int
check(struct section_file *file, const unsigned char *bytes, size_t size_bytes,
    struct error *error)
{
	return section_file_check(
	    file, bytes, size_bytes, KIND, FORMAT, name, error);
}

Test(section_file, reads_back_what_was_written)
{
	struct section_file file;
	struct error error = {0};
	const void *elements;
	const uint32_t *numbers;
	uint64_t count;
	size_t size_bytes;
	unsigned char *bytes = make_file(&size_bytes);

	cr_assert_eq(
	    check(&file, bytes, size_bytes, &error), 0, "%s", error.message);
	cr_assert_eq(file.header->generation, 42);
	cr_assert_eq(
	    section_file_find(&file, 1, 4, name, &elements, &count, &error), 0);
	numbers = elements;
	cr_assert_eq(count, 3);
	cr_assert_eq(numbers[2], 30);
	cr_assert_eq(((const unsigned char *)elements - bytes) % 64, 0);
	cr_assert_eq(
	    section_file_find(&file, 5, 1, name, &elements, &count, &error), 0);
	cr_assert_eq(count, 4);
	cr_assert_arr_eq(elements, "text", 4);
	cr_assert_eq(
	    section_file_find(&file, 9, 8, name, &elements, &count, &error), 0);
	cr_assert_eq(count, 0);
	free(bytes);
}

Test(section_file, names_a_missing_section_and_a_wrong_element_size)
{
	struct section_file file;
	struct error error = {0};
	const void *elements;
	uint64_t count;
	size_t size_bytes;
	unsigned char *bytes = make_file(&size_bytes);

	check(&file, bytes, size_bytes, &error);
	cr_assert_eq(
	    section_file_find(&file, 2, 4, name, &elements, &count, &error),
	    ERROR_CORRUPT);
	cr_assert_eq(
	    section_file_find(&file, 1, 8, name, &elements, &count, &error),
	    ERROR_CORRUPT);
	cr_assert_not_null(strstr(error.message, "first"));
	free(bytes);
}

Test(section_file, refuses_every_flipped_bit)
{
	struct section_file file;
	size_t size_bytes;
	unsigned char *bytes = make_file(&size_bytes);

	for (size_t bit = 0; bit < size_bytes * 8; bit++) {
		bytes[bit / 8] ^= (unsigned char)(1u << (bit % 8));
		cr_assert_neq(check(&file, bytes, size_bytes, NULL), 0,
		    "bit %zu was not missed", bit);
		bytes[bit / 8] ^= (unsigned char)(1u << (bit % 8));
	}
	cr_assert_eq(check(&file, bytes, size_bytes, NULL), 0);
	free(bytes);
}

Test(section_file, refuses_every_truncation_and_a_longer_file)
{
	struct section_file file;
	size_t size_bytes;
	unsigned char *bytes = make_file(&size_bytes);

	for (size_t length = 0; length < size_bytes; length++)
		cr_assert_neq(check(&file, bytes, length, NULL), 0);
	bytes[size_bytes] = 0;
	cr_assert_neq(check(&file, bytes, size_bytes + 1, NULL), 0);
	free(bytes);
}

/* A field of header or table set to a value, with the checksums made right:
 * what is left to find is the meaning. */
struct damage {
	size_t offset;
	size_t width; /* bytes, 4 or 8 */
	uint64_t value;
	int code;
};

#define HEADER(field) offsetof(struct section_header, field)
#define TABLE(i, field) \
	(sizeof(struct section_header) + (i) * sizeof(struct section_entry) + \
	    offsetof(struct section_entry, field))

ParameterizedTestParameters(section_file, refuses_what_cannot_be)
{
	static struct damage damages[] = {
	    {HEADER(magic), 4, 0, ERROR_CORRUPT},
	    {HEADER(byte_order), 4, 0x04030201, ERROR_VERSION},
	    {HEADER(kind), 4, KIND + 1, ERROR_VERSION},
	    {HEADER(format), 4, FORMAT + 1, ERROR_VERSION},
	    {HEADER(section_count), 4, 65, ERROR_CORRUPT},
	    {HEADER(section_count), 4, UINT32_MAX, ERROR_CORRUPT},
	    {HEADER(section_count), 4, 2, ERROR_CORRUPT},
	    {HEADER(file_bytes), 8, 1 << 20, ERROR_CORRUPT},
	    {TABLE(0, id), 4, 5, ERROR_CORRUPT},
	    {TABLE(0, element_bytes), 4, 0, ERROR_CORRUPT},
	    {TABLE(0, element_bytes), 4, 5, ERROR_CORRUPT},
	    {TABLE(0, offset), 8, 64, ERROR_CORRUPT},
	    {TABLE(0, offset), 8, UINT64_MAX - 63, ERROR_CORRUPT},
	    {TABLE(1, offset), 8, 0, ERROR_CORRUPT},
	    {TABLE(1, offset), 8, 192, ERROR_CORRUPT},
	    {TABLE(0, size_bytes), 8, 100, ERROR_CORRUPT},
	    {TABLE(1, size_bytes), 8, UINT64_MAX, ERROR_CORRUPT},
	    {TABLE(1, size_bytes), 8, 3, ERROR_CORRUPT},
	};

	return cr_make_param_array(
	    struct damage, damages, sizeof(damages) / sizeof(damages[0]));
}

ParameterizedTest(struct damage *damage, section_file, refuses_what_cannot_be)
{
	struct section_file file;
	struct error error = {0};
	size_t size_bytes;
	unsigned char *bytes = make_file(&size_bytes);
	int code;

	memcpy(bytes + damage->offset, &damage->value, damage->width);
	section_reseal(bytes, size_bytes);
	code = check(&file, bytes, size_bytes, &error);
	cr_assert_eq(code, damage->code, "byte %zu = %llu gave %d: %s",
	    damage->offset, (unsigned long long)damage->value, code,
	    error.message);
	free(bytes);
}

Test(section_file, refuses_to_write_more_sections_than_fit)
{
	static const struct section_source sources[SECTION_MAX + 1];
	struct section_header header = {.kind = KIND};
	struct error error;

	cr_assert_eq(section_file_write(
			 -1, &header, sources, SECTION_MAX + 1, false, &error),
	    ERROR_LIMIT);
	cr_assert_eq(section_file_write(-1, &header, sources, 0, false, &error),
	    ERROR_IO);
}

/* --- pieces and seals ----------------------------------------------------- */

/* Two pieces and a bit of the one section, sealed: **new** bytes. */
static unsigned char *
make_large_file(size_t *size_bytes)
{
	enum {
		SIZE = 2 * SECTION_PIECE_BYTES + 100
	};
	unsigned char *data = malloc(SIZE);
	const struct section_source source = {1, 1, data, SIZE};
	struct section_header header = {.kind = KIND, .format = FORMAT};
	FILE *stream = tmpfile();
	unsigned char *bytes;

	for (size_t i = 0; i < SIZE; i++)
		data[i] = (unsigned char)(i * 7 + i / 1000);
	cr_assert_eq(
	    section_file_write(fileno(stream), &header, &source, 1, true, NULL),
	    0);
	*size_bytes = (size_t)header.file_bytes;
	bytes = malloc(*size_bytes);
	rewind(stream);
	cr_assert_eq(fread(bytes, 1, *size_bytes, stream), *size_bytes);
	fclose(stream);
	free(data);
	return bytes;
}

Test(section_file, checks_every_piece_of_a_large_section)
{
	struct section_file file;
	struct error error = {0};
	size_t size_bytes;
	unsigned char *bytes = make_large_file(&size_bytes);
	const size_t places[] = {128, 128 + SECTION_PIECE_BYTES - 1,
	    128 + SECTION_PIECE_BYTES, 128 + 2 * SECTION_PIECE_BYTES + 99};

	cr_assert_eq(check(&file, bytes, size_bytes, &error), 0);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		bytes[places[i]] ^= 0x10;
		cr_assert_eq(
		    check(&file, bytes, size_bytes, &error), ERROR_CORRUPT);
		cr_assert_not_null(strstr(error.message, "first"));
		bytes[places[i]] ^= 0x10;
	}
	free(bytes);
}

Test(section_file, does_not_take_pieces_in_another_order)
{
	struct section_file file;
	struct error error = {0};
	size_t size_bytes;
	unsigned char *bytes = make_large_file(&size_bytes);
	unsigned char *piece = malloc(SECTION_PIECE_BYTES);

	memcpy(piece, bytes + 128, SECTION_PIECE_BYTES);
	memcpy(bytes + 128, bytes + 128 + SECTION_PIECE_BYTES,
	    SECTION_PIECE_BYTES);
	memcpy(bytes + 128 + SECTION_PIECE_BYTES, piece, SECTION_PIECE_BYTES);
	cr_assert_eq(check(&file, bytes, size_bytes, &error), ERROR_CORRUPT);
	free(piece);
	free(bytes);
}

Test(section_file, checks_pieces_in_any_order)
{
	struct section_file file;
	struct section_check pieces;
	struct error error = {0};
	size_t size_bytes;
	unsigned char *bytes = make_large_file(&size_bytes);

	cr_assert_eq(section_file_begin(
			 &file, bytes, size_bytes, KIND, FORMAT, name, &error),
	    0);
	cr_assert_eq(section_check_init(&pieces, &file), 0);
	cr_assert_eq(pieces.piece_count, 4, "three, and the seal");
	for (uint64_t i = pieces.piece_count; i > 0; i--)
		section_check_piece(&pieces, i - 1);
	cr_assert_eq(section_check_finish(&pieces, name, &error), 0);
	cr_assert_eq(section_check_init(&pieces, &file), 0);
	for (uint64_t i = 1; i < pieces.piece_count; i++)
		section_check_piece(&pieces, i);
	cr_assert_eq(section_check_finish(&pieces, name, &error), ERROR_CORRUPT,
	    "a piece was left out");
	free(bytes);
}

Test(section_file, is_sealed_only_when_the_table_is_the_writers)
{
	struct section_file file;
	struct error error = {0};
	size_t size_bytes;
	unsigned char *bytes = make_file(&size_bytes);

	cr_assert_eq(check(&file, bytes, size_bytes, &error), 0);
	cr_assert_not(section_file_is_sealed(&file));
	free(bytes);
	bytes = make_large_file(&size_bytes);
	cr_assert_eq(check(&file, bytes, size_bytes, &error), 0);
	cr_assert(section_file_is_sealed(&file));
	bytes[1000] ^= 1;
	section_reseal(bytes, size_bytes);
	cr_assert_eq(check(&file, bytes, size_bytes, &error), 0);
	cr_assert_not(section_file_is_sealed(&file));
	free(bytes);
}
