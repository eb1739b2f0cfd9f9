/** Something that `infra` has made sure of in the account. */
export type InfraObject = {
  readonly kind: string;
  readonly name: string;
  readonly outcome: "created" | "updated" | "unchanged";
};
