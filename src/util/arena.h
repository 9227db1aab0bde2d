/*
 * Arena: memory that is given back all at once. One a request, one a batch.
 * Not thread-safe; one owner at a time.
 */
#ifndef MARQUEE_UTIL_ARENA_H
#define MARQUEE_UTIL_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *first; /* owned list, newest first */
	size_t block_bytes; /* size of an ordinary block */
	size_t used_bytes; /* handed out since the last clear */
};

/* `block_bytes` 0 means 64 KiB. Allocates nothing yet. */
void arena_init(struct arena *arena, size_t block_bytes);

/* Frees everything; the arena may be used again as after arena_init. */
void arena_release(struct arena *arena);

/* Forgets everything handed out, keeps one block for the next round. */
void arena_clear(struct arena *arena);

/* Borrowed until clear or release; aligned to 16; NULL when out of memory. */
void *arena_alloc(struct arena *arena, size_t bytes);

/* As arena_alloc, zeroed; checks count * bytes for overflow. */
void *arena_calloc(struct arena *arena, size_t count, size_t bytes);

/* A NUL-terminated copy of `length` bytes; NULL when out of memory. */
char *arena_strndup(struct arena *arena, const char *text, size_t length);

#endif
