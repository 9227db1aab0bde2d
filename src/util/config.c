/*
 * Configuration. One table says all there is to say of a variable; reading is
 * two passes over it: find the text and where it came from, then check it and
 * put it into the struct. `config_print` runs the same two passes.
 */
#include "util/config.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/connection_option.h"
#include "util/env_file.h"
#include "util/json_writer.h"

enum setting_kind {
	SETTING_TEXT,
	SETTING_INTEGER,
	SETTING_YES_NO,
	SETTING_CHOICE, /* one of the words of `allowed` */
	SETTING_WORDS, /* letters and digits, commas between; or "none" */
	SETTING_PREFIX, /* begins with one of the words of `allowed` */
	SETTING_LOG_LEVEL,
	SETTING_WEIGHTS
};

struct setting {
	const char *name;
	enum setting_kind kind;
	bool secret;
	const char *fallback; /* NULL: computed by default_value() */
	long minimum; /* of SETTING_INTEGER */
	long maximum;
	const char *allowed; /* words, blanks between */
	size_t offset; /* in struct config */
};

#define AT(member) offsetof(struct config, member)

static const struct setting settings[] = {
    {"DATABASE_URL", SETTING_PREFIX, true, "", 0, 0,
	"postgresql:// postgres://", AT(database_url)},
    {"DB_NAME", SETTING_TEXT, false, "marquee", 0, 0, NULL, AT(db_name)},
    {"DB_USER", SETTING_TEXT, false, "", 0, 0, NULL, AT(db_user)},
    {"DB_PASSWORD", SETTING_TEXT, true, "", 0, 0, NULL, AT(db_password)},
    {"DB_HOST", SETTING_TEXT, false, "", 0, 0, NULL, AT(db_host)},
    {"DB_PORT", SETTING_INTEGER, false, "5432", 1, 65535, NULL, AT(db_port)},
    {"DB_SSLMODE", SETTING_CHOICE, false, "prefer", 0, 0,
	"disable allow prefer require verify-ca verify-full", AT(db_sslmode)},
    {"DB_SSLROOTCERT", SETTING_TEXT, false, "", 0, 0, NULL, AT(db_sslrootcert)},
    {"REDIS_URL", SETTING_PREFIX, true, "off", 0, 0, "redis:// unix:// off",
	AT(redis_url)},
    {"CACHE_TTL", SETTING_INTEGER, false, "300", 1, 86400, NULL,
	AT(cache_ttl_s)},
    {"TRENDING_TTL", SETTING_INTEGER, false, "60", 1, 86400, NULL,
	AT(trending_ttl_s)},
    {"DB_DATA_DIR", SETTING_TEXT, false, "", 0, 0, NULL, AT(db_data_dir)},
    {"DATA_DIR", SETTING_TEXT, false, "data", 0, 0, NULL, AT(data_dir)},
    {"EXCLUDE_TYPES", SETTING_WORDS, false, "tvEpisode,videoGame", 0, 0, NULL,
	AT(exclude_types)},
    {"LOAD_AKAS", SETTING_CHOICE, false, "auto", 0, 0, "auto yes no",
	AT(load_akas)},
    {"LOAD_EPISODES", SETTING_CHOICE, false, "no", 0, 0, "auto yes no",
	AT(load_episodes)},
    {"STATE_DIR", SETTING_TEXT, false, "var", 0, 0, NULL, AT(state_dir)},
    {"SNAPSHOT_PATH", SETTING_TEXT, false, NULL, 0, 0, NULL, AT(snapshot_path)},
    {"MODEL_PATH", SETTING_TEXT, false, NULL, 0, 0, NULL, AT(model_path)},
    {"BATCH_SIZE", SETTING_INTEGER, false, "10000", 1, 1000000, NULL,
	AT(batch_size)},
    {"MAX_WORKERS", SETTING_INTEGER, false, NULL, 1, 256, NULL,
	AT(max_workers)},
    {"HOST", SETTING_TEXT, false, "127.0.0.1", 0, 0, NULL, AT(host)},
    {"PORT", SETTING_INTEGER, false, "8000", 1, 65535, NULL, AT(port)},
    {"SERVER_WORKERS", SETTING_INTEGER, false, NULL, 1, 64, NULL,
	AT(server_workers)},
    {"QUERY_THREADS", SETTING_INTEGER, false, "1", 1, 256, NULL,
	AT(query_threads)},
    {"AUTH", SETTING_CHOICE, false, "off", 0, 0, "off", AT(auth)},
    {"INCLUDE_ADULT", SETTING_YES_NO, false, "no", 0, 0, NULL,
	AT(include_adult)},
    {"LOG_LEVEL", SETTING_LOG_LEVEL, false, "info", 0, 0, NULL, AT(log_level)},
    {"RERANK", SETTING_TEXT, false, "", 0, 0, NULL, AT(rerank)},
    {"EXPERIMENT", SETTING_TEXT, false, "", 0, 0, NULL, AT(experiment)},
    {"EXPERIMENT_SALT", SETTING_TEXT, false, "", 0, 0, NULL,
	AT(experiment_salt)},
    {"EXPERIMENT_BUCKETS", SETTING_INTEGER, false, "100", 2, 10000, NULL,
	AT(experiment_buckets)},
    {"IMPRESSIONS", SETTING_YES_NO, false, "no", 0, 0, NULL, AT(impressions)},
    {"FIELD_WEIGHTS", SETTING_WEIGHTS, false,
	"genre=1^.5,title=1.1^2.5,director=1.3^2,writer=1^2,cast=.96^1.5,"
	"decade=.68^0,type=2.1,keyword=1^1.5,overview=.4^1.5",
	0, 0, NULL, AT(fields)},
};

#define SETTING_COUNT (sizeof(settings) / sizeof(settings[0]))

/* What the index takes (index/snapshot_layout.h), and less. */
#define WEIGHT_MIN 0.001F
#define WEIGHT_MAX 100.0F
#define EXPONENT_MAX 3.0F /* of idf */

static const char *const field_names[CONFIG_FIELD_COUNT] = {"genre", "title",
    "director", "writer", "cast", "decade", "type", "keyword", "overview"};

/* A variable's text as it was found. */
struct found {
	char *value; /* owned */
	const char *source; /* borrowed from struct sources, or literal */
};

struct sources {
	struct env_file dot_env;
	struct env_file stack_env;
	char *stack_path; /* owned */
	struct found found[SETTING_COUNT];
};

/* --- where a value comes from ------------------------------------------- */

/* The model lies beside the snapshot: **new**. */
static char *
default_model_path(const char *snapshot_path)
{
	const char *slash = strrchr(snapshot_path, '/');
	int folder = slash == NULL ? 0 : (int)(slash - snapshot_path) + 1;
	char *text = NULL;

	return asprintf(&text, "%.*smodel", folder, snapshot_path) < 0 ? NULL
								       : text;
}

/* `snapshot_path` is NULL before it is known. */
static char *
default_value(
    const char *name, const char *state_dir, const char *snapshot_path)
{
	char *text = NULL;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (cores < 1)
		cores = 1;
	if (cores > 8 && strcmp(name, "SERVER_WORKERS") == 0)
		cores = 8;
	if (cores > 256)
		cores = 256;
	if (strcmp(name, "MODEL_PATH") == 0)
		return default_model_path(snapshot_path);
	if (strcmp(name, "SNAPSHOT_PATH") == 0) {
		if (asprintf(&text, "%s/snapshot/titles", state_dir) < 0)
			return NULL;
	} else if (asprintf(&text, "%ld", cores) < 0) {
		return NULL;
	}
	return text;
}

/* The first line of the file that NAME_FILE names. */
static int
read_secret_file(
    const char *name, const char *path, char **value, struct error *error)
{
	FILE *stream = fopen(path, "re");
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	if (stream == NULL)
		return error_set_errno(error, ERROR_IO, errno,
		    "%s_FILE: could not open \"%s\"", name, path);
	length = getline(&line, &capacity, stream);
	fclose(stream);
	if (length < 0) {
		free(line);
		return error_set(error, ERROR_INVALID,
		    "%s_FILE: \"%s\" is empty", name, path);
	}
	line[strcspn(line, "\r\n")] = '\0';
	*value = line;
	return 0;
}

typedef const char *(*lookup)(const void *context, const char *name);

static const char *
lookup_environment(const void *context, const char *name)
{
	const char *value = getenv(name);

	(void)context;
	return value != NULL && value[0] != '\0' ? value : NULL;
}

static const char *
lookup_file(const void *context, const char *name)
{
	return env_file_get(context, name);
}

/* Looks for NAME, and NAME_FILE of a secret, in one place; leaves found->value
 * NULL when it has neither. */
static int
find_in(const struct setting *setting, lookup look, const void *context,
    const char *source, struct found *found, struct error *error)
{
	const char *text = look(context, setting->name);
	char file_name[64];

	if (text != NULL) {
		found->value = strdup(text);
		if (found->value == NULL)
			return error_set(error, ERROR_MEMORY, "out of memory");
		found->source = source;
		return 0;
	}
	if (!setting->secret)
		return 0;
	snprintf(file_name, sizeof(file_name), "%s_FILE", setting->name);
	text = look(context, file_name);
	if (text == NULL)
		return 0;
	found->source = source;
	return read_secret_file(setting->name, text, &found->value, error);
}

static const struct setting *
setting_named(const char *name)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

static int
find(const struct setting *setting, const struct sources *sources,
    const char *state_dir, struct found *found, struct error *error)
{
	int result = find_in(
	    setting, lookup_environment, NULL, "environment", found, error);

	if (result == 0 && found->value == NULL)
		result = find_in(setting, lookup_file, &sources->dot_env,
		    ".env", found, error);
	if (result == 0 && found->value == NULL && sources->stack_path != NULL)
		result = find_in(setting, lookup_file, &sources->stack_env,
		    sources->stack_path, found, error);
	if (result != 0 || found->value != NULL)
		return result;
	found->source = "default";
	found->value = setting->fallback != NULL
	    ? strdup(setting->fallback)
	    : default_value(setting->name, state_dir,
		  sources->found[setting_named("SNAPSHOT_PATH") - settings]
		      .value);
	if (found->value == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static void
sources_release(struct sources *sources)
{
	env_file_release(&sources->dot_env);
	env_file_release(&sources->stack_env);
	free(sources->stack_path);
	for (size_t i = 0; i < SETTING_COUNT; i++)
		free(sources->found[i].value);
}

/* Opens the files; STATE_DIR comes first, since stack.env lies there. */
static int
sources_open(struct sources *sources, char **state_dir, struct error *error)
{
	struct found found = {NULL, NULL};
	int result = env_file_read(&sources->dot_env, ".env", error);

	if (result == 0)
		result = find(
		    setting_named("STATE_DIR"), sources, NULL, &found, error);
	if (result != 0)
		return result;
	if (asprintf(&sources->stack_path, "%s/stack.env", found.value) < 0) {
		sources->stack_path = NULL;
		free(found.value);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	result = env_file_read(&sources->stack_env, sources->stack_path, error);
	*state_dir = found.value;
	return result;
}

static int
sources_read(struct sources *sources, struct error *error)
{
	char *state_dir = NULL;
	int result;

	memset(sources, 0, sizeof(*sources));
	result = sources_open(sources, &state_dir, error);
	for (size_t i = 0; result == 0 && i < SETTING_COUNT; i++)
		result = find(&settings[i], sources, state_dir,
		    &sources->found[i], error);
	free(state_dir);
	if (result != 0)
		sources_release(sources);
	return result;
}

/* --- what a value may be ------------------------------------------------- */

static int
refuse(const struct setting *setting, const struct found *found,
    const char *allowed, struct error *error)
{
	return error_set(error, ERROR_INVALID,
	    "%s is \"%s\" (from %s); allowed is %s", setting->name,
	    setting->secret ? "(secret)" : found->value, found->source,
	    allowed);
}

static int
set_integer(const struct setting *setting, const struct found *found, int *out,
    struct error *error)
{
	char allowed[64];
	char *end;
	long value;

	errno = 0;
	value = strtol(found->value, &end, 10);
	if (!isdigit((unsigned char)found->value[0]) || *end != '\0' ||
	    errno != 0 || value < setting->minimum ||
	    value > setting->maximum) {
		snprintf(allowed, sizeof(allowed),
		    "a whole number from %ld to %ld", setting->minimum,
		    setting->maximum);
		return refuse(setting, found, allowed, error);
	}
	*out = (int)value;
	return 0;
}

/* Whether one of the words equals the value, or begins it. */
static bool
word_matches(const char *words, const char *value, bool prefix)
{
	while (*words != '\0') {
		size_t length = strcspn(words, " ");

		if (strncmp(words, value, length) == 0 &&
		    (value[length] == '\0' ||
			(prefix && words[length - 1] == '/')))
			return true;
		words += length;
		words += *words == ' ' ? 1 : 0;
	}
	return false;
}

/* The number that is all of [text, end); false when it is none. */
static bool
read_number(const char *text, const char *end, float *number)
{
	char digits[32];
	size_t length = (size_t)(end - text);
	char *rest;

	if (length == 0 || length >= sizeof(digits))
		return false;
	memcpy(digits, text, length);
	digits[length] = '\0';
	*number = strtof(digits, &rest);
	return *rest == '\0' && isfinite(*number);
}

static bool
is_weight(float weight)
{
	return weight == 0 || (weight >= WEIGHT_MIN && weight <= WEIGHT_MAX);
}

static bool
is_exponent(float exponent)
{
	return exponent >= 0 && exponent <= EXPONENT_MAX &&
	    2 * exponent == (float)(int)(2 * exponent);
}

/* Parses one "name=weight" or "name=weight^exponent" of FIELD_WEIGHTS. */
static bool
set_field(const char *text, size_t length, struct config_fields *fields)
{
	const char *end = text + length;
	const char *equals = memchr(text, '=', length);
	const char *caret = memchr(text, '^', length);
	float weight, exponent = 1;

	if (equals == NULL ||
	    !read_number(equals + 1, caret != NULL ? caret : end, &weight) ||
	    (caret != NULL && !read_number(caret + 1, end, &exponent)) ||
	    !is_weight(weight) || !is_exponent(exponent))
		return false;
	for (int i = 0; i < CONFIG_FIELD_COUNT; i++) {
		if (strlen(field_names[i]) == (size_t)(equals - text) &&
		    memcmp(field_names[i], text, (size_t)(equals - text)) ==
			0) {
			fields->weights[i] = weight;
			fields->idf_exponents[i] = exponent;
			return true;
		}
	}
	return false;
}

/* Fields that are not named keep what *fields holds. */
static bool
set_fields(const char *text, struct config_fields *fields)
{
	while (*text != '\0') {
		size_t length = strcspn(text, ",");

		if (!set_field(text, length, fields))
			return false;
		text += length;
		text += *text == ',' ? 1 : 0;
	}
	return true;
}

static int
set_field_weights(const struct setting *setting, const struct found *found,
    struct config_fields *fields, struct error *error)
{
	struct config_fields parsed;

	set_fields(setting->fallback, &parsed);
	if (!set_fields(found->value, &parsed))
		return refuse(setting, found,
		    "FIELD=WEIGHT[^EXPONENT][,...] with the fields genre, "
		    "title, director, writer, cast, decade, type, keyword, "
		    "overview, weights of 0, or from .001 to 100, and "
		    "exponents of the idf of 0, .5, 1, ... 3",
		    error);
	*fields = parsed;
	return 0;
}

static int
set_text(const struct found *found, char **out, struct error *error)
{
	*out = strdup(found->value);
	return *out != NULL ? 0
			    : error_set(error, ERROR_MEMORY, "out of memory");
}

/* Words with commas between; "none" is no word. */
static int
set_words(const struct setting *setting, const struct found *found, char **out,
    struct error *error)
{
	static char nothing[] = "";
	const struct found none = {nothing, found->source};
	const char *at;

	if (strcmp(found->value, "none") == 0)
		return set_text(&none, out, error);
	for (at = found->value; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) &&
		    (*at != ',' || at == found->value || at[-1] == ',' ||
			at[1] == '\0'))
			return refuse(setting, found,
			    "words of letters and digits with commas between, "
			    "or none",
			    error);
	return set_text(found, out, error);
}

static int
set(const struct setting *setting, const struct found *found,
    struct config *config, struct error *error)
{
	void *target = (char *)config + setting->offset;
	bool prefix = setting->kind == SETTING_PREFIX;

	switch (setting->kind) {
	case SETTING_INTEGER:
		return set_integer(setting, found, target, error);
	case SETTING_YES_NO:
		if (!word_matches("yes no", found->value, false))
			return refuse(setting, found, "yes or no", error);
		*(bool *)target = strcmp(found->value, "yes") == 0;
		return 0;
	case SETTING_LOG_LEVEL:
		if (!log_level_parse(found->value, target))
			return refuse(setting, found,
			    "debug, info, warn or error", error);
		return 0;
	case SETTING_WORDS:
		return set_words(setting, found, target, error);
	case SETTING_WEIGHTS:
		return set_field_weights(setting, found, target, error);
	case SETTING_CHOICE:
	case SETTING_PREFIX:
		if (found->value[0] != '\0' &&
		    !word_matches(setting->allowed, found->value, prefix))
			return refuse(setting, found, setting->allowed, error);
		return set_text(found, target, error);
	case SETTING_TEXT:
	default:
		return set_text(found, target, error);
	}
}

int
config_load(struct config *config, struct error *error)
{
	struct config loaded = {0};
	struct sources sources;
	int result = sources_read(&sources, error);

	if (result != 0)
		return result;
	for (size_t i = 0; result == 0 && i < SETTING_COUNT; i++)
		result = set(&settings[i], &sources.found[i], &loaded, error);
	sources_release(&sources);
	if (result != 0)
		config_release(&loaded);
	else
		*config = loaded;
	return result;
}

void
config_release(struct config *config)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		char **text;

		if (settings[i].kind != SETTING_TEXT &&
		    settings[i].kind != SETTING_WORDS &&
		    settings[i].kind != SETTING_CHOICE &&
		    settings[i].kind != SETTING_PREFIX)
			continue;
		text = (char **)(void *)((char *)config + settings[i].offset);
		free(*text);
		*text = NULL;
	}
}

/* --- what others make of it ---------------------------------------------- */

/* An empty value leaves the option to libpq. */
static void
append_parameter(struct buffer *out, const char *name, const char *value)
{
	if (value[0] != '\0')
		connection_option_put(out, name, value);
}

char *
config_connection_string(const struct config *config)
{
	struct buffer out = BUFFER_INIT;
	char port[16];
	char *text;

	if (config->database_url[0] != '\0')
		return strdup(config->database_url);
	snprintf(port, sizeof(port), "%d", config->db_port);
	append_parameter(&out, "dbname", config->db_name);
	append_parameter(&out, "user", config->db_user);
	append_parameter(&out, "password", config->db_password);
	append_parameter(&out, "host", config->db_host);
	append_parameter(&out, "port", port);
	append_parameter(&out, "sslmode", config->db_sslmode);
	append_parameter(&out, "sslrootcert", config->db_sslrootcert);
	text = buffer_detach(&out, NULL);
	buffer_release(&out);
	return text;
}

static void
print_json(struct json_writer *json, const struct setting *setting,
    const char *value, const char *source)
{
	json_open_object(json);
	json_put_key(json, "name");
	json_put_string(json, setting->name);
	json_put_key(json, "value");
	json_put_string(json, value);
	json_put_key(json, "source");
	json_put_string(json, source);
	json_close_object(json);
}

int
config_print(struct buffer *out, bool as_json, struct error *error)
{
	struct sources sources;
	struct json_writer json;
	int result = sources_read(&sources, error);

	if (result != 0)
		return result;
	json_writer_init(&json, out);
	if (as_json)
		json_open_array(&json);
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct found *found = &sources.found[i];
		bool hidden = settings[i].secret && found->value[0] != '\0' &&
		    strcmp(found->source, "default") != 0;
		const char *value = hidden ? "(set)" : found->value;

		if (as_json)
			print_json(&json, &settings[i], value, found->source);
		else
			buffer_printf(out, "%-18s %-40s %s\n", settings[i].name,
			    value[0] != '\0' ? value : "-", found->source);
	}
	if (as_json) {
		json_close_array(&json);
		buffer_append_char(out, '\n');
	}
	sources_release(&sources);
	return 0;
}
