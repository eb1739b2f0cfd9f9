import assert from "node:assert/strict";
import { isAlreadyThere, isDenied } from "../../lib/aws/aws_error.ts";
import type { AwsDeps, Json, Resource } from "../../lib/aws/resource.ts";
import { groupMembership } from "../../lib/aws/resources/group_membership.ts";
import { iamGroup } from "../../lib/aws/resources/iam_group.ts";
import { inlinePolicy } from "../../lib/aws/resources/inline_policy.ts";
import { policyAttachment } from "../../lib/aws/resources/policy_attachment.ts";
import { serviceLinkedRole } from "../../lib/aws/resources/service_linked_role.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { assertContract, whenReady } from "./contract.ts";
import { account, inSandbox, operations } from "./in_sandbox.ts";
import { onServer } from "./on_server.ts";

const policyArn = `arn:aws:iam::${account}:policy/DaylilyGlobalEClusterPolicy`;
const documentAllowing = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});

const group = { account, name: "ops" };
const membership = { account, group: "ops", user: "alice" };
const onGroup = { account, is: "group", to: "ops", policyArn } as const;
const onRole = { account, is: "role", to: "R", policyArn } as const;
const ofGroup = { account, is: "group", of: "ops", name: "wire", document: documentAllowing("a:b") } as const;
const ofUser = { ...ofGroup, is: "user", of: "alice" } as const;
const linked = { account, service: "spot.amazonaws.com" };

async function makeHolders({ calls }: Sandbox): Promise<void> {
  await calls.query("iam", "CreateGroup", { GroupName: "ops" });
  await calls.query("iam", "CreateRole", { RoleName: "R", AssumeRolePolicyDocument: '{"Version":"2012-10-17"}' });
}

Deno.test(
  "kinds of IAM",
  inSandbox({}, async (step) => {
    await step("a group: absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      assert.deepEqual(await assertContract(deps, iamGroup, group), { arn: `arn:aws:iam::${account}:group/ops` });
    });

    await step("the role of a service: the same", async (deps) => {
      const { arn } = await assertContract(deps, serviceLinkedRole, linked);
      assert.match(arn, /:role\/aws-service-role\/spot\.amazonaws\.com\//);
    });

    await step("a member, attached and inline policies: the same", async (deps, sandbox) => {
      await makeHolders(sandbox);
      await assertContract(deps, groupMembership, membership);
      await assertContract(deps, policyAttachment, onGroup);
      await assertContract(deps, policyAttachment, onRole);
      await assertContract(deps, inlinePolicy, ofGroup);
      await assertContract(deps, inlinePolicy, ofUser);
    });

    await step("an inline policy with another text is seen, and replaced", async (deps) => {
      await inlinePolicy.write(deps, { ...ofUser, document: documentAllowing("c:d") }, { is: "absent" }, "token");
      const other = await whenReady(deps, inlinePolicy, ofUser);
      assert.equal(differences(ofUser, other.spec).length, 1);
      await inlinePolicy.write(deps, ofUser, other, "token");
      assert.deepEqual((await whenReady(deps, inlinePolicy, ofUser)).spec, ofUser);
    });

    await step("what stands on something that is not there is absent", async (deps) => {
      for (const spec of [{ ...onGroup, to: "none" }, { ...onRole, to: "none" }]) {
        assert.deepEqual(await policyAttachment.find(deps, spec, "full"), { is: "absent" });
      }
      assert.deepEqual(await groupMembership.find(deps, { ...membership, user: "none" }, "full"), { is: "absent" });
      assert.deepEqual(await inlinePolicy.find(deps, { ...ofGroup, of: "none" }, "full"), { is: "absent" });
    });

    await step("a group that is not known everywhere yet is waited for", async (deps, sandbox) => {
      await makeHolders(sandbox);
      let pauses = 0;
      const sleep = async (milliseconds: number) => {
        pauses += milliseconds;
        await sandbox.calls.query("iam", "CreateGroup", { GroupName: "late" });
      };
      await groupMembership.write({ ...deps, clock: { ...deps.clock, sleep } }, { ...membership, group: "late" }, {
        is: "absent",
      }, "token");
      assert.deepEqual([pauses, operations(sandbox)], [1_000, ["AddUserToGroup", "AddUserToGroup"]]);
    });

    await step("a look that is denied is an error, never an absence", async (deps, sandbox) => {
      const denied = async <S extends Json, O extends Json>(
        action: string,
        resource: Resource<AwsDeps, S, O>,
        spec: S,
      ) => {
        sandbox.settings.denied = [`iam:${action}`];
        await assert.rejects(resource.find(deps, spec, "exists"), isDenied, action);
      };
      await denied("GetGroup", iamGroup, group);
      await denied("ListRoles", serviceLinkedRole, linked);
      await denied("ListGroupsForUser", groupMembership, membership);
      await denied("ListAttachedGroupPolicies", policyAttachment, onGroup);
      await denied("ListAttachedRolePolicies", policyAttachment, onRole);
      await denied("GetGroupPolicy", inlinePolicy, ofGroup);
      await denied("GetUserPolicy", inlinePolicy, ofUser);
    });
  }),
);

Deno.test("IAM says in words alone that a service has its role already", async () => {
  const error = (code: string, message: string) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  const taken =
    "Service role name AWSServiceRoleForEC2Spot has been taken in this account, please try a different suffix.";
  for (const [message, expected] of [[taken, true], ["Custom suffix is not allowed", false]] as const) {
    await onServer(() => ({ status: 400, body: error("InvalidInput", message) }), async (deps) => {
      await assert.rejects(
        serviceLinkedRole.write(deps, linked, { is: "absent" }, "token"),
        (thrown) => isAlreadyThere(thrown) === expected,
      );
    });
  }
});

Deno.test("every page is read", async () => {
  const page = (operation: string, list: string, body: string) => {
    const isLast = body.includes("Marker=next");
    const more = isLast ? "<IsTruncated>false</IsTruncated>" : "<IsTruncated>true</IsTruncated><Marker>next</Marker>";
    const [members, item] = {
      ListGroupsForUser: ["Groups", "<GroupName>ops</GroupName>"],
      ListRoles: ["Roles", "<RoleName>R</RoleName><Arn>a</Arn>"],
    }[operation] ?? ["AttachedPolicies", `<PolicyName>P</PolicyName><PolicyArn>${policyArn}</PolicyArn>`];
    const found = isLast ? `<member>${item}</member>` : "";
    return `<${list}><${operation}Result><${members}>${found}</${members}>${more}</${operation}Result></${list}>`;
  };
  await onServer(
    (operation, body) => ({ body: page(operation, `${operation}Response`, body) }),
    async (deps, requests) => {
      const found = [
        await groupMembership.find(deps, membership, "full"),
        await policyAttachment.find(deps, onGroup, "full"),
        await policyAttachment.find(deps, onRole, "full"),
        await serviceLinkedRole.find(deps, linked, "full"),
      ];
      assert.deepEqual([found.map(({ is }) => is), requests.length], [Array(4).fill("ready"), 8]);
    },
  );
});
