/** The colours of `style.css`, as the theme has them now: a canvas knows no custom properties. */

const probe = document.createElement("span")
probe.hidden = true
document.body.append(probe)

/** The value of `--name`, as a colour that a canvas takes. */
export const colour = (name: string): string => {
  probe.style.color = `var(--${name})`
  return getComputedStyle(probe).color
}
