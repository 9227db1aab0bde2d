/*
 * A counting sort by term: documents and classes are walked in ascending
 * order, so each list comes out ascending.
 */
#include "index/posting_build.h"

#include <stdlib.h>
#include <string.h>

#include "index/document.h"

/* Calls `visit` for every posting, by ascending element within a term. */
static void
each_posting(const struct vectors *vectors, const struct document_order *order,
    const uint32_t *field_first,
    void (*visit)(struct posting_lists *lists, uint32_t term, uint32_t element),
    struct posting_lists *lists)
{
	for (uint32_t c = 0; c < order->class_count; c++) {
		const struct document_class *class = &order->classes[c];
		const struct class_set *set = &order->sets[class->genre_set];

		for (uint32_t g = set[0].first_genre; g < set[1].first_genre;
		     g++)
			visit(lists, order->genres[g], c);
		if (class->decade > 0)
			visit(lists,
			    field_first[INDEX_FIELD_DECADE] + class->decade - 1,
			    c);
		if (class->type > 0)
			visit(lists,
			    field_first[INDEX_FIELD_TYPE] + class->type - 1, c);
	}
	for (uint32_t d = 0; d < vectors->document_count; d++)
		for (uint32_t i = vectors->starts[d];
		     i < vectors->starts[d + 1]; i++)
			if (!index_term_is_of_class(
				field_first, vectors->terms[i]))
				visit(lists, vectors->terms[i], d);
}

static void
count_posting(struct posting_lists *lists, uint32_t term, uint32_t element)
{
	(void)element;
	lists->starts[term]++;
}

static void
write_posting(struct posting_lists *lists, uint32_t term, uint32_t element)
{
	lists->elements[lists->starts[term]++] = element;
}

int
posting_lists_build(struct posting_lists *lists, const struct vectors *vectors,
    const struct document_order *order, const uint32_t *field_first)
{
	size_t term_count = field_first[INDEX_FIELD_COUNT];
	struct posting_lists built = {0};
	uint32_t sum = 0;

	built.starts = calloc(term_count + 1, sizeof(*built.starts));
	if (built.starts == NULL)
		return ERROR_MEMORY;
	each_posting(vectors, order, field_first, count_posting, &built);
	for (size_t t = 0; t <= term_count; t++) {
		uint32_t count = built.starts[t];

		built.starts[t] = sum;
		sum += count;
	}
	built.element_count = sum;
	built.elements = malloc(((size_t)sum + 1) * sizeof(*built.elements));
	if (built.elements == NULL) {
		posting_lists_release(&built);
		return ERROR_MEMORY;
	}
	each_posting(vectors, order, field_first, write_posting, &built);
	/* each start has moved on to its end, which is the next one's start */
	memmove(
	    built.starts + 1, built.starts, term_count * sizeof(*built.starts));
	built.starts[0] = 0;
	*lists = built;
	return 0;
}

void
posting_lists_release(struct posting_lists *lists)
{
	free(lists->starts);
	free(lists->elements);
	memset(lists, 0, sizeof(*lists));
}
