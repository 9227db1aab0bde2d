/*
 * /healthz, /readyz and /metrics, for those who run the server.
 */
#include "server/resources.h"
#include "server/respond.h"
#include "util/json_writer.h"

static bool
takes_no_parameter(struct exchange *exchange)
{
	static const char *const known[] = {NULL};
	struct query_string query;

	return exchange_query(exchange, known, &query);
}

/* The process runs and answers: looks at nothing else. */
void
operations_healthz(struct exchange *exchange)
{
	struct json_writer json;

	if (!takes_no_parameter(exchange))
		return;
	respond_json_begin(exchange, 200, &json);
	json_open_object(&json);
	json_put_key(&json, "status");
	json_put_string(&json, "ok");
	json_put_key(&json, "version");
	json_put_string(&json, MARQUEE_VERSION);
	json_close_object(&json);
	respond_json_end(exchange);
}

static void
write_degraded(struct json_writer *json, const struct app *app)
{
	json_put_key(json, "degraded");
	json_open_array(json);
	if (!pool_is_up(app->pool))
		json_put_string(json, "postgresql");
	if (app->cache != NULL && !recommendation_cache_is_up(app->cache))
		json_put_string(json, "redis");
	json_close_array(json);
}

/* Ready once there is a snapshot; what else is down degrades only. */
void
operations_readyz(struct exchange *exchange)
{
	const struct app *app = exchange->app;
	const struct snapshot *snapshot;
	struct json_writer json;

	if (!takes_no_parameter(exchange))
		return;
	if (app->draining) {
		respond_problem(exchange, 503, "the server is being stopped");
		return;
	}
	snapshot = exchange_snapshot(exchange);
	if (snapshot == NULL)
		return;
	respond_json_begin(exchange, 200, &json);
	json_open_object(&json);
	json_put_key(&json, "status");
	json_put_string(&json, "ready");
	json_put_key(&json, "generation");
	json_put_int(&json, (int64_t)snapshot_generation(snapshot));
	json_put_key(&json, "documents");
	json_put_int(&json, snapshot_document_count(snapshot));
	json_put_key(&json, "model_generation");
	json_put_int(&json, (int64_t)model_watch_generation(&app->model_watch));
	write_degraded(&json, app);
	json_close_object(&json);
	respond_json_end(exchange);
}

void
operations_metrics(struct exchange *exchange)
{
	struct app *app = exchange->app;

	if (!takes_no_parameter(exchange))
		return;
	metrics_write(app->metrics, (unsigned)app->config->server_workers,
	    server_routes, &exchange->answer);
	respond_buffer(exchange, "text/plain; version=0.0.4; charset=utf-8");
}
