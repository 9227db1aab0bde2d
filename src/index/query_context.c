#include "index/query_context.h"

#include <stdlib.h>
#include <string.h>

struct query_context *
query_context_new(void)
{
	return calloc(1, sizeof(struct query_context));
}

void
query_context_free(struct query_context *context)
{
	if (context == NULL)
		return;
	for (int i = 0; i < context->scratch_count; i++)
		scan_scratch_release(&context->scratches[i]);
	free(context->scratches);
	free(context->terms);
	free(context->lists);
	free(context->set_constants);
	free(context->set_bounds);
	free(context->set_matches);
	free(context->class_terms);
	free(context->class_matches);
	free(context);
}

/* Grows *array, whose contents may be lost, to `count` elements. */
static int
grow(void *array, size_t count, size_t element_bytes)
{
	void *grown = malloc((count + 1) * element_bytes);
	void *old;

	if (grown == NULL)
		return ERROR_MEMORY;
	memcpy(&old, array, sizeof(old));
	free(old);
	memcpy(array, &grown, sizeof(grown));
	/* cppcheck-suppress memleak; *array holds it */
	return 0;
}

int
query_context_reserve_terms(struct query_context *context, size_t count)
{
	int result;

	if (count <= context->term_capacity)
		return 0;
	result = grow(&context->terms, count, sizeof(*context->terms));
	if (result == 0)
		result = grow(&context->lists, count, sizeof(*context->lists));
	if (result == 0)
		context->term_capacity = count;
	return result;
}

int
query_context_reserve_sets(struct query_context *context, size_t count)
{
	int result;

	if (count <= context->set_capacity)
		return 0;
	result = grow(
	    &context->set_constants, count, sizeof(*context->set_constants));
	if (result == 0)
		result = grow(
		    &context->set_bounds, count, sizeof(*context->set_bounds));
	if (result == 0)
		result = grow(&context->set_matches, count,
		    sizeof(*context->set_matches));
	if (result == 0)
		context->set_capacity = count;
	return result;
}

int
query_context_reserve_class_terms(struct query_context *context, size_t count)
{
	int result;

	if (count <= context->class_term_capacity)
		return 0;
	result =
	    grow(&context->class_terms, count, sizeof(*context->class_terms));
	if (result == 0)
		result = grow(&context->class_matches, count,
		    sizeof(*context->class_matches));
	if (result == 0)
		context->class_term_capacity = count;
	return result;
}

int
query_context_reserve_scratches(struct query_context *context, int count)
{
	struct scan_scratch *scratches;

	if (count <= context->scratch_count)
		return 0;
	scratches =
	    realloc(context->scratches, (size_t)count * sizeof(*scratches));
	if (scratches == NULL)
		return ERROR_MEMORY;
	context->scratches = scratches;
	while (context->scratch_count < count) {
		int result =
		    scan_scratch_init(&scratches[context->scratch_count]);

		if (result != 0)
			return result;
		context->scratch_count++;
	}
	return 0;
}
