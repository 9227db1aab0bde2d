/*
 * See title_name.h.
 */
#include "assemble/title_name.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/hash.h"

#define KEY_SIZE 1024 /* of a folded name; longer ones are cut */

int
title_names_init(
    struct title_names *names, size_t capacity, struct arena *memory)
{
	*names = (struct title_names){.capacity = capacity, .memory = memory};
	names->names = calloc(capacity + 1, sizeof(*names->names));
	names->tokenizer = tokenizer_new();
	if (names->names == NULL || names->tokenizer == NULL) {
		title_names_release(names);
		return ERROR_MEMORY;
	}
	return 0;
}

void
title_names_release(struct title_names *names)
{
	for (size_t i = 0; names->names != NULL && i < names->count; i++)
		free(names->names[i].candidates);
	free(names->names);
	tokenizer_free(names->tokenizer);
	*names = (struct title_names){0};
}

/* Titles like "$" fold to nothing: they are their own key. */
static size_t
fold(const struct title_names *names, const char *text, char key[KEY_SIZE])
{
	size_t length = strlen(text);
	size_t folded =
	    tokenizer_fold(names->tokenizer, text, length, key, KEY_SIZE);

	if (folded > 0 || length >= KEY_SIZE)
		return folded;
	memcpy(key, text, length + 1);
	return length;
}

int
title_names_add(struct title_names *names, const char *text)
{
	struct title_name *name = &names->names[names->count];
	char key[KEY_SIZE];
	size_t length = fold(names, text, key);

	if (length == 0 || names->count == names->capacity)
		return 0;
	name->key = arena_strndup(names->memory, key, length);
	if (name->key == NULL)
		return ERROR_MEMORY;
	name->hash = hash_fnv1a(key, length);
	names->count++;
	return 0;
}

static int
compare_names(const void *left, const void *right)
{
	const struct title_name *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return strcmp(a->key, b->key);
}

void
title_names_sort(struct title_names *names)
{
	size_t kept = 0;

	qsort(names->names, names->count, sizeof(*names->names), compare_names);
	for (size_t i = 0; i < names->count; i++)
		if (kept == 0 ||
		    compare_names(&names->names[kept - 1], &names->names[i]) !=
			0)
			names->names[kept++] = names->names[i];
	names->count = kept;
}

struct title_name *
title_names_find(const struct title_names *names, const char *text)
{
	char key[KEY_SIZE];
	size_t length = fold(names, text, key);
	struct title_name wanted = {
	    .hash = hash_fnv1a(key, length), .key = key};

	if (length == 0)
		return NULL;
	return bsearch(&wanted, names->names, names->count,
	    sizeof(*names->names), compare_names);
}

static int
make_room(struct title_name *name)
{
	size_t capacity = name->capacity == 0 ? 4 : name->capacity * 2;
	struct title_candidate *grown;

	if (name->count < name->capacity)
		return 0;
	grown = reallocarray(name->candidates, capacity, sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	name->candidates = grown;
	name->capacity = capacity;
	return 0;
}

int
title_names_take(struct title_names *names, const struct title_lookup_row *row)
{
	struct title_name *name = title_names_find(names, row->name);
	struct title_candidate candidate = {.number = row->number,
	    .year = row->year,
	    .runtime_minutes = row->runtime_minutes,
	    .foreign = row->foreign};

	if (name == NULL)
		return 0;
	for (size_t i = 0; i < name->count; i++)
		if (name->candidates[i].number == row->number) {
			name->candidates[i].foreign &= row->foreign;
			return 0;
		}
	candidate.title =
	    arena_strndup(names->memory, row->title, strlen(row->title));
	candidate.type =
	    arena_strndup(names->memory, row->type, strlen(row->type));
	if (candidate.title == NULL || candidate.type == NULL ||
	    make_room(name) != 0)
		return ERROR_MEMORY;
	name->candidates[name->count++] = candidate;
	return 0;
}
