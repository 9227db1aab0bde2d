/*
 * The reasons as text: they go into table load_rejects and reports, so a
 * changed one makes old and new rejects differ.
 */
#include "etl/reject.h"

#include <assert.h>
#include <stddef.h>

static const char *const reasons[REJECT_COUNT] = {
    [REJECT_NONE] = "none",
    [REJECT_LINE_LENGTH] = "line too long",
    [REJECT_NUL] = "NUL byte",
    [REJECT_CONTROL] = "control character",
    [REJECT_UTF8] = "invalid UTF-8",
    [REJECT_FIELD_COUNT] = "wrong number of fields",
    [REJECT_TITLE_ID] = "bad title id",
    [REJECT_PERSON_ID] = "bad person id",
    [REJECT_TITLE_TYPE] = "empty title type",
    [REJECT_TITLE] = "empty title",
    [REJECT_ADULT] = "isAdult is neither 0 nor 1",
    [REJECT_YEAR] = "year out of range",
    [REJECT_RUNTIME] = "runtime out of range",
    [REJECT_RATING] = "rating out of range",
    [REJECT_VOTES] = "votes out of range",
    [REJECT_ORDERING] = "ordering out of range",
    [REJECT_CATEGORY] = "empty category",
    [REJECT_NAME] = "empty name",
    [REJECT_LIST_LENGTH] = "list too long",
    [REJECT_SEASON] = "season or episode out of range",
    [REJECT_ORIGINAL] = "isOriginalTitle is neither 0 nor 1",
    [REJECT_OWN_TITLE] = "a title of one's own without primary_title",
    [REJECT_DUPLICATE] = "duplicate id",
};

const char *
reject_reason(enum reject reject)
{
	assert(reject < REJECT_COUNT && reasons[reject] != NULL);
	return reasons[reject];
}
