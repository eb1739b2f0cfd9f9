import { type ImageDeps, imageProgram } from "./image_program.ts";

/** `ami` is there once the image is. */
export type ListedImage = { readonly image_id: string; readonly status: string; readonly ami: string | null };

/** The images that ParallelCluster has built in the region, is building, or could not build. */
export async function listImages(deps: ImageDeps): Promise<readonly ListedImage[]> {
  const states = ["AVAILABLE", "PENDING", "FAILED"];
  const answers = await Promise.all(
    states.map((state) => imageProgram(deps, ["list-images", "--image-status", state])),
  );
  return answers.flatMap(({ images }) => images).map(({ imageId = "", imageBuildStatus = "", ec2AmiInfo }) => ({
    image_id: imageId,
    status: imageBuildStatus,
    ami: ec2AmiInfo?.amiId ?? null,
  }));
}
