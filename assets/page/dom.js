/*
 * Elements without HTML strings. Text always goes in as text, so nothing that
 * comes from the API can become markup, and the page runs under the policy
 * `default-src 'self'`.
 */

/*
 * Makes <tag> with attributes and children. Attributes: `on` holds listeners
 * by event, `data` the dataset, `css` custom properties; true sets a bare
 * attribute; false, null and undefined leave one out. Children: nodes, text,
 * numbers, nested arrays; false, null and undefined are left out.
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    setAttribute(node, name, value);
  node.append(...presentChildren(children));
  return node;
}

function setAttribute(node, name, value) {
  if (value === false || value === null || value === undefined)
    return;
  if (name === "on")
    for (const [event, listener] of Object.entries(value))
      node.addEventListener(event, listener);
  else if (name === "data")
    Object.assign(node.dataset, value);
  else if (name === "css")
    for (const [property, text] of Object.entries(value))
      node.style.setProperty(property, text);
  else
    node.setAttribute(name, value === true ? "" : String(value));
}

function presentChildren(children) {
  return children.flat(Infinity).filter((child) =>
    child !== false && child !== null && child !== undefined);
}

/* Puts children in the place of all that a node holds. */
export function fill(node, ...children) {
  node.replaceChildren(...presentChildren(children));
}

/* A number that no other call answers, for ids that labels refer to. */
let lastNumber = 0;
export function uniqueId(prefix) {
  return `${prefix}-${++lastNumber}`;
}

/* Says a sentence to screen readers, without moving the focus. */
export function announce(sentence) {
  document.getElementById("announcer").textContent = sentence;
}

/*
 * Calls `action` once no further call has come for `delayMs`; `cancel` on the
 * answer drops what waits.
 */
export function debounce(delayMs, action) {
  let timer = 0;
  const debounced = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, delayMs, ...values);
  };
  debounced.cancel = () => clearTimeout(timer);
  return debounced;
}
