/*
 * The list of the start view: what the picks lead to, each with its reasons and
 * with the answers "love it", "not for me" and "seen it", which change the
 * list at once.
 */

import { movie as movieById, recommendationsForPicks } from "./api.js";
import { rating } from "./cards.js";
import { announce, element, fill } from "./dom.js";
import * as picks from "./picks.js";
import { emptyNote, region } from "./region.js";
import { titleHref } from "./router.js";
import { tile } from "./tile.js";
import { diversity, onVarietyChange, varietyControl } from "./variety.js";
import { facts, why } from "./words.js";

const LENGTH = 10;
const ANSWERS = [
  { list: "liked", text: "Love it", mark: "♡", said: "is one of your picks" },
  { list: "disliked", text: "Not for me", mark: "✕", said: "is not for you" },
  { list: "seen", text: "Seen it", mark: "✓", said: "is seen" },
];

/* {node, jumpBar, update()}; update() asks anew for the picks as they are */
export function pickedList(signal) {
  return new PickedList(signal);
}

class PickedList {
  constructor(signal) {
    this.hidden = []; /* ids answered with "not for me" or "seen it", in order */
    this.shownIds = new Set();
    this.focusAfter = null;
    this.region = region({
      signal,
      attributes: { class: "region picked" },
      load: (asked) => this.load(asked),
      skeleton: skeletonRows,
      render: (titles) => this.render(titles),
    });
    this.heading = element("h2", { id: "list-title", tabindex: -1 }, "For you");
    this.tools = element("div", { class: "list-tools" });
    this.node = element("section", { class: "start-list", "aria-labelledby": "list-title" },
      element("div", { class: "list-head" }, this.heading, this.tools),
      varietyControl(), this.region.node);
    onVarietyChange(() => this.update(), signal);
    this.jumpBar = element("button", {
      type: "button", class: "jump-bar", hidden: true,
      on: { click: () => this.jumpTo() },
    });
    this.hideJumpBarAtList(signal);
  }

  hideJumpBarAtList(signal) {
    const observer = new IntersectionObserver((entries) =>
      this.jumpBar.classList.toggle("jump-bar-away", entries.at(-1).isIntersecting));
    observer.observe(this.node);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  async update() {
    const { liked, disliked, seen } = picks.current();
    const stillHidden = [...disliked, ...seen];
    this.hidden = [
      ...this.hidden.filter((id) => stillHidden.includes(id)),
      ...stillHidden.filter((id) => !this.hidden.includes(id)),
    ];
    this.showTools();
    this.jumpBar.hidden = !liked.length;
    this.jumpBar.textContent = liked.length === 1
      ? "1 pick: see your list ↓" : `${liked.length} picks: see your list ↓`;
    await this.region.reload();
    this.restoreFocus();
  }

  async load(signal) {
    const asked = picks.current();
    if (!asked.liked.length)
      return [];
    try {
      return await recommendationsForPicks(asked, this.asked(), signal);
    } catch (problem) {
      if (problem.kind === "refused" && await dropUnknownPicks(signal))
        return recommendationsForPicks(picks.current(), this.asked(), signal);
      throw problem;
    }
  }

  asked() {
    return { limit: LENGTH, diversity: diversity() };
  }

  render(titles) {
    if (!picks.current().liked.length)
      return introduction();
    if (!titles.length)
      return emptyNote("Nothing is left to recommend. ",
        "Take back an answer or pick something else.");
    const rows = titles.map((title, place) => this.row(title, place));
    this.shownIds = new Set(titles.map((title) => title.id));
    announce(`${titles.length} recommendations, first ${titles[0].title}`);
    return element("ol", { class: "rows", "aria-label": "Recommendations" }, rows);
  }

  row(movie, place) {
    const isNew = !this.shownIds.has(movie.id);
    return element("li", { class: `row ${isNew ? "row-new" : ""}`, data: { id: movie.id } },
      element("a", { class: "row-tile", href: titleHref(movie.id), tabindex: -1,
        "aria-hidden": "true" }, tile(movie)),
      element("div", { class: "row-words" },
        element("h3", {}, element("a", { href: titleHref(movie.id) }, movie.title)),
        element("p", { class: "row-facts" }, facts(movie), rating(movie)),
        element("p", { class: "why" }, why(movie.because, "picked")),
        element("div", { class: "row-answers" },
          ANSWERS.map((answer) => this.answerButton(movie, place, answer)))));
  }

  answerButton(movie, place, answer) {
    return element("button", {
      type: "button", class: "answer", data: { answer: answer.list },
      "aria-label": `${answer.text}: ${movie.title}`,
      on: { click: () => {
        this.focusAfter = { place, list: answer.list };
        picks.put(movie.id, answer.list);
        announce(`${movie.title} ${answer.said}`);
      } },
    }, element("span", { "aria-hidden": "true" }, answer.mark), ` ${answer.text}`);
  }

  /* The row that was answered is gone: the focus goes to the one in its place. */
  restoreFocus() {
    if (!this.focusAfter)
      return;
    const { place, list } = this.focusAfter;
    this.focusAfter = null;
    const rows = this.region.node.querySelectorAll(".row");
    const row = rows[Math.min(place, rows.length - 1)];
    row?.querySelector(`[data-answer="${list}"]`).focus({ preventScroll: true });
  }

  showTools() {
    const anything = picks.toQuery() !== "";
    fill(this.tools,
      this.hidden.length > 0 && element("button", { type: "button", class: "link-button",
        on: { click: () => this.undo() } }, `Undo (${this.hidden.length} hidden)`),
      anything && element("button", { type: "button", class: "link-button",
        on: { click: () => this.startOver() } }, "Start over"));
  }

  undo() {
    picks.put(this.hidden.at(-1), null);
    (this.tools.querySelector("button") ?? this.heading).focus();
  }

  startOver() {
    picks.clear();
    this.heading.focus();
  }

  jumpTo() {
    this.node.scrollIntoView();
    this.heading.focus({ preventScroll: true });
  }
}

/* Takes out ids that the catalogue does not hold; false when there is none. */
async function dropUnknownPicks(signal) {
  const all = picks.LISTS.flatMap((list) => picks.current()[list]);
  const unknown = [];
  await Promise.all(all.map((id) => movieById(id, signal).catch((problem) => {
    if (problem.kind === "missing" || problem.kind === "refused")
      unknown.push(id);
  })));
  unknown.forEach((id) => picks.put(id, null));
  return unknown.length > 0 && picks.current().liked.length > 0;
}

function introduction() {
  return element("div", { class: "introduction" },
    element("p", {}, "Your list opens with the first film you pick."),
    element("p", {}, "Each title says what led to it: a film of yours, a director, ",
      "an actor, a genre. Nothing is stored on the server."));
}

function skeletonRows() {
  const row = () => element("li", { class: "row skeleton" },
    element("span", { class: "row-tile" }, element("span", { class: "tile" })),
    element("div", { class: "row-words" },
      element("p", { class: "skeleton-line" }), element("p", { class: "skeleton-line" })));
  return element("ol", { class: "rows", "aria-hidden": "true" },
    Array.from({ length: LENGTH }, row));
}
