import healthz from "../../../templates/spot/healthz.py" with { type: "text" };
import interruption from "../../../templates/spot/interruption.sh" with { type: "text" };
import setup from "../../../templates/spot/setup.sh" with { type: "text" };
import startup from "../../../templates/spot/startup.sh" with { type: "text" };
import { stableJson } from "../../host/json.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { composeFile } from "./compose_file.ts";
import { nodeConfig } from "./node_config.ts";

/** A file that cloud-init writes. */
export type NodeFile = { readonly path: string; readonly content: string; readonly permissions: string };

const folder = "/opt/spot-deploy";

/** Everything that lies on a node before its first boot. */
export function nodeFiles(config: SpotConfig, { deployment, ends }: NodeFacts): readonly NodeFile[] {
  const { bacalhau, username, additionalCommands } = config;
  const environment = Object.entries({
    NODE_USER: username,
    BACALHAU_DATA_DIR: bacalhau.dataDir,
    BACALHAU_NODE_DIR: bacalhau.nodeDir,
  });
  const script = (name: string, content: string): NodeFile => ({
    path: `${folder}/${name}`,
    content,
    permissions: "0755",
  });
  const unit = (name: string, content: string): NodeFile => {
    return { path: `/etc/systemd/system/${name}`, content, permissions: "0644" };
  };
  return [
    {
      path: `${folder}/node.env`,
      content: environment.map(([name, value]) => `${name}=${shellWord(value)}\n`).join(""),
      permissions: "0644",
    },
    { path: `${folder}/node_config.json`, content: stableJson(nodeConfig(bacalhau, deployment)), permissions: "0400" },
    { path: `${folder}/docker-compose.yaml`, content: composeFile(bacalhau), permissions: "0400" },
    script("setup.sh", setup),
    script("startup.sh", startup),
    script("healthz.py", healthz),
    script("interruption.sh", interruption),
    ...additionalCommands === undefined ? [] : [script("additional_commands.sh", additionalCommands)],
    unit(
      "bacalhau-startup.service",
      service("Bacalhau node", "startup.sh", "Type=oneshot\nRemainAfterExit=yes\nRestart=on-failure\nRestartSec=5"),
    ),
    unit("healthz-web.service", service("Health of the Bacalhau node", "healthz.py", "Restart=always\nRestartSec=10")),
    unit(
      "spot-interruption.service",
      service("Notices of Spot interruptions", "interruption.sh", "Restart=on-failure\nRestartSec=5"),
    ),
    ...ends === undefined ? [] : [unit("spot-ttl.timer", timer(ends)), unit("spot-ttl.service", shutdown)],
  ];
}

/** What only a certain deployment knows. `ends`: when its nodes shut themselves down. */
export type NodeFacts = { readonly deployment: string; readonly ends: Date | undefined };

function service(description: string, program: string, more: string): string {
  return `[Unit]\nDescription=${description}\nAfter=network-online.target docker.service\nWants=network-online.target\n\n` +
    `[Service]\nExecStart=${folder}/${program}\n${more}\n\n[Install]\nWantedBy=multi-user.target\n`;
}

/** An absolute time: a countdown would be lost at a reboot. One that was missed is made up for at the next boot. */
function timer(ends: Date): string {
  const at = ends.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
  return `[Unit]\nDescription=End of this node\n\n[Timer]\nOnCalendar=${at}\nPersistent=true\nAccuracySec=1s\n\n` +
    `[Install]\nWantedBy=timers.target\n`;
}

/** The launch says that an instance which shuts down is terminated. */
const shutdown =
  "[Unit]\nDescription=End of this node\n\n[Service]\nType=oneshot\nExecStart=/usr/sbin/shutdown -h now\n";
