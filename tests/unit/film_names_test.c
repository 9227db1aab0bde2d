/*
 * Titles by name and year, as MovieLens writes them.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "etl/film_names.h"

static struct film_names *names;

static void
add(const char *name, int year, int32_t number, uint32_t votes)
{
	cr_assert_eq(
	    film_names_add(names, name, strlen(name), year, number, votes), 0);
}

static int32_t
find(const char *text)
{
	int32_t number = 0;

	return film_names_find_movielens(names, text, strlen(text), &number)
	    ? number
	    : 0;
}

static void
begin(void)
{
	names = film_names_new();
	cr_assert_not_null(names);
	add("The Long Quay", 1999, 1, 100);
	add("La cité des ombres", 1995, 2, 50);
	add("City of Shades", 1995, 2, 50);
	add("Heat", 1995, 3, 10);
	add("Heat", 1995, 4, 1000);
	add("Heat", 1986, 5, 5000);
	add("Se7en", 1995, 6, 9);
	add("Yes, No", 2001, 7, 9);
}

static void
end(void)
{
	film_names_free(names);
}

TestSuite(film_names, .init = begin, .fini = end);

Test(film_names, meet_without_case_accents_and_points)
{
	cr_expect_eq(find("the LONG quay! (1999)"), 1);
	cr_expect_eq(find("La Cite des Ombres (1995)"), 2);
}

Test(film_names, put_an_article_from_behind_to_the_front)
{
	cr_expect_eq(find("Long Quay, The (1999)"), 1);
	cr_expect_eq(find("Cité des ombres, La (1995)"), 2);
	cr_expect_eq(find("Yes, No (2001)"), 7);
}

Test(film_names, are_looked_for_in_brackets_too)
{
	cr_expect_eq(find("Nobody Knows This (City of Shades) (1995)"), 2);
	cr_expect_eq(
	    find("Unknown, The (a.k.a. Nothing) (Cité des ombres, La) (1995)"),
	    2);
	cr_expect_eq(find("Seven (a.k.a. Se7en) (1995)"), 6);
}

Test(film_names, of_the_same_year_mean_the_known_one)
{
	cr_expect_eq(find("Heat (1995)"), 4);
	cr_expect_eq(find("Heat (1986)"), 5);
}

Test(film_names, are_never_guessed)
{
	cr_expect_eq(find("Heat (1996)"), 0, "another year");
	cr_expect_eq(find("Heat"), 0, "no year");
	cr_expect_eq(find("Heat (95)"), 0);
	cr_expect_eq(find("(1995)"), 0, "no name");
	cr_expect_eq(find("Heat (1995) II"), 0);
	cr_expect_eq(find(""), 0);
	cr_expect_eq(find("(( (1995)"), 0);
}

Test(film_names, are_found_among_many)
{
	char name[32];
	int32_t number;

	for (int i = 1; i <= 5000; i++) {
		snprintf(name, sizeof(name), "film %d", i);
		add(name, 1900 + i % 100, 100 + i, 1);
	}
	for (int i = 1; i <= 5000; i++) {
		snprintf(name, sizeof(name), "Film %d", i);
		cr_assert(film_names_find(
		    names, name, strlen(name), 1900 + i % 100, &number));
		cr_assert_eq(number, 100 + i);
	}
}
