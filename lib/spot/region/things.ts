import type { Json } from "../../host/json.ts";

/** The kinds of what we make, in the order in which they are made; they go in the opposite order. */
export const thingKinds = [
  "spot-volume",
  "spot-vpc",
  "spot-gateway",
  "spot-route-table",
  "spot-subnet",
  "spot-security-group",
  "spot-interface",
  "spot-launch-template",
  "spot-instance",
  "spot-request",
] as const;
export type ThingKind = (typeof thingKinds)[number];

/** One thing that was found in a region. */
export type Thing = {
  readonly kind: ThingKind;
  readonly id: string;
  readonly region: string;
  /** "" for what stands in no network. */
  readonly vpc: string;
  readonly creator: string;
  readonly deployment: string;
  /** Whether it carries the managed tag itself. */
  readonly isManaged: boolean;
  /** What its kind needs to find it again. */
  readonly spec: Json;
  /** Of an instance: `running` and so on. */
  readonly state: string;
  /** Of an instance; "" for everything else. */
  readonly zone: string;
  /** Of an instance: the fleet that launched it. */
  readonly fleet: string;
  /** When it was made, where EC2 tells. */
  readonly made: Date | undefined;
  /** Of an interface: what it belongs to, when somebody else keeps it. */
  readonly keeper: string;
};
