/*
 * Commands: one file a command, one table in main.c.
 */
#ifndef MARQUEE_CLI_COMMAND_H
#define MARQUEE_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/config.h"
#include "util/error.h"

enum exit_code {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2
};

struct boosts;
struct connection;
struct diversify_options;
struct filter;
struct snapshot;

struct command {
	const char *name;
	const char *summary; /* one line of `marquee --help` */
	const char *help; /* all of `marquee NAME --help` after "usage:" */
	/* argv[0] is the command's name. Returns an enum exit_code; has said
	 * on standard error what went wrong. */
	int (*run)(const struct config *config, int argc, char **argv);
};

extern const struct command command_bench;
extern const struct command command_check;
extern const struct command command_config;
extern const struct command command_evaluate;
extern const struct command command_generate;
extern const struct command command_import_history;
extern const struct command command_import_ratings;
extern const struct command command_index;
extern const struct command command_load;
extern const struct command command_migrate;
extern const struct command command_neighbors;
extern const struct command command_recommend;
extern const struct command command_rollback;
extern const struct command command_search;
extern const struct command command_serve;
extern const struct command command_similar;
extern const struct command command_simulate;
extern const struct command command_snapshots;
extern const struct command command_train;

/*
 * Options: a table a command. Long names only, "--name value" or
 * "--name=value"; `flag` takes no value; "-k" is the one short name there is.
 * What is no option is a positional argument, up to `positional_max`.
 */
enum option_kind {
	OPTION_FLAG,
	OPTION_TEXT,
	OPTION_INTEGER,
	OPTION_LIST /* may stand several times, or with commas between */
};

#define OPTION_LIST_MAX 16
#define OPTION_WORD_SIZE 32

struct option_list {
	char words[OPTION_LIST_MAX][OPTION_WORD_SIZE]; /* [count] */
	size_t count;
};

struct option_spec {
	const char *name; /* "--users" or "-k"; NULL ends the table */
	enum option_kind kind;
	int64_t minimum; /* of OPTION_INTEGER */
	int64_t maximum;
	void *target; /* bool *, const char **, int64_t *, struct option_list *
		       */
};

/*
 * Parses argv after the command's name into the targets. EXIT_OK, or
 * EXIT_USAGE after naming the option, its value and what is allowed.
 */
int options_parse(const struct command *command,
    const struct option_spec *specs, int argc, char **argv,
    const char **positional, size_t positional_min, size_t positional_max,
    size_t *positional_count);

/* Parses `text` (NULL: not given) and binds it to the snapshot: sets *filter to
 * `memory`, or to NULL. ERROR_INVALID. */
int command_filter(const char *text, const struct snapshot *snapshot,
    struct filter *memory, const struct filter **filter, struct error *error);

/* What `text` (NULL: not given) says happens after the score, this year.
 * EXIT_OK, or EXIT_USAGE after saying what is allowed. */
int command_rerank(const struct command *command, const char *text,
    struct diversify_options *options);
/* The same for boosts. */
int command_boosts(const char *text, const struct snapshot *snapshot,
    struct boosts *memory, const struct boosts **boosts, struct error *error);

/* Opens a connection that the database shows as `name`; **new**. */
int command_connect(const struct config *config, const char *name,
    struct connection **connection, struct error *error);

/* Prints the error and the next command to type (may be NULL); EXIT_FAILED. */
int command_fail(const struct error *error, const char *next);

/* Writes a buffer to standard output; EXIT_OK, or EXIT_FAILED when it could
 * not be written (a full disk, a closed pipe) or had run out of memory. */
int command_output(const struct buffer *buffer);

#endif
