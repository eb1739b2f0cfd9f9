/** Property tests. Named here and not in `deno.json`: whatever stands there is fetched wherever the product starts. */
export { default as fc } from "npm:fast-check@4.10.2";
