/*
 * See watch_item.h.
 */
#include "etl/watch_item.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "etl/watch_value.h"
#include "text/title_id.h"

#define TICKS_PER_MINUTE INT64_C(600000000)
#define RUNTIME_MAX 100000 /* minutes */
#define SHOWN 60 /* bytes of a value that a refusal repeats */

/* One element under way. */
struct element {
	struct watch_list *list;
	const json_t *item;
	struct watch_record watch;
	int64_t now_us;
};

/* The member as text; empty when it is missing or something else. */
static struct slice
text_of(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_string(value))
		return (struct slice){"", 0};
	return watch_value_trim((struct slice){
	    json_string_value(value), json_string_length(value)});
}

static void
pass_over(struct element *element)
{
	watch_list_source(element->list)->passed_over++;
}

static bool
refuse(struct element *element, const char *what, struct slice text,
    const char *why)
{
	text = watch_value_start(text, SHOWN);
	watch_list_refuse(element->list, &element->watch, "%s \"%.*s\" is %s",
	    what, (int)text.length, text.text, why);
	return false;
}

/* Title, year and id. An id that is none is as good as a missing one: media
 * servers keep whatever a file beside the film said. */
static bool
read_title(struct element *element, const json_t *media, const char *title,
    const char *year, struct slice id)
{
	const json_t *value = json_object_get(media, year);

	element->watch.title =
	    watch_list_text(element->list, text_of(media, title));
	if (json_is_integer(value) && json_integer_value(value) > 0 &&
	    json_integer_value(value) <= 9999)
		element->watch.year = (int)json_integer_value(value);
	title_id_parse(id.text, id.length, &element->watch.number);
	if (element->watch.number != 0 || *element->watch.title != '\0')
		return true;
	watch_list_refuse(element->list, &element->watch, "it names no title");
	return false;
}

/* A time, which makes the record dated unless it says that nobody knows. */
static bool
read_time(struct element *element, struct slice text)
{
	struct watch_record *watch = &element->watch;
	const char *why;

	if (!watch_value_time(text, &watch->watched_us))
		return refuse(element, "the time", text,
		    "no time such as 2026-01-31T20:15:00Z");
	if (watch->watched_us == 0)
		return true;
	why = watch_value_time_refusal(watch->watched_us, element->now_us);
	if (why != NULL)
		return refuse(element, "the time", text, why);
	watch->dated = true;
	return true;
}

/* A rating on the scale of half stars, as both have it. */
static bool
read_rating(struct element *element, const json_t *value)
{
	double rating = json_number_value(value);

	if (!(rating > 0.0 && rating <= 10.0)) {
		watch_list_refuse(element->list, &element->watch,
		    "the rating %.10g is no rating above 0 and up to 10",
		    rating);
		return false;
	}
	rating = floor(rating + 0.5);
	element->watch.rating = rating < 1.0 ? 1 : (int32_t)rating;
	return true;
}

/* --- Trakt ---------------------------------------------------------------- */

bool
watch_item_is_trakt(const json_t *item)
{
	return json_is_object(json_object_get(item, "movie")) ||
	    json_is_object(json_object_get(item, "show")) ||
	    json_is_object(json_object_get(item, "ids"));
}

/* The title that the item is about, NULL when it is about none. */
static const json_t *
trakt_media(struct element *element)
{
	const json_t *item = element->item;
	const json_t *movie = json_object_get(item, "movie");
	const json_t *show = json_object_get(item, "show");
	bool part = json_object_get(item, "episode") != NULL ||
	    json_object_get(item, "season") != NULL;

	if (json_is_object(movie)) {
		element->watch.medium = WATCH_FILM;
		return movie;
	}
	if (json_is_object(show)) {
		element->watch.medium = WATCH_SERIES;
		element->watch.newest_only = part;
		/* what somebody thinks of a part says little of the whole */
		return part && json_object_get(item, "rated_at") != NULL ? NULL
									 : show;
	}
	return json_is_object(json_object_get(item, "ids")) ? item : NULL;
}

/* Sets kind and time. False when it is refused or passed over. */
static bool
trakt_event(struct element *element)
{
	static const struct {
		const char *name;
		enum watch_kind kind;
	} events[] = {{"watched_at", WATCH_VIEW},
	    {"last_watched_at", WATCH_VIEW}, {"rated_at", WATCH_RATING}};
	const json_t *time = NULL;
	const char *name = "";
	struct slice text;

	for (size_t i = 0; time == NULL && i < 3; i++) {
		name = events[i].name;
		time = json_object_get(element->item, name);
		element->watch.kind = events[i].kind;
	}
	if (time == NULL) {
		pass_over(element);
		return false;
	}
	text = text_of(element->item, name);
	if (!json_is_null(time) && strcmp(text.text, "unknown") != 0 &&
	    !read_time(element, text))
		return false;
	if (element->watch.kind == WATCH_VIEW && !element->watch.dated)
		element->watch.kind = WATCH_MARK;
	return true;
}

static void
read_trakt(struct element *element)
{
	const json_t *media = trakt_media(element);
	const json_t *rating = json_object_get(element->item, "rating");

	if (media == NULL) {
		pass_over(element);
		return;
	}
	if (!read_title(element, media, "title", "year",
		text_of(json_object_get(media, "ids"), "imdb")) ||
	    !trakt_event(element))
		return;
	/* movies themselves have a mean "rating" in extended answers */
	if (element->watch.kind == WATCH_RATING &&
	    !read_rating(element, rating))
		return;
	watch_list_add(element->list, &element->watch);
}

/* --- Jellyfin ------------------------------------------------------------- */

bool
watch_item_is_jellyfin(const json_t *item)
{
	return json_is_object(json_object_get(item, "UserData"));
}

/* ProviderIds.Imdb, in whatever case the key is written. */
static struct slice
provider_id(const json_t *item)
{
	json_t *ids = json_object_get(item, "ProviderIds");

	for (void *at = json_object_iter(ids); at != NULL;
	     at = json_object_iter_next(ids, at))
		if (strcasecmp(json_object_iter_key(at), "Imdb") == 0)
			return text_of(ids, json_object_iter_key(at));
	return (struct slice){"", 0};
}

static enum watch_medium
jellyfin_medium(const json_t *item)
{
	struct slice type = text_of(item, "Type");

	if (strcmp(type.text, "Movie") == 0)
		return WATCH_FILM;
	if (strcmp(type.text, "Series") == 0)
		return WATCH_SERIES;
	if (strcmp(type.text, "Episode") == 0 ||
	    strcmp(type.text, "Season") == 0)
		return WATCH_EPISODE;
	return WATCH_ANYTHING;
}

static void
read_runtime(struct element *element)
{
	json_int_t ticks =
	    json_integer_value(json_object_get(element->item, "RunTimeTicks"));

	if (ticks >= TICKS_PER_MINUTE &&
	    ticks / TICKS_PER_MINUTE <= RUNTIME_MAX)
		element->watch.runtime_minutes =
		    (int32_t)(ticks / TICKS_PER_MINUTE);
}

/* .NET writes a date that is not set as the first day of the year 1. */
static bool
is_set(struct slice text)
{
	return text.length > 0 &&
	    (text.length < 5 || memcmp(text.text, "0001-", 5) != 0);
}

static void
read_jellyfin(struct element *element)
{
	const json_t *item = element->item;
	const json_t *user = json_object_get(item, "UserData");
	const json_t *rating = json_object_get(user, "Rating");
	struct slice last = text_of(user, "LastPlayedDate");

	if (!json_is_true(json_object_get(user, "Played"))) {
		pass_over(element);
		return;
	}
	if (!read_title(
		element, item, "Name", "ProductionYear", provider_id(item)) ||
	    (is_set(last) && !read_time(element, last)))
		return;
	element->watch.other_title =
	    watch_list_text(element->list, text_of(item, "OriginalTitle"));
	element->watch.medium = jellyfin_medium(item);
	read_runtime(element);
	if (json_number_value(rating) != 0.0 && !read_rating(element, rating))
		return;
	if (element->watch.dated)
		element->watch.kind = WATCH_VIEW;
	else
		element->watch.kind =
		    element->watch.rating == 0 ? WATCH_MARK : WATCH_RATING;
	watch_list_add(element->list, &element->watch);
}

void
watch_item_read(struct watch_list *list, enum watch_format format,
    const json_t *item, size_t number, int64_t now_us)
{
	struct element element = {.list = list,
	    .item = item,
	    .now_us = now_us,
	    .watch = {.title = "",
		.other_title = "",
		.duration_minutes = -1,
		.line = number}};

	if (!json_is_object(item))
		watch_list_refuse(list, &element.watch, "it is no object");
	else if (format == WATCH_FORMAT_JELLYFIN)
		read_jellyfin(&element);
	else
		read_trakt(&element);
}
