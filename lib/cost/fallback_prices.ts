/**
 * List prices from the time below, for when the price list cannot be asked. They are estimates: AWS changes its prices,
 * and an account may have its own.
 */
export const costTableDate = "2026-01";

type RegionPrices = {
  /** USD per hour of an r7i.2xlarge with Linux, on demand. */
  readonly r7i2xlarge: number;
  /** USD per GiB and month of a Lustre scratch file system. */
  readonly scratchStorage: number;
  /** USD per hour of a NAT gateway, without what it transfers. */
  readonly natGateway: number;
  /** USD per GiB and month of a gp3 volume. */
  readonly gp3: number;
};

const regions: Readonly<Record<string, RegionPrices>> = {
  "us-east-1": { r7i2xlarge: 0.5292, scratchStorage: 0.14, natGateway: 0.045, gp3: 0.08 },
  "us-east-2": { r7i2xlarge: 0.5292, scratchStorage: 0.14, natGateway: 0.045, gp3: 0.08 },
  "us-west-1": { r7i2xlarge: 0.588, scratchStorage: 0.162, natGateway: 0.048, gp3: 0.096 },
  "us-west-2": { r7i2xlarge: 0.5292, scratchStorage: 0.14, natGateway: 0.045, gp3: 0.08 },
  "ca-central-1": { r7i2xlarge: 0.5796, scratchStorage: 0.154, natGateway: 0.05, gp3: 0.088 },
  "eu-west-1": { r7i2xlarge: 0.5922, scratchStorage: 0.154, natGateway: 0.048, gp3: 0.088 },
  "eu-west-2": { r7i2xlarge: 0.6216, scratchStorage: 0.162, natGateway: 0.05, gp3: 0.0928 },
  "eu-west-3": { r7i2xlarge: 0.6216, scratchStorage: 0.162, natGateway: 0.05, gp3: 0.0928 },
  "eu-central-1": { r7i2xlarge: 0.6384, scratchStorage: 0.168, natGateway: 0.052, gp3: 0.0952 },
  "eu-north-1": { r7i2xlarge: 0.5628, scratchStorage: 0.146, natGateway: 0.046, gp3: 0.0836 },
  "ap-south-1": { r7i2xlarge: 0.546, scratchStorage: 0.16, natGateway: 0.056, gp3: 0.0912 },
  "ap-northeast-1": { r7i2xlarge: 0.6384, scratchStorage: 0.168, natGateway: 0.062, gp3: 0.096 },
  "ap-northeast-2": { r7i2xlarge: 0.6384, scratchStorage: 0.168, natGateway: 0.059, gp3: 0.0912 },
  "ap-southeast-1": { r7i2xlarge: 0.6384, scratchStorage: 0.168, natGateway: 0.059, gp3: 0.096 },
  "ap-southeast-2": { r7i2xlarge: 0.6342, scratchStorage: 0.168, natGateway: 0.059, gp3: 0.096 },
};

/** The price of a family relative to r7i. */
const families: Readonly<Record<string, number>> = {
  r7i: 1,
  r6i: 0.952,
  m7i: 0.762,
  m6i: 0.726,
  c7i: 0.675,
  c6i: 0.643,
};

/** The price of a size relative to 2xlarge: within a family it goes with the number of vCPU. */
const sizes: Readonly<Record<string, number>> = {
  large: 0.25,
  xlarge: 0.5,
  "2xlarge": 1,
  "4xlarge": 2,
  "8xlarge": 4,
  "12xlarge": 6,
  "16xlarge": 8,
  "24xlarge": 12,
  "48xlarge": 24,
  "metal-24xl": 12,
  "metal-48xl": 24,
};

/** The price of a type of volume relative to gp3, without what is paid for IOPS and throughput. */
const volumes: Readonly<Record<string, number>> = {
  gp3: 1,
  gp2: 1.25,
  io1: 1.5625,
  io2: 1.5625,
  st1: 0.5625,
  sc1: 0.1875,
  standard: 0.625,
};

/** USD per hour of an instance on demand, or nothing when the table does not know the region or the type. */
export function tableInstancePrice(region: string, type: string): number | undefined {
  const [family, size] = type.split(".");
  const price = regions[region]?.r7i2xlarge * families[family] * sizes[size];
  return Number.isFinite(price) ? price : undefined;
}

/** USD per GiB and month of a Lustre scratch file system, or nothing for a region that the table does not know. */
export function tableScratchStoragePrice(region: string): number | undefined {
  return regions[region]?.scratchStorage;
}

/** USD per hour of a NAT gateway, or nothing for a region that the table does not know. */
export function tableNatGatewayPrice(region: string): number | undefined {
  return regions[region]?.natGateway;
}

/** USD per GiB and month of a volume, or nothing when the table does not know the region or the type. */
export function tableVolumePrice(region: string, type: string): number | undefined {
  const price = regions[region]?.gp3 * volumes[type];
  return Number.isFinite(price) ? price : undefined;
}

/** USD per GiB and month, about the same in all regions: of snapshots as large as their volumes, of objects, of stored logs. */
export const storagePrices = { snapshot: 0.05, object: 0.023, log: 0.03 } as const;

/** USD per hour of a public IPv4 address, in all regions, used or not. */
export const addressPrice = 0.005;
