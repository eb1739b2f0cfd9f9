import { nameOf, type Place } from "../cell.ts";
import type { WritePlace } from "./file_fault_plan.ts";
import type { Reference } from "./reference.ts";
import type { Subject } from "./subjects.ts";

/** What goes wrong, and where. */
export type Fault =
  | { readonly on: "request"; readonly place: Place; readonly what: RequestFault }
  | { readonly on: "client"; readonly service: string; readonly what: ClientFault }
  | { readonly on: "write"; readonly place: WritePlace; readonly what: "kill" | "full" };

/** `both killed`: with the `pcluster` that sends the request. */
export type RequestFault =
  | "killed before"
  | "killed after"
  | "both killed before"
  | "both killed after"
  | "answer lost"
  | "throttled";

/** `down`: it answers 500 to everything, until the program ends; the others happen once. */
export type ClientFault = "down" | "reset" | "hang";

/** A task, and what goes wrong in it. */
export type CrashCell = { readonly name: string; readonly subject: Subject; readonly fault: Fault };

/** What a cell is counted under. */
export function columnOf({ fault }: CrashCell): string {
  if (fault.on === "client") return `service ${fault.what}`;
  if (fault.on === "write") return fault.what === "kill" ? "killed in a write" : "disk full";
  return fault.what.replace("both ", "");
}

export const columns = [
  ...["killed before", "killed after", "answer lost", "throttled"],
  ...["service down", "service reset", "service hang", "killed in a write", "disk full"],
];

/** Every cell of a task: at each changing request, once per client, at each write to disk. */
export function cellsOf(subject: Subject, { changes, clients, writes }: Reference): readonly CrashCell[] {
  const cell = (what: string, where: string, fault: Fault): CrashCell => ({
    name: `${subject.name}: ${what} ${where}`,
    subject,
    fault,
  });
  return [
    ...changes.flatMap((place) =>
      requestFaults(subject, place).map((what) => cell(what, nameOf(place), { on: "request", place, what }))
    ),
    ...clients.flatMap((service) =>
      (["down", "reset", "hang"] as const).map((what) => cell(what, service, { on: "client", service, what }))
    ),
    ...writes.flatMap((place) =>
      // To give a file another name needs no room.
      (place.kind === "rename" ? ["kill" as const] : ["kill", "full"] as const).map((what) =>
        cell(what, `${place.kind} ${place.name} ${place.nth}`, { on: "write", place, what })
      )
    ),
  ];
}

function requestFaults({ name }: Subject, { caller }: Place): readonly RequestFault[] {
  const all = ["killed before", "killed after", "answer lost", "throttled"] as const;
  return caller === "pcluster" && name === "create" ? [...all, "both killed before", "both killed after"] : all;
}
