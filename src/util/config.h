/*
 * Configuration: environment variables, then the file .env of the working
 * directory, then STATE_DIR/stack.env (written by scripts/stack), then the
 * default. One table in config.c says name, default, kind and range of each.
 * Every secret NAME may come as NAME_FILE: a path whose first line it is.
 */
#ifndef MARQUEE_UTIL_CONFIG_H
#define MARQUEE_UTIL_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "util/buffer.h"
#include "util/error.h"
#include "util/log.h"

/* Same order as enum index_field of index/document.h, which asserts it. */
#define CONFIG_FIELD_COUNT 9

/* How the fields of the index count: weight x idf^exponent. */
struct config_fields {
	float weights[CONFIG_FIELD_COUNT];
	float idf_exponents[CONFIG_FIELD_COUNT];
};

struct config {
	/* PostgreSQL: the URL if given, else the parts; "" means not given. */
	char *database_url; /* secret */
	char *db_name;
	char *db_user;
	char *db_password; /* secret */
	char *db_host; /* a host, or a folder with a socket */
	int db_port;
	char *db_sslmode;
	char *db_sslrootcert;

	char *redis_url; /* secret; "off": no cache */
	int cache_ttl_s;
	int trending_ttl_s;

	char *data_dir; /* IMDb's files */
	char *exclude_types; /* of titles, with commas between */
	char *load_akas; /* "auto", "yes" or "no" */
	char *load_episodes; /* likewise */
	char *db_data_dir; /* of the database, when on this machine; or "" */
	char *state_dir;
	char *snapshot_path; /* the link to the current snapshot */
	char *model_path; /* the link to the current model */
	int batch_size; /* rows a batch while loading and simulating */
	int max_workers; /* threads of loading and building */

	char *host;
	int port;
	int server_workers;
	int query_threads;
	char *auth; /* "off" */
	bool include_adult;
	enum log_level log_level;
	char *rerank; /* the order after the score; recommend/diversify.h */
	char *experiment; /* who has another; recommend/experiment.h */
	char *experiment_salt;
	int experiment_buckets;
	bool impressions; /* whether what was shown is kept */
	struct config_fields fields;
};

/*
 * Reads everything and checks it. On failure nothing is owned, and the message
 * names the variable, its value (never a secret's) and what is allowed.
 */
int config_load(struct config *config, struct error *error);
void config_release(struct config *config);

/* A libpq connection string of what is in force: **new**, a secret. NULL when
 * out of memory. */
char *config_connection_string(const struct config *config);

/* Appends "NAME value source" lines, or a JSON array of objects; secrets as
 * "(set)". Reads the environment again to name the sources. */
int config_print(struct buffer *out, bool json, struct error *error);

#endif
