/**
 * The results of what runs side by side. All of it has ended before the first trouble is thrown, so that nothing is made
 * after a story has cleaned up.
 */
export async function sideBySide<Results extends readonly unknown[]>(
  ...actions: { readonly [key in keyof Results]: Promise<Results[key]> }
): Promise<Results> {
  await Promise.allSettled(actions);
  return (await Promise.all(actions)) as unknown as Results;
}
