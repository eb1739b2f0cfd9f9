import { explainAwsError } from "../../aws/aws_error.ts";
import { stackState } from "../../aws/questions/stack_status.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { clusterCommand } from "../../names/cluster_command.ts";
import type { Ending } from "../../names/deadline_messages.ts";
import { rememberedIn, type Warning } from "../../state/journal/facts.ts";
import { ensureAll } from "../../state/walks/ensure_all.ts";
import type { Creation } from "../create_deps.ts";
import { wantedDeadline } from "../wanted/deadline_wanted.ts";
import { decidedDeadline } from "./decide_deadline.ts";
import { deadlineIn } from "./deadline_in.ts";

/** With which roles the deadline is kept; `mail` is "" without a heartbeat. */
export type DeadlineRoles = { readonly account: string; readonly expiry: string; readonly mail: string };

/**
 * Sets the deadline of a cluster whose creation was accepted. The cluster runs whatever becomes of this: that it has no end is told,
 * with the command that gives it one.
 */
export async function wireDeadline(run: Creation, ending: Ending | undefined, roles: DeadlineRoles): Promise<void> {
  if (ending === undefined) return;
  const { deps, subject: cluster, region, request } = run;
  const warn = (warning: Warning) => run.warn(warning, "postCreate");
  try {
    const stack = await stackState(deps.aws, cluster);
    if (stack === undefined) {
      throw new DayError("DAY-AWS-005", `the CloudFormation stack of cluster ${cluster} does not exist`);
    }
    const wish = {
      ...ending,
      account: roles.account,
      stackArn: stack.id,
      roleArn: roles.expiry,
      mailRoleArn: roles.mail,
    };
    await ensureAll(run.walk(), wantedDeadline(deps, wish), { existing: "repair", warn });
  } catch (error) {
    deps.signal.throwIfAborted();
    const { message } = explainAwsError(error, "setting the deletion deadline");
    const command = `${clusterCommand("extend", cluster, region)} --ttl ${request.ttl}`;
    await warn({
      id: "deadline.failed",
      step: "deadline",
      message:
        `the cluster has no deletion deadline and runs until somebody deletes it: ${message}; set a deadline with: ${command}`,
    });
  }
}

/** The deadline that this run has decided on, when it was set as well; else "". */
export function wiredDeadline({ journal, subject }: Pick<Creation, "journal" | "subject">): string {
  const decided = decidedDeadline(journal.facts);
  return deadlineIn(rememberedIn(journal.facts), subject) === decided ? decided : "";
}
