/*
 * One viewer: what is recommended and why, what was begun and not finished, the
 * history, and a way to add to it, which changes the rest at once.
 */

import { feedback, recommendationsForUser, takeFeedbackBack, user as userById,
  viewingHistory } from "./api.js";
import { card, grid, pager, skeletonGrid } from "./cards.js";
import { combobox } from "./combobox.js";
import { announce, element, fill } from "./dom.js";
import { feedbackButtons } from "./feedback_buttons.js";
import { emptyNote, region } from "./region.js";
import { titleHref } from "./router.js";
import { diversity, onVarietyChange, varietyControl } from "./variety.js";
import { setCurrentViewer } from "./viewer_store.js";
import { avatar, demoBadge } from "./view_viewers.js";
import { unfinished } from "./unfinished.js";
import { askWatched } from "./watch_dialog.js";
import { date, duration, ratingInWords, stars, why } from "./words.js";

const RECOMMENDED = 12;
const HISTORY_PAGE = 10;
const FEEDBACK_SHOWN = 20;

export function show(main, { path: [, id] }, signal) {
  document.title = "A viewer in Marquee";
  const viewer = region({
    signal,
    load: (asked) => userById(id, asked),
    skeleton: skeletonHead,
    render: (user) => {
      document.title = `${user.name} in Marquee`;
      setCurrentViewer(user);
      return [viewerHead(user), viewerSections(user, signal)];
    },
  });
  fill(main, viewer.node);
  viewer.reload();
}

function viewerHead(user) {
  return element("div", { class: "viewer-head" },
    avatar(user, "avatar avatar-large"),
    element("div", {},
      element("h1", { tabindex: -1 }, user.name),
      element("p", { class: "viewer-facts" },
        user.birth_year && `born ${user.birth_year}`, demoBadge(user),
        element("a", { href: "#/viewers" }, "Switch viewer"))));
}

function skeletonHead() {
  return element("div", { class: "viewer-head skeleton", "aria-hidden": "true" },
    element("span", { class: "avatar avatar-large" }),
    element("p", { class: "skeleton-line" }));
}

/* The sections, each on its way to its first answer. */
function viewerSections(viewer, signal) {
  const changed = () => Promise.all(
    [recommended, begun, said, history].map(({ reload }) => reload()));
  const watched = (movie) => askWatched(movie, viewer, changed);
  const recommended = recommendedRegion(viewer, watched, changed, signal);
  const said = feedbackRegion(viewer, changed, signal);
  const begun = begunRegion(viewer, watched, signal);
  const history = historyRegion(viewer, signal);
  const search = combobox({
    label: "Search for something you watched",
    placeholder: "I watched …", signal, onTake: watched,
  });
  changed();
  return [
    element("section", { class: "viewer-add", "aria-label": "Add to the history" },
      search.node),
    section("Recommended for you", varietyControl(), recommended.node),
    section("Continue watching", begun.node),
    section("Likes and not interested", said.node),
    section("History", history.node),
  ];
}

function section(title, ...content) {
  return element("section", { "aria-label": title }, element("h2", {}, title), content);
}

/* --- recommended ------------------------------------------------------------ */

function recommendedRegion(viewer, watched, changed, signal) {
  const recommended = region({
    signal,
    load: (asked) => recommendationsForUser(viewer.id,
      { limit: RECOMMENDED, diversity: diversity() }, asked),
    skeleton: () => skeletonGrid(RECOMMENDED, "grid grid-wide"),
    render: (movies) => {
      if (!movies.length)
        return emptyNote("Nothing is left to recommend.");
      announce(`${movies.length} recommendations, first ${movies[0].title}`);
      return grid(movies.map((movie) => card(movie, "h3",
        element("p", { class: "why" }, why(movie.because, "watched")),
        element("div", { class: "card-answers" },
          watchedButton(movie, "I watched this", watched),
          feedbackButtons(movie, viewer, { list: () => recommended.node, changed })))),
      { class: "grid grid-wide", "aria-label": "Recommended titles" });
    },
  });
  onVarietyChange(() => recommended.reload(), signal);
  return recommended;
}

function watchedButton(movie, text, watched) {
  return element("button", { type: "button", class: "answer",
    "aria-label": `${text}: ${movie.title}`,
    on: { click: () => watched(movie) } }, text);
}

/* --- continue watching ------------------------------------------------------ */

function begunRegion(viewer, watched, signal) {
  return region({
    signal,
    load: (asked) => unfinished(viewer.id, asked),
    skeleton: () => skeletonGrid(4),
    render: (begun) => begun.length
      ? grid(begun.map(({ movie, minutes }) => card(movie, "h3",
        progress(minutes, movie.runtime),
        watchedButton(movie, "I finished it", watched))),
      { "aria-label": "Titles to continue" })
      : emptyNote("Nothing is half watched."),
  });
}

function progress(minutes, runtime) {
  return element("div", { class: "progress" },
    element("progress", { value: minutes, max: runtime, "aria-label": "Watched" }),
    element("span", {}, `${duration(runtime - minutes)} left`));
}

/* --- likes and not interested ----------------------------------------------- */

function feedbackRegion(viewer, changed, signal) {
  const takeBack = async (said, button) => {
    button.disabled = true;
    try {
      await takeFeedbackBack(viewer.id, said.movie_id, signal);
    } catch (problem) {
      if (problem.kind !== "missing") {
        button.disabled = false;
        announce(problem.title);
        return;
      }
    }
    announce(`${said.title ?? said.movie_id}: taken back`);
    await changed();
  };
  return region({
    signal,
    load: (asked) => feedback(viewer.id, { limit: FEEDBACK_SHOWN }, asked),
    skeleton: () => element("ul", { class: "said", "aria-hidden": "true" }),
    render: (all) => all.length
      ? element("ul", { class: "said" }, all.map((said) => feedbackEntry(said, takeBack)))
      : emptyNote("Nothing said yet. Recommendations have the buttons."),
  });
}

function feedbackEntry(said, takeBack) {
  const title = said.title ?? said.movie_id;
  return element("li", { data: { id: said.movie_id, kind: said.kind } },
    element("a", { href: titleHref(said.movie_id) }, title),
    element("span", {}, said.kind === "like" ? "♡ liked" : "✕ not interested"),
    element("button", { type: "button", class: "answer", "aria-label": `Take back: ${title}`,
      on: { click: (event) => takeBack(said, event.currentTarget) } }, "Take back"));
}

/* --- history ---------------------------------------------------------------- */

function historyRegion(viewer, signal) {
  let page = 0;
  const turn = (by) => {
    page += by;
    history.reload();
  };
  const history = region({
    signal,
    load: (asked) => viewingHistory(viewer.id,
      { limit: HISTORY_PAGE + 1, offset: page * HISTORY_PAGE }, asked),
    skeleton: () => element("ul", { class: "history", "aria-hidden": "true" },
      Array.from({ length: HISTORY_PAGE }, () =>
        element("li", { class: "skeleton" }, element("span", { class: "skeleton-line" })))),
    render: (events) => [
      events.length
        ? element("ul", { class: "history" }, events.slice(0, HISTORY_PAGE).map(historyEntry))
        : emptyNote("No entry yet. Add something you watched above."),
      pager("Pages of the history",
        page > 0 && pageButton("Newer", () => turn(-1)),
        events.length > HISTORY_PAGE && pageButton("Older", () => turn(1))),
    ],
  });
  return { node: history.node, reload: () => {
    page = 0;
    return history.reload();
  } };
}

function pageButton(text, onClick) {
  return element("button", { type: "button", class: "button", on: { click: onClick } }, text);
}

function historyEntry(event) {
  return element("li", { data: { id: event.movie_id } },
    element("a", { href: titleHref(event.movie_id) }, event.title ?? event.movie_id),
    element("span", { class: "history-rating" }, event.rating &&
      [element("span", { "aria-hidden": "true" }, stars(event.rating)),
        element("span", { class: "visually-hidden" }, ratingInWords(event.rating))]),
    element("span", { class: "history-facts" },
      `${duration(event.watch_duration) || "0 min"} · ${date(event.watch_date)}`));
}
