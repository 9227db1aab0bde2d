/*
 * What the browser keeps between visits: the picks and the viewer last chosen.
 * A browser that refuses storage loses them with the page, nothing else.
 */

export function load(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(`marquee.${name}`)) ?? fallback;
  } catch {
    return fallback;
  }
}

export function save(name, value) {
  try {
    localStorage.setItem(`marquee.${name}`, JSON.stringify(value));
  } catch {
    /* full or forbidden: the page works without */
  }
}
