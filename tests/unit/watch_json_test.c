#include "etl/watch_json.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "unit/watch_dump.h"

static void
expect(enum watch_format format, const char *text, const char *expected)
{
	char *got = watch_dump("x.json", format, text);

	cr_expect(eq(str, got, expected));
	free(got);
}

static void
expect_words(enum watch_format format, const char *text, const char *words)
{
	char *got = watch_dump("x.json", format, text);

	cr_expect(
	    strstr(got, words) != NULL, "\"%s\" is not in \"%s\"", words, got);
	free(got);
}

/* --- Trakt ---------------------------------------------------------------- */

#define ONE \
	"{\"title\":\"One\",\"year\":1999,\"ids\":{\"trakt\":1," \
	"\"imdb\":\"tt9000001\",\"tmdb\":6}}"
#define SHOW \
	"{\"title\":\"Long\",\"year\":2008,\"ids\":{\"trakt\":2," \
	"\"imdb\":\"tt9000002\",\"tvdb\":7}}"

Test(watch_json, reads_trakts_history)
{
	expect(WATCH_FORMAT_ANY,
	    "[{\"id\":7,\"watched_at\":\"2014-03-31T09:28:53.000Z\","
	    "\"action\":\"scrobble\",\"type\":\"movie\",\"movie\":" ONE "},"
	    "{\"id\":8,\"watched_at\":\"2014-04-01T09:28:53.000Z\","
	    "\"action\":\"watch\",\"type\":\"episode\",\"episode\":"
	    "{\"season\":1,\"number\":2,\"title\":\"B\",\"ids\":{\"imdb\":"
	    "\"tt9\"}},\"show\":" SHOW "}]",
	    "view film tt9000001 \"One\" (1999) 2014-03-31T09:28:53Z @1\n"
	    "view series newest tt9000002 \"Long\" (2008) "
	    "2014-04-01T09:28:53Z @2\n");
}

Test(watch_json, takes_trakts_unknown_times_for_none)
{
	expect(WATCH_FORMAT_ANY,
	    "[{\"watched_at\":\"1970-01-01T00:00:00.000Z\",\"movie\":" ONE "},"
	    "{\"watched_at\":\"unknown\",\"movie\":" ONE "},"
	    "{\"watched_at\":null,\"movie\":" ONE "}]",
	    "mark film tt9000001 \"One\" (1999) @1\n"
	    "mark film tt9000001 \"One\" (1999) @2\n"
	    "mark film tt9000001 \"One\" (1999) @3\n");
}

Test(watch_json, reads_trakts_watched_lists_and_ratings)
{
	expect(WATCH_FORMAT_ANY,
	    "[{\"plays\":4,\"last_watched_at\":\"2020-01-02T03:04:05.000Z\","
	    "\"last_updated_at\":\"2020-01-02T03:04:05.000Z\",\"movie\":" ONE
	    "},{\"plays\":9,\"last_watched_at\":\"2020-01-02T03:04:05.000Z\","
	    "\"show\":" SHOW ",\"seasons\":[]}]",
	    "view film tt9000001 \"One\" (1999) 2020-01-02T03:04:05Z @1\n"
	    "view series tt9000002 \"Long\" (2008) 2020-01-02T03:04:05Z @2\n");
	expect(WATCH_FORMAT_ANY,
	    "[{\"rated_at\":\"2020-01-02T03:04:05.000Z\",\"rating\":8,"
	    "\"type\":\"movie\",\"movie\":" ONE "},"
	    "{\"rated_at\":\"2020-01-02T03:04:05.000Z\",\"rating\":9,"
	    "\"type\":\"episode\",\"episode\":{\"season\":1},\"show\":" SHOW
	    "},{\"rated_at\":\"2020-01-02T03:04:05.000Z\",\"rating\":7,"
	    "\"type\":\"show\",\"show\":" SHOW "}]",
	    "rating film tt9000001 \"One\" (1999) 2020-01-02T03:04:05Z rated 8 "
	    "@1\n"
	    "rating series tt9000002 \"Long\" (2008) 2020-01-02T03:04:05Z "
	    "rated 7 @3\n"
	    "passed over 1\n");
}

Test(watch_json, reads_what_backup_tools_put_around_trakts_arrays)
{
	expect(WATCH_FORMAT_ANY,
	    "{\"username\":\"ann\",\"followers\":[],\"stats\":{\"movies\":"
	    "{\"plays\":1}},\"watchlist\":[{\"listed_at\":"
	    "\"2020-01-01T00:00:00.000Z\",\"movie\":" ONE "}],"
	    "\"history\":[{\"watched_at\":\"2020-01-02T03:04:05.000Z\","
	    "\"movie\":" ONE "}],"
	    "\"watched\":{\"movies\":[{\"last_watched_at\":"
	    "\"2020-01-02T03:04:05.000Z\",\"movie\":" ONE "}]}}",
	    "view film tt9000001 \"One\" (1999) 2020-01-02T03:04:05Z @1\n"
	    "view film tt9000001 \"One\" (1999) 2020-01-02T03:04:05Z @1\n"
	    "passed over 1\n");
	expect(WATCH_FORMAT_ANY,
	    "{\"movies\":[{\"watched_at\":\"2020-01-02T03:04:05.000Z\","
	    "\"title\":\"One\",\"year\":1999,\"ids\":{\"imdb\":null}}]}",
	    "view \"One\" (1999) 2020-01-02T03:04:05Z @1\n");
}

Test(watch_json, refuses_trakts_items_that_cannot_be_taken)
{
	expect(WATCH_FORMAT_ANY,
	    "[{\"watched_at\":\"2999-01-01T00:00:00.000Z\",\"movie\":" ONE "},"
	    "{\"watched_at\":\"released\",\"movie\":" ONE "},"
	    "{\"watched_at\":5,\"movie\":" ONE "},"
	    "{\"rated_at\":\"2020-01-02T03:04:05.000Z\",\"rating\":11,"
	    "\"movie\":" ONE "},"
	    "{\"rated_at\":\"2020-01-02T03:04:05.000Z\",\"movie\":" ONE "},"
	    "{\"rated_at\":\"2020-01-02T03:04:05.000Z\",\"rating\":1e300,"
	    "\"movie\":" ONE "},"
	    "{\"watched_at\":\"2020-01-02T03:04:05.000Z\",\"movie\":{}},"
	    "7,null,\"x\"]",
	    "refused @1: the time \"2999-01-01T00:00:00.000Z\" is in the "
	    "future\n"
	    "refused @2: the time \"released\" is no time such as "
	    "2026-01-31T20:15:00Z\n"
	    "refused @3: the time \"\" is no time such as "
	    "2026-01-31T20:15:00Z\n"
	    "refused @4: the rating 11 is no rating above 0 and up to 10\n"
	    "refused @5: the rating 0 is no rating above 0 and up to 10\n"
	    "refused @6: the rating 1e+300 is no rating above 0 and up to 10\n"
	    "refused @7: it names no title\n"
	    "refused @8: it is no object\n"
	    "refused @9: it is no object\n"
	    "refused @10: it is no object\n");
}

/* --- Jellyfin ------------------------------------------------------------- */

Test(watch_json, reads_jellyfins_items)
{
	expect(WATCH_FORMAT_ANY,
	    "{\"Items\":[{\"Name\":\"Eins\",\"OriginalTitle\":\"One\","
	    "\"ProductionYear\":1999,\"Type\":\"Movie\",\"RunTimeTicks\":"
	    "81600000000,\"ProviderIds\":{\"Tmdb\":\"6\",\"Imdb\":"
	    "\"tt9000001\"},\"UserData\":{\"Played\":true,\"PlayCount\":3,"
	    "\"LastPlayedDate\":\"2022-01-15T20:28:39.1234567Z\","
	    "\"Rating\":7.5}},"
	    "{\"Name\":\"Two\",\"ProductionYear\":2000,\"Type\":\"Movie\","
	    "\"ProviderIds\":{},\"UserData\":{\"Played\":true}},"
	    "{\"Name\":\"Half\",\"Type\":\"Movie\",\"UserData\":"
	    "{\"Played\":false,\"PlayCount\":1,\"LastPlayedDate\":"
	    "\"2022-01-15T20:28:39.0000000Z\"}},"
	    "{\"Name\":\"Part\",\"Type\":\"Episode\",\"UserData\":"
	    "{\"Played\":true}},"
	    "{\"Name\":\"All\",\"ProductionYear\":2001,\"Type\":\"Series\","
	    "\"UserData\":{\"Played\":true,\"LastPlayedDate\":"
	    "\"0001-01-01T00:00:00.0000000Z\"}}],\"TotalRecordCount\":5}",
	    "view film tt9000001 \"Eins\" or \"One\" (1999) "
	    "2022-01-15T20:28:39.123456Z rated 8 of 136 @1\n"
	    "mark film \"Two\" (2000) @2\n"
	    "mark episode \"Part\" @4\n"
	    "mark series \"All\" (2001) @5\n"
	    "passed over 1\n");
}

Test(watch_json, reads_jellyfins_items_without_what_is_around_them)
{
	expect(WATCH_FORMAT_JELLYFIN,
	    "[{\"Name\":\"One\",\"ProductionYear\":1999,\"RunTimeTicks\":1,"
	    "\"ProviderIds\":{\"IMDB\":\" tt9000001 \"},"
	    "\"UserData\":{\"Played\":true,\"Rating\":3}}]",
	    "rating tt9000001 \"One\" (1999) rated 3 @1\n");
	expect(WATCH_FORMAT_ANY, "{\"Items\":[],\"TotalRecordCount\":0}", "");
}

Test(watch_json, refuses_jellyfins_items_that_cannot_be_taken)
{
	expect(WATCH_FORMAT_ANY,
	    "[{\"Name\":\"One\",\"UserData\":{\"Played\":true,"
	    "\"LastPlayedDate\":\"2999-01-15T20:28:39.0000000Z\"}},"
	    "{\"Name\":\"One\",\"UserData\":{\"Played\":true,\"Rating\":-1}},"
	    "{\"ProviderIds\":{\"Imdb\":\"bad\"},\"UserData\":"
	    "{\"Played\":true}}]",
	    "refused @1: the time \"2999-01-15T20:28:39.0000000Z\" is in the "
	    "future\n"
	    "refused @2: the rating -1 is no rating above 0 and up to 10\n"
	    "refused @3: it names no title\n");
}

/* --- neither -------------------------------------------------------------- */

Test(watch_json, names_the_place_where_json_breaks)
{
	expect_words(WATCH_FORMAT_ANY, "[{\"movie\":\n  {]",
	    "\"x.json\": line 2, column 4: no JSON");
	expect_words(WATCH_FORMAT_ANY, "{\"Items\":[\"\xE9\"]}", "no JSON");
	expect_words(WATCH_FORMAT_ANY, "[] []", "no JSON");
}

Test(watch_json, says_which_json_it_knows)
{
	expect_words(WATCH_FORMAT_ANY, "[]", "is not of a known format");
	expect_words(WATCH_FORMAT_ANY, "{}", "known are Trakt's");
	expect_words(WATCH_FORMAT_ANY, "[1]", "Jellyfin's (Items");
	expect_words(WATCH_FORMAT_ANY, "{\"Items\":[{\"Name\":\"One\"}]}",
	    "each with UserData");
	expect_words(
	    WATCH_FORMAT_JELLYFIN, "[{\"movie\":" ONE "}]", "is not jellyfin");
	expect_words(WATCH_FORMAT_TRAKT, "{\"Items\":[]}", "is not trakt");
	expect_words(WATCH_FORMAT_CSV, "[]", "it is JSON; csv wants a table");
}
