/*
 * Kore's configuration file, for the version of Kore that is installed: the
 * one place of the program that knows how versions differ.
 */
#ifndef MARQUEE_CLI_KORE_CONFIG_H
#define MARQUEE_CLI_KORE_CONFIG_H

#include <stdbool.h>

#include "util/buffer.h"
#include "util/config.h"
#include "util/error.h"

struct kore_version {
	int major; /* 4 */
	int minor; /* 1, 2, ... */
};

/* Asks the `kore` on the PATH. ERROR_MISSING when there is none,
 * ERROR_VERSION when it is none of 4.x, 4.1 at least. */
int kore_version_find(struct kore_version *version, struct error *error);

/* Reads "4.1.0 pgsql tasks" and "kore 4.2.3". */
bool kore_version_parse(const char *text, struct kore_version *version);

/* Appends the configuration: listens on config's host and port with the
 * workers it names, and gives every request to the module. */
void kore_config_write(const struct config *config,
    const struct kore_version *version, const char *module_path,
    const char *pid_path, struct buffer *out);

#endif
