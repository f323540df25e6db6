import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution

struct AccessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access",
    abstract: "Everything held about one customer as one JSON document, for whoever asks what is held about them.",
    discussion: """
      Records with every version as sent, what they were read as, golden records then and now, memberships, changes, \
      judgements, pins, imports taken back, proposals, possible matches, household, and who was given this document \
      before. Other people's records and customers are not named, and what was said of an import as a whole is left \
      out: it may be about anybody in it. Who read it, when and why is kept without personal data, and --log shows it. \
      A record that was deleted gives what is held about the customer that had it last, itself included; one that \
      never had a customer gives what is held of it alone.

        kindred access 0190f3c2-… --out kim.json
        kindred access --log
      """)

  @Argument(help: ArgumentHelp("A customer id, or a record as SOURCE:ID.", valueName: "customer"))
  var customer: String?

  @Flag(help: "Show who was given what, when and why; the last first.")
  var log = false

  @Option(help: ArgumentHelp("Why: request, complaint, correction, court, audit or other.", valueName: "code"))
  var reason: String = AccessReason.request.rawValue

  @Flag(help: "With --log: print as JSON.")
  var json = false

  @Option(help: ArgumentHelp("File to write (default: standard output).", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("Who gives it out (default: the user's name).", valueName: "name"))
  var by: String?

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if (customer == nil) != log { throw ValidationError("Name a customer, or say --log.") }
    guard AccessReason(rawValue: reason) != nil else {
      throw ValidationError("--reason is one of \(AccessReason.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }

  func run() async throws {
    guard let customer else { return try await showLog() }
    let (who, at, reason) = try (signer(by), now(), AccessReason(rawValue: reason) ?? .other)
    let (held, reading) = try await database.withStore { store, _ -> (HeldData, SentReading) in
      let reading = try await SentReading.read(store)
      let id: CustomerID
      if let given = CustomerID(parsing: customer) {
        id = given
      } else {
        let key = try sourceKey(customer)
        // Of a record that is gone, its last customer's data has it still.
        if let last = try await store.deletedRecord(key)?.membership {
          id = last.customer
        } else if let held = try await store.disclose(key, by: who, reason: reason, at: at) {
          return (held, reading)
        } else {
          let found = try await find(customer, in: store)
          id = found.id ?? found.askedID
        }
      }
      if let held = try await store.disclose(id, by: who, reason: reason, at: at) { return (held, reading) }
      guard let erasure = try await store.customer(id)?.erasure else { throw ErasureRefusal.unknownCustomer(id) }
      throw ErasureRefusal.erasedBefore(erasure.number)
    }
    let document = try accessDocument(held, readBy: reading, at: at, by: who, reason: reason)
    guard let out else { return try Console.write(document) }
    try OutputFile.write(document, to: out)
    try Console.line(
      Language.ofEnvironment().say("Written to \(visible(out)); that it was given out is kept.", "\(visible(out))에 저장했습니다. 제공 사실이 기록되었습니다."))
  }

  private func showLog() async throws {
    let disclosures = try await database.withStore { store, _ in try await store.disclosures(countMax: 1_000) }
    if json {
      var json = JSONWriter(isIndented: true)
      json.beginArray()
      for disclosure in disclosures {
        json.beginObject()
        json.member("number", Int(disclosure.number))
        json.member("at", disclosure.at.description)
        json.member("by", disclosure.by)
        if let reason = disclosure.reason { json.member("reason", reason.rawValue) }
        if let id = disclosure.customer { json.member("customer_id", id.description) }
        if let record = disclosure.record { json.member("record", record.description) }
        json.member("records", disclosure.recordCount)
        json.endObject()
      }
      json.endArray()
      return try Console.write(json.bytes + [0x0A])
    }
    if disclosures.isEmpty { try Console.line(Language.ofEnvironment().say("Nobody was given anything.", "제공한 적이 없습니다.")) }
    for disclosure in disclosures {
      let whose = disclosure.customer?.description ?? visible(disclosure.record?.description ?? "–")
      try Console.line(
        "\(disclosure.at)  \(whose)  \(disclosure.reason?.rawValue ?? "–")  \(visible(disclosure.by))  \(counted(disclosure.recordCount, "record", "records"))")
    }
  }
}
