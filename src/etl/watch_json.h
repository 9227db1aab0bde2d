/*
 * Watch JSON: the exports that are JSON.
 *
 * Trakt, as its API answers and backup tools keep it: arrays of
 *	{"watched_at":"2014-03-31T09:28:53.000Z","type":"movie",
 *	 "movie":{"title":"...","year":2010,"ids":{"imdb":"tt...",...}}}
 *	...{"type":"episode","episode":{...},"show":{"title",...}}	views
 *	{"plays":4,"last_watched_at":"...","movie" or "show":{...}}	views
 *	{"rated_at":"...","rating":10,"type":"movie","movie":{...}}	ratings
 * or one object that holds such arrays under names of any kind, one level
 * deeper at most; films without "movie" around them, as the API takes them
 * in, too. Times are UTC; "unknown", null and 1970-01-01 (as which Trakt
 * stores it) make a mark of a view. An episode stands for its series, once: as
 * a view of it at the time of the newest. Ratings of seasons and episodes, and
 * items of watchlists and collections, are passed over.
 *
 * Jellyfin (and Emby): {"Items":[...]} or the array, asked for a user with
 * Fields=ProviderIds; of each item
 *	Name, OriginalTitle, ProductionYear, Type, RunTimeTicks (100 ns),
 *	ProviderIds.Imdb, UserData.Played, .LastPlayedDate, .Rating (0 to 10)
 * What is not Played is passed over, whatever its PlayCount: that counts
 * beginnings. However often it was played, only the last time is known, so it
 * is one view; a mark when LastPlayedDate is missing, as it is for what was
 * marked as played by hand.
 */
#ifndef MARQUEE_ETL_WATCH_JSON_H
#define MARQUEE_ETL_WATCH_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "etl/watch_list.h"
#include "util/error.h"

/*
 * Reads a document into the list, as a file called `path`; `format` and
 * `now_us` as watch_csv_read. ERROR_INVALID: no JSON (with line and column);
 * ERROR_VERSION: none of these formats or not the one asked for; ERROR_MEMORY.
 */
int watch_json_read(struct watch_list *list, const char *path,
    enum watch_format format, const char *text, size_t length, int64_t now_us,
    struct error *error);

#endif
