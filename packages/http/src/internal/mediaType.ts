/**
 * Which form of an answer is preferred, by the `Accept` header.
 */

/** The offer that is liked best, the first of those that are liked the same; `undefined` when none will do. */
export const preferred = <Offer extends string>(
  accept: string | undefined,
  offers: ReadonlyArray<Offer>
): Offer | undefined => {
  const ranges = (accept ?? "*/*").split(",").map(range)
  let best: { readonly offer: Offer | undefined; readonly quality: number } = { offer: undefined, quality: 0 }
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges)
    if (quality > best.quality) best = { offer, quality }
  }
  return best.offer
}

interface Range {
  readonly type: string
  readonly quality: number
}

function range(text: string): Range {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith("q="))
  const value = quality === undefined ? 1 : Number(quality.slice(2))
  return { type, quality: value >= 0 && value <= 1 ? value : 0 }
}

/** By the most precise range that the offer lies in. */
function qualityOf(offer: string, ranges: ReadonlyArray<Range>): number {
  const wider = [offer, `${offer.split("/")[0]}/*`, "*/*"]
  const found = wider.map((type) => ranges.find((one) => one.type === type)).find((one) => one !== undefined)
  return found?.quality ?? 0
}
