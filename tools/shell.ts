/** The shell of developer tools, benchmarks and tests. Named here for the same reason as in `tests/support/fast_check.ts`. */
export { default as $ } from "npm:dax@0.49.0";
