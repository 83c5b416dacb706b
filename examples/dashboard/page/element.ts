/** Elements of the page. What is put in them is always text: there is no way in for markup. */

/** A new element. A child that is text becomes a text node. */
export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: ReadonlyArray<Node | string>
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** The element of this id, which the page has. */
export const byId = <Type extends HTMLElement>(id: string, type: new () => Type): Type => {
  const found = document.querySelector(`#${id}`)
  if (!(found instanceof type)) throw new TypeError(`The page has no such #${id}`)
  return found
}
