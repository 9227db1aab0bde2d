/*
 * Event weight: how much one watched title counts in the sum of a model.
 *
 *	weight  = age x opinion x watched
 *	age     = (1 + p)^-EVENT_AGE_EXPONENT, p titles were watched after it
 *	opinion = (rating / 10)^2; without a rating as a 7, the usual mark
 *	watched = (1 + share) / 2; without a rating the share itself
 *
 * Of titles watched at the same time each takes the mean of the places that
 * they share, so that the order in which they are told is of no matter.
 * A title that was disliked counts little, but never against its like: who
 * watches bad horror films goes on to watch others.
 */
#ifndef MARQUEE_MODEL_EVENT_WEIGHT_H
#define MARQUEE_MODEL_EVENT_WEIGHT_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define EVENT_AGE_EXPONENT 0.45
#define EVENT_UNRATED 7

/* Without age; `rating` 0: none; `share` watched, 0 to 1. */
static inline double
event_opinion(int rating, double share)
{
	double mark = (rating == 0 ? EVENT_UNRATED : rating) / 10.0;

	return mark * mark * (rating == 0 ? share : (1.0 + share) / 2.0);
}

/* The mean over places [first, end) of what age makes of an event; place 0 is
 * the newest. */
static inline double
event_age(size_t first, size_t end)
{
	double sum = 0.0;

	for (size_t place = first; place < end; place++)
		sum += pow(1.0 + (double)place, -EVENT_AGE_EXPONENT);
	return sum / (double)(end - first);
}

#endif
