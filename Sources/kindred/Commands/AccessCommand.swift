import ArgumentParser
import Identity
import PostgresStore
import Resolution

struct AccessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access",
    abstract: "Everything held about one customer as one JSON document, for whoever asks what is held about them.",
    discussion: """
      Records with every version as sent, what they were read as, golden records then and now, memberships, changes,
      judgements, pins, possible matches, household, and who was given this document before. That it was given out
      is kept.

      Example: kindred access 0190f3c2-… --out kim.json
      """)

  @Argument(help: ArgumentHelp("A customer id, or a record as SOURCE:ID.", valueName: "customer"))
  var customer: String

  @Option(help: ArgumentHelp("File to write (default: standard output).", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("Who gives it out (default: the user's name).", valueName: "name"))
  var by: String?

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let (who, at) = (by ?? userName(), now())
    let held = try await database.withStore { store, _ in
      let id: CustomerID
      if let given = CustomerID(parsing: customer) {
        id = given
      } else {
        let found = try await find(customer, in: store)
        id = found.id ?? found.askedID
      }
      if let held = try await store.disclose(id, to: who, at: at) { return held }
      guard let erasure = try await store.customer(id)?.erasure else { throw ErasureRefusal.unknownCustomer(id) }
      throw ErasureRefusal.erasedBefore(erasure.number)
    }
    let document = try accessDocument(held, at: at, by: who)
    guard let out else { return try Console.write(document) }
    try OutputFile.write(document, to: out)
    try Console.line(
      Language.ofEnvironment().say("Written to \(visible(out)); that it was given out is kept.", "\(visible(out))에 저장했습니다. 제공 사실이 기록되었습니다."))
  }
}
