/*
 * marquee search: titles by words.
 */
#include <string.h>

#include "answer/title_json.h"
#include "cli/command.h"
#include "cli/title_table.h"
#include "index/filter.h"
#include "index/snapshot.h"
#include "recommend/catalogue.h"
#include "recommend/recommendation.h"

#define MAX_WORDS 64

struct request {
	struct buffer words;
	uint32_t limit;
	const char *filter; /* NULL: not given */
	bool json;
};

static int
parse(int argc, char **argv, struct request *request)
{
	const char *words[MAX_WORDS];
	size_t word_count;
	int64_t limit = 10;
	const struct option_spec specs[] = {
	    {"-k", OPTION_INTEGER, 1, RECOMMEND_MAX_LIMIT, &limit},
	    {"--filter", OPTION_TEXT, 0, 0, &request->filter},
	    {"--json", OPTION_FLAG, 0, 0, &request->json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	int code = options_parse(&command_search, specs, argc, argv, words, 1,
	    MAX_WORDS, &word_count);

	if (code != EXIT_OK)
		return code;
	for (size_t i = 0; i < word_count; i++) {
		buffer_append_string(&request->words, i == 0 ? "" : " ");
		buffer_append_string(&request->words, words[i]);
	}
	request->limit = (uint32_t)limit;
	return EXIT_OK;
}

static int
search(const struct request *request, const struct snapshot *snapshot,
    const struct filter *admitted, uint32_t documents[RECOMMEND_MAX_LIMIT],
    size_t *count)
{
	const struct catalogue_filter filter = {.filter = admitted};
	const struct catalogue_page page = {.limit = request->limit};
	struct tokenizer *tokenizer = tokenizer_new();
	int code = ERROR_MEMORY;

	if (tokenizer != NULL && !request->words.failed)
		code = catalogue_search(snapshot, tokenizer,
		    request->words.data, request->words.length, &filter, &page,
		    documents, count);
	tokenizer_free(tokenizer);
	return code;
}

static int
print(const struct request *request, const struct snapshot *snapshot,
    const uint32_t *documents, size_t count)
{
	struct buffer out = BUFFER_INIT;
	struct json_writer json;
	int code;

	if (request->json) {
		json_writer_init(&json, &out);
		answer_movie_list(&json, snapshot, documents, count);
		buffer_append_char(&out, '\n');
	} else {
		title_table_documents(&out, snapshot, documents, count);
	}
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

static int
answer(const struct config *config, const struct request *request)
{
	uint32_t documents[RECOMMEND_MAX_LIMIT];
	const struct filter *admitted = NULL;
	struct filter filter;
	struct snapshot *snapshot;
	struct error error;
	size_t count;
	int code;

	if (snapshot_open(config->snapshot_path, &snapshot, &error) != 0)
		return command_fail(&error, "marquee index");
	code = command_filter(
	    request->filter, snapshot, &filter, &admitted, &error);
	if (code == 0) {
		code = search(request, snapshot, admitted, documents, &count);
		if (code != 0)
			error_set(&error, code, "%s", error_string(code));
	}
	code = code == 0 ? print(request, snapshot, documents, count)
			 : command_fail(&error, NULL);
	snapshot_close(snapshot);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	struct request request = {.words = BUFFER_INIT};
	int code = parse(argc, argv, &request);

	if (code == EXIT_OK)
		code = answer(config, &request);
	buffer_release(&request.words);
	return code;
}

const struct command command_search = {
    .name = "search",
    .summary = "titles by words",
    .help = "search WORDS... [-k N] [--filter FILTER] [--json]\n\n"
	    "Prints titles that hold the words, best first: the exact title, "
	    "titles that\nbegin with the words, titles that hold all of them; "
	    "the last word may be\nunfinished.\n\n"
	    "  -k N      how many, 1 to 100 (10)\n"
	    "  --filter  which titles: \"genre=Drama year=1990..1999 "
	    "votes=1000..\"\n"
	    "  --json    what GET /movies/search answers\n",
    .run = run,
};
