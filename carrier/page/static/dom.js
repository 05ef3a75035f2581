// Everything that is shown is text: markup that somebody says or sends stays markup.

export function textElement(name, text, className = "") {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}
