/**
 * Amounts and instants. Each gives where the value ends, 0 where it is not of the common kind, and leaves it in a variable:
 * what stands behind it is checked by whoever reads on.
 */
import { minus, point, upperZ, zero } from "./bytes"

/** The amount read last, in micro-cents. */
export let micros: f64 = 0
/** The instant read last, in milliseconds since 1970-01-01T00:00:00Z. */
export let instant: f64 = 0

const maxWholeDigits: i32 = 8
const maxFractionDigits: i32 = 6
const microsPerCent: u64 = 1000000

/** Up to eight digits before the point, and six behind it. */
export function readAmount(at: usize): usize {
  const isNegative = load<u8>(at) == minus
  at += <usize>isNegative
  const whole = digitsAt(at)
  const wholeDigits = digitsIn(whole)
  const word = firstEight(whole)
  if (wholeDigits == 0 || wholeDigits > maxWholeDigits || (wholeDigits > 1 && <u8>word == 0)) return 0
  // Zeros in front, since the first byte is the first digit.
  let amount = ofEightDigits(word << ((8 - wholeDigits) << 3)) * microsPerCent
  at += wholeDigits
  if (load<u8>(at) == point) {
    const fraction = digitsAt(++at)
    const fractionDigits = digitsIn(fraction)
    if (fractionDigits == 0 || fractionDigits > maxFractionDigits) return 0
    amount += ofEightDigits(firstEight(fraction) & (((<u64>1) << (fractionDigits << 3)) - 1)) / 100
    at += fractionDigits
  }
  micros = isNegative ? 0 - <f64>amount : <f64>amount
  return at
}

/** The bytes less the digit 0: digits are below 10. */
function digitsAt(at: usize): v128 {
  return i8x16.sub(v128.load(at), i8x16.splat(zero))
}

/** How many digits there are before anything else. */
function digitsIn(digits: v128): i32 {
  return ctz(i8x16.bitmask(i8x16.gt_u(digits, i8x16.splat(9))) | 0x10000)
}

function firstEight(digits: v128): u64 {
  return <u64>i64x2.extract_lane(digits, 0)
}

/** The number of eight digits, a byte each: pairs, then fours, then all. */
function ofEightDigits(digits: u64): u64 {
  const pairs = digits * 10 + (digits >> 8)
  const even = (pairs & 0x000000ff000000ff) * 0x000f424000000064
  const odd = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001
  return (even + odd) >> 32
}

/** The date read last, by its first eight bytes and its last eight, and the instant at which it begins. */
let dateHead: u64 = 0
let dateTail: u64 = 0
let midnight: f64 = 0

/** `00:00:00`: what a time of day is beside its digits. */
const clockZero: u64 = 0x30303a30303a3030
const colons: u64 = 0x0000ff0000ff0000
const highBits: u64 = 0x8080808080808080

/** `2026-02-13T10:00:00Z`, with a fraction of one to three digits or none. */
export function readInstant(at: usize): usize {
  const head = load<u64>(at)
  const tail = load<u64>(at + 3)
  if (head != dateHead || tail != dateTail) {
    if (!readDate(at)) return 0
    dateHead = head
    dateTail = tail
  }
  const clock = load<u64>(at + 11) ^ clockZero
  if ((((clock + 0x7676767676767676) | clock) & highBits) != 0 || (clock & colons) != 0) return 0
  const hours = pair(clock)
  const minutes = pair(clock >> 24)
  const seconds = pair(clock >> 48)
  if (hours > 23 || minutes > 59 || seconds > 59) return 0
  instant = midnight + <f64>(((hours * 60 + minutes) * 60 + seconds) * 1000)
  if (load<u8>(at + 19) != upperZ) return readMillis(at + 19)
  return at + 20
}

function pair(digits: u64): i32 {
  return (<i32>digits & 0xf) * 10 + (<i32>(digits >> 8) & 0xf)
}

/** `.5Z` or `.123Z` */
function readMillis(at: usize): usize {
  if (load<u8>(at) != point) return 0
  const digits = digitsAt(at + 1)
  const count = digitsIn(digits)
  const end = at + 1 + count
  if (count == 0 || count > 3 || load<u8>(end) != upperZ) return 0
  instant += <f64>(ofEightDigits(firstEight(digits) & (((<u64>1) << (count << 3)) - 1)) / 100000)
  return end + 1
}

/** `2026-02-13T`. Days are counted from a March 1st, as leap days end a year then. */
function readDate(at: usize): bool {
  const century = twoDigits(at)
  const ofCentury = twoDigits(at + 2)
  const month = twoDigits(at + 5)
  const day = twoDigits(at + 8)
  if (load<u8>(at + 4) != minus || load<u8>(at + 7) != minus || load<u8>(at + 10) != 0x54) return false
  if (century < 0 || ofCentury < 0 || month < 1 || month > 12 || day < 1) return false
  const year = century * 100 + ofCentury - (month > 2 ? 0 : 1)
  if (year < 1900 || day > daysIn(month, century * 100 + ofCentury)) return false
  const ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  const days = year * 365 + year / 4 - year / 100 + year / 400 + ofYear
  midnight = <f64>(days - 719468) * 86400000
  return true
}

function daysIn(month: i32, year: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
}

/** Their number; below 0 where they are none. */
function twoDigits(at: usize): i32 {
  const tens = <i32>load<u8>(at) - zero
  const ones = <i32>load<u8>(at + 1) - zero
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? i32.MIN_VALUE : tens * 10 + ones
}
