import { stringify } from "yaml";
import type { Bacalhau } from "../config/spot_config.ts";

/** The container of a node. The image has no curl, so that its health is asked with wget; Docker inside it needs `privileged`. */
export function composeFile({ image, nodeDir, dataDir }: Pick<Bacalhau, "image" | "nodeDir" | "dataDir">): string {
  return stringify({
    name: "bacalhau_node",
    services: {
      "bacalhau-node": {
        image,
        privileged: true,
        restart: "always",
        command: ["serve", "--config", "/etc/bacalhau/config.yaml", "--name", "${INSTANCE_ID}"],
        ports: ["1234:1234", "6001:6001"],
        volumes: [
          `${nodeDir}/config.yaml:/etc/bacalhau/config.yaml:ro`,
          `${nodeDir}/node-info:/etc/node-info:ro`,
          `${dataDir}:/bacalhau_data`,
          "bacalhau-state:/root/.bacalhau",
        ],
        healthcheck: {
          test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:1234/api/v1/agent/alive"],
          interval: "30s",
          timeout: "10s",
          retries: 3,
          start_period: "40s",
        },
      },
    },
    volumes: { "bacalhau-state": {} },
  });
}
