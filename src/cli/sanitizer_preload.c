/*
 * The runtime is found where this process has it mapped.
 */
#include "cli/sanitizer_preload.h"

#ifdef MARQUEE_SANITIZED
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
sanitizer_preload(void)
{
	char line[4096], path[4096];
	FILE *maps = fopen("/proc/self/maps", "re");

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		if (strstr(line, "libasan.so") == NULL ||
		    sscanf(line, "%*s %*s %*s %*s %*s %4095s", path) != 1)
			continue;
		setenv("LD_PRELOAD", path, 1);
		/* Kore frees nothing when it ends; that is no leak of ours */
		setenv("ASAN_OPTIONS", "detect_leaks=0", 0);
		break;
	}
	if (maps != NULL)
		fclose(maps);
}
#else
void
sanitizer_preload(void)
{
}
#endif
