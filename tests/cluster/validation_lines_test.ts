import assert from "node:assert/strict";
import { pythonLiteral } from "../../lib/cluster/pcluster/python_literal.ts";
import { validationLines, withLine } from "../../lib/cluster/pcluster/validation_lines.ts";

const config = `---
HeadNode:
  InstanceType: r7i.3xlarge
  Networking:
    ElasticIpp: true
    SubnetId: subnet-0123
  Ssh:
    KeyName: nokey
Scheduling:
  SlurmQueues:
    - Name: i8
      ComputeResources:
        - Name: r7gb64
          MaxCount: one
      Iam:
        AdditionalIamPolicies:
          - Policy: arn:aws:iam::1:policy/there
          - Policy: arn:aws:iam::1:policy/none
SharedStorage:
  - FsxLustreSettings:
      DeploymentType: SCRATCH_2
      StorageCapacity: 4801
`;

const error = (type: string, message: string) => ({ level: "ERROR", type, message });

/** Words of the genuine ParallelCluster, the same in all tried versions. */
const said: readonly (readonly [string, string, string])[] = [
  [
    "ConfigSchemaValidator",
    "[('HeadNode', {'Networking': {'ElasticIpp': ['Unknown field.']}})]",
    "HeadNode/Networking/ElasticIpp: Unknown field. (line 5)",
  ],
  [
    "ConfigSchemaValidator",
    "[('Scheduling', {'SlurmQueues': {0: {'ComputeResources': {0: {'MaxCount': ['Not a valid integer.']}}}}})]",
    "Scheduling/SlurmQueues/0/ComputeResources/0/MaxCount: Not a valid integer. (line 14)",
  ],
  [
    "FsxStorageCapacityValidator",
    "Capacity for FSx SCRATCH_2 file systems is 1,200 GB or increments of 2,400 GB.",
    "Capacity for FSx SCRATCH_2 file systems is 1,200 GB or increments of 2,400 GB. (line 22: StorageCapacity)",
  ],
  [
    "KeyPairValidator",
    "The keypair '{'nokey'}' does not exist.",
    "The keypair '{'nokey'}' does not exist. (line 8: KeyName)",
  ],
  [
    "AdditionalIamPolicyValidator",
    "Policy arn:aws:iam::1:policy/none not found",
    "Policy arn:aws:iam::1:policy/none not found (line 18: Policy)",
  ],
  ["SomeValidator", "Nothing of this stands in the file", "Nothing of this stands in the file"],
  ["ConfigSchemaValidator", "no literal at all: {", "no literal at all: {"],
];

for (const [type, message, line] of said) {
  Deno.test(`E24: ${type} "${message.slice(0, 40)}" with the line of the cluster file`, () => {
    assert.deepEqual(validationLines([error(type, message)], config), [line]);
  });
}

Deno.test("E24: a message without validator names the line of the value it quotes", () => {
  const message = "Invalid cluster configuration: The following supplied instance types do not exist: [r7i.3xlarge]";
  assert.equal(withLine(message, config), `${message} (line 3: InstanceType)`);
  assert.match(withLine("The subnet ID 'subnet-0123' does not exist", config), / exist \(line 6: SubnetId\)$/);
  assert.equal(withLine("Invalid cluster configuration.", config), "Invalid cluster configuration.");
});

Deno.test("E24: several complaints in one message, warnings only counted, notices left out", () => {
  const messages = [
    { level: "INFO", type: "DeletionPolicyValidator", message: "The DeletionPolicy is set to Delete." },
    error("ConfigSchemaValidator", "[('HeadNode', {'Ssh': ['Missing data.'], 'Image': {'Os': ['No.', 'Never.']}})]"),
    { level: "WARNING", type: "InstancesEFAValidator", message: "long" },
    { level: "WARNING", type: "InstancesEFAValidator", message: "longer" },
  ];
  assert.deepEqual(validationLines(messages, config), [
    "HeadNode/Ssh: Missing data. (line 7)",
    "HeadNode/Image/Os: No.",
    "HeadNode/Image/Os: Never.",
    "and 2 warnings, which do not stop the creation",
  ]);
  assert.deepEqual(validationLines(messages.slice(2), config), []);
});

Deno.test("literals of Python, and what is none", () => {
  assert.deepEqual(pythonLiteral(`[1, (-2.5, 'it\\'s'), {"a": [], 3: ()}]`), [
    1,
    [-2.5, "it's"],
    new Map<string | number, readonly never[]>([["a", []], [3, []]]),
  ]);
  for (const text of ["", "None", "[1", "{1 2}", "{[]: 1}", "'a' 'b'"]) {
    assert.equal(pythonLiteral(text), undefined, text);
  }
});
