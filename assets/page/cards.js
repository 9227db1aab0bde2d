/*
 * Titles in a grid: the card that every list of titles is made of, its
 * skeleton, and the reasons for a title with their shares.
 */

import { element } from "./dom.js";
import { titleHref } from "./router.js";
import { tile } from "./tile.js";
import { facts, mergedReasons, percent, reasonLabel, titleAndYear } from "./words.js";

const MAX_REASONS_SHOWN = 5;

/*
 * A card that links to the title's page. `level` is the heading that the title
 * is at its place in the view, "h2" or "h3"; `more` stands below its facts.
 */
export function card(movie, level, ...more) {
  return element("li", { class: "card", data: { id: movie.id } },
    element("a", { class: "card-link", href: titleHref(movie.id),
      "aria-label": titleAndYear(movie) }, tile(movie)),
    element(level, { class: "card-title" }, movie.title),
    element("p", { class: "card-facts" }, facts(movie), rating(movie)),
    more);
}

/* "★ 8.7" with its meaning for screen readers; nothing without votes */
export function rating(movie) {
  if (!movie.avg_rating)
    return null;
  return element("span", { class: "rating" },
    element("span", { "aria-hidden": "true" }, "★ "),
    element("span", { class: "visually-hidden" }, "rated "),
    movie.avg_rating.toFixed(1));
}

export function grid(cards, attributes = {}) {
  return element("ul", { class: "grid", ...attributes }, cards);
}

export function skeletonGrid(cardCount, className = "grid") {
  const skeleton = () => element("li", { class: "card skeleton" },
    element("span", { class: "tile" }), element("p", { class: "skeleton-line" }));
  return grid(Array.from({ length: cardCount }, skeleton),
    { class: className, "aria-hidden": "true" });
}

/* A bar of the shares and the reasons in words, each with its share. */
export function shares(because) {
  const reasons = mergedReasons(because);
  const named = reasons.filter((reason) => reason.kind !== "other")
    .slice(0, MAX_REASONS_SHOWN);
  const bar = named.map((reason, place) => element("span", {
    class: "share", css: { "--share": reason.share, "--place": place } }));
  const words = named.map((reason) => element("li", {},
    element("span", {}, reasonLabel(reason)), " ",
    element("span", { class: "share-percent" }, percent(reason.share))));
  return element("div", { class: "shares" },
    element("div", { class: "share-bar", "aria-hidden": "true" }, bar),
    element("ul", { class: "share-list", "aria-label": "Why" }, words));
}

/* "Newer" and "Older", "Previous" and "Next": links or buttons between pages. */
export function pager(label, ...entries) {
  const present = entries.filter(Boolean);
  return present.length > 0 &&
    element("nav", { class: "pager", "aria-label": label }, present);
}
