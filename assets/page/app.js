/*
 * Marquee's page: the frame around the views, and which view an address shows.
 */

import { combobox } from "./combobox.js";
import { element, fill } from "./dom.js";
import { emptyNote } from "./region.js";
import { go, searchHref, start, titleHref, viewerHref } from "./router.js";
import { currentViewer, onViewerChange } from "./viewer_store.js";
import * as search from "./view_search.js";
import * as startView from "./view_start.js";
import * as title from "./view_title.js";
import * as viewer from "./view_viewer.js";
import * as viewers from "./view_viewers.js";

const main = document.getElementById("main");

/* By first part of the path and number of parts. */
const VIEWS = {
  "/0": { name: "start", show: startView.show },
  "search/1": { name: "search", show: search.show },
  "title/2": { name: "title", show: title.show },
  "viewers/1": { name: "viewers", show: viewers.show },
  "viewers/2": { name: "viewer", show: viewer.show },
};
const NOWHERE = { name: "nowhere", show: showNowhere };

/* Aborted when the view is left: its requests, timers and listeners end. */
let view = new AbortController();

function show(address, { first }) {
  const { path } = address;
  const found = VIEWS[`${path[0] ?? ""}/${path.length}`] ?? NOWHERE;
  view.abort();
  view = new AbortController();
  document.body.dataset.view = found.name;
  markNavigation(found.name);
  headerSearch.input.value = found.name === "search" ? address.query.get("query") ?? "" : "";
  found.show(main, address, view.signal);
  if (!first)
    (main.querySelector("h1") ?? main).focus({ preventScroll: true });
}

function showNowhere() {
  document.title = "Marquee";
  fill(main, element("h1", { tabindex: -1 }, "There is nothing here"),
    emptyNote("The address is not one of this page. ",
      element("a", { href: "#/" }, "Pick three films you love")));
}

function markNavigation(name) {
  for (const link of document.querySelectorAll("[data-nav]"))
    if (link.dataset.nav === name)
      link.setAttribute("aria-current", "page");
    else
      link.removeAttribute("aria-current");
}

function showCurrentViewer() {
  const link = document.getElementById("current-viewer");
  const chosen = currentViewer();
  link.hidden = !chosen;
  link.textContent = chosen?.name ?? "";
  link.href = chosen ? viewerHref(chosen.id) : "#/viewers";
}

const headerSearch = combobox({
  label: "Search for a title", placeholder: "Search",
  onTake: (movie) => go(titleHref(movie.id)),
  onAll: (words) => go(searchHref(words)),
  enter: "all",
});
const searchForm = document.getElementById("site-search");
searchForm.append(headerSearch.node);
searchForm.addEventListener("submit", (event) => event.preventDefault());

/* An address of its own would leave the view. */
document.querySelector(".skip-link").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

onViewerChange(showCurrentViewer);
showCurrentViewer();
start(show);
