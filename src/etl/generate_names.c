/*
 * Shares of nulls were measured on IMDb's non-commercial datasets.
 */
#include "etl/generate_names.h"

#include <stdbool.h>
#include <stddef.h>

#include "etl/generate_people.h"
#include "etl/row_text.h"
#include "etl/skew.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define BORN_KNOWN_SHARE .54
#define DIED_SHARE .22 /* of people whose birth is known */
#define PROFESSION_SHARE .82

struct people {
	const struct generator *generator;
	struct buffer *out;
	enum word_language language;
};

static void
append_years(struct buffer *out, struct random *random)
{
	int born = 0;
	int died = 0;

	if (random_unit(random) < BORN_KNOWN_SHARE) {
		born = 1970 + (int)(18 * random_normal(random));
		born = born < 1850 ? 1850 : born > 2020 ? 2020 : born;
		if (random_unit(random) < DIED_SHARE)
			died = born + 5 + (int)random_below(random, 90);
		died = died > 2026 ? 0 : died;
	}
	row_append_number(out, born);
	row_append_number(out, died);
}

static void
append_professions(struct buffer *out, bool is_cast, struct random *random)
{
	static const char *const acting[] = {"actor", "actress",
	    "actor,soundtrack", "actress,soundtrack", "actor,writer,producer"};
	static const char *const others[] = {"writer", "producer",
	    "writer,producer,director", "writer,producer", "director", "editor",
	    "composer,music_department"};

	buffer_append_char(out, '\t');
	if (random_unit(random) >= PROFESSION_SHARE)
		buffer_append_string(out, "\\N");
	else if (is_cast)
		buffer_append_string(
		    out, acting[random_below(random, COUNT(acting))]);
	else
		buffer_append_string(
		    out, others[random_below(random, COUNT(others))]);
}

static void
append_person(void *context, const struct generated_person *person)
{
	struct people *people = context;
	struct buffer *out = people->out;
	struct random random;

	if (person->known_for_count > 0 &&
	    generator_person_is_missing(people->generator, person->number))
		return;
	skew_seed(&random, people->generator->seed, SKEW_PERSON,
	    (uint64_t)person->number);
	row_append_person_id(out, person->number);
	buffer_append_char(out, '\t');
	word_append_name(out, people->language, &random);
	append_years(out, &random);
	append_professions(out, person->is_cast, &random);
	buffer_append_string(out, person->known_for_count > 0 ? "\t" : "\t\\N");
	for (size_t i = 0; i < person->known_for_count; i++) {
		if (i > 0)
			buffer_append_char(out, ',');
		row_append_title_id(out, person->known_for[i]);
	}
	buffer_append_char(out, '\n');
}

void
people_append(
    const struct generator *generator, uint64_t circle, struct buffer *out)
{
	struct people people = {
	    generator, out, (enum word_language)(circle % WORD_LATIN_COUNT)};

	if (generator_people(generator, circle, append_person, &people) != 0)
		out->failed = true;
}
