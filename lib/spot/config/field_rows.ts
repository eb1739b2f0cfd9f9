import { isIP } from "node:net";

/** What a field holds. `map`: text by name. */
export type FieldKind = "int" | "number" | "boolean" | "text" | "texts" | "ints" | "map";

/** One key of the file: what it holds and what is allowed. */
export type FieldRow = {
  readonly path: string;
  readonly kind: FieldKind;
  readonly least?: number;
  readonly most?: number;
  /** What each member fits. */
  readonly pattern?: { test(text: string): boolean };
  readonly values?: readonly string[];
  /** What is allowed, in words, where pattern and values do not say it. */
  readonly allowed?: string;
  /** Other names of the key in the same section. */
  readonly aliases?: readonly string[];
  /** A list that may not be empty. */
  readonly isFilled?: boolean;
  /** What stands there is never shown. */
  readonly isSecret?: boolean;
};

/** A network as a security group takes it. */
export const cidr = {
  test(text: string): boolean {
    const [, address = "", bits] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
    const version = isIP(address);
    return version !== 0 && !address.includes("%") && Number(bits) <= (version === 4 ? 32 : 128);
  },
};
/** A private network as a VPC takes it. */
const vpcCidr = {
  test: (text: string) =>
    cidr.test(text) && /^(?:10\.\d+|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d+\.0\/(?:16|17|18|19|20)$/.test(text),
};
const orchestrator = {
  test(text: string): boolean {
    const [, port = "4222"] = /^(?:nats|tls):\/\/[^\s/:]+(?::(\d{1,5}))?$/.exec(text) ?? [undefined, "0"];
    return Number(port) >= 1 && Number(port) <= 65535;
  },
};
/** 1 h to 30 d. */
const ttl = /^(?:[1-9]|[12]\d|30)d$|^(?:[1-9]\d?|[1-6]\d\d|7[01]\d|720)h$/;
const seconds = (name: string): FieldRow => ({ path: `aws.timeouts.${name}`, kind: "int", least: 1, most: 7200 });

/** Every key that means something; regions have rows of their own. */
export const fieldRows: readonly FieldRow[] = [
  { path: "aws.total_instances", kind: "int", least: 1, most: 1000 },
  {
    path: "aws.username",
    kind: "text",
    pattern: /^(?!root$)[a-z_][a-z0-9_-]{0,31}$/,
    allowed: "a Linux login other than root: small letters, digits, _ and -",
  },
  { path: "aws.public_ssh_key_path", kind: "text", aliases: ["public_ssh_key"] },
  { path: "aws.private_ssh_key_path", kind: "text", aliases: ["ssh_key"] },
  { path: "aws.ssh_key_name", kind: "text" },
  { path: "aws.timeouts.api", kind: "int", least: 1, most: 300 },
  ...["spot_fulfillment", "ip_assignment", "provisioning", "termination", "vpc_cleanup"].map(seconds),
  {
    path: "aws.tags.filter_tag_name",
    kind: "text",
    pattern: /^(?!aws:)[^*?]{1,127}$/,
    allowed: "1 to 127 characters, not beginning with aws:",
  },
  { path: "aws.tags.filter_tag_value", kind: "text" },
  {
    path: "aws.tags.resource_prefix",
    kind: "text",
    pattern: /^[A-Za-z][A-Za-z0-9-]{0,40}$/,
    allowed: "a letter, then up to 40 letters, digits and -",
  },
  {
    path: "aws.tags.vpc_name",
    kind: "text",
    pattern: /^[^*?]{1,100}$/,
    allowed: "1 to 100 characters without * and ?",
  },
  { path: "aws.extra_tags", kind: "map", pattern: /^[^]{0,256}$/, allowed: "values of up to 256 characters" },
  { path: "aws.additional_commands", kind: "text", aliases: ["additional_commands_script"] },
  { path: "aws.ubuntu_release", kind: "text", values: ["22.04", "24.04", "26.04"] },
  { path: "aws.instance_storage_gb", kind: "int", least: 8, most: 1000 },
  { path: "aws.spot_price_limit", kind: "number", least: 0.001, most: 1000 },
  { path: "aws.max_hourly_cost", kind: "number", least: 0, most: 100_000 },
  { path: "aws.launch_api", kind: "text", values: ["fleet", "run-instances"] },
  { path: "aws.spill", kind: "boolean" },
  { path: "aws.max_zones_per_region", kind: "int", least: 1, most: 6 },
  {
    path: "aws.vpc_cidr",
    kind: "text",
    pattern: vpcCidr,
    allowed: "a private network of /16 to /20, for example 10.0.0.0/16",
  },
  { path: "aws.allowed_cidrs", kind: "texts", pattern: cidr, allowed: "networks such as 203.0.113.0/24" },
  { path: "aws.ingress_ports", kind: "ints", least: 1, most: 65535 },
  { path: "aws.ttl", kind: "text", pattern: ttl, allowed: "1h to 30d, for example 36h" },
  { path: "aws.on_demand_base", kind: "int", least: 0, most: 1000 },
  {
    path: "bacalhau.orchestrators",
    kind: "texts",
    pattern: orchestrator,
    allowed: "addresses such as nats://orchestrator.example.org:4222",
  },
  { path: "bacalhau.token", kind: "text", isSecret: true },
  { path: "bacalhau.token_file", kind: "text" },
  { path: "bacalhau.tls", kind: "boolean" },
  { path: "bacalhau.image", kind: "text", pattern: /^\S+$/, allowed: "the name of an image" },
  { path: "bacalhau.data_dir", kind: "text", pattern: /^\/[^\s]*$/, allowed: "an absolute path" },
  { path: "bacalhau.node_dir", kind: "text", pattern: /^\/[^\s]*$/, allowed: "an absolute path" },
  { path: "bacalhau.allow_listed_local_paths", kind: "texts" },
  { path: "bacalhau.labels", kind: "map" },
  { path: "bacalhau.api_host", kind: "text" },
  { path: "bacalhau.api_port", kind: "int", least: 1, most: 65535 },
  { path: "bacalhau.api_key", kind: "text", isSecret: true },
];

export const regionRows: readonly FieldRow[] = [
  {
    path: "machine_type",
    kind: "texts",
    pattern: /^[a-z0-9-]+\.[a-z0-9-]+$/,
    allowed: "instance types such as t3.medium",
    isFilled: true,
  },
  {
    path: "image",
    kind: "text",
    pattern: /^(?:auto|latest|ami-[0-9a-f]{8,17})$/,
    allowed: "auto, or the id of an image such as ami-0123456789abcdef0",
    aliases: ["ami_id"],
  },
  { path: "architecture", kind: "text", values: ["x86_64", "arm64"] },
  { path: "node_count", kind: "text" },
  {
    path: "zones",
    kind: "texts",
    pattern: /^[a-z]{2}(?:-[a-z]+)+-\d[a-z]$/,
    allowed: "zones such as us-east-1a",
    isFilled: true,
  },
  { path: "spot_price_limit", kind: "number", least: 0.001, most: 1000 },
];

/** Keys of earlier scripts that do nothing here. */
export const withoutEffect: readonly string[] = [
  "ensure_default_vpc",
  "startup_script",
  "files_directory",
  "docker_compose_template",
  "pem_path",
  "scripts_dir",
  "scripts_directory",
  "cloud_init_template",
  "use_dedicated_vpc",
  "associate_public_ip",
].map((name) => `aws.${name}`).concat("aws.tags.creator_value");
