/*
 * A region of a view that shows an answer of the API: a skeleton of the same
 * size while the first answer is on its way, the old answer (dimmed) while a
 * new one is, and a message when none comes. What may pass by itself (server
 * stopped, catalogue being prepared) is tried again by itself.
 */

import { element, fill } from "./dom.js";
import { preparation } from "./preparation.js";

const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 15_000;

/*
 * options:
 *   load(signal)    promises the answer
 *   render(answer)  gives the node or nodes to show
 *   skeleton()      gives what to show before the first answer
 *   signal          ends the region with its view
 *   attributes      of the region's element
 * Answers {node, reload}; reload() asks again and drops an answer that is
 * still on its way, so that the last question asked is the one shown.
 */
export function region(options) {
  const node = element("div", { class: "region", ...options.attributes });
  let asked = new AbortController();
  let retryTimer = 0;
  let retryDelayMs = FIRST_RETRY_MS;
  let shown = "nothing";
  let prepared = null; /* the panel of a preparation that is shown */

  const ask = async () => {
    clearTimeout(retryTimer);
    asked.abort();
    asked = new AbortController();
    const mine = AbortSignal.any([asked.signal, options.signal]);
    node.setAttribute("aria-busy", "true");
    try {
      const answer = await options.load(mine);
      if (!mine.aborted)
        showAnswer(answer);
    } catch (problem) {
      if (!mine.aborted)
        showProblem(problem);
    }
  };

  const settle = (what) => {
    shown = what;
    node.setAttribute("aria-busy", "false");
  };

  const showAnswer = (answer) => {
    retryDelayMs = FIRST_RETRY_MS;
    fill(node, options.render(answer));
    settle("answer");
  };

  const showProblem = (problem) => {
    const said = `${problem.title} ${problem.message}`;
    if (shown !== said) {
      prepared = problem.progress && preparation();
      fill(node, prepared?.node ?? problemPanel(problem, reload));
    }
    prepared?.update(problem.progress);
    settle(said);
    if (problem.mayPass) {
      retryTimer = setTimeout(ask, problem.retryAfterMs ?? retryDelayMs);
      retryDelayMs = Math.min(retryDelayMs * 2, LAST_RETRY_MS);
    }
  };

  const reload = () => {
    retryDelayMs = FIRST_RETRY_MS;
    if (shown === "nothing")
      fill(node, options.skeleton());
    return ask();
  };

  options.signal.addEventListener("abort", () => {
    clearTimeout(retryTimer);
    asked.abort();
  });
  return { node, reload };
}

/* What went wrong, in words, and a button to try again. */
export function problemPanel(problem, retry) {
  return element("div", { class: "problem", role: "alert" },
    element("p", { class: "problem-title" }, headline(problem)),
    problem.detail && element("p", { class: "problem-detail" }, problem.detail),
    problem.mayPass &&
      element("p", { class: "problem-note" }, "This page tries again by itself."),
    retry && problem.mayPass &&
      element("button", { type: "button", class: "button", on: { click: retry } },
        "Try now"));
}

/* Where a command is missing, the detail of a 503 names it. */
export function headline(problem) {
  if (problem.kind !== "waiting")
    return problem.title;
  return problem.progress || /run: marquee/.test(problem.detail)
    ? "The catalogue is being prepared"
    : "Something that Marquee needs does not answer";
}

/* A sentence in the place of a list without entries. */
export function emptyNote(...content) {
  return element("p", { class: "empty" }, ...content);
}
