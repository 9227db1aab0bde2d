#include "index/topk.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "util/random.h"

static void
push(struct topk *topk, float score, int32_t number)
{
	struct ranked candidate = {
	    .score = score, .number = number, .document = (uint32_t)number};

	topk_push(topk, &candidate);
}

Test(topk, keeps_the_best_in_order)
{
	struct ranked heap[3];
	struct topk topk;

	topk_init(&topk, heap, 3);
	push(&topk, 0.25f, 1);
	push(&topk, 0.75f, 2);
	push(&topk, 0.5f, 3);
	push(&topk, 1.0f, 4);
	topk_finish(&topk);
	cr_assert_eq(topk.count, 3);
	cr_assert_eq(heap[0].number, 4);
	cr_assert_eq(heap[1].number, 2);
	cr_assert_eq(heap[2].number, 3);
}

Test(topk, breaks_score_ties_by_lower_title_number)
{
	struct ranked heap[2];
	struct topk topk;

	topk_init(&topk, heap, 2);
	push(&topk, 0.5f, 30);
	push(&topk, 0.5f, 10);
	push(&topk, 0.5f, 20);
	topk_finish(&topk);
	cr_assert_eq(heap[0].number, 10);
	cr_assert_eq(heap[1].number, 20);
}

Test(topk, has_no_threshold_until_k_are_held)
{
	struct ranked heap[2];
	struct topk topk;

	topk_init(&topk, heap, 2);
	push(&topk, 0.5f, 1);
	cr_assert(topk_threshold(&topk) == 0);
	push(&topk, 0.25f, 2);
	cr_assert(topk_threshold(&topk) == 0.25f);
	push(&topk, 1.0f, 3);
	cr_assert(topk_threshold(&topk) == 0.5f);
}

Test(topk, holds_fewer_than_k_when_there_are_fewer)
{
	struct ranked heap[5];
	struct topk topk;

	topk_init(&topk, heap, 5);
	topk_finish(&topk);
	cr_assert_eq(topk.count, 0);
	push(&topk, 0.5f, 1);
	topk_finish(&topk);
	cr_assert_eq(topk.count, 1);
}

static int
compare(const void *a, const void *b)
{
	return ranked_before(a, b) ? -1 : 1;
}

Test(topk, equals_sorting_everything)
{
	enum {
		COUNT = 500
	};
	struct random random;

	random_seed(&random, 1);
	for (size_t k = 1; k <= COUNT + 1; k += 25) {
		struct ranked all[COUNT];
		struct ranked heap[COUNT + 1];
		struct topk topk;

		topk_init(&topk, heap, k);
		for (int i = 0; i < COUNT; i++) {
			/* few scores, so that most of them are ties */
			float score = (float)random_below(&random, 20);

			all[i] = (struct ranked){
			    .score = score, .number = (i * 7919) % COUNT};
			topk_push(&topk, &all[i]);
		}
		qsort(all, COUNT, sizeof(all[0]), compare);
		topk_finish(&topk);
		cr_assert_eq(topk.count, k < COUNT ? k : COUNT);
		for (size_t i = 0; i < topk.count; i++)
			cr_assert_eq(heap[i].number, all[i].number);
	}
}
