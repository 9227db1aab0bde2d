/*
 * Search results, in pages.
 */

import { searchMovies } from "./api.js";
import { card, grid, pager, skeletonGrid } from "./cards.js";
import { announce, element, fill } from "./dom.js";
import { pickButton } from "./pick_button.js";
import { emptyNote, region } from "./region.js";
import { searchHref } from "./router.js";

const PAGE = 24;

export function show(main, { query }, signal) {
  const words = (query.get("query") ?? "").trim();
  const page = Math.max(1, Number.parseInt(query.get("page"), 10) || 1);
  document.title = words ? `${words}: search in Marquee` : "Search in Marquee";

  const heading = element("h1", { tabindex: -1 },
    words ? ["Results for ", element("em", {}, words)] : "Search");
  if (!words) {
    fill(main, heading, emptyNote("Type a title into the search box above."));
    return;
  }
  const results = region({
    signal,
    /* one more than shown, which tells whether there is a next page */
    load: (asked) => searchMovies(
      { query: words, limit: PAGE + 1, offset: (page - 1) * PAGE }, asked),
    skeleton: () => skeletonGrid(PAGE),
    render: (movies) => resultPage(movies, words, page, signal),
  });
  fill(main, heading, results.node);
  results.reload();
}

function resultPage(movies, words, page, signal) {
  if (!movies.length)
    return emptyNote(page > 1 ? "There are no more results."
      : "Nothing is called that. Fewer or other words may help.");
  const shown = movies.slice(0, PAGE);
  announce(`${shown.length} results on page ${page}`);
  return [
    grid(shown.map((movie) => card(movie, "h2", pickButton(movie, signal, "answer"))),
      { "aria-label": "Results" }),
    pager("Pages of results",
      page > 1 && element("a", { class: "button", href: searchHref(words, page - 1) },
        "Previous"),
      movies.length > PAGE &&
        element("a", { class: "button", href: searchHref(words, page + 1) }, "Next")),
  ];
}
