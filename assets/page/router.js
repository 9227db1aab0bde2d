/*
 * Which view an address shows. Addresses are hashes ("#/title/tt0133093"), so
 * that every one of them is served by the one document at "/", can be opened
 * directly, and the back button works.
 */

const scrollPositions = new Map(); /* by key of the history's entry */

/* "/title/tt0133093?from=x" -> {path: ["title", "tt0133093"], query} */
function parse(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split("?");
  return {
    path: path.split("/").filter(Boolean).map(decoded),
    query: new URLSearchParams(query),
  };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function titleHref(id) {
  return `#/title/${encodeURIComponent(id)}`;
}

export function viewerHref(id) {
  return `#/viewers/${encodeURIComponent(id)}`;
}

export function searchHref(query, page = 1) {
  const parameters = new URLSearchParams(page > 1 ? { query, page } : { query });
  return `#/search?${parameters}`;
}

export function viewersHref(query = "", page = 1) {
  const parameters = new URLSearchParams();
  if (query)
    parameters.set("query", query);
  if (page > 1)
    parameters.set("page", page);
  return parameters.size ? `#/viewers?${parameters}` : "#/viewers";
}

export function go(href) {
  location.hash = href;
}

/* Changes the address without leaving the view or adding to the history. */
export function replaceAddress(href) {
  history.replaceState(history.state, "", href);
  shownHash = location.hash;
}

/*
 * Calls show({path, query, returning}, {first}) now and at every change of
 * address; `returning` on the way back (or forth) to an address shown before.
 * Each entry of the browser's history gets a key, by which its position on the
 * page is found again then.
 */
let shownHash = "";
export function start(show) {
  let keys = 0;
  const keyOfEntry = () => {
    if (history.state === null)
      history.replaceState(`${performance.timeOrigin}-${++keys}`, "");
    return history.state;
  };
  let shownKey = keyOfEntry();

  history.scrollRestoration = "manual";
  addEventListener("hashchange", () => {
    if (location.hash === shownHash)
      return;
    scrollPositions.set(shownKey, scrollY);
    shownHash = location.hash;
    const returning = history.state !== null;
    shownKey = keyOfEntry();
    show({ ...parse(shownHash), returning }, { first: false });
    scrollTo(0, scrollPositions.get(shownKey) ?? 0);
  });
  shownHash = location.hash;
  show({ ...parse(shownHash), returning: false }, { first: true });
}
