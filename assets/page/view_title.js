/*
 * One title: its facts, its people, and the titles most similar to it with the
 * share that each common trait has in the likeness.
 */

import { movie as movieById, similarMovies } from "./api.js";
import { card, grid, rating, shares, skeletonGrid } from "./cards.js";
import { element, fill } from "./dom.js";
import { pickButton } from "./pick_button.js";
import { emptyNote, region } from "./region.js";
import { tile } from "./tile.js";
import { currentViewer } from "./viewer_store.js";
import { askWatched } from "./watch_dialog.js";
import { count, duration, genreList, titleAndYear, typeName } from "./words.js";
import { viewerHref } from "./router.js";

const SIMILAR = 12;

export function show(main, { path: [, id] }, signal) {
  document.title = "A title in Marquee";
  const title = region({
    signal,
    load: (asked) => movieById(id, asked),
    skeleton: skeletonTitle,
    render: (movie) => {
      document.title = `${titleAndYear(movie)} in Marquee`;
      return [titleArticle(movie, signal), similarSection(id, signal)];
    },
  });
  fill(main, title.node);
  title.reload();
}

/* Begins only once the title is known: one message for an unknown one, not two. */
function similarSection(id, signal) {
  const similar = region({
    signal,
    load: (asked) => similarMovies(id, { limit: SIMILAR }, asked),
    skeleton: () => skeletonGrid(SIMILAR, "grid grid-wide"),
    render: (movies) => movies.length
      ? grid(movies.map((movie) => card(movie, "h3", shares(movie.because))),
        { class: "grid grid-wide", "aria-label": "Similar titles" })
      : emptyNote("Nothing in the catalogue is like it."),
  });
  similar.reload();
  return element("section", { "aria-labelledby": "similar-title" },
    element("h2", { id: "similar-title" }, "Similar titles, and why"), similar.node);
}

function titleArticle(movie, signal) {
  return element("article", { class: "title", "aria-labelledby": "title-name" },
    element("div", { class: "title-tile" }, tile(movie)),
    element("div", { class: "title-words" },
      element("h1", { id: "title-name", tabindex: -1 }, movie.title),
      movie.original_title && movie.original_title !== movie.title &&
        element("p", { class: "title-original" }, "Original title: ",
          element("i", {}, movie.original_title)),
      element("ul", { class: "title-facts", "aria-label": "Facts" },
        [typeName(movie.movie_type), movie.start_year, duration(movie.runtime)]
          .filter(Boolean).map((fact) => element("li", {}, fact)),
        movie.avg_rating && element("li", {}, rating(movie),
          ` from ${count(movie.num_votes)} votes`)),
      element("ul", { class: "genres", "aria-label": "Genres" },
        genreList(movie).map((genre) => element("li", {}, genre))),
      element("div", { class: "title-buttons" },
        pickButton(movie, signal, "button button-main"), watchedButton(movie)),
      element("dl", { class: "people" },
        people("Directed by", movie.directors),
        people("Written by", movie.writers),
        people("With", movie.cast))));
}

function people(role, names = []) {
  return names.length > 0 && element("div", {},
    element("dt", {}, role),
    element("dd", {}, names.map((person) => person.name).join(", ")));
}

/* Without a viewer there is no history to write into: choose one first. */
function watchedButton(movie) {
  const viewer = currentViewer();
  if (!viewer)
    return element("a", { class: "button", href: "#/viewers" },
      "Choose a viewer to mark it watched");
  return element("button", { type: "button", class: "button",
    on: { click: () => askWatched(movie, viewer, () => {
      location.hash = viewerHref(viewer.id);
    }) } }, "I watched this");
}

function skeletonTitle() {
  return element("div", { class: "title skeleton", "aria-hidden": "true" },
    element("div", { class: "title-tile" }, element("span", { class: "tile" })),
    element("div", { class: "title-words" },
      Array.from({ length: 6 }, () => element("p", { class: "skeleton-line" }))));
}
