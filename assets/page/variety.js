/*
 * How much lists vary, from more of the same to more variety: one setting for
 * the whole page, kept in this browser.
 */

import { element, uniqueId } from "./dom.js";
import { load, save } from "./storage.js";

const STEPS = 4;
const STEP = 0.2; /* of the API's diversity */
const WORDS = ["Exactly what fits best", "A little variety", "Some variety",
  "Much variety", "As different as can be"];

const changes = new EventTarget();
let step = validated(load("variety", 0));

function validated(candidate) {
  return Number.isInteger(candidate) && candidate >= 0 && candidate <= STEPS
    ? candidate : 0;
}

/* What the API is asked for; undefined: nothing. */
export function diversity() {
  return step === 0 ? undefined : Number((step * STEP).toFixed(1));
}

/* Calls `listener` at every change until `signal` is aborted. */
export function onVarietyChange(listener, signal) {
  changes.addEventListener("change", listener, { signal });
}

/* The control: a slider, with words at its ends. */
export function varietyControl() {
  const id = uniqueId("variety");
  const slider = element("input", { type: "range", id, class: "variety-slider",
    min: 0, max: STEPS, step: 1, value: step, "aria-valuetext": WORDS[step],
    on: {
      input: () => slider.setAttribute("aria-valuetext", WORDS[slider.value]),
      change: () => {
        step = validated(Number(slider.value));
        save("variety", step);
        changes.dispatchEvent(new Event("change"));
      },
    } });
  return element("div", { class: "variety" },
    element("label", { for: id, class: "visually-hidden" }, "Variety of the list"),
    element("span", { "aria-hidden": "true" }, "More of the same"),
    slider,
    element("span", { "aria-hidden": "true" }, "More variety"));
}
