/*
 * Names of demo users, first and last from the same part of the world.
 */
#ifndef MARQUEE_ASSEMBLE_DEMO_NAMES_H
#define MARQUEE_ASSEMBLE_DEMO_NAMES_H

#include "util/random.h"

#define DEMO_NAME_SIZE 64

void demo_name_draw(struct random *random, char name[DEMO_NAME_SIZE]);

#endif
