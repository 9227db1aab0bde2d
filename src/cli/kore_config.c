/*
 * Kore 4.1 (Debian 12) and 4.2 (nixpkgs) differ in how a route and the rights
 * of workers are written.
 */
#include "cli/kore_config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECTIONS_MAX 1024 /* a worker */

bool
kore_version_parse(const char *text, struct kore_version *version)
{
	const char *digit = text + strcspn(text, "0123456789");
	char *end;
	long major, minor;

	if (!isdigit((unsigned char)*digit))
		return false;
	major = strtol(digit, &end, 10);
	if (*end != '.' || !isdigit((unsigned char)end[1]))
		return false;
	minor = strtol(end + 1, NULL, 10);
	if (major > 1000 || minor > 1000)
		return false;
	version->major = (int)major;
	version->minor = (int)minor;
	return true;
}

int
kore_version_find(struct kore_version *version, struct error *error)
{
	struct kore_version found;
	char line[200] = "";
	FILE *pipe = popen(MARQUEE_KORE " -v 2>/dev/null", "re");

	if (pipe == NULL)
		return error_set(error, ERROR_MEMORY, "could not run kore");
	if (fgets(line, sizeof(line), pipe) == NULL)
		line[0] = '\0';
	pclose(pipe);
	if (line[0] == '\0')
		return error_set(error, ERROR_MISSING,
		    "kore is not installed, or not on the PATH; Debian: "
		    "apt-get install kore");
	line[strcspn(line, "\n")] = '\0';
	if (!kore_version_parse(line, &found) || found.major != 4 ||
	    found.minor < 1)
		return error_set(error, ERROR_VERSION,
		    "kore 4.1 or later is needed, not \"%s\"", line);
	*version = found;
	return 0;
}

/* A route takes every method unless it says which. */
static void
write_route(const struct kore_version *version, struct buffer *out)
{
	buffer_append_string(out, "domain * {\n\tattach main\n");
	if (version->minor >= 2)
		buffer_append_string(out,
		    "\troute ^.*$ {\n"
		    "\t\thandler dispatch\n"
		    "\t\ton_free dispatch_free\n"
		    "\t}\n");
	else
		buffer_append_string(out, "\troute ^.*$ dispatch\n");
	buffer_append_string(out, "}\n");
}

void
kore_config_write(const struct config *config,
    const struct kore_version *version, const char *module_path,
    const char *pid_path, struct buffer *out)
{
	/* accepted() is the module's: it puts itself before Kore's parser */
	buffer_printf(out,
	    "# Written by `marquee serve`; changes are lost.\n"
	    "load %s\n"
	    "server main {\n"
	    "\tbind %s %d accepted\n"
	    "\ttls no\n"
	    "}\n",
	    module_path, config->host, config->port);
	buffer_printf(out, "pidfile %s\n", pid_path);
	buffer_printf(out, "workers %d\n", config->server_workers);
	buffer_printf(out,
	    /* threads of a query need all cores */
	    "worker_set_affinity 0\n"
	    /* connections are spread over the workers */
	    "worker_accept_threshold 1\n"
	    "worker_max_connections %d\n"
	    "worker_rlimit_nofiles %d\n"
	    "http_request_limit %d\n",
	    CONNECTIONS_MAX, CONNECTIONS_MAX * 2, CONNECTIONS_MAX * 2);
	buffer_append_string(out,
	    "http_hsts_enable 0\n"
	    /* the module's guard has limits of its own, below these */
	    "http_header_max 20000\n"
	    "http_body_max 100000\n"
	    "http_header_timeout 60\n"
	    "http_keepalive_time 75\n"
	    /* answer all requests of a round, not those of 10 ms */
	    "http_request_ms 10000\n");
	write_route(version, out);
}
