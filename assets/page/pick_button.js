/*
 * The button that puts a title among the picks of the start view, or takes it
 * out again. It follows the picks wherever they are changed.
 */

import { announce, element } from "./dom.js";
import * as picks from "./picks.js";

export function pickButton(movie, signal, className = "button") {
  const button = element("button", {
    type: "button", class: className,
    on: { click: () => {
      picks.toggleLiked(movie.id);
      announce(picks.isLiked(movie.id)
        ? `${movie.title} is one of your picks`
        : `${movie.title} is no pick any more`);
    } },
  });
  const show = () => {
    const liked = picks.isLiked(movie.id);
    button.setAttribute("aria-pressed", String(liked));
    button.setAttribute("aria-label", `Pick ${movie.title}`);
    button.textContent = liked ? "♥ Picked" : "♡ Pick";
  };
  picks.onChange(show, signal);
  show();
  return button;
}
