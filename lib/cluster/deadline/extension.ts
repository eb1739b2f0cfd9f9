import type { Run } from "../../state/run.ts";
import type { CreateDeps } from "../create_deps.ts";

/** `ttl` counts from now; "" takes the deadline away. */
export type ExtendRequest = { readonly ttl: string };

/** A deadline that is being moved. */
export type Extension = Run<ExtendRequest, CreateDeps>;
