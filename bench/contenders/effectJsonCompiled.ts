/** The same with schemas compiled at run time, which must be switched on before the first of them is used. */
// oxlint-disable-next-line import/no-unassigned-import -- this is how Effect switches it on
import "effect/schema/SchemaJITCompiler/enable"

export { effectJsonArray, effectSchemaBody } from "./effectJson.ts"
