/*
 * Trend: a title that is watched at present.
 */
#ifndef MARQUEE_RECOMMEND_TREND_H
#define MARQUEE_RECOMMEND_TREND_H

#include <stdint.h>

struct trend {
	uint32_t document;
	float score; /* decayed count of views, > 0 */
	uint32_t views;
};

#endif
