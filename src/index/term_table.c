/*
 * Open addressing with linear steps; half of the slots stay free.
 */
#include "index/term_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "index/strings.h"
#include "util/error.h"

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

const char *
term_table_text(const struct term_table *table, uint32_t id)
{
	return table->text.data + term_table_records(table)[id].text;
}

static bool
equals(const struct term_table *table, uint32_t id, enum index_field field,
    const char *text, size_t length)
{
	const char *other = term_table_text(table, id);

	return term_table_records(table)[id].field == (uint32_t)field &&
	    strncmp(other, text, length) == 0 && other[length] == '\0';
}

/* Doubles the slots when half of them are taken. */
static int
make_room(struct term_table *table)
{
	size_t slot_count =
	    table->slot_count > 0 ? table->slot_count * 2 : FIRST_SLOTS;
	struct term_slot *slots;

	if (((size_t)table->count + 1) * 2 <= table->slot_count)
		return 0;
	slots = calloc(slot_count, sizeof(*slots));
	if (slots == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < table->slot_count; i++) {
		size_t at = table->slots[i].hash & (slot_count - 1);

		if (table->slots[i].id == 0)
			continue;
		while (slots[at].id != 0)
			at = (at + 1) & (slot_count - 1);
		slots[at] = table->slots[i];
	}
	free(table->slots);
	table->slots = slots;
	table->slot_count = slot_count;
	return 0;
}

static int
add_record(struct term_table *table, enum index_field field, const char *text,
    size_t length)
{
	struct term_record record = {.field = (uint32_t)field};
	int result;

	if (table->count == UINT32_MAX - 1)
		return ERROR_LIMIT;
	result = strings_add(&table->text, text, length, &record.text);
	if (result != 0)
		return result;
	buffer_append(&table->records, &record, sizeof(record));
	if (table->records.failed)
		return ERROR_MEMORY;
	table->count++;
	return 0;
}

int
term_table_add(struct term_table *table, enum index_field field,
    const char *text, size_t length, uint32_t *id)
{
	uint32_t hash =
	    (uint32_t)XXH3_64bits_withSeed(text, length, (XXH64_hash_t)field);
	int result = make_room(table);
	size_t at;

	if (result != 0)
		return result;
	at = hash & (table->slot_count - 1);
	while (table->slots[at].id != 0 &&
	    (table->slots[at].hash != hash ||
		!equals(table, table->slots[at].id - 1, field, text, length)))
		at = (at + 1) & (table->slot_count - 1);
	if (table->slots[at].id == 0) {
		result = add_record(table, field, text, length);
		if (result != 0)
			return result;
		table->slots[at] = (struct term_slot){hash, table->count};
	}
	*id = table->slots[at].id - 1;
	return 0;
}

int
term_table_offer_word(
    struct term_table *table, uint32_t id, const char *word, size_t length)
{
	struct term_record *record = &term_table_records(table)[id];
	const char *known = table->text.data + record->word;
	size_t known_length = strlen(known);

	if (record->word != 0 &&
	    (known_length < length ||
		(known_length == length && memcmp(known, word, length) <= 0)))
		return 0;
	return strings_add(&table->text, word, length, &record->word);
}
