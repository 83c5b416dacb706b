/**
 * The contract of the gateway's usage endpoint, declared once: the emulator serves it, OpenAPI is generated from it, and
 * the client decodes with its schemas.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { HttpApi, HttpApiEndpoint, HttpApiGroup, HttpApiMiddleware, HttpApiSecurity, OpenApi } from "effect/http-api"

import * as CalendarDate from "./CalendarDate.ts"
import * as Cents from "./Cents.ts"
import * as UsageRecord from "./UsageRecord.ts"

/**
 * The body of a 200: the records of the period and their total in cents. The contract requires neither field; a client
 * must (an answer without them says nothing about cost).
 *
 * @category schemas
 * @since 0.1.0
 */
export const UsageResponse = Schema.Struct({
  usage: Schema.optionalKey(Schema.Array(UsageRecord.UsageRecord)),
  totalCents: Schema.optionalKey(
    Cents.Cents.pipe(Schema.annotateEncoded({ description: "Total cost in cents for the period", examples: [1250] }))
  )
}).pipe(Schema.encodeKeys({ totalCents: "total_cents" }), Schema.annotateEncoded({ identifier: "UsageResponse" }))

/** @since 0.1.0 @category models */
export interface UsageResponse extends Schema.Schema.Type<typeof UsageResponse> {}

/**
 * The body of an answer that is not a 200.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ErrorResponse = Schema.Struct({
  error: Schema.String.annotate({ description: "Error code", examples: ["ValidationError"] }),
  message: Schema.String.annotate({
    description: "Human-readable error description",
    examples: ["prompt is required"]
  }),
  field: Schema.optionalKey(
    Schema.String.annotate({ description: "The field that caused the error, if applicable", examples: ["prompt"] })
  ),
  provider: Schema.optionalKey(
    Schema.String.annotate({
      description: "The upstream provider that returned the error, if applicable",
      examples: ["fal"]
    })
  ),
  statusCode: Schema.optionalKey(Schema.Finite.annotate({ description: "HTTP status code", examples: [400] }))
}).annotate({ identifier: "ErrorResponse" })

/** @since 0.1.0 @category models */
export interface ErrorResponse extends Schema.Schema.Type<typeof ErrorResponse> {}

/**
 * The 401 of the contract: the key is missing or not valid.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Unauthorized = ErrorResponse.annotate({
  identifier: "AuthError",
  description: "Missing or invalid API key",
  httpApiStatus: 401
})

/**
 * The 400 of the vendor's documentation: a parameter can't be used; `field` names it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const BadRequest = ErrorResponse.annotate({
  identifier: "ValidationError",
  description: "A parameter can't be used",
  httpApiStatus: 400
})

/**
 * Bearer authentication: `Authorization: Bearer varg_xxx`.
 *
 * @category middleware
 * @since 0.1.0
 */
export class BearerAuth extends HttpApiMiddleware.Service<BearerAuth>()("@varg-usage/core/UsageApi/BearerAuth", {
  requiredForClient: true,
  security: {
    bearerAuth: HttpApiSecurity.http({ scheme: "bearer" }).pipe(
      HttpApiSecurity.annotateMerge(
        OpenApi.annotations({
          format: "varg_xxx",
          description:
            "API key from [varg.ai/dashboard](https://varg.ai/dashboard).\n\nPass as `Authorization: Bearer varg_xxx`.\n"
        })
      )
    )
  },
  error: Unauthorized
}) {}

/**
 * Answers a request whose parameters can't be read with the contract's error shape instead of an empty 400.
 *
 * @category middleware
 * @since 0.1.0
 */
export class ParameterErrors extends HttpApiMiddleware.Service<ParameterErrors>()(
  "@varg-usage/core/UsageApi/ParameterErrors",
  { error: BadRequest }
) {}

const date = (description: string, example: string) =>
  Schema.optionalKey(CalendarDate.CalendarDate).pipe(
    Schema.annotateKey({ description, examples: [CalendarDate.CalendarDate.make(example)] })
  )

/**
 * `GET /usage`: the records between two dates, both included and both optional.
 *
 * @category endpoints
 * @since 0.1.0
 */
export const getUsage = HttpApiEndpoint.get("getUsage", "/usage", {
  query: {
    from: date("Start date (inclusive), e.g. 2026-01-01", "2026-01-01"),
    to: date("End date (inclusive), e.g. 2026-01-31", "2026-01-31")
  },
  success: UsageResponse.annotate({ description: "Usage records" })
}).annotateMerge(
  OpenApi.annotations({
    summary: "Get usage",
    description: "Returns usage records for the specified date range."
  })
)

/**
 * The part of the Varg Gateway API that this library speaks.
 *
 * @category apis
 * @since 0.1.0
 */
export class UsageApi extends HttpApi.make("varg-gateway")
  .add(
    HttpApiGroup.make("Account", { topLevel: true })
      .annotateMerge(OpenApi.annotations({ description: "Account info, balance, and usage" }))
      .add(getUsage)
      .middleware(ParameterErrors)
      .middleware(BearerAuth)
  )
  .annotateMerge(
    OpenApi.annotations({
      title: "Varg Gateway API",
      version: "0.1.0",
      description: "Unified REST API for AI generation (video, image, speech, music) at api.varg.ai",
      servers: [{ url: "https://api.varg.ai/v1" }]
    })
  ) {}
