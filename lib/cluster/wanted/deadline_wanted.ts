import type { AwsDeps } from "../../aws/resource.ts";
import { schedule } from "../../aws/resources/schedule.ts";
import { checkAt, isPast, lastTryAt, warningAt } from "../../names/deadline.ts";
import { type Ending, passedMessage, warningMessage } from "../../names/deadline_messages.ts";
import { expiryNames } from "../../names/expiry_names.ts";
import { heartbeatNames } from "../../names/heartbeat_names.ts";
import { partitionOf } from "../../names/partition_of.ts";
import { type Wanted, wanted } from "../../state/walks/wanted.ts";

export type DeadlineWish = Ending & {
  readonly account: string;
  /** Never its name: tomorrow a cluster of the same name may stand. */
  readonly stackArn: string;
  /** Of the role that may delete stacks of clusters. */
  readonly roleArn: string;
  /** Of the role that sends heartbeats; "" without a heartbeat, and then no mail comes. */
  readonly mailRoleArn: string;
};

/**
 * The schedules of a cluster's deadline: the deletion of its stack, tried again every half hour for a day (of a stack that is going
 * or gone nothing more goes), and a mail before and after it. No `RoleARN` is handed to CloudFormation: it would bind to the stack
 * for good. A mail whose time is over is not wanted any more.
 */
export function wantedDeadline(deps: AwsDeps, wish: DeadlineWish): readonly Wanted[] {
  const { account, region, cluster, deadline, stackArn, roleArn, mailRoleArn } = wish;
  const names = expiryNames(cluster);
  const common = { account, region, afterCompletion: "DELETE", state: "ENABLED" } as const;
  const deletion = wanted(schedule, deps, {
    ...common,
    name: names.expiry,
    expression: "rate(30 minutes)",
    start: deadline,
    end: lastTryAt(deadline),
    target: `arn:${partitionOf(region)}:scheduler:::aws-sdk:cloudformation:deleteStack`,
    roleArn,
    input: JSON.stringify({ StackName: stackArn }),
  });
  const { topicArn: target } = heartbeatNames(cluster, region, account);
  const mails = mailRoleArn === "" ? [] : [
    { name: names.warning, at: warningAt(deadline), input: warningMessage(wish) },
    { name: names.check, at: checkAt(deadline), input: passedMessage(wish) },
  ].filter(({ at }) => !isPast(at, deps.clock.now()));
  return [
    deletion,
    ...mails.map(({ name, at, input }) => {
      const once = { expression: `at(${at.replace("Z", "")})`, start: "", end: "", roleArn: mailRoleArn };
      return wanted(schedule, deps, { ...common, ...once, name, target, input }, {
        onFailure: {
          warn: { id: "deadline.mail", step: "deadline" },
          words: (reason) => `the mail about the deletion deadline (schedule ${name}) will not be sent: ${reason}`,
        },
      });
    }),
  ];
}
