/*
 * See demo_titles.h.
 *
 * A temporary table of the transaction holds the numbers of the titles, so
 * that the people are joined by PostgreSQL and only theirs travel.
 */
#include "assemble/demo_titles.h"

#include <stdlib.h>
#include <string.h>

#include "store/copy.h"

#define STRING(x) #x
#define LITERAL(x) STRING(x)

static const char create_sql[] =
    "CREATE TEMPORARY TABLE simulate_titles "
    "(id integer, votes integer, average_rating real) ON COMMIT DROP";

/* $1: types that nobody watches, with commas between. */
static const char choose_sql[] =
    "INSERT INTO simulate_titles "
    "SELECT m.id, coalesce(r.num_votes, 0) AS votes, r.average_rating "
    "FROM movies m LEFT JOIN movie_ratings r ON r.movie_id = m.id "
    "WHERE m.gone_at IS NULL AND NOT m.is_adult "
    "AND m.title_type <> ALL (string_to_array($1, ',')) "
    "ORDER BY 2 DESC, 1 LIMIT " LITERAL(DEMO_TITLES_MAX);

static const char titles_sql[] =
    "SELECT m.id, m.title_type, m.genres, m.start_year, m.runtime_minutes, "
    "t.average_rating, t.votes "
    "FROM simulate_titles t JOIN movies m USING (id) "
    "ORDER BY t.votes DESC, m.id";

/* Two directors and the four people billed first, as a poster names them. */
static const char people_sql[] =
    "SELECT person_id, movie_id FROM ("
    "SELECT person_id, movie_id, row_number() OVER ("
    "PARTITION BY movie_id ORDER BY ordering) AS place "
    "FROM directors JOIN simulate_titles t ON t.id = movie_id) d "
    "WHERE place <= 2 "
    "UNION "
    "SELECT person_id, movie_id FROM ("
    "SELECT person_id, movie_id, row_number() OVER ("
    "PARTITION BY movie_id ORDER BY ordering) AS place "
    "FROM movie_crew JOIN simulate_titles t ON t.id = movie_id "
    "WHERE category IN ('actor', 'actress')) c "
    "WHERE place <= 4 "
    "ORDER BY 1, 2";

/* The bit of a genre, which is entered when it is new; 0 when there is no
 * room or memory. */
static uint64_t
genre_bit(struct demo_titles *titles, const char *name, size_t length)
{
	size_t at = 0;

	for (; at < titles->genre_count; at++)
		if (strncmp(titles->genre_names[at], name, length) == 0 &&
		    titles->genre_names[at][length] == '\0')
			return UINT64_C(1) << at;
	if (at == DEMO_GENRES_MAX)
		return 0;
	titles->genre_names[at] = strndup(name, length);
	if (titles->genre_names[at] == NULL)
		return 0;
	titles->genre_count++;
	return UINT64_C(1) << at;
}

static uint64_t
genre_set(struct demo_titles *titles, const char *genres, size_t length)
{
	uint64_t set = 0;

	while (length > 0) {
		const char *comma = memchr(genres, ',', length);
		size_t part = comma == NULL ? length : (size_t)(comma - genres);

		set |= genre_bit(titles, genres, part);
		part += comma == NULL ? 0 : 1;
		genres += part;
		length -= part;
	}
	return set;
}

static bool
is_series(const char *type, size_t length)
{
	return (length == strlen("tvSeries") &&
		   memcmp(type, "tvSeries", length) == 0) ||
	    (length == strlen("tvMiniSeries") &&
		memcmp(type, "tvMiniSeries", length) == 0);
}

static void
read_title(
    struct demo_titles *titles, struct copy_row *row, struct demo_title *title)
{
	size_t length = 0;
	const char *text;

	title->number = copy_get_int4(row, 0);
	text = copy_get_text(row, &length);
	title->is_series = text != NULL && is_series(text, length);
	text = copy_get_text(row, &length);
	title->genres = text == NULL ? 0 : genre_set(titles, text, length);
	title->start_year = copy_get_int2(row, 0);
	title->runtime_minutes = copy_get_int4(row, 0);
	title->rating = copy_get_float4(row, 0.0F);
	title->votes = (uint32_t)copy_get_int4(row, 0);
}

static int
choose_titles(struct connection *connection, const char *excluded_types,
    struct error *error)
{
	struct result *result = NULL;
	int code = connection_execute(connection, create_sql, error);

	if (code == 0)
		code = connection_query(
		    connection, choose_sql, &excluded_types, 1, &result, error);
	result_free(result);
	return code;
}

static int
read_titles(struct demo_titles *titles, struct connection *connection,
    struct error *error)
{
	struct copy_reader *reader;
	struct copy_row row;
	int code = copy_reader_open(&reader, connection, titles_sql, error);

	if (code != 0)
		return code;
	while ((code = copy_reader_next(reader, &row, error)) > 0 &&
	    titles->count < DEMO_TITLES_MAX) {
		read_title(titles, &row, &titles->titles[titles->count++]);
		if (row.bad) {
			code = copy_reader_bad(error);
			break;
		}
	}
	copy_reader_free(reader);
	if (code == 0 && titles->count == 0)
		return error_set(error, ERROR_MISSING,
		    "there are no titles to watch; load titles first");
	return code;
}

/* Running sums of popularity, and each genre's share of it. */
static void
weigh(struct demo_titles *titles)
{
	double total = 0.0;

	for (size_t i = 0; i < titles->count; i++) {
		const struct demo_title *title = &titles->titles[i];
		double weight = title->votes + 1.0;

		total += weight;
		titles->popularity[i] = total;
		for (size_t genre = 0; genre < titles->genre_count; genre++)
			if ((title->genres >> genre & 1) != 0)
				titles->genre_popularity[genre] += weight;
	}
	for (size_t genre = 0; genre < titles->genre_count; genre++)
		titles->genre_popularity[genre] /= total;
}

struct position {
	int32_t number;
	uint32_t at; /* in titles->titles */
};

static int
compare_positions(const void *left, const void *right)
{
	const struct position *a = left, *b = right;

	return (a->number > b->number) - (a->number < b->number);
}

static struct position *
sort_positions(const struct demo_titles *titles)
{
	struct position *positions = calloc(titles->count, sizeof(*positions));

	if (positions == NULL)
		return NULL;
	for (size_t i = 0; i < titles->count; i++)
		positions[i] = (struct position){
		    .number = titles->titles[i].number,
		    .at = (uint32_t)i,
		};
	qsort(positions, titles->count, sizeof(*positions), compare_positions);
	return positions;
}

/* People's titles grow as the rows come, ordered by person. */
struct people_reader {
	struct demo_titles *titles;
	struct position *positions; /* [titles->count], owned */
	uint32_t pair_count;
	size_t pair_capacity;
	size_t person_capacity;
};

static int
make_room(struct people_reader *reader)
{
	struct demo_titles *titles = reader->titles;
	void *grown;

	if (reader->pair_count == reader->pair_capacity) {
		size_t capacity = reader->pair_capacity * 2 + 1024;

		grown = realloc(titles->person_titles,
		    capacity * sizeof(*titles->person_titles));
		if (grown == NULL)
			return ERROR_MEMORY;
		titles->person_titles = grown;
		reader->pair_capacity = capacity;
	}
	if (titles->person_count == reader->person_capacity) {
		size_t capacity = reader->person_capacity * 2 + 1024;

		grown =
		    realloc(titles->people, capacity * sizeof(*titles->people));
		if (grown == NULL)
			return ERROR_MEMORY;
		titles->people = grown;
		reader->person_capacity = capacity;
	}
	return 0;
}

static int
add_pair(struct people_reader *reader, int32_t person, int32_t number)
{
	struct demo_titles *titles = reader->titles;
	const struct position wanted = {.number = number};
	const struct position *position = bsearch(&wanted, reader->positions,
	    titles->count, sizeof(wanted), compare_positions);
	struct demo_person *last;
	struct demo_title *title;

	if (position == NULL)
		return 0;
	if (make_room(reader) != 0)
		return ERROR_MEMORY;
	if (titles->person_count == 0 ||
	    titles->people[titles->person_count - 1].number != person)
		titles->people[titles->person_count++] = (struct demo_person){
		    .number = person,
		    .first = reader->pair_count,
		};
	last = &titles->people[titles->person_count - 1];
	titles->person_titles[reader->pair_count++] = position->at;
	last->count++;
	title = &titles->titles[position->at];
	if (title->person_count < DEMO_TITLE_PEOPLE)
		title->people[title->person_count++] =
		    (uint32_t)(titles->person_count - 1);
	return 0;
}

static int
read_people(struct demo_titles *titles, struct connection *connection,
    struct error *error)
{
	struct people_reader people = {
	    .titles = titles,
	    .positions = sort_positions(titles),
	};
	struct copy_reader *reader = NULL;
	struct copy_row row;
	int code;

	if (people.positions == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = copy_reader_open(&reader, connection, people_sql, error);
	if (code != 0)
		goto out;
	while ((code = copy_reader_next(reader, &row, error)) > 0) {
		int32_t person = copy_get_int4(&row, 0);
		int32_t number = copy_get_int4(&row, 0);

		code = row.bad ? copy_reader_bad(error)
			       : add_pair(&people, person, number);
		if (code != 0)
			break;
	}
	if (code == ERROR_MEMORY)
		error_set(error, code, "out of memory");
out:
	copy_reader_free(reader);
	free(people.positions);
	return code;
}

int
demo_titles_load(struct demo_titles *out, struct connection *connection,
    const char *excluded_types, struct error *error)
{
	struct demo_titles titles = {
	    .titles = calloc(DEMO_TITLES_MAX, sizeof(*titles.titles)),
	    .popularity = calloc(DEMO_TITLES_MAX, sizeof(*titles.popularity)),
	};
	int code;

	if (titles.titles == NULL || titles.popularity == NULL) {
		code = error_set(error, ERROR_MEMORY, "out of memory");
		goto out;
	}
	code = choose_titles(connection, excluded_types, error);
	if (code == 0)
		code = read_titles(&titles, connection, error);
	if (code == 0)
		code = read_people(&titles, connection, error);
	if (code != 0)
		goto out;
	weigh(&titles);
	*out = titles;
	titles = (struct demo_titles){0};
out:
	demo_titles_release(&titles);
	return code;
}

void
demo_titles_release(struct demo_titles *titles)
{
	free(titles->titles);
	free(titles->popularity);
	for (size_t i = 0; i < titles->genre_count; i++)
		free(titles->genre_names[i]);
	free(titles->people);
	free(titles->person_titles);
	*titles = (struct demo_titles){0};
}

size_t
demo_titles_draw(const struct demo_titles *titles, struct random *random)
{
	double at = random_unit(random) * titles->popularity[titles->count - 1];
	size_t low = 0, high = titles->count - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (titles->popularity[middle] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

size_t
demo_titles_draw_of(
    const struct demo_titles *titles, size_t person, struct random *random)
{
	const struct demo_person *of = &titles->people[person];

	return titles
	    ->person_titles[of->first + random_below(random, of->count)];
}
