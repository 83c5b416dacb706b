export * as UsageAccess from "./UsageAccess.ts"
export * as UsageDocs from "./UsageDocs.ts"
export * as UsageHttp from "./UsageHttp.ts"
export * as UsageHttpApi from "./UsageHttpApi.ts"
