/*
 * SIGINT and SIGTERM as a flag that long work looks at between steps.
 */
#ifndef MARQUEE_UTIL_SIGNAL_FLAG_H
#define MARQUEE_UTIL_SIGNAL_FLAG_H

#include <stdbool.h>

/* Installs the handlers; a second signal ends the process at once. */
void signal_flag_install(void);
bool signal_flag_raised(void);

#endif
