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
	REJECT_SEASON,
	REJECT_ORIGINAL,
	REJECT_OWN_TITLE,
	REJECT_DUPLICATE, /* an earlier line has the same id */
	REJECT_COUNT
};

/* The reason as a person reads it: "year out of range". Never NULL. */
const char *reject_reason(enum reject reject);

#endif
