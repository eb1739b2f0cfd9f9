import { shippingSteps } from "../cluster/headnode/ship_program.ts";
import type { Command } from "../host/command.ts";
import type { Via } from "../host/net/via.ts";
import { clusterCommand } from "../names/cluster_command.ts";
import { wayWords } from "./login_commands.ts";

type Place = {
  readonly cluster: string;
  readonly region: string;
  readonly via: Via;
  readonly pem?: string;
  readonly enforce?: string;
};

/** The command that does again what a head node lacks. @param lacks steps */
export function configureCommand(
  { cluster, region, via, pem, enforce }: Place,
  lacks: readonly string[],
): Command {
  const ships = shippingSteps.some((step) => lacks.includes(step));
  return [
    clusterCommand("headnode configure", cluster, region) + wayWords({ via, pem }),
    ...lacks.includes("enforce") ? [`--enforce ${enforce}`] : [],
    ...ships ? ["--ship-binary"] : [],
  ].join(" ");
}
