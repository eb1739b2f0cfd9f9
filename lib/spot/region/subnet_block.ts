/**
 * The block of 256 addresses at a place of a network, counted from 0; beyond the network's end it begins again.
 *
 * @param network of 4,096 to 65,536 addresses, as in `10.0.0.0/16`
 */
export function subnetBlock(network: string, place: number): string {
  const [address, bits] = network.split("/");
  const [first, second, third] = address.split(".").map(Number);
  const blocks = 2 ** (24 - Number(bits));
  return `${first}.${second}.${third - third % blocks + place % blocks}.0/24`;
}
