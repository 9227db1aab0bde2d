#include "unit/small_catalogue.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "index/snapshot_writer.h"
#include "unit/document_fixture.h"

#define LIST(array) \
	{ \
		(array), sizeof(array) / sizeof((array)[0]) \
	}

static const int32_t quest_director[] = {101};
static const int32_t quest_cast[] = {201, 202, 203};
static const int32_t heat_director[] = {103};
static const int32_t heat_cast[] = {204, 205};
static const int32_t other_heat[] = {104};
static const int32_t french[] = {105};
static const int32_t horror[] = {106};
static const int32_t comedy_director[] = {107};
static const int32_t comedy_cast[] = {206, 207};
static const int32_t romance[] = {108, 206};
static const int32_t silent[] = {SMALL_UNNAMED};

static const struct document documents[SMALL_COUNT] = {
    {.number = 1,
	.title = "Star Quest",
	.type = "movie",
	.genres = "Action,Sci-Fi",
	.start_year = 1977,
	.runtime_minutes = 120,
	.rating = 8.6F,
	.votes = 1000000,
	.directors = LIST(quest_director),
	.writers = LIST(quest_director),
	.cast = LIST(quest_cast)},
    {.number = 2,
	.title = "Star Quest II",
	.type = "movie",
	.genres = "Action,Sci-Fi",
	.start_year = 1980,
	.runtime_minutes = 125,
	.rating = 8.7F,
	.votes = 900000,
	.directors = LIST(quest_director),
	.writers = LIST(quest_director),
	.cast = LIST(quest_cast)},
    {.number = 3,
	.title = "The Heat",
	.type = "movie",
	.genres = "Action,Comedy",
	.start_year = 2013,
	.runtime_minutes = 117,
	.rating = 6.6F,
	.votes = 180000,
	.directors = LIST(other_heat)},
    {.number = 4,
	.title = "Heat",
	.type = "movie",
	.genres = "Action,Crime,Drama",
	.start_year = 1995,
	.runtime_minutes = 170,
	.rating = 8.3F,
	.votes = 750000,
	.directors = LIST(heat_director),
	.cast = LIST(heat_cast)},
    {.number = 5,
	.title = "Heat",
	.type = "movie",
	.genres = "Comedy,Drama",
	.start_year = 1972,
	.runtime_minutes = 102,
	.rating = 6.1F,
	.votes = 2000},
    {.number = 6,
	.title = "Heathers",
	.type = "movie",
	.genres = "Comedy,Crime",
	.start_year = 1989,
	.runtime_minutes = 103,
	.rating = 7.1F,
	.votes = 120000},
    {.number = 7,
	.title = "In the Heat of the Night",
	.type = "movie",
	.genres = "Crime,Drama,Mystery",
	.start_year = 1967,
	.runtime_minutes = 110,
	.rating = 7.9F,
	.votes = 85000},
    {.number = 8,
	.title = "Am\xc3\xa9lie",
	.original_title = "Le fabuleux destin d'Am\xc3\xa9lie Poulain",
	.type = "movie",
	.genres = "Comedy,Romance",
	.start_year = 2001,
	.runtime_minutes = 122,
	.rating = 8.3F,
	.votes = 800000,
	.directors = LIST(french)},
    {.number = 9,
	.title = "It",
	.type = "movie",
	.genres = "Horror",
	.start_year = 2017,
	.runtime_minutes = 135,
	.rating = 7.3F,
	.votes = 600000,
	.directors = LIST(horror)},
    {.number = 10,
	.title = "Laughing",
	.type = "movie",
	.genres = "Comedy",
	.start_year = 2005,
	.runtime_minutes = 95,
	.rating = 6.9F,
	.votes = 150000,
	.directors = LIST(comedy_director),
	.cast = LIST(comedy_cast)},
    {.number = 11,
	.title = "Laughs Again",
	.type = "movie",
	.genres = "Comedy",
	.start_year = 2007,
	.runtime_minutes = 98,
	.rating = 6.5F,
	.votes = 140000,
	.directors = LIST(comedy_director),
	.cast = LIST(comedy_cast)},
    {.number = 12,
	.title = "Love in Spring",
	.type = "movie",
	.genres = "Romance",
	.start_year = 1999,
	.runtime_minutes = 101,
	.rating = 7.0F,
	.votes = 90000,
	.directors = LIST(romance)},
    {.number = 13, .title = "Quiet Years", .type = "tvSeries", .genres = ""},
    {.number = 14,
	.title = "Old Streets",
	.type = "movie",
	.genres = "Drama",
	.start_year = 1925,
	.runtime_minutes = 70,
	.rating = 7.4F,
	.votes = 3000,
	.directors = LIST(silent)},
    {.number = 15,
	.title = "Old Houses",
	.type = "movie",
	.genres = "Drama",
	.start_year = 1926,
	.runtime_minutes = 75,
	.rating = 7.2F,
	.votes = 2500,
	.directors = LIST(silent)},
};

static void
name_people(struct snapshot_writer *writer)
{
	for (int32_t person = 100; person < 300; person++) {
		char name[32];

		snprintf(name, sizeof(name), "Person %d", (int)person);
		cr_assert_eq(
		    snapshot_writer_name(writer, person, name, NULL), 0);
	}
}

struct snapshot *
small_catalogue(void)
{
	char *folder = fixture_folder();
	struct snapshot_writer *writer;
	struct snapshot_writer_stats stats;
	struct snapshot *snapshot;
	char path[512];

	snprintf(path, sizeof(path), "%s/titles", folder);
	cr_assert_eq(
	    snapshot_writer_new(&fixture_parameters, &writer, NULL), 0);
	for (size_t i = 0; i < SMALL_COUNT; i++)
		cr_assert_eq(
		    snapshot_writer_add(writer, &documents[i], NULL), 0);
	name_people(writer);
	cr_assert_eq(snapshot_writer_publish(writer, path, &stats, NULL), 0);
	snapshot_writer_free(writer);
	cr_assert_eq(snapshot_open(path, &snapshot, NULL), 0);
	fixture_folder_remove(folder);
	return snapshot;
}

uint32_t
small_document(const struct snapshot *snapshot, int32_t number)
{
	uint32_t document = UINT32_MAX;

	cr_assert(snapshot_find(snapshot, number, &document), "no title %d",
	    (int)number);
	return document;
}

int32_t
small_number(const struct snapshot *snapshot, uint32_t document)
{
	struct title_card card;

	snapshot_card(snapshot, document, &card);
	return card.number;
}
