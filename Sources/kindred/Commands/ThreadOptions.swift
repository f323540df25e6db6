import ArgumentParser

/// How many threads a command may use. No result depends on it.
struct ThreadOptions: ParsableArguments {
  @Option(help: "Threads; the result is the same with any number.")
  var threads: Int?

  /// As asked, else one for each core.
  var count: Int { threads ?? availableCores() }

  func validate() throws {
    if let threads, !(1...256).contains(threads) { throw ValidationError("--threads takes a whole number from 1 to 256.") }
  }
}
