import type { Emit } from "../../host/events/events.ts";

/** Says that a run begun anew goes on with what an earlier one has made. @param name of the earlier run */
export function tellTakenOver({ emit }: { readonly emit: Emit }, name: string): void {
  const message =
    `The earlier run ${name} stopped before its end; this new run uses the resources that ${name} created, but its own flags and answers`;
  emit({ code: "run.took_over", level: "info", message, data: { run: name } });
}
