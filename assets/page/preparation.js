/*
 * How far the catalogue has come that a server without one waits for: what is
 * done, how fast, how long it takes still. Drawn anew in place with every
 * answer, so that nothing jumps and a screen reader is told once only.
 */

import { element, fill } from "./dom.js";
import { count, roughDuration } from "./words.js";

const STAGES = {
  checking: "Looking at the files",
  storing: "Storing the rows",
  keys: "Building keys",
  switching: "Putting the new catalogue in place",
  merging: "Storing what changed",
  analyzing: "Counting what there is",
  indexing: "Building the index of titles",
};

/*
 * {node, update(progress)}. progress: {stage, file, share, rows,
 * rows_per_second, seconds_left} as the API gives it, null where not known.
 */
export function preparation() {
  const stage = element("p", { class: "preparation-stage" });
  const bar = element("progress", { class: "preparation-bar", max: 1,
    "aria-label": "How much of this step is done" });
  const figures = element("p", { class: "preparation-figures" });
  const node = element("div", { class: "preparation" },
    element("p", { class: "problem-title", role: "alert" },
      "The catalogue is being prepared"),
    stage, bar, figures,
    element("p", { class: "problem-note" }, "This page goes on by itself when it is there."));

  const update = (progress) => {
    stage.textContent = stageInWords(progress);
    if (progress.share === null)
      bar.removeAttribute("value");
    else
      bar.value = progress.share;
    fill(figures, figuresInWords(progress));
  };

  return { node, update };
}

function stageInWords({ stage, file }) {
  const words = STAGES[stage] ?? stage;
  return file ? `${words}: ${file}` : words;
}

/* "1,234,567 rows · 350,000 rows a second · about 2 min left" */
function figuresInWords({ stage, rows, rows_per_second: rate, seconds_left: left }) {
  const things = stage === "indexing" ? "titles" : "rows";
  return [
    rows > 0 && `${count(rows)} ${things}`,
    rate > 0 && `${count(rate)} ${things} a second`,
    left !== null && `${roughDuration(left)} left in this step`,
  ].filter(Boolean).join(" · ");
}
