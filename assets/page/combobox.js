/*
 * A search box that suggests titles while one types: the combobox pattern of
 * the ARIA Authoring Practices. The focus stays in the input; arrow keys move
 * the active option, Enter takes it, Escape closes the list. Answers that come
 * late are dropped.
 */

import { searchMovies } from "./api.js";
import { announce, debounce, element, fill, uniqueId } from "./dom.js";
import { tile } from "./tile.js";
import { facts, titleAndYear } from "./words.js";

const DELAY_MS = 150;
const SUGGESTIONS = 8;

/*
 * options:
 *   label, placeholder
 *   onTake(movie)    an option was taken
 *   onSubmit(words)  Enter without an active option; when left out, Enter takes
 *                    the first suggestion
 *   signal           ends it with its view
 * Answers {node, input, clear}.
 */
export function combobox(options) {
  return new Combobox(options).parts();
}

class Combobox {
  constructor(options) {
    this.options = options;
    this.movies = [];
    this.active = -1;
    this.asked = new AbortController();
    this.askSoon = debounce(DELAY_MS, () => this.ask());
    this.build();
    options.signal?.addEventListener("abort", () => this.close());
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
        focus: () => this.movies.length && this.open(),
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
    this.movies = [];
    fill(this.list);
    this.close();
  }

  onInput() {
    this.asked.abort();
    if (this.input.value.trim())
      this.askSoon();
    else
      this.show([]);
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
        this.showNote(problem.title);
    }
  }

  show(movies, query = "") {
    this.movies = movies;
    this.setActive(-1);
    if (!query) {
      this.close();
      return;
    }
    if (!movies.length) {
      this.showNote(`Nothing is called “${query}”`);
      return;
    }
    fill(this.list, movies.map((movie, place) => this.option(movie, place)));
    this.open();
    announce(`${movies.length} ${movies.length === 1 ? "suggestion" : "suggestions"}`);
  }

  showNote(text) {
    this.movies = [];
    fill(this.list, element("li", { class: "combobox-note", role: "presentation" }, text));
    this.open();
    announce(text);
  }

  option(movie, place) {
    return element("li", {
      id: `${this.list.id}-${place}`, role: "option", class: "combobox-option",
      "aria-selected": "false", "aria-label": titleAndYear(movie),
      on: {
        click: () => this.take(movie),
        mousemove: () => this.setActive(place),
      },
    },
    tile(movie),
    element("span", { class: "combobox-words" },
      element("span", { class: "combobox-title" }, movie.title),
      element("span", { class: "combobox-facts" }, facts(movie))));
  }

  setActive(place) {
    this.active = place;
    [...this.list.children].forEach((option, index) =>
      option.role === "option" &&
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
    const places = this.movies.length + 1; /* one for "none" */
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
      this.take(this.movies[this.active]);
    else if (this.options.onSubmit && words)
      this.submit(words);
    else if (this.isOpen() && this.movies.length)
      this.take(this.movies[0]);
  }

  submit(words) {
    this.askSoon.cancel();
    this.asked.abort();
    this.close();
    this.options.onSubmit(words);
  }

  take(movie) {
    this.askSoon.cancel();
    this.asked.abort();
    this.clear();
    this.options.onTake(movie);
  }

  isOpen() {
    return !this.list.hidden;
  }

  reopen() {
    if (this.movies.length)
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
