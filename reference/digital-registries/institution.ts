import type { ReferenceConfig, ServiceIdentifier } from "../../charts/spi/index.ts";

/** The name of the organization behind an identifier; its code where the stack does not know it. */
export function institutionOf(
  { institutions }: ReferenceConfig,
  { memberClass, memberCode }: Pick<ServiceIdentifier, "memberClass" | "memberCode">,
): string {
  const id = `${memberClass}/${memberCode}`;
  return (Object.hasOwn(institutions, id) ? institutions[id] : undefined) ?? memberCode;
}
