#include "index/term_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "index/strings.h"
#include "util/error.h"
#include "util/hash.h"

#define FIRST_SLOTS 4096

void
term_table_init(struct term_table *table)
{
	memset(table, 0, sizeof(*table));
	buffer_init(&table->records);
	buffer_init(&table->text);
	strings_begin(&table->text);
}

void
term_table_release(struct term_table *table)
{
	free(table->slots);
	buffer_release(&table->records);
	buffer_release(&table->text);
	memset(table, 0, sizeof(*table));
}

struct term_record *
term_table_records(const struct term_table *table)
{
	return (void *)table->records.data;
}

/* --- hash table ----------------------------------------------------------- */

/* A term that is looked for: a text, or a person when text is NULL. */
struct wanted {
	uint32_t field;
	uint32_t person;
	const char *text;
	size_t length;
};

static uint64_t
hash_of(const struct wanted *wanted)
{
	uint64_t key = wanted->text != NULL
	    ? hash_fnv1a(wanted->text, wanted->length)
	    : wanted->person;

	return hash_mix(key ^ ((uint64_t)wanted->field << 56));
}

static void
describe(const struct term_table *table, const struct term_record *record,
    struct wanted *wanted)
{
	wanted->field = record->field;
	wanted->person = record->key;
	wanted->text = NULL;
	wanted->length = 0;
	if (!index_field_is_person((enum index_field)record->field)) {
		wanted->text = table->text.data + record->key;
		wanted->length = strlen(wanted->text);
	}
}

static bool
equals(const struct term_table *table, const struct term_record *record,
    const struct wanted *wanted)
{
	const char *text;

	if (record->field != wanted->field)
		return false;
	if (wanted->text == NULL)
		return record->key == wanted->person;
	text = table->text.data + record->key;
	return strncmp(text, wanted->text, wanted->length) == 0 &&
	    text[wanted->length] == '\0';
}

/* The slot of the term, or the free one where it belongs. */
static uint32_t *
find_slot(const struct term_table *table, const struct wanted *wanted)
{
	const struct term_record *records = term_table_records(table);
	size_t mask = table->slot_count - 1;
	size_t at = (size_t)hash_of(wanted) & mask;

	while (table->slots[at] != 0 &&
	    !equals(table, &records[table->slots[at] - 1], wanted))
		at = (at + 1) & mask;
	return &table->slots[at];
}

/* Keeps at least half of the slots free. */
static int
make_room(struct term_table *table)
{
	size_t slot_count =
	    table->slot_count > 0 ? table->slot_count * 2 : FIRST_SLOTS;
	uint32_t *old = table->slots;
	uint32_t *slots;

	if (((size_t)table->count + 1) * 2 <= table->slot_count)
		return 0;
	slots = calloc(slot_count, sizeof(*slots));
	if (slots == NULL)
		return ERROR_MEMORY;
	table->slots = slots;
	table->slot_count = slot_count;
	for (uint32_t i = 0; i < table->count; i++) {
		struct wanted wanted;

		describe(table, &term_table_records(table)[i], &wanted);
		*find_slot(table, &wanted) = i + 1;
	}
	free(old);
	return 0;
}

static int
find_or_add(struct term_table *table, const struct wanted *wanted, uint32_t *id)
{
	struct term_record record = {.field = wanted->field};
	int result = make_room(table);
	uint32_t *slot;

	if (result != 0)
		return result;
	slot = find_slot(table, wanted);
	if (*slot == 0) {
		if (table->count == UINT32_MAX - 1)
			return ERROR_LIMIT;
		record.key = wanted->person;
		if (wanted->text != NULL)
			result = strings_add(&table->text, wanted->text,
			    wanted->length, &record.key);
		if (result != 0)
			return result;
		buffer_append(&table->records, &record, sizeof(record));
		if (table->records.failed)
			return ERROR_MEMORY;
		*slot = ++table->count;
	}
	*id = *slot - 1;
	return 0;
}

int
term_table_text(struct term_table *table, enum index_field field,
    const char *text, size_t length, uint32_t *id)
{
	struct wanted wanted = {(uint32_t)field, 0, text, length};

	return find_or_add(table, &wanted, id);
}

int
term_table_person(struct term_table *table, enum index_field field,
    int32_t person, uint32_t *id)
{
	struct wanted wanted = {(uint32_t)field, (uint32_t)person, NULL, 0};

	return find_or_add(table, &wanted, id);
}

/* --- order ---------------------------------------------------------------- */

static int
compare(const void *a, const void *b, void *context)
{
	const struct term_table *table = context;
	const struct term_record *records = term_table_records(table);
	const struct term_record *left = &records[*(const uint32_t *)a];
	const struct term_record *right = &records[*(const uint32_t *)b];

	if (left->field != right->field)
		return left->field < right->field ? -1 : 1;
	if (index_field_is_person((enum index_field)left->field))
		return (left->key > right->key) - (left->key < right->key);
	return strcmp(
	    table->text.data + left->key, table->text.data + right->key);
}

uint32_t *
term_table_sorted(const struct term_table *table)
{
	uint32_t *ids = malloc(((size_t)table->count + 1) * sizeof(*ids));
	union {
		const struct term_table *read;
		void *raw;
	} context = {.read = table};

	if (ids == NULL)
		return NULL;
	for (uint32_t i = 0; i < table->count; i++)
		ids[i] = i;
	qsort_r(ids, table->count, sizeof(*ids), compare, context.raw);
	return ids;
}
