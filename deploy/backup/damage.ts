/** A backup cannot be used; the message is for the person. */
export class BackupDamage extends Error {
  override name = "BackupDamage";
}
