/*
 * The picks of somebody without an account: ids of titles that are loved, not
 * wanted, or seen. An id is in one list at most. They live in localStorage, and
 * in the address of the start view, so that a list can be bookmarked or sent.
 */

import { load, save } from "./storage.js";

export const LISTS = ["liked", "disliked", "seen"];
const MAX_EACH = 100;
const ID = /^[a-z]{2}\d{7,10}$/;

const changes = new EventTarget();
let lists = validated(load("picks", {}));

function validated(candidate) {
  const taken = new Set();
  const result = {};
  for (const list of LISTS) {
    const ids = Array.isArray(candidate?.[list]) ? candidate[list] : [];
    result[list] = ids.filter((id) =>
      ID.test(id) && !taken.has(id) && taken.add(id)).slice(0, MAX_EACH);
  }
  return result;
}

function change(next) {
  lists = next;
  save("picks", lists);
  changes.dispatchEvent(new Event("change"));
}

/* {liked, disliked, seen}: arrays of ids, oldest first; not to be changed */
export function current() {
  return lists;
}

export function isLiked(id) {
  return lists.liked.includes(id);
}

/* Puts an id into one list and takes it out of the others; null: into none. */
export function put(id, list) {
  const next = {};
  for (const name of LISTS)
    next[name] = lists[name].filter((other) => other !== id);
  if (list)
    next[list] = [...next[list], id].slice(-MAX_EACH);
  change(next);
}

export function toggleLiked(id) {
  put(id, isLiked(id) ? null : "liked");
}

export function clear() {
  change(validated({}));
}

/* Calls `listener` at every change until `signal` is aborted. */
export function onChange(listener, signal) {
  changes.addEventListener("change", listener, { signal });
}

/* "liked=tt0133093,tt0068646&seen=tt0071562"; "" without a pick */
export function toQuery() {
  return LISTS.filter((list) => lists[list].length)
    .map((list) => `${list}=${lists[list].join(",")}`).join("&");
}

/* Takes the picks of an address; one that names none changes nothing. */
export function fromQuery(query) {
  if (!LISTS.some((list) => query.has(list)))
    return;
  const candidate = {};
  for (const list of LISTS)
    candidate[list] = (query.get(list) || "").split(",");
  change(validated(candidate));
}
