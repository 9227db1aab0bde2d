#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "cache/redis_url.h"

Test(redis_url, takes_hosts_apart)
{
	struct redis_url url;

	cr_assert(eq(int, redis_url_parse("redis://cache", &url, NULL), 0));
	cr_assert(eq(str, url.host, "cache"));
	cr_assert(eq(int, url.port, 6379));
	cr_assert(eq(int, url.database, 0));
	cr_assert(eq(int,
	    redis_url_parse("redis://me:p%40ss:w@[::1]:7000/12", &url, NULL),
	    0));
	cr_assert(eq(str, url.host, "::1"));
	cr_assert(eq(str, url.user, "me"));
	cr_assert(eq(str, url.password, "p@ss:w"));
	cr_assert(eq(int, url.port, 7000));
	cr_assert(eq(int, url.database, 12));
}

Test(redis_url, takes_sockets_apart)
{
	struct redis_url url;

	cr_assert(eq(int,
	    redis_url_parse("unix://:secret@/run/a%20b?db=3", &url, NULL), 0));
	cr_assert(eq(str, url.path, "/run/a b"));
	cr_assert(eq(str, url.host, ""));
	cr_assert(eq(str, url.user, ""));
	cr_assert(eq(str, url.password, "secret"));
	cr_assert(eq(int, url.database, 3));
}

Test(redis_url, refuses_without_repeating_a_secret)
{
	static const char *const texts[] = {"", "redis:", "redis://",
	    "http://secret@a", "redis://a:0", "redis://a:65536", "redis://a:x",
	    "redis://secret@a/x", "redis://a/10000", "redis://[::1",
	    "redis://[::1]x", "redis://%zz", "unix://relative",
	    "unix:///a?db=", "unix:///a?x=1", "redis://:secret%00@a"};
	struct redis_url url;
	struct error error;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		cr_assert(eq(int, redis_url_parse(texts[i], &url, &error),
			      ERROR_INVALID),
		    "%s", texts[i]);
		cr_assert(strstr(error.message, "secret") == NULL);
	}
}
