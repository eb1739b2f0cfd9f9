/** Whether a range of addresses is the whole Internet, of version 4 or 6. */
export function isEverywhere(cidr: string): boolean {
  return cidr === "0.0.0.0/0" || cidr === "::/0";
}
