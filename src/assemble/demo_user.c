/*
 * See demo_user.h for the formulas.
 */
#include "assemble/demo_user.h"

#include <math.h>
#include <stdlib.h>

#include "util/error.h"

#define US_PER_MINUTE INT64_C(60000000)
#define US_PER_DAY (INT64_C(1440) * US_PER_MINUTE)

#define YOUNGEST 14
#define OLDEST 85
#define USUAL_FILM_MINUTES 100
#define USUAL_EPISODE_MINUTES 45

/* Rejected draws before the last one is taken as it is. */
#define MAX_DRAWS 64

static size_t
draw_genre(struct random *random, const struct demo_titles *titles)
{
	double total = 0.0, at;
	size_t genre = 0;

	/* The root gives the smaller genres their friends too. */
	for (size_t i = 0; i < titles->genre_count; i++)
		total += sqrt(titles->genre_popularity[i]);
	at = random_unit(random) * total;
	for (; genre + 1 < titles->genre_count; genre++) {
		at -= sqrt(titles->genre_popularity[genre]);
		if (at < 0.0)
			break;
	}
	return genre;
}

static void
draw_genres(struct random *random, const struct demo_titles *titles,
    struct demo_taste *taste)
{
	uint64_t wanted = 2 + random_below(random, 3);

	if (titles->genre_count == 0)
		return;
	for (uint64_t i = 0; i < wanted; i++)
		taste->genres |= UINT64_C(1) << draw_genre(random, titles);
	taste->avoided = UINT64_C(1) << draw_genre(random, titles);
	taste->avoided &= ~taste->genres;
}

/* People of titles that one would like anyway. */
static void
draw_people(struct random *random, const struct demo_titles *titles,
    struct demo_taste *taste)
{
	for (int i = 0; i < MAX_DRAWS; i++) {
		const struct demo_title *title =
		    &titles->titles[demo_titles_draw(titles, random)];

		if (taste->person_count == DEMO_FAVOURITE_PEOPLE)
			return;
		if (title->person_count == 0 ||
		    random_unit(random) >= demo_taste_appeal(taste, title))
			continue;
		taste->people[taste->person_count++] =
		    title->people[random_below(random, title->person_count)];
	}
}

void
demo_user_draw(struct random *random, const struct demo_titles *titles,
    int year, struct demo_user *user)
{
	double age = 36.0 + 14.0 * random_normal(random);
	struct demo_taste *taste = &user->taste;

	*user = (struct demo_user){0};
	demo_name_draw(random, user->name);
	age = fmin(fmax(age, YOUNGEST), OLDEST);
	user->birth_year = year - (int)age;
	taste->era = user->birth_year + 22 + (int)(6.0 * random_normal(random));
	taste->era = taste->era < year ? taste->era : year;
	taste->mildness = 0.6 * random_normal(random);
	draw_genres(random, titles, taste);
	draw_people(random, titles, taste);
}

static double
genre_appeal(const struct demo_taste *taste, uint64_t genres)
{
	uint64_t shared = taste->genres & genres;
	double appeal = 0.5;

	if (shared == 0)
		appeal = 0.04;
	else if ((shared & (shared - 1)) != 0)
		appeal = 1.0;
	return (taste->avoided & genres) != 0 ? appeal / 4.0 : appeal;
}

static bool
has_favourite(const struct demo_taste *taste, const struct demo_title *title)
{
	for (size_t i = 0; i < title->person_count; i++)
		for (size_t j = 0; j < taste->person_count; j++)
			if (title->people[i] == taste->people[j])
				return true;
	return false;
}

double
demo_taste_appeal(
    const struct demo_taste *taste, const struct demo_title *title)
{
	double away = (title->start_year - taste->era) / 15.0;
	double era = title->start_year == 0 ? 0.5 : 1.0 / (1.0 + away * away);
	double appeal =
	    genre_appeal(taste, title->genres) * (0.35 + 0.65 * era);

	return has_favourite(taste, title) ? fmax(appeal, 0.8) : appeal;
}

int
demo_history_init(
    struct demo_history *history, const struct demo_titles *titles)
{
	*history = (struct demo_history){
	    .seen = calloc(titles->count / 8 + 1, 1),
	};
	return history->seen == NULL ? ERROR_MEMORY : 0;
}

void
demo_history_release(struct demo_history *history)
{
	free(history->events);
	free(history->seen);
	free(history->picks);
	*history = (struct demo_history){0};
}

static int
make_room(struct demo_history *history, size_t count)
{
	void *grown;

	if (count <= history->capacity)
		return 0;
	grown = realloc(history->events, count * sizeof(*history->events));
	if (grown == NULL)
		return ERROR_MEMORY;
	history->events = grown;
	grown = realloc(history->picks, count * sizeof(*history->picks));
	if (grown == NULL)
		return ERROR_MEMORY;
	history->picks = grown;
	history->capacity = count;
	return 0;
}

static bool
is_seen(const struct demo_history *history, size_t title)
{
	return (history->seen[title / 8] >> (title % 8) & 1) != 0;
}

static size_t
draw_title(const struct demo_history *history, struct random *random,
    const struct demo_titles *titles, const struct demo_taste *taste)
{
	size_t title = 0;

	for (int i = 0; i < MAX_DRAWS; i++) {
		if (taste->person_count > 0 && random_below(random, 7) == 0)
			title = demo_titles_draw_of(titles,
			    taste->people[random_below(
				random, taste->person_count)],
			    random);
		else
			title = demo_titles_draw(titles, random);
		if (is_seen(history, title) && random_below(random, 50) != 0)
			continue;
		if (random_unit(random) <
		    demo_taste_appeal(taste, &titles->titles[title]))
			break;
	}
	return title;
}

static void
draw_picks(struct demo_history *history, struct random *random,
    const struct demo_titles *titles, const struct demo_taste *taste)
{
	for (size_t i = 0; i < history->count; i++) {
		size_t title = draw_title(history, random, titles, taste);

		history->picks[i] = title;
		history->seen[title / 8] |= (unsigned char)(1 << (title % 8));
	}
	for (size_t i = 0; i < history->count; i++)
		history->seen[history->picks[i] / 8] = 0;
}

/* 1970-01-01 was a Thursday. */
static bool
is_weekend(int64_t day_us)
{
	int64_t weekday = (day_us / US_PER_DAY + 4) % 7; /* 0: Sunday */

	return weekday == 0 || weekday == 6;
}

/* A day, weekends more often, and an hour of its evening; on a weekend also
 * of its afternoon. */
static int64_t
draw_time(struct random *random, int64_t before_us)
{
	double minute = 20.25 * 60.0 + 80.0 * random_normal(random);
	int64_t day;

	do {
		day = before_us -
		    (int64_t)(1 + random_below(random, DEMO_HISTORY_DAYS)) *
			US_PER_DAY;
	} while (!is_weekend(day) && random_below(random, 10) < 4);
	if (is_weekend(day) && random_below(random, 3) == 0)
		minute -= 5.0 * 60.0;
	minute = fmin(fmax(minute, 9.0 * 60.0), 23.0 * 60.0 + 55.0);
	return day + (int64_t)(minute * 60.0) * (US_PER_MINUTE / 60);
}

static int
compare_events(const void *left, const void *right)
{
	const struct demo_event *a = left, *b = right;

	return (a->watched_us > b->watched_us) -
	    (a->watched_us < b->watched_us);
}

/* Minutes watched; *finished says whether to the end. */
static int32_t
draw_duration(struct random *random, const struct demo_title *title,
    double appeal, bool *finished)
{
	double minutes = title->runtime_minutes;

	if (title->runtime_minutes <= 0)
		minutes = title->is_series ? USUAL_EPISODE_MINUTES
					   : USUAL_FILM_MINUTES;
	*finished = random_unit(random) < 0.7 + 0.25 * appeal;
	if (!*finished)
		minutes *= 0.05 + 0.65 * random_unit(random);
	else if (title->is_series)
		minutes *= 1.0 + (double)random_below(random, 4);
	else
		minutes *= 0.96 + 0.04 * random_unit(random);
	return (int32_t)fmax(minutes + 0.5, 1.0);
}

/* About half of what is watched is rated. */
static int32_t
draw_rating(struct random *random, const struct demo_taste *taste,
    const struct demo_title *title, double appeal, bool finished)
{
	double rating =
	    5.2 + 2.8 * appeal + taste->mildness + 1.1 * random_normal(random);

	if (random_below(random, 2) == 0)
		return 0;
	if (title->rating > 0.0F)
		rating += 0.6 * ((double)title->rating - 6.5);
	if (!finished)
		rating -= 2.5;
	return (int32_t)fmin(fmax(rating + 0.5, 1.0), 10.0);
}

int
demo_history_draw(struct demo_history *history, struct random *random,
    const struct demo_titles *titles, const struct demo_user *user,
    size_t count, int64_t day_us)
{
	if (make_room(history, count) != 0)
		return ERROR_MEMORY;
	history->count = count;
	draw_picks(history, random, titles, &user->taste);
	for (size_t i = 0; i < count; i++) {
		const struct demo_title *title =
		    &titles->titles[history->picks[i]];
		double appeal = demo_taste_appeal(&user->taste, title);
		struct demo_event *event = &history->events[i];
		bool finished;

		event->number = title->number;
		event->watched_us = draw_time(random, day_us);
		event->duration_minutes =
		    draw_duration(random, title, appeal, &finished);
		event->rating =
		    draw_rating(random, &user->taste, title, appeal, finished);
	}
	if (count > 0)
		qsort(history->events, count, sizeof(*history->events),
		    compare_events);
	return 0;
}
