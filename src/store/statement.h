/*
 * The numbers of all prepared statements, so that a connection can keep which
 * of them it has prepared in one word.
 */
#ifndef MARQUEE_STORE_STATEMENT_H
#define MARQUEE_STORE_STATEMENT_H

#include "store/pool.h"

enum statement_index {
	STATEMENT_USERS_LIST,
	STATEMENT_USERS_GET,
	STATEMENT_USERS_CREATE,
	STATEMENT_HISTORY_PAGE,
	STATEMENT_HISTORY_WHOLE,
	STATEMENT_HISTORY_ADD,
	STATEMENT_LOAD_PROGRESS,
	STATEMENT_FEEDBACK_PAGE,
	STATEMENT_FEEDBACK_PUT,
	STATEMENT_FEEDBACK_REMOVE,
	STATEMENT_TRENDING_COUNT,
	STATEMENT_IMPRESSIONS_ADD,
	STATEMENT_COUNT
};

_Static_assert((int)STATEMENT_COUNT <= POOL_MAX_STATEMENTS,
    "a connection's word of prepared statements is too small");

#endif
