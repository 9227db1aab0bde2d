/*
 * History: what somebody watched, as the recommendations take it in.
 */
#ifndef MARQUEE_RECOMMEND_HISTORY_H
#define MARQUEE_RECOMMEND_HISTORY_H

#include <stddef.h>
#include <stdint.h>

struct history_event {
	int32_t number; /* the title's number; unknown ones count for
			 * nothing and are no error */
	int64_t watched_us; /* since 1970, UTC */
	int32_t duration_minutes; /* watched, >= 0 */
	int32_t rating; /* 1 to 10, half stars; 0: none */
	int32_t feedback; /* 0: a view; else no view, but what was said of the
			   * title, when: 1 liked, -1 not wanted */
};

struct history {
	const struct history_event *events; /* [count], any order, borrowed */
	size_t count;
};

#endif
