/*
 * What a viewer says of a title without watching it: that it is liked, or not
 * wanted. Both take it out of the lists, and change what comes next.
 */

import { sendFeedback } from "./api.js";
import { announce, element } from "./dom.js";

const WORDS = [
  { kind: "like", text: "Like", mark: "♡", said: "is liked" },
  { kind: "not_interested", text: "Not interested", mark: "✕", said: "is not shown again" },
];

/*
 * The two buttons of a title. `changed()` is called when it is stored, and
 * promises that what depends on it is shown anew; then the focus goes to the
 * same button of the title in this one's place within `list()`.
 */
export function feedbackButtons(movie, viewer, { list, changed }) {
  return WORDS.map((word) => element("button", {
    type: "button", class: "answer", data: { feedback: word.kind },
    "aria-label": `${word.text}: ${movie.title}`,
    on: { click: (event) => say(movie, viewer, word, event.currentTarget, { list, changed }) },
  }, element("span", { "aria-hidden": "true" }, word.mark), ` ${word.text}`));
}

async function say(movie, viewer, word, button, { list, changed }) {
  const all = () => [...list().querySelectorAll(`[data-feedback="${word.kind}"]`)];
  const place = all().indexOf(button);
  button.disabled = true;
  try {
    await sendFeedback(viewer.id, { movie_id: movie.id, kind: word.kind });
  } catch (problem) {
    button.disabled = false;
    announce(`${movie.title}: ${problem.title}`);
    return;
  }
  announce(`${movie.title} ${word.said}`);
  await changed();
  const buttons = all();
  buttons[Math.min(place, buttons.length - 1)]?.focus({ preventScroll: true });
}
