/*
 * The start view: three films that somebody loves, and what to watch next with
 * the reasons, anew with each pick. No account; the picks stay in the browser.
 * Above it the rows of the viewer chosen last, if there is one.
 */

import { movie as movieById, popularMovies } from "./api.js";
import { skeletonGrid } from "./cards.js";
import { combobox } from "./combobox.js";
import { announce, element, fill } from "./dom.js";
import { homeRows } from "./home_rows.js";
import * as picks from "./picks.js";
import { pickedList } from "./picked_list.js";
import { emptyNote, region } from "./region.js";
import { go, replaceAddress, searchHref, titleHref } from "./router.js";
import { tile } from "./tile.js";
import { currentViewer } from "./viewer_store.js";
import { titleAndYear } from "./words.js";

const WANTED = 3;
const POPULAR = 40;
const LATER_MS = 5_000;

export function show(main, { query, returning }, signal) {
  document.title = "Marquee: pick three films you love";
  if (!returning) /* else picks made meanwhile are newer than the address */
    picks.fromQuery(query);

  const chips = pickChips(signal, () => search.input.focus());
  const search = combobox({
    label: "Search for a film you love", placeholder: "Search for a film or series",
    signal,
    onAll: (words) => go(searchHref(words)),
    onTake: (movie) => {
      chips.know(movie);
      if (!picks.isLiked(movie.id))
        picks.toggleLiked(movie.id);
    },
  });
  const popular = popularGrid(chips, signal);
  const list = pickedList(signal);

  const viewer = currentViewer();
  const home = viewer && homeRows(viewer, signal);

  fill(main, home?.node, element("div", { class: "start" },
    element("section", { class: "start-picks", "aria-labelledby": "start-title" },
      element("h1", { id: "start-title", tabindex: -1 }, "Pick three films you love"),
      element("p", { class: "lead" },
        "The list changes with every pick, and says why each title is on it."),
      search.node, chips.node,
      element("h2", {}, "Popular titles"),
      popular.node),
    list.node, list.jumpBar));

  const update = () => {
    const pickQuery = picks.toQuery();
    replaceAddress(pickQuery ? `#/?${pickQuery}` : "#/");
    chips.update();
    popular.update();
    list.update();
  };
  picks.onChange(update, signal);
  home?.reload();
  popular.reload();
  update();
}

/* --- the picks as chips ---------------------------------------------------- */

/* {node, update(), know(movie)}; `whenNone` takes the focus of the last chip */
function pickChips(signal, whenNone) {
  const known = new Map();
  const node = element("ul", { class: "chips", "aria-label": "Your picks" });

  const update = () => {
    const { liked } = picks.current();
    const slots = Array.from({ length: Math.max(0, WANTED - liked.length) }, (_, index) =>
      element("li", { class: "chip chip-empty", "aria-hidden": "true" },
        ["First", "Second", "Third"][liked.length + index], " pick"));
    fill(node, liked.map(chip), slots);
    liked.filter((id) => !known.has(id)).forEach(fetchTitle);
  };

  /* An id of an old address may be of another catalogue: it is let go. What
   * a server that is being prepared does not know yet is asked for again. */
  const fetchTitle = async (id) => {
    try {
      known.set(id, await movieById(id, signal));
      update();
    } catch (problem) {
      if (problem.kind === "missing" || problem.kind === "refused")
        picks.put(id, null);
      else if (problem.kind === "waiting")
        updateLater(problem.retryAfterMs ?? LATER_MS);
    }
  };

  let timer = 0;
  const updateLater = (delayMs) => {
    clearTimeout(timer);
    timer = setTimeout(update, delayMs);
  };
  signal.addEventListener("abort", () => clearTimeout(timer));

  const remove = (id, place) => {
    picks.put(id, null);
    const buttons = node.querySelectorAll("button");
    (buttons[Math.min(place, buttons.length - 1)] ?? { focus: whenNone }).focus();
  };

  const chip = (id, place) => {
    const title = known.get(id)?.title ?? id;
    return element("li", { class: "chip", data: { id } },
      element("a", { href: titleHref(id) }, title),
      element("button", { type: "button", "aria-label": `Remove ${title}`,
        on: { click: () => remove(id, place) } }, "×"));
  };

  return { node, update, know: (movie) => known.set(movie.id, movie) };
}

/* --- popular titles to pick from ------------------------------------------- */

function popularGrid(chips, signal) {
  const grid = element("ul", { class: "grid grid-picks", "aria-label": "Popular titles" });

  const update = () => {
    for (const button of grid.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(picks.isLiked(button.dataset.id)));
  };

  const toggle = (movie) => {
    chips.know(movie);
    picks.toggleLiked(movie.id);
    announce(`${movie.title} ${picks.isLiked(movie.id) ? "picked" : "taken back"}`);
  };

  const { node, reload } = region({
    signal,
    load: (asked) => popularMovies({ limit: POPULAR }, asked),
    skeleton: () => skeletonGrid(POPULAR),
    render: (movies) => {
      if (!movies.length)
        return emptyNote("The catalogue holds no title yet.");
      fill(grid, movies.map((movie) => pickCard(movie, () => toggle(movie))));
      update();
      return grid;
    },
  });
  return { node, reload, update };
}

function pickCard(movie, onClick) {
  return element("li", { class: "card" },
    element("button", {
      type: "button", class: "card-link card-pick", "aria-pressed": "false",
      "aria-label": titleAndYear(movie), data: { id: movie.id },
      on: { click: onClick },
    }, tile(movie)));
}
