#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/config.h"

/* Each test runs in a process and a folder of its own. */
static char folder[] = "/tmp/marquee-config-XXXXXX";

static void
enter_folder(void)
{
	static const char *const names[] = {"DATABASE_URL", "DB_NAME",
	    "DB_PASSWORD", "DB_HOST", "REDIS_URL", "STATE_DIR", "PORT",
	    "SNAPSHOT_PATH", "MODEL_PATH", "DATA_DIR", "LOG_LEVEL"};

	cr_assert(mkdtemp(folder) != NULL);
	cr_assert(eq(int, chdir(folder), 0));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

static void
leave_folder(void)
{
	unlink(".env");
	unlink("secret");
	unlink("var/stack.env");
	rmdir("var");
	cr_assert(eq(int, chdir("/"), 0));
	rmdir(folder);
}

TestSuite(config, .init = enter_folder, .fini = leave_folder);

static void
write_file(const char *path, const char *text)
{
	FILE *stream = fopen(path, "w");

	cr_assert(stream != NULL);
	fputs(text, stream);
	fclose(stream);
}

Test(config, takes_the_environment_before_dot_env_before_stack_env)
{
	struct config config;
	struct error error;

	mkdir("var", 0700);
	write_file("var/stack.env", "PORT=1001\nDB_NAME=stack\nDB_HOST=sock\n");
	write_file(".env", "# mine\nexport PORT=1002\nDB_NAME='dot env'\n");
	setenv("PORT", "1003", 1);
	cr_assert(
	    eq(int, config_load(&config, &error), 0), "%s", error.message);
	cr_assert(eq(int, config.port, 1003));
	cr_assert(eq(str, config.db_name, "dot env"));
	cr_assert(eq(str, config.db_host, "sock"));
	cr_assert(eq(str, config.snapshot_path, "var/snapshot/titles"));
	cr_assert(eq(str, config.model_path, "var/snapshot/model"));
	config_release(&config);
}

Test(config, reads_a_secret_from_a_file_and_never_prints_it)
{
	struct config config;
	struct error error;
	struct buffer out = BUFFER_INIT;

	write_file("secret", "hush'hush\nsecond line\n");
	setenv("DB_PASSWORD_FILE", "secret", 1);
	cr_assert(eq(int, config_load(&config, &error), 0));
	cr_assert(eq(str, config.db_password, "hush'hush"));
	char *connection = config_connection_string(&config);
	cr_assert(strstr(connection, "password='hush\\'hush'") != NULL);
	free(connection);
	cr_assert(eq(int, config_print(&out, false, &error), 0));
	cr_assert(strstr(out.data, "hush") == NULL);
	cr_assert(strstr(out.data, "(set)") != NULL);
	buffer_release(&out);
	config_release(&config);
}

Test(config, names_a_secret_file_that_is_missing)
{
	struct config config;
	struct error error;

	setenv("DB_PASSWORD_FILE", "nowhere", 1);
	cr_assert(eq(int, config_load(&config, &error), ERROR_IO));
	cr_assert(strstr(error.message, "DB_PASSWORD_FILE") != NULL);
	cr_assert(strstr(error.message, "nowhere") != NULL);
}

Test(config, names_the_line_of_a_broken_dot_env)
{
	struct config config;
	struct error error;

	write_file(".env", "PORT=1\nwhat is this\n");
	cr_assert(eq(int, config_load(&config, &error), ERROR_INVALID));
	cr_assert(eq(str, error.message, ".env, line 2: expected NAME=value"));
}

Test(config, keeps_default_weights_that_are_not_named)
{
	struct config config;
	struct config plain;
	struct error error;

	cr_assert(eq(int, config_load(&plain, &error), 0));
	setenv("FIELD_WEIGHTS", "title=0.25,cast=2^1.5", 1);
	cr_assert(eq(int, config_load(&config, &error), 0));
	cr_assert(config.fields.weights[1] == 0.25F);
	cr_assert(config.fields.idf_exponents[1] == 1);
	cr_assert(config.fields.weights[4] == 2);
	cr_assert(config.fields.idf_exponents[4] == 1.5F);
	cr_assert(config.fields.weights[2] == plain.fields.weights[2]);
	cr_assert(
	    config.fields.idf_exponents[2] == plain.fields.idf_exponents[2]);
	config_release(&config);
	config_release(&plain);
}

struct refused {
	char name[24];
	char value[40];
};

ParameterizedTestParameters(config, refuses_and_names)
{
	static struct refused cases[] = {
	    {"PORT", "0"},
	    {"PORT", "65536"},
	    {"PORT", "80x"},
	    {"PORT", " 80"},
	    {"PORT", "-1"},
	    {"PORT", "99999999999999999999"},
	    {"LOG_LEVEL", "loud"},
	    {"INCLUDE_ADULT", "maybe"},
	    {"DB_SSLMODE", "sometimes"},
	    {"REDIS_URL", "http://x"},
	    {"REDIS_URL", "offline"},
	    {"FIELD_WEIGHTS", "genre"},
	    {"FIELD_WEIGHTS", "genre="},
	    {"FIELD_WEIGHTS", "genre=-1"},
	    {"FIELD_WEIGHTS", "genre=nan"},
	    {"FIELD_WEIGHTS", "genre=.0001"},
	    {"FIELD_WEIGHTS", "plot=1"},
	    {"FIELD_WEIGHTS", "genre=1^"},
	    {"FIELD_WEIGHTS", "genre=1^-1"},
	    {"FIELD_WEIGHTS", "genre=1^1.3"},
	    {"FIELD_WEIGHTS", "genre=1^3.5"},
	    {"FIELD_WEIGHTS", "genre^1=1"},
	    {"CACHE_TTL", "0"},
	    {"AUTH", "required"},
	};

	return cr_make_param_array(
	    struct refused, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct refused *c, config, refuses_and_names)
{
	struct config config;
	struct error error;

	setenv(c->name, c->value, 1);
	cr_assert(eq(int, config_load(&config, &error), ERROR_INVALID), "%s=%s",
	    c->name, c->value);
	cr_assert(strstr(error.message, c->name) != NULL);
	cr_assert(strstr(error.message, "allowed is") != NULL);
	if (strcmp(c->name, "REDIS_URL") == 0)
		cr_assert(strstr(error.message, c->value) == NULL);
	else
		cr_assert(strstr(error.message, c->value) != NULL);
}
