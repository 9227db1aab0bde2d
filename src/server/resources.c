/*
 * The table of routes. Literal segments stand before captures.
 */
#include "server/resources.h"

#include "server/metrics.h"

const struct route server_routes[] = {
    {HTTP_GET, "/", page_index},
    {HTTP_GET, "/assets/{name}", page_asset},
    {HTTP_GET, "/movies", movies_list},
    {HTTP_GET, "/movies/search", movies_search},
    {HTTP_GET, "/movies/trending", movies_trending},
    {HTTP_GET, "/movies/{id}", movies_get},
    {HTTP_GET, "/movies/{id}/similar", similar_get},
    {HTTP_GET, "/users", users_list_get},
    {HTTP_POST, "/users", users_post},
    {HTTP_GET, "/users/{id}", user_get},
    {HTTP_GET, "/users/{id}/viewing_history", history_get},
    {HTTP_POST, "/users/{id}/viewing_history", history_post},
    {HTTP_GET, "/users/{id}/feedback", feedback_get},
    {HTTP_POST, "/users/{id}/feedback", feedback_post},
    {HTTP_DELETE, "/users/{id}/feedback/{title}", feedback_delete},
    {HTTP_GET, "/users/{id}/recommendations", recommendations_get},
    {HTTP_GET, "/users/{id}/rows", rows_get},
    {HTTP_POST, "/recommendations", recommendations_post},
    {HTTP_GET, "/healthz", operations_healthz},
    {HTTP_GET, "/readyz", operations_readyz},
    {HTTP_GET, "/metrics", operations_metrics},
    {HTTP_GET, NULL, NULL},
};

_Static_assert(
    sizeof(server_routes) / sizeof(server_routes[0]) <= METRICS_ROUTES_MAX,
    "the metrics have no room for all routes");
