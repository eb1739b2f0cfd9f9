type TypeSize = { readonly type: string; readonly vcpus: number };

const standard = "Standard (A, C, D, H, I, M, R, T, Z)";

/** Families with quotas of their own, by the letters before the generation; all others are standard ones. */
const families: readonly (readonly [letters: RegExp, name: string])[] = [
  [/^(?:g|gr|vt)\d/, "G and VT"],
  [/^p\d/, "P"],
  [/^(?:x|u)\d|^u-/, "X or High Memory"],
  [/^f\d/, "F"],
  [/^inf\d/, "Inf"],
  [/^trn\d/, "Trn"],
  [/^dl\d/, "DL"],
  [/^hpc\d/, "HPC"],
];

/** Which quota a code of EC2 is about, and what of it is needed; nothing for codes of other kinds. */
export function quotaWords(
  code: string,
  { region, types, count, isSpot }: {
    readonly region: string;
    readonly types: readonly TypeSize[];
    readonly count: number;
    /** False where all nodes are on demand. */
    readonly isSpot: boolean;
  },
): string | undefined {
  if (code === "VpcLimitExceeded") return `the quota "VPCs per Region" of ${region} is used up`;
  if (code === "MaxFleetCountExceeded") return `the quota of EC2 fleets in ${region} is used up`;
  if (!["MaxSpotInstanceCountExceeded", "VcpuLimitExceeded", "InstanceLimitExceeded"].includes(code)) return undefined;
  const family = families.find(([letters]) => types.every(({ type }) => letters.test(type)))?.[1] ?? standard;
  const name = isSpot ? `All ${family} Spot Instance Requests` : `Running On-Demand ${family} instances`;
  const vcpus = types.map((each) => each.vcpus * count).sort((one, other) => one - other);
  const [least, most] = [vcpus[0] ?? 0, vcpus.at(-1) ?? 0];
  return `${least === most ? least : `${least} to ${most}`} vCPUs of the quota "${name}" are needed in ${region}`;
}
