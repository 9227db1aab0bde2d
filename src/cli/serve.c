/*
 * marquee serve: checks what can be checked before the start, writes Kore's
 * configuration and becomes Kore.
 *
 * The module reads the configuration again by itself, from the environment
 * that it inherits: nothing secret is written to a file.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cache/redis_url.h"
#include "cli/command.h"
#include "cli/kore_config.h"
#include "cli/sanitizer_preload.h"
#include "recommend/experiment.h"

#define MODULE_NAME "marquee.so"

/* --- the port ------------------------------------------------------------- */

/* Whether the address can be bound: 0, or the errno of bind. */
static int
try_address(const struct addrinfo *address)
{
	int on = 1, reason = 0;
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, address->ai_addr, address->ai_addrlen) != 0 ||
	    listen(fd, 1) != 0)
		reason = errno;
	close(fd);
	return reason;
}

/* 0, an errno, or -1 when the host cannot be looked up. */
static int
try_port(const char *host, int port)
{
	struct addrinfo hints = {
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	struct addrinfo *found;
	char service[16];
	int reason;

	snprintf(service, sizeof(service), "%d", port);
	if (getaddrinfo(host, service, &hints, &found) != 0)
		return -1;
	reason = try_address(found);
	freeaddrinfo(found);
	return reason;
}

static int
free_port_after(const char *host, int port)
{
	for (int other = port + 1; other <= 65535; other++)
		if (try_port(host, other) == 0)
			return other;
	return 0;
}

static int
check_port(const struct config *config, struct error *error)
{
	int reason = try_port(config->host, config->port);

	if (reason == 0)
		return 0;
	if (reason == -1)
		return error_set(error, ERROR_INVALID,
		    "HOST \"%s\" is not an address of this machine",
		    config->host);
	if (reason == EADDRINUSE)
		return error_set(error, ERROR_BUSY,
		    "port %d is taken; PORT=%d is free", config->port,
		    free_port_after(config->host, config->port));
	return error_set_errno(error, ERROR_IO, reason,
	    "could not listen on %s port %d", config->host, config->port);
}

/* --- files ---------------------------------------------------------------- */

/* The module lies beside the program, or in ../lib/marquee/ of it. */
static int
find_module(char *path, size_t size, struct error *error)
{
	static const char *const places[] = {
	    MODULE_NAME, "../lib/marquee/" MODULE_NAME};
	char program[4096];
	ssize_t length =
	    readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *slash;

	if (length < 0)
		return error_set_errno(
		    error, ERROR_IO, errno, "could not find the program");
	program[length] = '\0';
	slash = strrchr(program, '/');
	slash[1] = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (snprintf(path, size, "%s%s", program, places[i]) >=
		    (int)size)
			continue;
		if (access(path, R_OK) == 0)
			return 0;
	}
	return error_set(error, ERROR_MISSING,
	    "there is no " MODULE_NAME " in %s or %s../lib/marquee", program,
	    program);
}

static int
make_folder(const char *path, struct error *error)
{
	if (mkdir(path, 0755) != 0 && errno != EEXIST)
		return error_set_errno(error, ERROR_IO, errno,
		    "could not make STATE_DIR \"%s\"", path);
	return 0;
}

static int
write_file(const char *path, const struct buffer *text, struct error *error)
{
	FILE *stream;
	int reason = 0;

	if (text->failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	stream = fopen(path, "we");
	if (stream == NULL)
		return error_set_errno(
		    error, ERROR_IO, errno, "could not write \"%s\"", path);
	if (fwrite(text->data, 1, text->length, stream) != text->length)
		reason = errno;
	if (fclose(stream) != 0 && reason == 0)
		reason = errno;
	if (reason != 0)
		return error_set_errno(
		    error, ERROR_IO, reason, "could not write \"%s\"", path);
	return 0;
}

/* Kore's configuration goes to STATE_DIR; its path, **new**. */
static int
write_configuration(
    const struct config *config, char **path, struct error *error)
{
	struct kore_version version;
	struct buffer text = BUFFER_INIT;
	char module[4200];
	char *conf_path = NULL, *pid_path = NULL;
	int code;

	code = kore_version_find(&version, error);
	if (code == 0)
		code = find_module(module, sizeof(module), error);
	if (code == 0)
		code = make_folder(config->state_dir, error);
	if (code != 0)
		return code;
	if (asprintf(&conf_path, "%s/kore-%d.conf", config->state_dir,
		config->port) < 0 ||
	    asprintf(&pid_path, "%s/kore-%d.pid", config->state_dir,
		config->port) < 0) {
		free(conf_path);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	kore_config_write(config, &version, module, pid_path, &text);
	code = write_file(conf_path, &text, error);
	buffer_release(&text);
	free(pid_path);
	if (code == 0)
		*path = conf_path;
	else
		free(conf_path);
	return code;
}

/* --- the command ---------------------------------------------------------- */

static int
check_redis_url(const struct config *config, struct error *error)
{
	struct redis_url url;

	if (strcmp(config->redis_url, "off") == 0)
		return 0;
	return redis_url_parse(config->redis_url, &url, error);
}

static int
check_experiment(const struct config *config, struct error *error)
{
	struct experiment experiment = {0};

	if (diversify_parse(config->rerank, &experiment.plain, error) != 0)
		return error_prefix(error, "RERANK");
	if (experiment_parse(config->rerank, config->experiment,
		config->experiment_salt, (uint32_t)config->experiment_buckets,
		&experiment, error) != 0)
		return error_prefix(error, "EXPERIMENT");
	return 0;
}

static int
serve(const struct config *config, int argc, char **argv)
{
	static const struct option_spec specs[] = {
	    {NULL, OPTION_FLAG, 0, 0, NULL}};
	char *path = NULL;
	struct error error;
	size_t positionals;
	int code;

	code = options_parse(
	    &command_serve, specs, argc, argv, NULL, 0, 0, &positionals);
	if (code != EXIT_OK)
		return code;
	if (check_redis_url(config, &error) != 0 ||
	    check_experiment(config, &error) != 0)
		return command_fail(&error, "marquee config");
	if (check_port(config, &error) != 0)
		return command_fail(&error, "PORT=... marquee serve");
	if (write_configuration(config, &path, &error) != 0)
		return command_fail(&error, "marquee serve");
	sanitizer_preload();
	/* -f: in the foreground, -n and -r: as this user, -q: our own log */
	execlp(MARQUEE_KORE, "kore", "-fnrqc", path, (char *)NULL);
	error_set_errno(&error, ERROR_IO, errno, "could not run kore");
	free(path);
	return command_fail(&error, "marquee serve");
}

const struct command command_serve = {"serve",
    "runs the server in the foreground",
    "serve\n\n"
    "Serves the page and the HTTP routes on HOST and PORT with\n"
    "SERVER_WORKERS processes, from the snapshot at SNAPSHOT_PATH. Starts\n"
    "without a snapshot or a database too, and picks them up when they come.\n"
    "Access log: standard output; everything else: standard error. Ends on\n"
    "SIGTERM or SIGINT, after the requests under way.\n",
    serve};
