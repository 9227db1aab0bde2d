/*
 * put_progress: the writer of load progress by itself, for tests of those who
 * read it. Writes what each line of standard input says, "STAGE FILE DONE TOTAL
 * ROWS" (FILE "-": none), to the database of DATABASE_URL, answers each with
 * "ok", and removes the row at the end of the input. Killed, it leaves the row.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/load_progress.h"

int
main(void)
{
	const char *url = getenv("DATABASE_URL");
	struct load_progress_writer *writer;
	struct load_progress_state state;
	struct error error;
	char stage[32], file[32];

	if (url == NULL ||
	    load_progress_open(&writer, url, "put_progress", &error) != 0) {
		fprintf(stderr, "put_progress: %s\n",
		    url == NULL ? "no DATABASE_URL" : error.message);
		return 1;
	}
	state.stage = stage;
	while (scanf("%31s %31s %" SCNd64 " %" SCNd64 " %" SCNd64, stage, file,
		   &state.done, &state.total, &state.rows) == 5) {
		state.file = strcmp(file, "-") == 0 ? NULL : file;
		load_progress_put(writer, &state);
		puts("ok");
		fflush(stdout);
	}
	load_progress_close(writer);
	return 0;
}
