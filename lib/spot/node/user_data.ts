import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { stringify } from "yaml";
import { DayError } from "../../host/errors/day_error.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { type NodeFacts, nodeFiles } from "./node_files.ts";

/** What EC2 takes before it is put into base64. */
const limit = 16_384;

/** What a node gets at its first boot, as cloud-init reads it. It holds the orchestrator's token. */
export function cloudConfig(config: SpotConfig, facts: NodeFacts): string {
  const document = {
    groups: ["docker"],
    users: ["default", {
      name: config.username,
      shell: "/bin/bash",
      sudo: "ALL=(ALL) NOPASSWD:ALL",
      groups: ["docker"],
      lock_passwd: true,
      ssh_authorized_keys: [config.publicKey],
    }],
    package_update: true,
    package_upgrade: true,
    packages: ["ca-certificates", "curl", "gnupg", "jq", "python3"],
    write_files: nodeFiles(config, facts),
    runcmd: [["/opt/spot-deploy/setup.sh"]],
  };
  return `#cloud-config\n${stringify(document, { lineWidth: 0 })}`;
}

/**
 * The same in base64, ready for a launch; compressed where it would be too long otherwise.
 *
 * @throws DayError DAY-SPOT-001 with CFG-13 when it does not fit even so
 */
export function userData(config: SpotConfig, facts: NodeFacts): string {
  const plain = Buffer.from(cloudConfig(config, facts));
  if (plain.length <= limit) return plain.toString("base64");
  // Equal input gives equal bytes: the header holds no time.
  const packed = gzipSync(plain, { level: 9 });
  if (packed.length <= limit) return packed.toString("base64");
  const largest = nodeFiles(config, facts).toSorted((one, other) => other.content.length - one.content.length)[0];
  throw new DayError(
    "DAY-SPOT-001",
    `CFG-13 ${config.path}:1:1 the user data of a node has ${packed.length} bytes even compressed, and EC2 takes ${limit}; ` +
      `the largest part is ${largest.path} with ${largest.content.length}`,
    { fix: "shorten aws.additional_commands, or let it download what it needs" },
  );
}
