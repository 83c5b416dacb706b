/**
 * The models that a dataset draws from, with what they cost.
 *
 * The names are made up in the forms that the gateway's have: with and without a provider, two spellings of one model,
 * a path behind the name; and a second colon, which is possible. Prices are believable and nobody's price list.
 */
import type * as UsageRecord from "@varg-usage/core/UsageRecord"

/** A model, how often it is used, and its price: `rate` for each of `least` to `most` seconds, images or characters. */
export interface Offer {
  readonly model: string
  readonly capability: UsageRecord.Capability
  /** How often this model is chosen, relative to the others. */
  readonly share: number
  /** Price of one second, image or character, in 10^-4 cent. */
  readonly rate: number
  /** A job takes `least`, `least + step`, ... up to `most` of them. */
  readonly least: number
  readonly most: number
  readonly step: number
}

type Price = readonly [model: string, share: number, rate: number, least: number, most: number, step: number]

const offers = (capability: UsageRecord.Capability, prices: ReadonlyArray<Price>): ReadonlyArray<Offer> =>
  prices.map(([model, share, rate, least, most, step]) => ({
    model,
    capability,
    share,
    rate,
    least,
    most,
    step
  }))

/** 42 models of 15 providers; the last three make what the contract does not list. */
export const catalog: ReadonlyArray<Offer> = [
  ...offers("video", [
    ["fal:kling-v2.5", 60, 70_000, 5, 10, 5],
    ["kling-v3", 34, 112_000, 5, 10, 5],
    ["kling_v3", 9, 112_000, 5, 10, 5],
    ["fal:veo3.1", 12, 400_000, 4, 8, 2],
    ["fal:veo3.1/fast", 22, 150_000, 4, 8, 2],
    ["fal:seedance-v1-pro", 20, 20_600, 5, 10, 5],
    ["minimax:hailuo-02", 16, 45_000, 6, 10, 4],
    ["runway:gen4_turbo", 12, 50_000, 5, 10, 5],
    ["luma:ray-2", 8, 71_000, 5, 9, 4],
    ["openai:sora-2-pro", 4, 500_000, 4, 8, 4],
    ["replicate:wan-video/wan:2.5", 10, 50_000, 5, 10, 5],
    ["veed_fabric_1.0", 7, 80_000, 3, 30, 1],
    ["sync-v2-pro", 5, 83_325, 3, 20, 1]
  ]),
  ...offers("image", [
    ["fal:flux-pro-1.1", 90, 40_000, 1, 3, 1],
    ["fal:flux-schnell", 70, 10_000, 1, 4, 1],
    ["nano_banana_pro", 80, 39_000, 1, 3, 1],
    ["nano_banana_pro/edit", 64, 39_000, 1, 3, 1],
    ["nano-banana-pro", 12, 39_000, 1, 3, 1],
    ["google:imagen-4", 36, 60_000, 1, 2, 1],
    ["openai:gpt-image-1", 40, 42_000, 1, 2, 1],
    ["ideogram:v3", 18, 90_000, 1, 1, 1],
    ["recraft:v3", 14, 40_000, 1, 3, 1],
    ["seedream-v4", 30, 30_000, 1, 4, 1],
    ["fal:qwen-image/edit", 22, 20_000, 1, 6, 1],
    ["fal:topaz/upscale", 16, 12_345, 1, 8, 1]
  ]),
  ...offers("speech", [
    ["elevenlabs:eleven_v3", 40, 300, 40, 1200, 1],
    ["elevenlabs:turbo_v2.5", 34, 150, 40, 1600, 1],
    ["openai:tts-1-hd", 18, 33, 60, 3000, 1],
    ["cartesia:sonic-2", 14, 65, 40, 1500, 1],
    ["minimax:speech-02-hd", 10, 101, 40, 1500, 1]
  ]),
  ...offers("music", [
    ["elevenlabs:music_v1", 20, 5_000, 20, 180, 5],
    ["suno:v4.5", 14, 2_275, 30, 240, 1],
    ["fal:stable-audio-2", 8, 4_200, 10, 120, 10],
    ["lyria-2", 6, 2_000, 30, 90, 30]
  ]),
  ...offers("transcription", [
    ["openai:whisper-1", 24, 100, 15, 1800, 1],
    ["deepgram:nova-3", 20, 72, 15, 3600, 1],
    ["assemblyai:universal", 10, 75, 30, 3600, 1],
    ["fal:wizper", 8, 83, 15, 1800, 1],
    ["whisper-large-v3", 5, 50, 15, 1800, 1]
  ]),
  ...offers("ffmpeg", [["varg:ffmpeg", 9, 250, 1, 120, 1]]),
  ...offers("render", [
    ["varg:render", 7, 2_500, 5, 90, 5],
    ["remotion", 2, 1_250, 5, 90, 5]
  ])
]
