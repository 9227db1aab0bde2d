/*
 * The columns as sql/ has them.
 */
#include "store/catalogue_table.h"

#include <assert.h>
#include <stddef.h>

static const struct catalogue_columns tables[CATALOGUE_TABLE_COUNT] = {
    [CATALOGUE_MOVIES] = {"movies", "id",
	"title_type, primary_title, original_title, is_adult, "
	"start_year, end_year, runtime_minutes, genres, gone_at",
	"id", "title.basics"},
    [CATALOGUE_PERSONS] = {"persons", "id",
	"name, birth_year, death_year, professions", NULL, "name.basics"},
    [CATALOGUE_CREW] = {"movie_crew", "movie_id, ordering",
	"person_id, category, job, characters", "movie_id", "title.principals"},
    [CATALOGUE_DIRECTORS] = {"directors", "movie_id, ordering", "person_id",
	"movie_id", "title.crew"},
    [CATALOGUE_WRITERS] = {"writers", "movie_id, ordering", "person_id",
	"movie_id", "title.crew"},
    [CATALOGUE_KNOWN_FOR] = {"known_for_titles", "person_id, ordering",
	"movie_id", NULL, "name.basics"},
    [CATALOGUE_RATINGS] = {"movie_ratings", "movie_id",
	"average_rating, num_votes", "movie_id", "title.ratings"},
    [CATALOGUE_AKAS] = {"movie_akas", "movie_id, ordering",
	"title, region, language, types, attributes, is_original", "movie_id",
	"title.akas"},
    [CATALOGUE_EPISODES] = {"movie_episodes", "movie_id",
	"parent_id, season_number, episode_number", "movie_id",
	"title.episode"},
    [CATALOGUE_EXTRAS] = {"movie_extras", "movie_id",
	"overview, keywords, language, country, poster_url, certificate",
	"movie_id", "extras"},
};

const struct catalogue_columns *
catalogue_columns(enum catalogue_table table)
{
	assert(table < CATALOGUE_TABLE_COUNT);
	return &tables[table];
}
