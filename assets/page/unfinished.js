/*
 * What a viewer began and did not finish: titles whose newest event is clearly
 * shorter than the title and carries no rating, newest first.
 */

import { movie as movieById, viewingHistory } from "./api.js";

const EVENTS_READ = 100;
const SHOWN = 6;
const CANDIDATES = 24; /* each costs a request for its runtime, once */
const FINISHED_SHARE = 0.85; /* what is left then are the credits */

/* Promises [{movie, minutes}]; minutes of the newest event. */
export async function unfinished(userId, signal) {
  const events = await viewingHistory(userId, { limit: EVENTS_READ }, signal);
  const candidates = newestOfEachTitle(events)
    .filter((event) => event.rating === null && event.watch_duration > 0)
    .slice(0, CANDIDATES);
  const begun = await Promise.all(candidates.map(async (event) => ({
    movie: await movieOrNull(event.movie_id, signal),
    minutes: event.watch_duration,
  })));
  return begun.filter(({ movie, minutes }) =>
    movie?.runtime && minutes < FINISHED_SHARE * movie.runtime).slice(0, SHOWN);
}

/* events are newest first */
function newestOfEachTitle(events) {
  const byTitle = new Map();
  for (const event of events)
    if (!byTitle.has(event.movie_id))
      byTitle.set(event.movie_id, event);
  return [...byTitle.values()];
}

/* A title may have left the catalogue since it was watched. */
async function movieOrNull(id, signal) {
  try {
    return await movieById(id, signal);
  } catch (problem) {
    if (problem.kind === "missing")
      return null;
    throw problem;
  }
}
