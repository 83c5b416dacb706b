import { assert, describe, it } from "@effect/vitest"

import { Dictionary } from "../../src/internal/dictionary.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Looks a text up within others, as it stands in a chunk. */
const find = (dictionary: Dictionary, text: string, hash: number): number => {
  const chunk = bytesOf(`"${text}" and more`)
  return dictionary.indexOfBytes(chunk, new DataView(chunk.buffer), 1, 1 + bytesOf(text).length, hash)
}

describe("Dictionary", () => {
  it("[P14] tells texts of one hash apart, by every byte and by their length", () => {
    const dictionary = new Dictionary()
    const texts = Array.from({ length: 40 }, (_, length) => "x".repeat(length))
    for (const [index, text] of texts.entries()) assert.strictEqual(dictionary.learn(bytesOf(text), 7), index)
    for (const [index, text] of texts.entries()) {
      assert.strictEqual(find(dictionary, text, 7), index)
      assert.strictEqual(find(dictionary, text, 8), -1)
      for (let at = 0; at < text.length; at++) {
        assert.strictEqual(find(dictionary, `${text.slice(0, at)}y${text.slice(at + 1)}`, 7), -1)
      }
    }
  })

  it("gives a text one number, by whichever way it was first met", () => {
    const dictionary = new Dictionary()
    assert.strictEqual(dictionary.indexOf("fal:flux"), 0)
    assert.strictEqual(find(dictionary, "fal:flux", 1), -1)
    assert.strictEqual(dictionary.learn(bytesOf("fal:flux"), 1), 0)
    assert.strictEqual(find(dictionary, "fal:flux", 1), 0)
    assert.strictEqual(dictionary.learn(bytesOf("fal:veo"), 2), 1)
    assert.strictEqual(dictionary.indexOf("fal:veo"), 1)
    assert.strictEqual(dictionary.indexOf(undefined), -1)
    assert.deepStrictEqual(dictionary.values, ["fal:flux", "fal:veo"])
  })
})
