/*
 * Arena: a list of blocks, the newest first; allocation bumps a mark in the
 * newest. A request larger than a quarter block gets a block of its own, put
 * behind the newest, so that the room left there is not lost.
 */
#include "util/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_ALIGNMENT 16
#define ARENA_BLOCK_BYTES 65536

struct arena_block {
	struct arena_block *next;
	size_t size; /* of data */
	size_t used;
	_Alignas(ARENA_ALIGNMENT) unsigned char data[];
};

void
arena_init(struct arena *arena, size_t block_bytes)
{
	arena->first = NULL;
	arena->block_bytes = block_bytes != 0 ? block_bytes : ARENA_BLOCK_BYTES;
	arena->used_bytes = 0;
}

static void
free_blocks(struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
}

void
arena_release(struct arena *arena)
{
	free_blocks(arena->first);
	arena->first = NULL;
	arena->used_bytes = 0;
}

void
arena_clear(struct arena *arena)
{
	struct arena_block *first = arena->first;

	arena->used_bytes = 0;
	if (first == NULL)
		return;
	free_blocks(first->next);
	first->next = NULL;
	first->used = 0;
	if (first->size > arena->block_bytes)
		arena_release(arena);
}

static struct arena_block *
add_block(struct arena *arena, size_t size)
{
	struct arena_block *block = malloc(sizeof(*block) + size);

	if (block == NULL)
		return NULL;
	block->size = size;
	block->used = 0;
	if (arena->first != NULL && size > arena->block_bytes / 4 &&
	    size != arena->block_bytes) {
		block->next = arena->first->next;
		arena->first->next = block;
	} else {
		block->next = arena->first;
		arena->first = block;
	}
	return block;
}

void *
arena_alloc(struct arena *arena, size_t bytes)
{
	struct arena_block *block = arena->first;
	size_t size;
	void *data;

	if (bytes > SIZE_MAX - ARENA_ALIGNMENT - sizeof(struct arena_block))
		return NULL;
	size = (bytes + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
	if (size == 0)
		size = ARENA_ALIGNMENT;
	if (block == NULL || block->size - block->used < size) {
		block = add_block(arena,
		    size > arena->block_bytes / 4 ? size : arena->block_bytes);
		if (block == NULL)
			return NULL;
	}
	data = block->data + block->used;
	block->used += size;
	arena->used_bytes += size;
	return data;
}

void *
arena_calloc(struct arena *arena, size_t count, size_t bytes)
{
	void *data;

	if (bytes != 0 && count > SIZE_MAX / bytes)
		return NULL;
	data = arena_alloc(arena, count * bytes);
	if (data != NULL)
		memset(data, 0, count * bytes);
	return data;
}

char *
arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy;

	if (length == SIZE_MAX)
		return NULL;
	copy = arena_alloc(arena, length + 1);
	if (copy == NULL)
		return NULL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}
