/*
 * Resources: the handlers of all routes, one file a resource, and their table.
 */
#ifndef MARQUEE_SERVER_RESOURCES_H
#define MARQUEE_SERVER_RESOURCES_H

#include "server/router.h"

/* The routes that are served, ended by a NULL pattern. */
extern const struct route server_routes[];

/* movies.c */
route_handler movies_list;
route_handler movies_search;
route_handler movies_get;

/* trending.c */
route_handler movies_trending;

/* similar.c */
route_handler similar_get;

/* users.c */
route_handler users_list_get;
route_handler users_post;
route_handler user_get;

/* history.c */
route_handler history_get;
route_handler history_post;

/* feedback.c */
route_handler feedback_get;
route_handler feedback_post;
route_handler feedback_delete;

/* recommendations.c, picks.c */
route_handler recommendations_get;
route_handler rows_get;
route_handler recommendations_post;

/* page.c */
route_handler page_index;
route_handler page_asset;

/* operations.c */
route_handler operations_healthz;
route_handler operations_readyz;
route_handler operations_metrics;

#endif
