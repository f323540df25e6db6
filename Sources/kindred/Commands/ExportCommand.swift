import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write golden records, clusters or households, safe to open in a spreadsheet.",
    discussion: """
      In CSV a value that a spreadsheet would run as a formula gets an apostrophe in front. Households are those of \
      the last resolve; where customers have changed since, that is said on standard error and in each row of jsonl.

      Example: kindred export golden --format csv > customers.csv
      """)

  enum What: String, ExpressibleByArgument, CaseIterable { case golden, clusters, households }
  enum Format: String, ExpressibleByArgument, CaseIterable { case csv, jsonl }

  @Argument(help: "golden (one row a customer), clusters (one row a record) or households (one row a customer that has one).")
  var what: What

  @Option(help: "csv or jsonl.")
  var format: Format = .csv

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    try await database.withStore { store, _ in
      Interruption.passing("Exporting", share: nil)
      var isOlder = false
      if what == .households {
        let state = try await store.householdState()
        isOlder = state.isOlder
        if let note = state.note(.ofEnvironment()) { Console.error(note) }
      }
      switch (what, format) {
      case (.clusters, .csv): try await clustersAsCSV(store)
      case (.clusters, .jsonl): try await clustersAsJSON(store)
      case (.households, .csv): try await householdsAsCSV(store)
      case (.households, .jsonl): try await householdsAsJSON(store, isOlder: isOlder)
      case (.golden, .csv): try await goldenAsCSV(store)
      case (.golden, .jsonl): try await goldenAsJSON(store)
      }
    }
  }

  private func clustersAsCSV(_ store: PostgresCustomerStore) async throws {
    let csv = try await store.exportClusters(into: started(["source", "id", "customer_id"])) { csv, row in
      csv.field(row.key.source, neutralise: true)
      csv.field(row.key.id, neutralise: true)
      csv.field(row.customer?.description ?? "", neutralise: false)
      try endRow(&csv)
    }
    try Console.write(csv.bytes)
  }

  private func clustersAsJSON(_ store: PostgresCustomerStore) async throws {
    let json = try await store.exportClusters(into: JSONWriter()) { json, row in
      json.beginObject()
      json.member("source", row.key.source)
      json.member("id", row.key.id)
      json.name("customer_id")
      if let id = row.customer { json.string(id.description) } else { json.null() }
      json.endObject()
      try endRow(&json)
    }
    try Console.write(json.bytes)
  }

  private func householdsAsCSV(_ store: PostgresCustomerStore) async throws {
    let csv = try await store.exportHouseholds(into: started(["household_id", "customer_id"])) { csv, row in
      csv.field(row.household.description, neutralise: false)
      csv.field(row.customer.description, neutralise: false)
      try endRow(&csv)
    }
    try Console.write(csv.bytes)
  }

  private func householdsAsJSON(_ store: PostgresCustomerStore, isOlder: Bool) async throws {
    let json = try await store.exportHouseholds(into: JSONWriter()) { json, row in
      json.beginObject()
      json.member("household_id", row.household.description)
      json.member("customer_id", row.customer.description)
      if isOlder { json.member("households_are_older", true) }
      json.endObject()
      try endRow(&json)
    }
    try Console.write(json.bytes)
  }

  private static let columns = ["name", "organisation", "email", "phone", "address", "birth_date", "gender", "handle"]

  private func goldenAsCSV(_ store: PostgresCustomerStore) async throws {
    let csv = try await store.exportGolden(into: started(["customer_id", "records", "since"] + ExportCommand.columns + ["other"])) { csv, row in
      let golden = GoldenView(row.json)
      csv.field(row.customer.description, neutralise: false)
      csv.field(String(row.memberCount), neutralise: false)
      csv.field(row.since.description, neutralise: false)
      for column in ExportCommand.columns {
        let values = golden?.attributes.first { $0.word == column }?.values.map(\.text) ?? []
        csv.field(values.joined(separator: "; "), neutralise: true)
      }
      let others = golden?.attributes.filter { !ExportCommand.columns.contains($0.word) } ?? []
      csv.field(others.map { "\($0.word)=\($0.values.first?.text ?? "")" }.joined(separator: "; "), neutralise: true)
      try endRow(&csv)
    }
    try Console.write(csv.bytes)
  }

  private func goldenAsJSON(_ store: PostgresCustomerStore) async throws {
    let json = try await store.exportGolden(into: JSONWriter()) { json, row in
      json.beginObject()
      json.member("customer_id", row.customer.description)
      json.member("records", row.memberCount)
      json.member("since", row.since.description)
      json.name("golden_record")
      json.value((try? JSONReader().read(row.json)) ?? .null)
      json.endObject()
      try endRow(&json)
    }
    try Console.write(json.bytes)
  }
}

// MARK: a row is written when there are enough of them

private let pieceBytes = 1 << 16

private func started(_ columns: [String]) -> CSVWriter {
  var csv = CSVWriter()
  for word in columns { csv.field(word, neutralise: false) }
  csv.endRow()
  return csv
}

private func endRow(_ csv: inout CSVWriter) throws {
  csv.endRow()
  if csv.bytes.count > pieceBytes { try Console.write(csv.takeBytes()) }
}

private func endRow(_ json: inout JSONWriter) throws {
  json.endLine()
  if json.bytes.count > pieceBytes { try Console.write(json.takeBytes()) }
}
