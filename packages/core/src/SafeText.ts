/**
 * Text from outside, made safe to show on one line.
 *
 * Model names, job ids and server messages are data of strangers: they may hold terminal escapes, line breaks that
 * forge log lines, or marks that reorder what is read.
 *
 * @since 0.1.0
 */

/**
 * C0 and C1 controls, line and paragraph separators, soft hyphen, zero-width and bidirectional marks, byte order mark,
 * variation tags and lone surrogates.
 */
const unsafe =
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/**
 * Shows each character that could act on a screen as an escape such as `\u{1b}`, and cuts after `maxLength` characters
 * (UTF-16 units, 200 by default), marking the cut with `…`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const visible = (text: string, maxLength = 200): string => {
  const cut = text.length > maxLength
  const shown = (cut ? text.slice(0, maxLength) : text).replaceAll(
    unsafe,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  )
  return cut ? `${shown}…` : shown
}
