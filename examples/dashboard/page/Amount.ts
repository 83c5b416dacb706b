/** Exact amounts: the API's decimals in cents, added and written without a binary fraction in between. */

/** A running sum. */
export class AmountSum {
  private units = 0n
  private scale = 0

  /** Adds a decimal without exponent, such as `-0.25`. */
  add(decimal: string): void {
    const [whole = "", fraction = ""] = decimal.split(".")
    const scale = Math.max(this.scale, fraction.length)
    const added = BigInt(whole + fraction) * 10n ** BigInt(scale - fraction.length)
    this.units = this.units * 10n ** BigInt(scale - this.scale) + added
    this.scale = scale
  }

  /** The sum as the API would write it: no exponent, no trailing zeros. */
  get text(): string {
    const { scale, units } = this
    const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0")
    const fraction = digits.slice(digits.length - scale).replace(/0+$/u, "")
    const text = digits.slice(0, digits.length - scale) + (scale > 0 && fraction !== "" ? `.${fraction}` : "")
    return units < 0n ? `-${text}` : text
  }
}

/** The sum of some decimals. */
export const sum = (decimals: Iterable<string>): string => {
  const amount = new AmountSum()
  for (const decimal of decimals) amount.add(decimal)
  return amount.text
}

const usd = new Intl.NumberFormat("en", { style: "currency", currency: "USD" })

/** The formatter reads decimals of any length; two places to the left makes dollars of cents. */
const rounded = (cents: string) => usd.format(`${cents}E-2` as `${number}`)

/** Dollars for reading, rounded to a cent. What is not nothing does not read as nothing. */
export const dollars = (cents: string): string => {
  const isLittle = Math.abs(Number(cents)) < 0.5 && Number(cents) !== 0
  if (!isLittle) return rounded(cents)
  return cents.startsWith("-") ? "> -$0.01" : "< $0.01"
}

const count = new Intl.NumberFormat("en")

/** The decimal with separators, and every digit that it has. */
export const grouped = (decimal: string): string => {
  const [whole = "0", fraction] = decimal.split(".")
  const digits = count.format(BigInt(whole))
  const signed = whole === "-0" ? "-0" : digits
  return fraction === undefined ? signed : `${signed}.${fraction}`
}

/** `1 record`, `1,200 records`. */
export const counted = (number: number, noun: string): string =>
  `${count.format(number)} ${noun}${number === 1 ? "" : "s"}`

/** A part of a whole, as in `12.5%`; `< 0.1%` where that would read as nothing. */
export const share = (part: number, whole: number): string => {
  if (whole === 0) return "–"
  const ratio = part / whole
  return ratio > 0 && ratio < 0.0005 ? "< 0.1%" : percent.format(ratio)
}

const percent = new Intl.NumberFormat("en", {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1
})
