import { expiryRole } from "../../aws/resources/expiry_role.ts";
import { groupMembership } from "../../aws/resources/group_membership.ts";
import { iamGroup } from "../../aws/resources/iam_group.ts";
import { policyAttachment } from "../../aws/resources/policy_attachment.ts";
import type { Command } from "../../host/command.ts";
import { type Advice, advice, adviceOf, command } from "../../host/errors/advice.ts";
import { makeExpiryRole } from "../../names/expiry_names.ts";
import type { Remembered } from "../../state/journal/facts.ts";
import { shellWord } from "../../text/shell_word.ts";

/**
 * How an administrator, who has a profile of his own, puts back what gives people and deadlines their rights. Nobody who may put a
 * cluster right is to need the right to give rights.
 */
export function administratorsFix({ kind, expected }: Pick<Remembered, "kind" | "expected">): Advice {
  switch (kind) {
    case iamGroup.kind:
      return byAdministrator(`aws iam create-group --group-name ${shellWord(iamGroup.spec.parse(expected).name)}`);
    case groupMembership.kind: {
      const { group, user } = groupMembership.spec.parse(expected);
      return byAdministrator(
        `aws iam add-user-to-group --group-name ${shellWord(group)} --user-name ${shellWord(user)}`,
      );
    }
    case policyAttachment.kind: {
      const { is, to, policyArn } = policyAttachment.spec.parse(expected);
      return byAdministrator(
        `aws iam attach-${is}-policy --${is}-name ${shellWord(to)} --policy-arn ${shellWord(policyArn)}`,
      );
    }
    case expiryRole.kind:
      return makeExpiryRole;
    default:
      return adviceOf("an administrator has to repair it");
  }
}

function byAdministrator(line: Command): Advice {
  return advice`an administrator can repair it with: ${command(line)}`;
}
