import type { AwsDeps } from "../../aws/resource.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Marks } from "./marks.ts";

/** What the parts of a region need from outside. `aws` is a session in that region. */
export type SpotDeps = AwsDeps & {
  readonly emit: Emit;
  readonly marks: Marks;
  /** Milliseconds that a part may wait for what still uses it. */
  readonly cleanupLimit: number;
};
