/*
 * Narrowing: the documents that a filter admits, as a set, when these are so
 * few that a search would look at most of the others first.
 *
 * A search goes from the best documents down and asks the filter's ranges of
 * each (genres, decades and types are decided by class), so its cost is that of
 * the documents it passes. Those that a range of votes or years admits lie
 * together in an order of the snapshot; for other ranges a sample tells whether
 * they are few, and if so all cards are looked at once, in their order, which
 * costs some 10 ns a document.
 */
#ifndef MARQUEE_INDEX_QUERY_NARROW_H
#define MARQUEE_INDEX_QUERY_NARROW_H

#include "index/document_set.h"
#include "index/query.h"

/*
 * When they are few, fills *set with the documents that the query admits and
 * makes it the query's `only`; else the query stays as it is. A query that has
 * one already stays too. *set is to be released after the query, in any case.
 * ERROR_MEMORY.
 */
int query_narrow(const struct snapshot *snapshot, struct query *query,
    struct document_set *set);

#endif
