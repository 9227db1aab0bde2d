/*
 * Impressions: what this worker showed and has not written yet. Written once a
 * second, over the pool that nobody waits for; no answer waits for it. While
 * the database is away they are held, up to IMPRESSIONS_HELD; then what comes
 * is dropped and counted in the log. Nothing is kept unless IMPRESSIONS=yes.
 */
#ifndef MARQUEE_SERVER_IMPRESSIONS_H
#define MARQUEE_SERVER_IMPRESSIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/impressions.h"

#define IMPRESSIONS_HELD 20000

struct app;
struct exchange;

struct impressions {
	struct impression *held; /* [count], owned; NULL: switched off */
	size_t count;
	size_t dropped; /* since the last line in the log */
	bool under_way;
	struct impressions_request request;
};

/* ERROR_MEMORY. */
int impressions_start(struct app *app);

/* Notes what the answer of an exchange shows its user: a list, or rows. */
void impressions_note(struct exchange *exchange, const char *user, bool rows);

/* To be called every second. */
void impressions_flush(struct app *app);

/* Writes what is held, waiting for it, and frees. */
void impressions_end(struct app *app);

#endif
