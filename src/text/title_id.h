/*
 * Text ids: the one place that converts between IMDb's numbers, as they are
 * kept everywhere inside, and what the outside says.
 *
 *	133093        tt0133093    a title of IMDb
 *	1500000001    my0000001    a title of one's own
 *	206           nm0000206    a person of IMDb
 *
 * Seven digits at least, more for larger numbers.
 */
#ifndef MARQUEE_TEXT_TITLE_ID_H
#define MARQUEE_TEXT_TITLE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TITLE_ID_SIZE 16 /* the longest text with its NUL */
#define TITLE_ID_OWN_BASE 1500000000 /* own titles begin here */

/*
 * Parses exactly `length` bytes; false leaves *number untouched. Accepted are
 * "tt" + 1 to 10 digits (1 to 1,499,999,999) and "my" + digits (0 to
 * 647,483,647), lower case, no sign, no blank.
 */
bool title_id_parse(const char *text, size_t length, int32_t *number);

/* As title_id_parse for "nm" + digits (1 to 2,147,483,647). */
bool person_id_parse(const char *text, size_t length, int32_t *number);

/* Writes the text id and returns its length. `number` > 0. */
size_t title_id_format(int32_t number, char text[TITLE_ID_SIZE]);
size_t person_id_format(int32_t number, char text[TITLE_ID_SIZE]);

#endif
