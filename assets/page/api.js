/*
 * The HTTP interface: one function a route. Every failure is a Problem, which
 * says in words what went wrong and whether waiting may help.
 */

const TIMEOUT_MS = 10_000;

export class Problem extends Error {
  /*
   * kind: "refused" (our request was wrong), "missing" (404), "waiting" (503),
   * "failed" (another 5xx), "unreachable" (no answer), "timeout".
   */
  constructor(kind, title, detail, retryAfterMs = null, progress = null) {
    super(detail || title);
    this.kind = kind;
    this.title = title;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
    this.progress = progress; /* of the catalogue's preparation */
  }

  get mayPass() {
    return this.kind !== "refused" && this.kind !== "missing";
  }
}

export function popularMovies({ limit, offset = 0 }, signal) {
  return request("/movies", { query: { sort: "popularity", limit, offset }, signal });
}

export function searchMovies({ query, limit, offset = 0 }, signal) {
  return request("/movies/search", { query: { query, limit, offset }, signal });
}

/* A title does not change while the page is open, so it is asked for once. */
const knownMovies = new Map();
export async function movie(id, signal) {
  if (!knownMovies.has(id))
    knownMovies.set(id, await request(`/movies/${encodeURIComponent(id)}`, { signal }));
  return knownMovies.get(id);
}

export function similarMovies(id, { limit }, signal) {
  return request(`/movies/${encodeURIComponent(id)}/similar`, { query: { limit }, signal });
}

/* picks: {liked, disliked, seen}, arrays of title ids */
export function recommendationsForPicks(picks, { limit, diversity }, signal) {
  return request("/recommendations", { body: { ...picks, limit, diversity }, signal });
}

export function listUsers({ query, limit, offset = 0 }, signal) {
  return request("/users", { query: { query, limit, offset }, signal });
}

export function createUser({ name, birthYear }, signal) {
  const body = birthYear === null ? { name } : { name, birth_year: birthYear };
  return request("/users", { body, signal });
}

export function user(id, signal) {
  return request(`/users/${encodeURIComponent(id)}`, { signal });
}

export function viewingHistory(userId, { limit, offset = 0 }, signal) {
  return request(`/users/${encodeURIComponent(userId)}/viewing_history`,
    { query: { limit, offset }, signal });
}

/* event: {movie_id, watch_date, watch_duration[, rating]} */
export function addEvent(userId, event, signal) {
  return request(`/users/${encodeURIComponent(userId)}/viewing_history`,
    { body: event, signal });
}

export function recommendationsForUser(userId, { limit, diversity }, signal) {
  return request(`/users/${encodeURIComponent(userId)}/recommendations`,
    { query: { limit, diversity }, signal });
}

/* [{id, title, items}] */
export function rowsForUser(userId, { limit, diversity }, signal) {
  return request(`/users/${encodeURIComponent(userId)}/rows`,
    { query: { limit, diversity }, signal });
}

export function feedback(userId, { limit, offset = 0 }, signal) {
  return request(`/users/${encodeURIComponent(userId)}/feedback`,
    { query: { limit, offset }, signal });
}

/* said: {movie_id, kind}, kind "like" or "not_interested" */
export function sendFeedback(userId, said, signal) {
  return request(`/users/${encodeURIComponent(userId)}/feedback`, { body: said, signal });
}

export function takeFeedbackBack(userId, movieId, signal) {
  return request(`/users/${encodeURIComponent(userId)}/feedback/${encodeURIComponent(movieId)}`,
    { method: "DELETE", signal });
}

async function request(path, { method, query = {}, body, signal } = {}) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const options = { signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
  if (method)
    options.method = method;
  if (body !== undefined) {
    options.method = "POST";
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(path + queryString(query), options);
    if (!response.ok)
      throw await problemOf(response);
    return response.status === 204 ? null : await response.json();
  } catch (error) {
    throw asProblem(error);
  }
}

function queryString(query) {
  const present = Object.entries(query).filter(([, value]) =>
    value !== undefined && value !== "");
  return present.length ? `?${new URLSearchParams(present)}` : "";
}

async function problemOf(response) {
  const said = await response.json().catch(() => ({}));
  const seconds = Number(response.headers.get("Retry-After"));
  return new Problem(kindOf(response.status),
    said.title || `The server answered ${response.status}`, said.detail || "",
    seconds > 0 ? seconds * 1000 : null, said.progress ?? null);
}

function kindOf(status) {
  if (status === 404)
    return "missing";
  if (status === 503 || status === 429)
    return "waiting";
  return status >= 500 ? "failed" : "refused";
}

/* An abort of our own stays one: nobody waits for that answer any more. */
function asProblem(error) {
  if (error instanceof Problem || error.name === "AbortError")
    return error;
  if (error.name === "TimeoutError")
    return new Problem("timeout", "Marquee takes too long to answer",
      `No answer came within ${TIMEOUT_MS / 1000} seconds.`);
  if (error instanceof SyntaxError)
    return new Problem("failed", "The answer could not be read", error.message);
  return new Problem("unreachable", "Marquee does not answer",
    "The server is stopped or this device is offline.");
}
