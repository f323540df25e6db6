import ArgumentParser
import CEmbedded
import Identity
import Intake
import Linkage
import PostgresStore
import Resolution

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Watch the whole job on the bundled shop: five channels in, customers out, a judgement, and back.",
    discussion: "Uses a database of its own, whatever DATABASE_URL says, and leaves nothing behind.")

  func run() async throws {
    let progress = Progress()
    progress.show("Starting a database for the demo", share: nil)
    try await withDatabase(at: .temporary(prefix: "kindred-demo-")) { store, _ in
      progress.clear()
      try await Story(store: store).tell()
    }
    try Console.line("The demo's database is gone; nothing was left behind.")
    try Console.line("Your turn: kindred map FILE, then kindred dedupe FILE --out result")
  }
}

/// The demo, chapter by chapter. Every number in it is computed while it is told.
private struct Story {
  let store: PostgresCustomerStore

  private static let channels: [(source: String, file: String, what: String)] = [
    ("shop", "shop.csv", "web shop"), ("pos", "pos.csv", "tills"), ("app", "app.jsonl", "mobile app"),
    ("social", "social.csv", "social networks"), ("callcentre", "callcentre.csv.gz", "call centre"),
  ]

  func tell() async throws {
    try await load()
    let first = try await findCustomers()
    try Console.line("\(grouped(first.recordCount)) records turn out to be \(grouped(first.customerCount)) customers.")
    try Console.line("\(grouped(first.customersWithSeveralRecords)) of them were known to more than one channel or more than once.")
    try Console.line("\(grouped(first.possibleMatchCount)) pairs are left to a person, because a guess could be wrong.")
    let model = ModelFile.standard()
    var explainer = try await StoreExplainer(store, model, threadCount: availableCores())
    let customers = try await largest(3)
    for customer in customers { try await show(customer, explainer) }
    try explainOne(customers, explainer)
    guard let doubt = try await doubtfulPair() else { return }
    let number = try await settle(doubt)
    let second = try await findCustomers()
    try Console.line("\nWith that, \(grouped(first.customerCount)) customers became \(grouped(second.customerCount)):")
    explainer = try await StoreExplainer(store, model, threadCount: availableCores())
    try await show(find(doubt.left.description, in: store), explainer, isBrief: true)
    try Console.line("\nThe steward was wrong and takes it back.")
    _ = try await store.withdraw(judgement: number, by: "demo", because: "they are two people after all", at: now())
    let third = try await findCustomers()
    try Console.line(
      "\(grouped(third.customerCount)) customers again; \(grouped(third.revivedCount)) number\(third.revivedCount == 1 ? "" : "s") that had been given up came back, and every value with it.")
  }

  private func load() async throws {
    try Console.line("An invented shop and the five places where it meets its customers:")
    for channel in Story.channels {
      let file = embedded("Fixtures/channels/\(channel.file)", named: channel.file, source: channel.source)
      let imported = try await importFile(
        try survey(file, settings: nil, region: "KR"), into: store, rules: ModelFile.standard().model.blocking,
        isComplete: false, isDryRun: false, secretProposal: randomBytes(32), at: now(), today: today(),
        threadCount: availableCores())
      let outcome = imported.outcome
      let repeated = outcome.repeatedCount > 0 ? ", \(outcome.repeatedCount) of them twice" : ""
      try Console.line("  \(padded(channel.what, 16)) \(leftPadded(grouped(outcome.newCount), 4)) records\(repeated)  (\(channel.file))")
    }
    try Console.line()
  }

  private func findCustomers() async throws -> ResolvedStore {
    try await resolve(
      store, by: "demo", at: now(), threadCount: availableCores(), mint: newCustomerID)
  }

  /// The customers with most records, ties by id of their first record: the same in every run.
  private func largest(_ count: Int) async throws -> [StoredCustomer] {
    let rows = try await store.exportClusters(into: [CustomerID: [SourceKey]]()) { rows, row in
      if let id = row.customer { rows[id, default: []].append(row.key) }
    }
    let order = rows.sorted { a, b in
      let (channelsA, channelsB) = (Set(a.value.map(\.source)).count, Set(b.value.map(\.source)).count)
      return channelsA != channelsB ? channelsA > channelsB : a.value[0] < b.value[0]
    }
    var customers: [StoredCustomer] = []
    for (id, _) in order.prefix(count) { if let customer = try await store.customer(id) { customers.append(customer) } }
    return customers
  }

  private func show(_ customer: StoredCustomer, _ explainer: StoreExplainer, isBrief: Bool = false) async throws {
    guard let golden = customer.goldenJSON.flatMap(GoldenView.init) else { return }
    if !isBrief { try Console.line() }
    try Console.line("\(visible(golden.best("name") ?? "A customer")), known from \(customer.members.count) records")
    for (word, label) in [("email", "e-mail"), ("phone", "phone"), ("birth_date", "born"), ("address", "address"), ("handle", "handle")] {
      let values = golden.attributes.first { $0.word == word }?.values ?? []
      if values.isEmpty { continue }
      try Console.line("  \(padded(label, 8)) " + clipped(values.map { visible($0.text) }.joined(separator: " · "), 70))
    }
    if isBrief { return }
    var names: [String] = []
    let unique = golden.attributes.first { $0.word == "name" }.map { $0.values } ?? []
    for value in unique + (golden.runnersUp.first { $0.word == "name" }?.values ?? []) where !names.contains(value.text) { names.append(value.text) }
    if names.count > 1 { try Console.line("  written  " + clipped(names.map(visible).joined(separator: " · "), 70)) }
    try Console.line("  from     " + clipped(customer.members.map(\.key.description).joined(separator: " "), 70))
  }

  private func explainOne(_ customers: [StoredCustomer], _ explainer: StoreExplainer) throws {
    // Of the links that hold the first customer together, the one with most to say for it.
    guard let customer = customers.first,
      let link = explainer.links(of: customer.members.map(\.key)).links.max(by: { a, b in
        a.explanation.lines.count { $0.weight > .zero } < b.explanation.lines.count { $0.weight > .zero }
      })
    else { return }
    try Console.line("\nWhy \(link.left) and \(link.right) are one person:")
    for line in link.explanation.lines where line.level != "missing" {
      try Console.line("  \(padded(Wording.agreement(line), 44)) \(clipped(visible(line.left), 20)) | \(clipped(visible(line.right), 20))")
    }
  }

  private struct Doubt {
    var left: SourceKey
    var right: SourceKey
    var leftName: String
    var rightName: String
    var reason: String
  }

  /// The first pair left open because somebody fits two customers, else the one nearest to certain.
  private func doubtfulPair() async throws -> Doubt? {
    let matches = try await store.possibleMatches(nearestTo: ModelFile.standard().model.matchThreshold, countMax: 1_000)
    var doubts: [Doubt] = []
    for match in matches {
      guard let left = try await store.customer(match.left), let right = try await store.customer(match.right),
        let a = left.members.first(where: { $0.number == match.leftRecord }),
        let b = right.members.first(where: { $0.number == match.rightRecord })
      else { continue }
      func name(_ customer: StoredCustomer) -> String { customer.goldenJSON.flatMap(GoldenView.init)?.best("name") ?? customer.members[0].key.description }
      doubts.append(
        a.key < b.key
          ? Doubt(left: a.key, right: b.key, leftName: name(left), rightName: name(right), reason: match.reason)
          : Doubt(left: b.key, right: a.key, leftName: name(right), rightName: name(left), reason: match.reason))
    }
    doubts.sort { $0.left != $1.left ? $0.left < $1.left : $0.right < $1.right }
    return doubts.first { $0.reason == "ambiguous" } ?? doubts.first
  }

  private func settle(_ doubt: Doubt) async throws -> Int64 {
    try Console.line("\nOne of the pairs left to a person: \(visible(doubt.leftName)) (\(doubt.left)) and \(visible(doubt.rightName)) (\(doubt.right)),")
    try Console.line("kept apart because: \(Wording.apart(doubt.reason)). A steward decides: they are the same.")
    return try await judge(.same, doubt.left, doubt.right, by: "demo", because: "asked at the till", at: now(), in: store)
  }
}

/// A file the program carries, as a source of records.
private func embedded(_ path: String, named name: String, source: String) -> SourceFile {
  guard let file = kindred_embedded(path) else { preconditionFailure("the program carries no file \(path)") }
  let bytes = Array(UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.count))
  return SourceFile(name: name, source: source, sizeBytes: Int64(bytes.count)) {
    var isRead = false
    return {
      defer { isRead = true }
      return isRead ? nil : bytes
    }
  }
}
