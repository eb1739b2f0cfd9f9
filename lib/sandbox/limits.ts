/** What the sandbox cannot show, for a person to read before trusting it too far. */
export const sandboxLimits: readonly string[] = [
  "CloudFormation drift detection beyond networks: of these it knows tags, address ranges and what subnets and VPCs are set to",
  "Spot placement scores",
  "real capacity errors: they appear only where they are asked for",
  "real mail: subscriptions and budget alerts reach nobody",
  "what policies say of resources and conditions: who has keys of his own is judged by actions alone",
  "whether the role daylily-cluster-expiry suffices on AWS: of what a deadline asks for only DeleteStack is judged",
  "head nodes: all of them are one account on this machine, without Slurm; neither the real control repository nor the real Miniconda " +
  "is tried there, a stand-in is cloned",
  "a key pair that is created in it: head nodes open only to omics-sandbox",
  "a login with ssh itself, which knows only port 22; the task ssh, with --sandbox, finds the head node",
  "real bootstrapping of nodes: head node and compute nodes run none of their boot scripts",
];
