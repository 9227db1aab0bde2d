/*
 * A search box that suggests titles while one types: the combobox pattern of
 * the ARIA Authoring Practices. The focus stays in the input; arrow keys move
 * the active option, Enter takes it, Escape closes the list. Answers that come
 * late are dropped.
 */

import { searchMovies } from "./api.js";
import { announce, debounce, element, fill, uniqueId } from "./dom.js";
import { headline } from "./region.js";
import { tile } from "./tile.js";
import { facts, titleAndYear } from "./words.js";

const DELAY_MS = 150;
const SUGGESTIONS = 8;

/*
 * options:
 *   label, placeholder
 *   onTake(movie)    a title was taken
 *   onAll(words)     all results are wanted; when left out, they are not offered
 *   enter            what Enter does without an active option: "first" takes the
 *                    first title (as when left out), "all" asks for all results
 *   signal           ends it with its view
 * Answers {node, input, clear}.
 */
export function combobox(options) {
  return new Combobox(options).parts();
}

class Combobox {
  constructor(options) {
    this.options = options;
    this.takes = []; /* [option's place]: what taking it does */
    this.active = -1;
    this.asked = new AbortController();
    this.askSoon = debounce(DELAY_MS, () => this.ask());
    this.build();
    options.signal?.addEventListener("abort", () => this.drop());
  }

  parts() {
    return { node: this.node, input: this.input, clear: () => this.clear() };
  }

  build() {
    const listId = uniqueId("suggestions");
    const inputId = uniqueId("search");
    this.input = element("input", {
      id: inputId, type: "text", role: "combobox", class: "combobox-input",
      placeholder: this.options.placeholder, autocomplete: "off",
      autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
      maxlength: 200, "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": listId,
      on: {
        input: () => this.onInput(),
        keydown: (event) => this.onKey(event),
        blur: () => this.close(),
        focus: () => this.takes.length && this.open(),
      },
    });
    this.list = element("ul", {
      id: listId, role: "listbox", class: "combobox-list", hidden: true,
      "aria-label": "Suggestions",
      /* keeps the focus in the input while an option is pressed */
      on: { mousedown: (event) => event.preventDefault() },
    });
    this.node = element("div", { class: "combobox" },
      element("label", { for: inputId, class: "visually-hidden" }, this.options.label),
      element("span", { class: "combobox-glass", "aria-hidden": "true" }),
      this.input, this.list);
  }

  clear() {
    this.input.value = "";
    this.takes = [];
    fill(this.list);
    this.close();
  }

  onInput() {
    this.drop();
    if (this.input.value.trim())
      this.askSoon();
    else
      this.clear();
  }

  /* Nobody waits for an answer any more. */
  drop() {
    this.askSoon.cancel();
    this.asked.abort();
  }

  async ask() {
    const query = this.input.value.trim();
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    try {
      const movies = await searchMovies({ query, limit: SUGGESTIONS }, signal);
      if (!signal.aborted)
        this.show(movies, query);
    } catch (problem) {
      if (!signal.aborted)
        this.showNote(headline(problem));
    }
  }

  show(movies, query) {
    this.takes = [];
    this.setActive(-1);
    if (!movies.length) {
      this.showNote(`Nothing is called “${query}”`);
      return;
    }
    fill(this.list, movies.map((movie) => this.titleOption(movie)),
      this.options.onAll && this.allOption(query));
    this.open();
    announce(`${movies.length} ${movies.length === 1 ? "suggestion" : "suggestions"}`);
  }

  showNote(text) {
    this.takes = [];
    fill(this.list, element("li", { class: "combobox-note", role: "presentation" }, text));
    this.open();
    announce(text);
  }

  titleOption(movie) {
    return this.option(titleAndYear(movie), () => this.options.onTake(movie),
      tile(movie),
      element("span", { class: "combobox-words" },
        element("span", { class: "combobox-title" }, movie.title),
        element("span", { class: "combobox-facts" }, facts(movie))));
  }

  allOption(query) {
    const text = `All results for “${query}”`;
    return this.option(text, () => this.options.onAll(query), text);
  }

  option(label, onTake, ...content) {
    const place = this.takes.push(onTake) - 1;
    return element("li", {
      id: `${this.list.id}-${place}`, role: "option", class: "combobox-option",
      "aria-selected": "false", "aria-label": label,
      on: {
        click: () => this.take(place),
        mousemove: () => this.setActive(place),
      },
    }, content);
  }

  setActive(place) {
    this.active = place;
    this.list.querySelectorAll("[role=option]").forEach((option, index) =>
      option.setAttribute("aria-selected", String(index === place)));
    if (place < 0) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    const option = this.list.children[place];
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    const places = this.takes.length + 1; /* one for "none" */
    const step = (by) =>
      this.setActive((this.active + 1 + by + places) % places - 1);
    const actions = {
      ArrowDown: () => this.isOpen() ? step(1) : this.reopen(),
      ArrowUp: () => this.isOpen() ? step(-1) : this.reopen(),
      Enter: () => this.onEnter(),
      Escape: () => this.isOpen() ? this.close() : this.clear(),
    };
    if (event.isComposing || !Object.hasOwn(actions, event.key))
      return;
    event.preventDefault();
    actions[event.key]();
  }

  onEnter() {
    const words = this.input.value.trim();
    if (this.isOpen() && this.active >= 0)
      this.take(this.active);
    else if (this.options.enter === "all" && words)
      this.finish(() => this.options.onAll(words));
    else if (this.isOpen() && this.takes.length)
      this.take(0);
  }

  take(place) {
    this.finish(this.takes[place]);
  }

  finish(action) {
    this.drop();
    this.clear();
    action();
  }

  isOpen() {
    return !this.list.hidden;
  }

  reopen() {
    if (this.takes.length)
      this.open();
    else if (this.input.value.trim())
      this.ask();
  }

  open() {
    if (document.activeElement !== this.input)
      return;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.setActive(-1);
  }
}
