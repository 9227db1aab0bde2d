/*
 * Labels: what a person reads of a reason.
 */
#ifndef MARQUEE_ANSWER_REASON_LABEL_H
#define MARQUEE_ANSWER_REASON_LABEL_H

#include <stddef.h>

#include "index/snapshot.h"

#define REASON_LABEL_SIZE 128

/*
 * Writes the label of a term that `document` has: a name, a genre, "1990s",
 * "TV series", and for a word's stem the word itself as the document's title
 * writes it. `term` has a text. Cut at a character's end when it is too long.
 */
void reason_label(const struct snapshot *snapshot, uint32_t document,
    const struct term_label *term, char label[REASON_LABEL_SIZE]);

#endif
