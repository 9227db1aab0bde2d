/*
 * Event loop: hangs endpoints (the store's and the cache's connections) into
 * Kore's loop: their descriptors into its epoll, their deadlines into its
 * timers.
 */
#ifndef MARQUEE_SERVER_EVENT_LOOP_H
#define MARQUEE_SERVER_EVENT_LOOP_H

#include "util/endpoint.h"
#include "util/error.h"

/* Watches an endpoint until the process ends. ERROR_MEMORY. */
int event_loop_add(struct endpoint *endpoint);

#endif
