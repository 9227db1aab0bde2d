#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>
#include <string.h>

#include "util/arena.h"
#include "util/random.h"

Test(arena, hands_out_aligned_memory_that_does_not_overlap)
{
	enum {
		COUNT = 2000
	};
	struct arena arena;
	struct random random;
	unsigned char *parts[COUNT];
	size_t sizes[COUNT];

	arena_init(&arena, 1024);
	random_seed(&random, 1);
	for (size_t i = 0; i < COUNT; i++) {
		sizes[i] = (size_t)random_below(&random, 700);
		parts[i] = arena_alloc(&arena, sizes[i]);
		cr_assert(parts[i] != NULL);
		cr_assert(eq(sz, (size_t)((uintptr_t)parts[i] % 16), 0));
		memset(parts[i], (int)(i & 0xff), sizes[i]);
	}
	for (size_t i = 0; i < COUNT; i++)
		for (size_t j = 0; j < sizes[i]; j++)
			cr_assert(eq(int, parts[i][j], (int)(i & 0xff)));
	arena_release(&arena);
}

Test(arena, is_usable_again_after_clear_and_release)
{
	struct arena arena;

	arena_init(&arena, 0);
	for (int round = 0; round < 3; round++) {
		char *copy = arena_strndup(&arena, "word and more", 4);

		cr_assert(eq(str, copy, "word"));
		cr_assert(arena_alloc(&arena, 1000000) != NULL);
		arena_clear(&arena);
		cr_assert(eq(sz, arena.used_bytes, 0));
	}
	arena_release(&arena);
	cr_assert(arena_calloc(&arena, 3, 5) != NULL);
	arena_release(&arena);
}

Test(arena, refuses_sizes_that_overflow)
{
	struct arena arena;

	arena_init(&arena, 0);
	cr_assert(arena_alloc(&arena, SIZE_MAX) == NULL);
	cr_assert(arena_calloc(&arena, SIZE_MAX / 2, 4) == NULL);
	cr_assert(arena_strndup(&arena, "", SIZE_MAX) == NULL);
	arena_release(&arena);
}
