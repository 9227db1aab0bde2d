/*
 * Who is watching: the viewers that the server knows, to search and choose
 * from, and a form for a new one. Simulated viewers are marked as demo.
 */

import { createUser, listUsers } from "./api.js";
import { pager } from "./cards.js";
import { announce, debounce, element, fill, uniqueId } from "./dom.js";
import { emptyNote, problemPanel, region } from "./region.js";
import { go, replaceAddress, viewerHref, viewersHref } from "./router.js";
import { field } from "./watch_dialog.js";

const PAGE = 24;
const SEARCH_DELAY_MS = 200;
const MAX_NAME = 200;

export function show(main, { query }, signal) {
  document.title = "Viewers in Marquee";
  let words = query.get("query") ?? "";
  let page = Math.max(1, Number.parseInt(query.get("page"), 10) || 1);

  const viewers = region({
    signal,
    load: (asked) => listUsers(
      { query: words.trim(), limit: PAGE + 1, offset: (page - 1) * PAGE }, asked),
    skeleton: skeletonViewers,
    render: (users) => viewerPage(users, words, page),
  });
  const searchFor = debounce(SEARCH_DELAY_MS, (typed) => {
    if (signal.aborted)
      return;
    words = typed;
    page = 1;
    replaceAddress(viewersHref(words));
    viewers.reload();
  });
  const searchId = uniqueId("viewer-search");

  fill(main,
    element("h1", { tabindex: -1 }, "Who is watching?"),
    element("div", { class: "viewers" },
      element("section", { "aria-label": "Viewers" },
        element("label", { for: searchId, class: "visually-hidden" }, "Search viewers by name"),
        element("input", { id: searchId, type: "search", class: "search-input",
          placeholder: "Search viewers by name", value: words, maxlength: MAX_NAME,
          autocomplete: "off", on: { input: (event) => searchFor(event.target.value) } }),
        viewers.node),
      newViewerForm()));
  viewers.reload();
}

function viewerPage(users, words, page) {
  if (!users.length)
    return emptyNote(words ? "No viewer is called that." : "There is no viewer yet.");
  announce(`${Math.min(users.length, PAGE)} viewers`);
  return [
    element("ul", { class: "viewer-list" }, users.slice(0, PAGE).map(viewerEntry)),
    pager("Pages of viewers",
      page > 1 && element("a", { class: "button", href: viewersHref(words, page - 1) },
        "Previous"),
      users.length > PAGE &&
        element("a", { class: "button", href: viewersHref(words, page + 1) }, "Next")),
  ];
}

function viewerEntry(user) {
  return element("li", {},
    element("a", { class: "viewer-entry", href: viewerHref(user.id) },
      avatar(user),
      element("span", { class: "viewer-name" }, user.name),
      element("span", { class: "viewer-facts" },
        user.birth_year && `born ${user.birth_year}`, demoBadge(user))));
}

/* A disc with the first letter of a name. */
export function avatar(user, className = "avatar") {
  const [initial = "?"] = user.name;
  return element("span", { class: className, "aria-hidden": "true",
    css: { "--hue": Number.parseInt(user.id.slice(0, 4), 16) % 360 || 0 } },
  initial.toUpperCase());
}

export function demoBadge(user) {
  return user.origin === "simulated" &&
    element("span", { class: "badge", title: "A simulated viewer" }, "demo");
}

function newViewerForm() {
  const name = element("input", { name: "name", required: true, maxlength: MAX_NAME,
    autocomplete: "off" });
  const birthYear = element("input", { name: "birth_year", type: "number", min: 1900,
    max: new Date().getFullYear(), inputmode: "numeric" });
  const message = element("div", {});
  const create = async (event) => {
    event.preventDefault();
    fill(message);
    try {
      const user = await createUser({
        name: name.value.trim(),
        birthYear: birthYear.value ? Number(birthYear.value) : null,
      });
      go(viewerHref(user.id));
    } catch (problem) {
      fill(message, problemPanel(problem));
    }
  };
  return element("form", { class: "panel", "aria-labelledby": "new-viewer",
    on: { submit: create } },
  element("h2", { id: "new-viewer" }, "Somebody new"),
  field("Name", name),
  field("Year of birth", birthYear, "May be left out."),
  message,
  element("button", { type: "submit", class: "button button-main" }, "Create viewer"));
}

function skeletonViewers() {
  return element("ul", { class: "viewer-list", "aria-hidden": "true" },
    Array.from({ length: PAGE }, () => element("li", {},
      element("span", { class: "viewer-entry skeleton" },
        element("span", { class: "avatar" }), element("span", { class: "skeleton-line" })))));
}
