/** What a person reads about one thing that the doctor found. */
export interface Finding {
  /** One sentence, without a full stop. */
  readonly says: (params: Readonly<Record<string, string | number>>) => string;
  /** What to type or to do; absent where nothing has to be done. */
  readonly remedy?: (params: Readonly<Record<string, string | number>>) => string;
}
