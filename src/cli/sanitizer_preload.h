/*
 * Sanitizers in a program that was built without them: Kore loads the module,
 * and a sanitizer's runtime has to come first in a process. Does nothing in an
 * ordinary build.
 */
#ifndef MARQUEE_CLI_SANITIZER_PRELOAD_H
#define MARQUEE_CLI_SANITIZER_PRELOAD_H

/* Sets LD_PRELOAD to the runtime of this program, for what it becomes. */
void sanitizer_preload(void);

#endif
