#include "index/document.h"

#include "util/config.h"

_Static_assert(INDEX_FIELD_COUNT == CONFIG_FIELD_COUNT,
    "the configuration has a weight for every field");

static const char *const field_names[INDEX_FIELD_COUNT] = {
    [INDEX_FIELD_GENRE] = "genre",
    [INDEX_FIELD_TITLE] = "title",
    [INDEX_FIELD_DIRECTOR] = "director",
    [INDEX_FIELD_WRITER] = "writer",
    [INDEX_FIELD_CAST] = "cast",
    [INDEX_FIELD_DECADE] = "decade",
    [INDEX_FIELD_TYPE] = "type",
    [INDEX_FIELD_KEYWORD] = "keyword",
    [INDEX_FIELD_OVERVIEW] = "overview",
};

const char *
index_field_name(enum index_field field)
{
	return field_names[field];
}

bool
index_field_is_person(enum index_field field)
{
	return field == INDEX_FIELD_DIRECTOR || field == INDEX_FIELD_WRITER ||
	    field == INDEX_FIELD_CAST;
}
