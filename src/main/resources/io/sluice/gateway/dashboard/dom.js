// Builds elements. Text is only ever text: nothing here reads markup, and no style attribute is
// written, which the page's content security policy would refuse.

export const find = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      node.setAttribute(key, value === true ? '' : value);
    }
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return node;
}

/** Sets text where it differs, so that what somebody has selected stays selected. */
export function text(node, value) {
  if (node.textContent !== value) {
    node.textContent = value;
  }
}

export function pill(node, state, words) {
  if (node.dataset.state !== state) {
    node.dataset.state = state;
  }
  text(node, words);
  return node;
}
