/*
 * marquee neighbors: the k titles most similar to every title, as TSV.
 *
 * Titles are worked on in blocks, so that memory does not grow with their
 * number. The file is written beside its place and renamed when it is whole.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "index/neighbors.h"
#include "index/snapshot.h"
#include "text/title_id.h"
#include "util/buffer.h"
#include "util/signal_flag.h"

#define BLOCK 16384u /* titles */
#define HEADER "id\trank\tneighbor\tscore\tsimilarity\n"

struct block {
	struct hit *hits; /* [BLOCK x k], owned */
	size_t *counts; /* [BLOCK], owned */
	uint32_t first; /* document */
	uint32_t count;
};

static void
append_id(
    struct buffer *out, const struct snapshot *snapshot, uint32_t document)
{
	struct title_card card;
	char id[TITLE_ID_SIZE];

	snapshot_card(snapshot, document, &card);
	title_id_format(card.number, id);
	buffer_append_string(out, id);
}

static int
write_block(const struct snapshot *snapshot, const struct block *block,
    uint32_t k, struct buffer *out, FILE *file)
{
	buffer_clear(out);
	for (uint32_t i = 0; i < block->count; i++)
		for (size_t h = 0; h < block->counts[i]; h++) {
			const struct hit *hit = &block->hits[(size_t)i * k + h];

			append_id(out, snapshot, block->first + i);
			buffer_printf(out, "\t%zu\t", h + 1);
			append_id(out, snapshot, hit->document);
			buffer_printf(out, "\t%.6f\t%.6f\n", (double)hit->score,
			    (double)hit->similarity);
		}
	if (out->failed)
		return ERROR_MEMORY;
	if (fwrite(out->data, 1, out->length, file) != out->length)
		return ERROR_IO;
	return 0;
}

static int
write_all(const struct snapshot *snapshot, uint32_t k, int threads,
    struct block *block, FILE *file)
{
	uint32_t total = snapshot_document_count(snapshot);
	struct buffer out = BUFFER_INIT;
	int result = fputs(HEADER, file) < 0 ? ERROR_IO : 0;

	for (uint32_t first = 0; result == 0 && first < total; first += BLOCK) {
		block->first = first;
		block->count = total - first < BLOCK ? total - first : BLOCK;
		result = neighbors_find(snapshot, first, block->count, k,
		    threads, block->hits, block->counts, NULL);
		if (result == 0)
			result = write_block(snapshot, block, k, &out, file);
		if (result == 0 && signal_flag_raised())
			result = ERROR_INTERRUPTED;
	}
	buffer_release(&out);
	return result;
}

static int
write_file(const struct snapshot *snapshot, uint32_t k, int threads,
    const char *path, struct error *error)
{
	struct block block = {
	    .hits = malloc((size_t)BLOCK * k * sizeof(*block.hits)),
	    .counts = malloc(BLOCK * sizeof(*block.counts)),
	};
	struct buffer partial = BUFFER_INIT;
	FILE *file = NULL;
	int result = ERROR_MEMORY;

	buffer_printf(&partial, "%s.partial", path);
	if (block.hits != NULL && block.counts != NULL && !partial.failed) {
		file = fopen(partial.data, "we");
		result = file == NULL
		    ? ERROR_IO
		    : write_all(snapshot, k, threads, &block, file);
	}
	if (file != NULL && fclose(file) != 0 && result == 0)
		result = ERROR_IO;
	if (result == 0 && rename(partial.data, path) != 0)
		result = ERROR_IO;
	if (result != 0)
		error_set(error, result, "could not write \"%s\": %s", path,
		    result == ERROR_IO ? strerror(errno)
				       : error_string(result));
	if (result != 0 && file != NULL)
		unlink(partial.data);
	free(block.hits);
	free(block.counts);
	buffer_release(&partial);
	return result;
}

static int
run(const struct config *config, int argc, char **argv)
{
	int64_t k = 50;
	int64_t threads = config->max_workers;
	const char *path = NULL;
	const struct option_spec specs[] = {
	    {"-k", OPTION_INTEGER, 1, QUERY_MAX_K, &k},
	    {"--threads", OPTION_INTEGER, 1, 256, &threads},
	    {"--out", OPTION_TEXT, 0, 0, &path},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct snapshot *snapshot;
	struct error error;
	int result;
	int code = options_parse(
	    &command_neighbors, specs, argc, argv, NULL, 0, 0, NULL);

	if (code != EXIT_OK)
		return code;
	if (path == NULL) {
		fprintf(stderr, "marquee neighbors: --out FILE is missing\n");
		return EXIT_USAGE;
	}
	if (snapshot_open(config->snapshot_path, &snapshot, &error) != 0)
		return command_fail(&error, "marquee index");
	signal_flag_install();
	result = write_file(snapshot, (uint32_t)k, (int)threads, path, &error);
	snapshot_close(snapshot);
	return result == 0 ? EXIT_OK : command_fail(&error, NULL);
}

const struct command command_neighbors = {
    .name = "neighbors",
    .summary = "the most similar titles of every title, as a file",
    .help = "neighbors [-k N] [--threads N] --out FILE\n\n"
	    "Writes the titles most similar to each title of the snapshot, "
	    "best first, as\ntab-separated values: id, rank, neighbor, score, "
	    "similarity. Titles come in the\norder of the snapshot.\n\n"
	    "  -k N         how many of each, 1 to 1,000 (50)\n"
	    "  --threads N  MAX_WORKERS when not given\n"
	    "  --out FILE   replaced when all is written\n",
    .run = run,
};
