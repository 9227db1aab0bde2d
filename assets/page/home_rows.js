/*
 * The rows of the first page for the viewer chosen last: shelves that scroll
 * sideways, each with what it is about.
 */

import { rowsForUser } from "./api.js";
import { card } from "./cards.js";
import { element } from "./dom.js";
import { feedbackButtons } from "./feedback_buttons.js";
import { emptyNote, region } from "./region.js";
import { viewerHref } from "./router.js";
import { diversity, onVarietyChange, varietyControl } from "./variety.js";
import { why } from "./words.js";

const LENGTH = 12;
const SKELETONS = 2;

/* {node, reload()} */
export function homeRows(viewer, signal) {
  const rows = region({
    signal,
    attributes: { class: "region shelves" },
    load: (asked) => rowsForUser(viewer.id, { limit: LENGTH, diversity: diversity() }, asked),
    skeleton: () => Array.from({ length: SKELETONS }, skeletonShelf),
    render: (found) => found.length
      ? found.map((row) => shelf(row, viewer, rows))
      : emptyNote("Nothing is left to recommend."),
  });
  onVarietyChange(() => rows.reload(), signal);
  const node = element("section", { class: "home", "aria-labelledby": "home-title" },
    element("div", { class: "list-head" },
      element("h2", { id: "home-title" }, "For ",
        element("a", { href: viewerHref(viewer.id) }, viewer.name)),
      varietyControl()),
    rows.node);
  return { node, reload: rows.reload };
}

function shelf(row, viewer, rows) {
  const titles = element("ul", { class: "shelf", "aria-label": row.title },
    row.items.map((movie) => card(movie, "h4",
      element("p", { class: "why" }, why(movie.because, "watched")),
      element("div", { class: "card-answers" },
        feedbackButtons(movie, viewer, {
          list: () => rows.node.querySelector(`[data-row="${row.id}"]`) ?? rows.node,
          changed: rows.reload,
        })))));
  return element("section", { class: "shelf-section", "aria-label": row.title,
    data: { row: row.id } }, element("h3", {}, row.title), titles);
}

function skeletonShelf() {
  return element("div", { class: "shelf-section", "aria-hidden": "true" },
    element("p", { class: "skeleton-line" }),
    element("ul", { class: "shelf" }, Array.from({ length: LENGTH }, () =>
      element("li", { class: "card skeleton" },
        element("span", { class: "tile" }), element("p", { class: "skeleton-line" })))));
}
