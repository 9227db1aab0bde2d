/*
 * Shown titles: which titles an answer of ours shows, read back from its text,
 * because an answer that comes from the cache is nothing but text.
 */
#ifndef MARQUEE_ANSWER_SHOWN_TITLES_H
#define MARQUEE_ANSWER_SHOWN_TITLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `row` [row_length] is the id of the title's row, "" in a list; borrowed for
 * the call. Positions begin at 1 in each row. */
typedef void shown_title(void *context, const char *row, size_t row_length,
    unsigned position, int32_t number);

/* Visits the titles of a list (answer_recommendations), or of `rows`
 * (answer_rows), in their order. Text that is none of them has none. */
void shown_titles(const char *text, size_t length, bool rows,
    shown_title *visit, void *context);

#endif
