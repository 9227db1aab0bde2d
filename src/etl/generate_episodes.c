/*
 * Episodes come in seasons of ten; a season is one of a random series'.
 */
#include "etl/generate_episodes.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "etl/generate_rows.h"
#include "etl/row_text.h"
#include "etl/skew.h"

#define SEASON_EPISODES 10
#define SEASONS 7
#define UNNAMED_SHARE .4 /* called "Episode #1.2" */
#define UNNUMBERED_SHARE .2
#define SERIES_TRIES 1000 /* one title in six is a series */

/* The series of an episode: the first one from a random title on;
 * false when there is none, and *series is another title. */
static bool
find_series(const struct generator *generator, uint64_t episode,
    struct generated_title *series)
{
	struct random random;
	uint64_t ordinal;

	/* a season's episodes are of one series */
	skew_seed(
	    &random, generator->seed, SKEW_SERIES, episode / SEASON_EPISODES);
	ordinal = random_below(&random, generator->titles);
	for (uint64_t i = 0; i < generator->titles && i < SERIES_TRIES; i++) {
		generator_title(generator, ordinal, series);
		if (strcmp(series->type, "tvSeries") == 0)
			return true;
		ordinal = (ordinal + 1) % generator->titles;
	}
	return false;
}

void
episode_append(
    const struct generator *generator, uint64_t episode, struct buffer *out)
{
	struct generated_title series;
	struct random random;
	int32_t parent = generator_missing_title(generator);

	skew_seed(&random, generator->seed, SKEW_EPISODE, episode);
	if (find_series(generator, episode, &series) &&
	    episode % DANGLING_PERIOD != DANGLING_PERIOD - 1)
		parent = generator_title_number(generator, series.ordinal);
	row_append_title_id(out,
	    generator_title_number(generator, generator->titles + episode));
	buffer_append_char(out, '\t');
	row_append_title_id(out, parent);
	if (random_unit(&random) < UNNUMBERED_SHARE)
		buffer_append_string(out, "\t\\N\t\\N\n");
	else
		buffer_printf(out, "\t%" PRIu64 "\t%" PRIu64 "\n",
		    1 + episode / SEASON_EPISODES % SEASONS,
		    1 + episode % SEASON_EPISODES);
}

/* Appends what the episode is called, as primary and as original title. */
static void
append_names(struct buffer *out, uint64_t episode, struct random *random)
{
	struct buffer name = BUFFER_INIT;

	if (random_unit(random) < UNNAMED_SHARE)
		buffer_printf(&name, "Episode #%" PRIu64 ".%" PRIu64,
		    1 + episode / SEASON_EPISODES % SEASONS,
		    1 + episode % SEASON_EPISODES);
	else
		word_append_title(&name, WORD_ENGLISH, random);
	for (int i = 0; i < 2; i++) {
		buffer_append_char(out, '\t');
		buffer_append(out, name.data, name.length);
	}
	out->failed = out->failed || name.failed;
	buffer_release(&name);
}

void
episode_append_title(
    const struct generator *generator, uint64_t episode, struct buffer *out)
{
	struct generated_title series = {.start_year = 0};
	struct random random;

	skew_seed(&random, generator->seed, SKEW_EPISODE,
	    generator->episodes + episode);
	find_series(generator, episode, &series);
	row_append_title_id(out,
	    generator_title_number(generator, generator->titles + episode));
	buffer_append_string(out, "\ttvEpisode");
	append_names(out, episode, &random);
	buffer_append_string(out, series.is_adult ? "\t1" : "\t0");
	row_append_number(out, series.start_year);
	buffer_append_string(out, "\t\\N");
	row_append_number(out, series.runtime_minutes);
	row_append_genres(out, generator, &series);
	buffer_append_char(out, '\n');
}
