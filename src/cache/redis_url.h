/*
 * Where Redis is: redis://[user][:password]@host[:port][/database] or
 * unix://[:password@]/path/to/socket[?db=N]. Percent-encoding counts in user,
 * password and path.
 */
#ifndef MARQUEE_CACHE_REDIS_URL_H
#define MARQUEE_CACHE_REDIS_URL_H

#include "util/error.h"

#define REDIS_URL_TEXT_MAX 256

struct redis_url {
	char host[REDIS_URL_TEXT_MAX]; /* "" for a socket */
	char path[REDIS_URL_TEXT_MAX]; /* "" for a host */
	char user[REDIS_URL_TEXT_MAX]; /* "": none */
	char password[REDIS_URL_TEXT_MAX]; /* a secret; "": none */
	int port;
	int database; /* 0 to 9999 */
};

/* ERROR_INVALID; the message never shows the URL, which may hold a secret. */
int redis_url_parse(
    const char *text, struct redis_url *url, struct error *error);

#endif
