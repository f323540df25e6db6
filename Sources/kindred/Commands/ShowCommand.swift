import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a customer in full: golden record, where each value comes from, its records, what holds it together.",
    discussion: """
      Examples:
        kindred show shop:50061
        kindred show shop:50061 --as-of 2026-03-03    who that was on 3 March, by what was known then

      Of a record that was deleted it tells when, whose it was, and what is still held.
      """)

  @Argument(help: ArgumentHelp("A customer id, or a record as SOURCE:ID.", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("As it was at a moment: 2026-03-03T14:00:00+09:00, or a day (UTC), which means its end.", valueName: "moment"))
  var asOf: String?

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func run() async throws {
    if let asOf { return try await showPast(try moment(asOf)) }
    let progress = Progress()
    let shown = try await database.withStore { store, _ -> Shown in
      if let gone = try await findDeleted(in: store) { return .deleted(gone) }
      return .customer(try await look(in: store, progress))
    }
    progress.clear()
    let found: CustomerText
    switch shown {
    case .customer(let text): found = text
    case .deleted(let gone):
      if json { return try Console.write(gone.json()) }
      for line in gone.lines(.ofEnvironment()) { try Console.line(line) }
      return
    }
    if json {
      try Console.write(jsonText(found))
    } else {
      for line in found.lines() { try Console.line(line) }
    }
  }

  private enum Shown: Sendable {
    case customer(CustomerText)
    case deleted(DeletedRecordText)
  }

  private func showPast(_ moment: Instant) async throws {
    let customer = try await database.withStore { store, _ in try await find(id, asOf: moment, in: store) }
    if json {
      try Console.write(jsonText(CustomerText(customer: customer), asOf: moment))
    } else {
      try Console.line(Language.ofEnvironment().say("As of \(moment):", "\(moment) 기준:"))
      for line in CustomerText(customer: customer).lines() { try Console.line(line) }
    }
  }

  /// nil where the id names no record that was deleted.
  private func findDeleted(in store: PostgresCustomerStore) async throws -> DeletedRecordText? {
    guard CustomerID(parsing: id) == nil, let key = SourceKey(parsing: id), let record = try await store.deletedRecord(key)
    else { return nil }
    var found = DeletedRecordText(record: record)
    if let last = record.membership { found.customer = try await store.customer(last.customer) }
    return found
  }

  private func look(in store: PostgresCustomerStore, _ progress: Progress) async throws -> CustomerText {
    var found = CustomerText(customer: try await find(id, in: store))
    if let current = found.customer.id {
      found.householdState = try await store.householdState()
      if let household = try await store.household(of: current) {
        found.household = household.customers.filter { $0 != current }
        found.householdID = household.id
      }
    }
    if found.customer.id != nil, found.customer.members.count > 1 {
      let model = try await currentModel(store)
      let keys = found.customer.members.map(\.key)
      found.links = try await CustomerLinks.ofKept(keys, in: store, model)
      if found.links == nil {
        progress.show("Looking at all records", share: nil)
        found.links = try await StoreExplainer(store, model, threadCount: availableCores()).links(of: keys)
      }
    }
    return found
  }

  private func jsonText(_ found: CustomerText, asOf moment: Instant? = nil) -> [UInt8] {
    let customer = found.customer
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    if let moment { json.member("as_of", moment.description) }
    json.member("asked_id", customer.askedID.description)
    if let erasure = customer.erasure { json.erased(erasure) }
    if let id = customer.id { json.member("customer_id", id.description) }
    json.name("golden_record")
    json.value(customer.goldenJSON.flatMap { try? JSONReader().read($0) } ?? .null)
    if customer.isGoldenErased { json.member("golden_record_erased", true) }
    if let household = found.householdID {
      json.member("household_id", household.description)
      json.name("household")
      json.beginArray()
      for other in found.household { json.string(other.description) }
      json.endArray()
    }
    if let state = found.householdState { json.members(of: state) }
    json.name("records")
    json.beginArray()
    for member in customer.members {
      json.beginObject()
      json.member("source", member.key.source)
      json.member("id", member.key.id)
      json.member("version", member.version)
      if let moment = member.sourceTimestamp { json.member("updated_at", moment.description) }
      json.member("member_since", member.memberSince.description)
      json.name("raw")
      json.value((try? JSONReader().read(member.rawJSON)) ?? .null)
      json.endObject()
    }
    json.endArray()
    if let links = found.links?.links {
      json.name("held_together_by")
      json.links(links)
    }
    json.endObject()
    return json.bytes + [0x0A]
  }
}

/// The customer an id or a source key stands for.
func find(_ text: String, in store: PostgresCustomerStore) async throws -> StoredCustomer {
  if let id = CustomerID(parsing: text) {
    guard let customer = try await store.customer(id) else {
      throw Failure("No customer ever had the id \(text); records are named SOURCE:ID.")
    }
    return customer
  }
  let key = try sourceKey(text)
  guard let placement = try await store.placement(of: key) else {
    throw Failure("No source ever sent a record \(visible(text)); \"kindred export clusters\" lists what is stored.")
  }
  if let erasure = placement.erasure { throw Failure(erasedSentence(text, erasure)) }
  guard let id = placement.customer, let customer = try await store.customer(id) else {
    if let gone = try await store.deletedRecord(key) {
      throw Failure(
        "The record \(visible(text)) was deleted at \(gone.deletedAt) and has no customer; \"kindred show \(shellWord(text))\" tells what is still held of it.")
    }
    throw Failure("The record \(visible(text)) has not been resolved yet; run \"kindred resolve\" first.")
  }
  return customer
}

/// The customer an id or a source key stood for at a moment.
func find(_ text: String, asOf moment: Instant, in store: PostgresCustomerStore) async throws -> StoredCustomer {
  if let id = CustomerID(parsing: text) {
    guard let customer = try await store.customer(id, asOf: moment) else {
      throw Failure("No customer had the id \(text) at \(moment); without --as-of it is looked for now.")
    }
    return customer
  }
  let key = try sourceKey(text)
  guard let placement = try await store.placement(of: key, asOf: moment) else {
    throw Failure("No source had sent a record \(visible(text)) by \(moment); without --as-of it is looked for now.")
  }
  if let erasure = placement.erasure { throw Failure(erasedSentence(text, erasure)) }
  guard let id = placement.customer, let customer = try await store.customer(id, asOf: moment) else {
    throw Failure("The record \(visible(text)) had no customer at \(moment): it was \(placement.isDeleted ? "deleted" : "not resolved yet").")
  }
  return customer
}

func erasedSentence(_ text: String, _ erasure: ErasureMark) -> String {
  "The record \(visible(text)) was erased at \(erasure.at) (erasure \(erasure.number)); nothing is known of it at any time."
}

extension JSONWriter {
  mutating func erased(_ erasure: ErasureMark) {
    name("erased")
    beginObject()
    name("erasure")
    number(erasure.number)
    member("at", erasure.at.description)
    endObject()
  }
}

/// Reads a moment; a day alone means its end, so that what happened on that day has happened.
func moment(_ text: String) throws -> Instant {
  let bytes = Array(text.utf8)
  guard bytes.count >= 10, let instant = sourceTimestamp(bytes[...]) else {
    throw Failure("\(visible(text)) is no moment; write 2026-03-03T14:00:00+09:00, or a day as 2026-03-03.")
  }
  return bytes.count == 10 && bytes.contains { !(0x30...0x39).contains($0) }
    ? Instant(microseconds: instant.microseconds + 86_400_000_000 - 1) : instant
}

func sourceKey(_ text: String) throws -> SourceKey {
  guard let key = SourceKey(parsing: text) else {
    throw Failure("\(visible(text)) is neither a customer id nor a record; a record is named SOURCE:ID, such as shop:1042.")
  }
  return key
}
