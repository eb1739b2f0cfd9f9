import assert from "node:assert/strict";
import { principalOf, userNameOf } from "../../lib/aws/questions/identity.ts";

const arns = [
  ["arn:aws:iam::1:user/alice", "alice", "user", "alice"],
  ["arn:aws:iam::1:user/team/alice", "alice", "user", "alice"],
  ["arn:aws:sts::1:assumed-role/R/bob@x.com", "bob@x.com", "role", "R"],
  ["arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_0a1b/bob", "bob", "role", "AWSReservedSSO_Admin_0a1b"],
  ["arn:aws:sts::1:federated-user/carol", "carol", "other", "carol"],
  ["arn:aws:iam::1:root", "root", "other", "root"],
  ["arn:aws-us-gov:iam::1:user/dave", "dave", "user", "dave"],
  ["arn:aws:s3:::bucket/user/eve", "", "other", ""],
  ["nonsense", "", "other", ""],
  ["", "", "other", ""],
] as const;

for (const [arn, user, kind, principal] of arns) {
  Deno.test(`T118 ${arn || "an empty ARN"} is user ${JSON.stringify(user)}, ${kind} ${JSON.stringify(principal)}`, () => {
    assert.equal(userNameOf(arn), user);
    assert.deepEqual(principalOf(arn), { is: kind, name: principal });
  });
}
