/*
 * The viewer chosen last: {id, name}, or null. The header shows the name, and
 * "I watched this" writes into this viewer's history.
 */

import { load, save } from "./storage.js";

const changes = new EventTarget();
let viewer = load("viewer", null);

export function currentViewer() {
  return viewer?.id && viewer?.name ? viewer : null;
}

/* user: as the API gives it; null forgets the viewer */
export function setCurrentViewer(user) {
  viewer = user && { id: user.id, name: user.name };
  save("viewer", viewer);
  changes.dispatchEvent(new Event("change"));
}

export function onViewerChange(listener) {
  changes.addEventListener("change", listener);
}
