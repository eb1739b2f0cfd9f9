import type { Place } from "../../config/file/yaml_document.ts";
import type { ManagedTag } from "../region/marks.ts";

/** What a file of `spot-deploy` says, complete with defaults. */
export type SpotConfig = {
  readonly path: string;
  readonly sha256: string;
  /** Absent only where every region says a number. */
  readonly total: number | undefined;
  readonly username: string;
  /** The line of the public key; "" where no nodes are launched. */
  readonly publicKey: string;
  readonly privateKeyPath: string | undefined;
  readonly keyName: string | undefined;
  /** Seconds. */
  readonly timeouts: Readonly<Record<TimeoutName, number>>;
  readonly managed: ManagedTag;
  readonly prefix: string;
  readonly vpcName: string;
  readonly extraTags: Readonly<Record<string, string>>;
  readonly additionalCommands: string | undefined;
  readonly ubuntuRelease: string;
  readonly storageGb: number;
  readonly priceLimit: number | undefined;
  readonly maxHourlyCost: number | undefined;
  readonly launchApi: "fleet" | "run-instances";
  readonly spill: boolean;
  readonly maxZones: number;
  readonly cidr: string;
  readonly allowedCidrs: readonly string[];
  readonly ports: readonly number[];
  /** As written, for example `36h`. */
  readonly ttl: string | undefined;
  readonly onDemandBase: number;
  readonly bacalhau: Bacalhau;
  readonly regions: readonly RegionEntry[];
};

export type TimeoutName =
  | "api"
  | "spot_fulfillment"
  | "ip_assignment"
  | "provisioning"
  | "termination"
  | "vpc_cleanup";

export type Bacalhau = {
  readonly orchestrators: readonly string[];
  readonly token: string;
  readonly tls: boolean;
  readonly image: string;
  readonly dataDir: string;
  readonly nodeDir: string;
  readonly allowListedLocalPaths: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly apiHost: string | undefined;
  readonly apiPort: number;
  readonly apiKey: string | undefined;
};

export type Architecture = "x86_64" | "arm64";

export type RegionEntry = {
  readonly region: string;
  readonly types: readonly string[];
  readonly image: string;
  readonly architecture: Architecture | undefined;
  readonly count: number | "auto";
  readonly zones: readonly string[] | undefined;
  readonly priceLimit: number | undefined;
  /** Where it stands in the file. */
  readonly at: Place;
};
