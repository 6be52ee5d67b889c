/** Something the person at the terminal can put right: printed as it is, without a stack trace. */
export class StartFailure extends Error {
  override readonly name = "StartFailure";
}
