/*
 * Reject: why a line was refused.
 */
#ifndef MARQUEE_ETL_REJECT_H
#define MARQUEE_ETL_REJECT_H

enum reject {
	REJECT_NONE, /* the line is good */
	REJECT_LINE_LENGTH,
	REJECT_NUL,
	REJECT_CONTROL,
	REJECT_UTF8,
	REJECT_FIELD_COUNT,
	REJECT_TITLE_ID,
	REJECT_PERSON_ID,
	REJECT_TITLE_TYPE,
	REJECT_TITLE,
	REJECT_ADULT,
	REJECT_YEAR,
	REJECT_RUNTIME,
	REJECT_RATING,
	REJECT_VOTES,
	REJECT_ORDERING,
	REJECT_CATEGORY,
	REJECT_NAME,
	REJECT_LIST_LENGTH,
	REJECT_COUNT
};

/* The reason as a person reads it: "year out of range". Never NULL. */
const char *reject_reason(enum reject reject);

/* The reason given to a row whose key an earlier line has; found by the
 * database once all lines are there. */
#define REJECT_DUPLICATE_REASON "duplicate id"

#endif
