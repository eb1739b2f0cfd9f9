import { bacalhauImage } from "./read_config.ts";

/** What `init` writes: everything that is needed, and what is worth knowing as comments. */
export const exampleConfig =
  `# spot-deploy: where Bacalhau nodes run on Spot capacity. Replace what stands in angle brackets, then:
#   deno task spot-deploy validate
#   deno task spot-deploy create --dry-run

aws:
  # Nodes in all; they go evenly over the regions whose node_count is auto.
  total_instances: 3
  # The login on the nodes, and the keys for it.
  username: bacalhau-runner
  public_ssh_key_path: ~/.ssh/id_ed25519.pub
  # private_ssh_key_path: ~/.ssh/id_ed25519
  # From where the nodes are reached; without it, from where this machine is seen.
  # allowed_cidrs: [203.0.113.0/24]
  # Nodes shut themselves down after this time: 1h to 30d.
  # ttl: 24h
  # More than this per hour asks first.
  # max_hourly_cost: 1.00
  # This many of the nodes are on demand, which is never interrupted.
  # on_demand_base: 0
  # 22.04, 24.04 or 26.04
  # ubuntu_release: "24.04"
  # instance_storage_gb: 20
  # What carries this tag is ours: list, destroy and nuke find it by it.
  tags:
    filter_tag_name: ManagedBy
    filter_tag_value: SpotInstanceScript
    resource_prefix: SpotInstance
    vpc_name: SpotInstanceVPC

bacalhau:
  orchestrators:
    - nats://<orchestrator host>:4222
  # Or token_file: PATH, or the variable BACALHAU_TOKEN.
  token: <orchestrator token>
  tls: true
  # image: ${bacalhauImage}
  # For status, and for taking nodes out that are gone:
  # api_host: orchestrator.example.org

regions:
  us-east-1:
    # Several types find capacity where one does not; the first is the one that is shown.
    machine_type: [t3.medium, t3a.medium, m5.large]
    image: auto
    node_count: auto
  eu-west-1:
    machine_type: [t3.medium, t3a.medium, m5.large]
    image: auto
    node_count: auto
  us-west-2:
    architecture: arm64
    machine_type: [t4g.medium, m6g.medium, m7g.medium]
    image: auto
    node_count: auto
`;
