/*
 * One function a file. What a row needs of other files follows from the same
 * seed, so that the files agree.
 */
#include "etl/generate_rows.h"

#include <math.h>

#include "etl/generate_episodes.h"
#include "etl/generate_names.h"
#include "etl/generate_people.h"
#include "etl/row_text.h"
#include "etl/skew.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Votes of IMDb's whole file, which the titles with more than 5,000 are the
 * upper 1.5 % of: 5 at least, then log-normal with median 25 and three in four
 * below 100.
 */
#define RATED_SHARE .5
#define VOTES_MIN 5.0
#define VOTES_MAX 3200000.0
#define VOTES_LOG_MEAN 3.0
#define VOTES_LOG_DEVIATION 2.5

static const double rating_values[] = {1, 4.9, 5.5, 5.8, 6.1, 6.3, 6.4, 6.6,
    6.8, 7, 7.1, 7.3, 7.4, 7.6, 7.8, 8.2, 9.5};
static const struct skew_quantiles ratings = {
    rating_values, COUNT(rating_values)};

#define ACTRESS_SHARE .4
#define SELF_SHARE .004
#define CHARACTERS_SHARE .28 /* of cast rows */
#define FULL_CREW_SHARE .26 /* of titles with rows for other work */
struct work {
	const char *category;
	double share; /* of titles with full crew */
	const char *job; /* NULL: null */
};

static const struct work works[] = {{"producer", .9, "producer"},
    {"producer", .6, "producer"}, {"composer", .53, NULL},
    {"cinematographer", .35, "director of photography"}, {"editor", .2, NULL},
    {"production_designer", .05, NULL}};

static uint64_t
count_titles(const struct generator *generator)
{
	return generator->titles;
}

static uint64_t
count_titles_and_episodes(const struct generator *generator)
{
	return generator->titles + generator->episodes;
}

static uint64_t
count_episodes(const struct generator *generator)
{
	return generator->episodes;
}

static uint64_t
count_circles(const struct generator *generator)
{
	return generator->circles;
}

/* --- titles --------------------------------------------------------------- */

static void
append_title(
    const struct generator *generator, uint64_t unit, struct buffer *out)
{
	struct buffer original = BUFFER_INIT;
	struct generated_title title;

	if (unit >= generator->titles) {
		episode_append_title(generator, unit - generator->titles, out);
		return;
	}
	generator_title(generator, unit, &title);
	row_append_title_id(out, generator_title_number(generator, unit));
	buffer_printf(out, "\t%s\t", title.type);
	generator_append_title(generator, &title, out, &original);
	buffer_append_char(out, '\t');
	buffer_append(out, original.data, original.length);
	out->failed = out->failed || original.failed;
	buffer_release(&original);
	buffer_printf(out, "\t%d", title.is_adult);
	row_append_number(out, title.start_year);
	row_append_number(out, title.end_year);
	row_append_number(out, title.runtime_minutes);
	row_append_genres(out, generator, &title);
	buffer_append_char(out, '\n');
}

/* The missing title that rows behind this one name, or 0. */
static int32_t
dangling_title(const struct generator *generator, uint64_t unit)
{
	return unit % DANGLING_PERIOD == DANGLING_PERIOD - 1
	    ? generator_missing_behind(generator, unit)
	    : 0;
}

static void
append_rating(
    const struct generator *generator, uint64_t unit, struct buffer *out)
{
	int32_t number = generator_title_number(generator, unit);
	struct random random;
	double votes;

	skew_seed(&random, generator->seed, SKEW_RATING, unit);
	if (random_unit(&random) >= RATED_SHARE)
		return;
	if (dangling_title(generator, unit) != 0)
		number = dangling_title(generator, unit);
	votes = VOTES_MIN +
	    exp(VOTES_LOG_MEAN + VOTES_LOG_DEVIATION * random_normal(&random));
	row_append_title_id(out, number);
	buffer_printf(out, "\t%.1f\t%.0f\n",
	    skew_value(&ratings, random_unit(&random)),
	    fmin(floor(votes), VOTES_MAX));
}

static void
append_list(struct buffer *out, const int32_t *people, uint32_t count)
{
	buffer_append_string(out, count == 0 ? "\t\\N" : "\t");
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_char(out, ',');
		row_append_person_id(out, people[i]);
	}
}

static void
append_crew(
    const struct generator *generator, uint64_t unit, struct buffer *out)
{
	struct generated_credits credits;
	struct generated_title title;

	generator_title(generator, unit, &title);
	generator_credits(generator, &title, &credits);
	row_append_title_id(out, generator_title_number(generator, unit));
	for (int kind = CREDITED_DIRECTORS; kind <= CREDITED_WRITERS; kind++)
		append_list(out, credits.people[kind], credits.counts[kind]);
	buffer_append_char(out, '\n');
}

/* --- principals ----------------------------------------------------------- */

struct principals {
	struct buffer *out;
	int32_t title;
	unsigned ordering; /* of the last row */
};

static void
append_principal(struct principals *principals, int32_t person,
    const char *category, const char *job)
{
	struct buffer *out = principals->out;

	row_append_title_id(out, principals->title);
	row_append_number(out, (int)++principals->ordering);
	buffer_append_char(out, '\t');
	row_append_person_id(out, person);
	buffer_append_char(out, '\t');
	buffer_append_string(out, category);
	buffer_append_char(out, '\t');
	buffer_append_string(out, job != NULL ? job : "\\N");
	buffer_append_char(out, '\t');
}

static void
append_cast(struct principals *principals,
    const struct generated_credits *credits, struct random *random)
{
	for (uint32_t i = 0; i < credits->counts[CREDITED_CAST]; i++) {
		double share = random_unit(random);
		const char *category = "actor";

		if (share < SELF_SHARE)
			category = "self";
		else if (share < ACTRESS_SHARE)
			category = "actress";
		append_principal(principals, credits->people[CREDITED_CAST][i],
		    category, NULL);
		if (random_unit(random) < CHARACTERS_SHARE) {
			buffer_append_string(principals->out, "[\"");
			word_append_name(principals->out, WORD_ENGLISH, random);
			buffer_append_string(principals->out, "\"]\n");
		} else {
			buffer_append_string(principals->out, "\\N\n");
		}
	}
}

/* People who are in title.crew too, and those who are not. */
static void
append_others(const struct generator *generator, uint64_t unit,
    struct principals *principals, const struct generated_credits *credits,
    struct random *random)
{
	static const char *const categories[] = {"director", "writer"};

	for (int kind = CREDITED_DIRECTORS; kind <= CREDITED_WRITERS; kind++)
		for (uint32_t i = 0; i < credits->counts[kind] && i < 2; i++) {
			append_principal(principals, credits->people[kind][i],
			    categories[kind], NULL);
			buffer_append_string(principals->out, "\\N\n");
		}
	for (size_t i = 0; i < COUNT(works); i++)
		if (random_unit(random) < works[i].share) {
			append_principal(principals,
			    generator_crew_member(generator, unit, random),
			    works[i].category, works[i].job);
			buffer_append_string(principals->out, "\\N\n");
		}
}

static void
append_principals(
    const struct generator *generator, uint64_t unit, struct buffer *out)
{
	struct principals principals = {
	    .out = out, .title = generator_title_number(generator, unit)};
	struct generated_credits credits;
	struct generated_title title;
	struct random random;

	skew_seed(&random, generator->seed, SKEW_CREW_ROWS, unit);
	generator_title(generator, unit, &title);
	generator_credits(generator, &title, &credits);
	append_cast(&principals, &credits, &random);
	if (credits.counts[CREDITED_DIRECTORS] > 0 &&
	    random_unit(&random) < FULL_CREW_SHARE)
		append_others(generator, unit, &principals, &credits, &random);
	if (dangling_title(generator, unit) != 0) {
		principals.title = dangling_title(generator, unit);
		principals.ordering = 0;
		append_cast(&principals, &credits, &random);
	}
}

/* --- other titles --------------------------------------------------------- */

struct region {
	const char *code;
	const char *language; /* IMDb's code, mostly null */
	enum word_language spelling;
};

static const struct region regions[] = {{"US", "\\N", WORD_ENGLISH},
    {"GB", "\\N", WORD_ENGLISH}, {"FR", "\\N", WORD_ROMANCE},
    {"ES", "\\N", WORD_ROMANCE}, {"BR", "\\N", WORD_ROMANCE},
    {"DE", "\\N", WORD_NORDIC}, {"SE", "\\N", WORD_NORDIC},
    {"PL", "\\N", WORD_SLAVIC}, {"HR", "\\N", WORD_SLAVIC},
    {"TR", "tr", WORD_TURKIC}, {"IN", "hi", WORD_DEVANAGARI},
    {"RU", "\\N", WORD_CYRILLIC}, {"BG", "bg", WORD_CYRILLIC},
    {"GR", "\\N", WORD_GREEK}, {"IL", "he", WORD_HEBREW},
    {"EG", "\\N", WORD_ARABIC}, {"KR", "\\N", WORD_HANGUL},
    {"JP", "ja", WORD_KATAKANA}, {"CN", "cmn", WORD_HAN},
    {"TW", "\\N", WORD_HAN}};

#define AKAS_MEAN 3.7 /* beside the original; IMDb has 4.7 in all */

static void
append_akas(
    const struct generator *generator, uint64_t unit, struct buffer *out)
{
	int32_t number = generator_title_number(generator, unit);
	struct buffer primary = BUFFER_INIT;
	struct buffer original = BUFFER_INIT;
	struct generated_title title;
	struct random random;
	int count;

	skew_seed(&random, generator->seed, SKEW_AKAS, unit);
	generator_title(generator, unit, &title);
	generator_append_title(generator, &title, &primary, &original);
	out->failed = out->failed || primary.failed || original.failed;
	row_append_title_id(out, number);
	buffer_append_string(out, "\t1\t");
	buffer_append(out, original.data, original.length);
	buffer_append_string(out, "\t\\N\t\\N\toriginal\t\\N\t1\n");
	buffer_release(&primary);
	buffer_release(&original);
	count = (int)(-AKAS_MEAN * log(1 - random_unit(&random)) + .5);
	for (int i = 0; i < count; i++) {
		const struct region *region =
		    &regions[random_below(&random, COUNT(regions))];

		row_append_title_id(out, number);
		buffer_printf(out, "\t%d\t", i + 2);
		word_append_title(out, region->spelling, &random);
		buffer_printf(out, "\t%s\t%s\t%s\t\\N\t0\n", region->code,
		    region->language,
		    random_unit(&random) < .7 ? "imdbDisplay" : "\\N");
	}
}

/* --- the files ------------------------------------------------------------ */

static const struct generated_format formats[GENERATED_FILE_COUNT] = {
    [GENERATED_TITLES] = {"title.basics",
	"tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\t"
	"startYear\tendYear\truntimeMinutes\tgenres",
	count_titles_and_episodes, append_title},
    [GENERATED_RATINGS] = {"title.ratings", "tconst\taverageRating\tnumVotes",
	count_titles, append_rating},
    [GENERATED_CREW] = {"title.crew", "tconst\tdirectors\twriters",
	count_titles, append_crew},
    [GENERATED_PRINCIPALS] = {"title.principals",
	"tconst\tordering\tnconst\tcategory\tjob\tcharacters", count_titles,
	append_principals},
    [GENERATED_PERSONS] = {"name.basics",
	"nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\t"
	"knownForTitles",
	count_circles, people_append},
    [GENERATED_AKAS] = {"title.akas",
	"titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\t"
	"isOriginalTitle",
	count_titles, append_akas},
    [GENERATED_EPISODES] = {"title.episode",
	"tconst\tparentTconst\tseasonNumber\tepisodeNumber", count_episodes,
	episode_append},
};

const struct generated_format *
generated_format(enum generated_file file)
{
	return &formats[file];
}
