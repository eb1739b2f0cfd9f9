export type UnitRequest = {
  /** Where the monitor watches, for people. */
  readonly root: string;
  readonly command: readonly string[];
  /** What relative paths of the command start from. */
  readonly folder: string;
  readonly user: string;
  /** Where programs are found. */
  readonly path: string;
  /** Work that goes on is waited for, however long. */
  readonly finishes: boolean;
};

/**
 * A unit of systemd that keeps a monitor running.
 *
 * Only the monitor itself is told to stop: pipelines of local runs go on, and the next monitor finds them. What is released takes
 * seconds; work that is to be finished is waited for.
 */
export function unitFile({ root, command, folder, user, path, finishes }: UnitRequest): string {
  return [
    "# Written by `monitor-worksets unit`. To /etc/systemd/system/daylily-worksets.service, then:",
    "#   systemctl daemon-reload && systemctl enable --now daylily-worksets",
    "[Unit]",
    `Description=Daylily worksets of ${plain(root)}`,
    "Wants=network-online.target",
    "After=network-online.target",
    "",
    "[Service]",
    "Type=exec",
    `User=${plain(user)}`,
    `WorkingDirectory=${plain(folder)}`,
    `Environment=${quoted(`PATH=${path}`)}`,
    "# Variables such as DAY_EX_CFG, where there are any.",
    "EnvironmentFile=-/etc/daylily-worksets.env",
    "StateDirectory=daylily-worksets",
    `ExecStart=/usr/bin/env ${command.map((word) => quoted(word.replaceAll("$", "$$$$"))).join(" ")}`,
    "KillMode=process",
    `TimeoutStopSec=${finishes ? "infinity" : "90"}`,
    "SuccessExitStatus=130 143",
    "Restart=on-failure",
    "RestartSec=30",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  ].join("\n");
}

/** `%` begins a specifier. */
function plain(text: string): string {
  return text.replaceAll("%", "%%").replace(/\p{Cc}/gu, " ");
}

function quoted(word: string): string {
  const safe = plain(word);
  return /^[\w@%+=:,./$-]+$/.test(safe) ? safe : `"${safe.replace(/["\\]/g, "\\$&")}"`;
}
