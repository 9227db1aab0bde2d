/*
 * "I watched this": asks how much of a title was watched, when, and how it was
 * liked, and stores that as an event of the viewer's history.
 */

import { addEvent } from "./api.js";
import { announce, element, fill, uniqueId } from "./dom.js";
import { problemPanel } from "./region.js";
import { duration, ratingInWords, stars } from "./words.js";

const MAX_MINUTES = 10_000;
const UNKNOWN_RUNTIME_MINUTES = 90;
const MAX_RATING = 10;

/*
 * Opens the dialog. viewer: {id, name}; onStored(event) is called once the
 * server has taken the event.
 */
export function askWatched(movie, viewer, onStored) {
  const titleId = uniqueId("watched");
  const fields = watchFields(movie);
  const message = element("div", { class: "dialog-message" });
  const submit = element("button", { type: "submit", class: "button button-main" }, "Save");
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": titleId },
    element("form", { on: { submit: (event) => {
      event.preventDefault();
      store();
    } } },
    element("h2", { id: titleId }, "You watched ", element("em", {}, movie.title)),
    element("p", { class: "dialog-viewer" }, `For ${viewer.name}`),
    fields.node, message,
    element("div", { class: "dialog-buttons" },
      element("button", { type: "button", class: "button",
        on: { click: () => dialog.close() } }, "Cancel"),
      submit)));

  const store = async () => {
    submit.disabled = true;
    fill(message);
    try {
      const event = await addEvent(viewer.id, fields.event());
      dialog.close();
      announce(`${movie.title} is in the history of ${viewer.name}`);
      onStored(event);
    } catch (problem) {
      fill(message, problemPanel(problem));
      submit.disabled = false;
    }
  };

  const closed = new AbortController();
  dialog.addEventListener("close", () => {
    closed.abort();
    dialog.remove();
  });
  addEventListener("hashchange", () => dialog.close(), { signal: closed.signal });
  document.body.append(dialog);
  dialog.showModal();
}

/* Gives {node, event()}: the fields, and the event that they describe. */
function watchFields(movie) {
  const minutes = element("input", {
    type: "number", name: "minutes", required: true, min: 0, max: MAX_MINUTES,
    inputmode: "numeric", value: movie.runtime || UNKNOWN_RUNTIME_MINUTES,
  });
  const today = dayOf(new Date());
  const day = element("input", {
    type: "date", name: "day", required: true, value: today, max: today });
  const rating = element("select", { name: "rating" },
    element("option", { value: "" }, "No rating"), ratingOptions());
  const node = element("div", { class: "fields" },
    field("Minutes watched", minutes,
      movie.runtime && `The whole is ${duration(movie.runtime)}.`),
    field("Rating", rating),
    field("Day", day));
  return { node, event: () => ({
    movie_id: movie.id,
    watch_date: momentOf(day.value, today).toISOString(),
    watch_duration: Number(minutes.value),
    ...(rating.value && { rating: Number(rating.value) }),
  }) };
}

function ratingOptions() {
  return Array.from({ length: MAX_RATING }, (_, index) => {
    const value = MAX_RATING - index;
    return element("option", { value, "aria-label": ratingInWords(value) },
      `${stars(value)}  (${value / 2})`);
  });
}

export function field(label, input, note) {
  const noteId = uniqueId("note");
  if (note)
    input.setAttribute("aria-describedby", noteId);
  return element("label", { class: "field" },
    element("span", { class: "field-label" }, label), input,
    note && element("span", { class: "field-note", id: noteId }, note));
}

/* The calendar day where the browser is, as <input type=date> writes it. */
function dayOf(moment) {
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/* Today means now; an earlier day means its noon. */
function momentOf(day, today) {
  return day === today ? new Date() : new Date(`${day}T12:00:00`);
}
