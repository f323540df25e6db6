import ArgumentParser
import Glibc
import Intake
import PostgresStore
import Resolution

struct ResolveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Find the customers in what is stored: the merge job.",
    discussion: """
      Writes customers, golden records and possible matches. Running it again changes nothing, and customer ids stay \
      with the customers that hold most of their records. Households are found here: what changes customers one by one \
      leaves them as they were. In a store of more than 200,000 records only --whole finds them, or whatever else \
      looks at everything. Another model than the one in force is a decision, as with kindred publish.

        kindred resolve
        kindred resolve --model trained.yaml --because "fitted to our files"
      """)

  @Option(help: ArgumentHelp("Model file (YAML) to use from now on; without it the one in force.", valueName: "file"))
  var model: String?

  @Option(help: ArgumentHelp("The reason for another model, for whoever reads it later.", valueName: "text"))
  var because: String?

  @Option(help: ArgumentHelp("Who resolves, and decides on the model (default: the user's name).", valueName: "name"))
  var by: String?

  @Flag(help: "Look at every record again, instead of those that the changes touch. The outcome is the same.")
  var whole = false

  @OptionGroup var threading: ThreadOptions

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print the outcome as JSON.")
  var json = false

  func validate() throws {
    if model == nil, because != nil { throw ValidationError("--because is the reason for another --model.") }
  }

  func run() async throws {
    let (who, reason) = (try signer(by), because ?? "")
    let progress = Progress()
    let start = monotonicSeconds()
    let result = try await database.withStore { store, _ in
      progress.show("Reading what is stored", share: nil)
      let given = try model.map {
        publication(of: try ModelFile(reading: InputFile.small($0), named: $0), by: who, because: reason, at: now())
      }
      return try await resolve(
        store, publishing: given, by: who, at: now(), isWhole: whole, threadCount: threading.count, mint: newCustomerID
      ) { stage, share in progress.show(stage.rawValue.prefix(1).uppercased() + stage.rawValue.dropFirst(), share: share) }
    }
    progress.clear()
    try Console.write(json ? jsonText(result) : text(result, seconds: monotonicSeconds() - start))
    if !result.unreadable.isEmpty || !result.unreadPins.isEmpty { throw ExitStatus.wantsALook }
  }

  private func text(_ result: ResolvedStore, seconds: Double) -> [UInt8] {
    var text = ""
    if let decision = result.decision {
      text += "Decision \(decision): the model is in force; kindred undo \(decision) takes it back.\n"
    }
    for source in result.reread {
      text += "Source \(source.source): \(counted(source.recordCount, "record was", "records were")) read again, because its settings or Kindred's rules have changed; \(counted(source.changedCount, "has", "have")) other values now.\n"
    }
    text +=
      "\(counted(result.recordCount, "record is", "records are")) \(counted(result.customerCount, "customer", "customers")); \(counted(result.customersWithSeveralRecords, "of them has", "of them have")) several records.\n"
    if result.lookedAtCount < result.recordCount {
      text += "\(counted(result.pendingCount, "record", "records")) had changed; \(counted(result.lookedAtCount, "was", "were")) looked at again.\n"
    }
    let households = counted(result.householdsChangedCount, "household", "households")
    if result.applied.change == nil {
      text += "Nothing has changed since the last run\(result.householdsChangedCount > 0 ? " but \(households)" : "").\n"
    } else {
      text += "\(counted(result.applied.movedCount, "record", "records")) moved, \(counted(result.mintedCount, "customer is", "customers are")) new, \(counted(result.retiredCount, "id leads", "ids lead")) elsewhere now"
      text += result.revivedCount > 0 ? ", \(grouped(result.revivedCount)) came back.\n" : ".\n"
    }
    if result.applied.change != nil, result.householdsChangedCount > 0 {
      text += "\(households) changed.\n"
    }
    text += "\(counted(result.possibleMatchCount, "pair of customers wants", "pairs of customers want")) a look.\n"
    if !result.unreadable.isEmpty {
      text += "\(grouped(result.unreadable.count)) records could not be read back and took no part, the first is \(result.unreadable[0]); import their file again.\n"
    }
    if !result.unreadPins.isEmpty {
      text += "Sharing pins \(result.unreadPins.map(String.init).joined(separator: ", ")) name values that do not read any more and play no part; see kindred sharing list.\n"
    }
    if result.areHouseholdsOlder { text += "Households are as of the last resolve of everything: kindred resolve --whole\n" }
    return Array((text + "Done in \(decimal(seconds)) s.\n").utf8)
  }

  private func jsonText(_ result: ResolvedStore) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    if let decision = result.decision {
      json.name("decision")
      json.number(decision)
    }
    json.member("records", result.recordCount)
    json.member("customers", result.customerCount)
    json.member("customers_with_several_records", result.customersWithSeveralRecords)
    json.member("possible_matches", result.possibleMatchCount)
    json.member("records_pending_before", result.pendingCount)
    json.member("records_looked_at", result.lookedAtCount)
    json.name("change")
    if let change = result.applied.change { json.number(change) } else { json.null() }
    json.member("records_moved", result.applied.movedCount)
    json.member("golden_records_written", result.applied.goldenCount)
    json.member("possible_matches_written", result.applied.possibleMatchCount)
    json.member("customers_new", result.mintedCount)
    json.member("customers_retired", result.retiredCount)
    json.member("customers_revived", result.revivedCount)
    json.name("reread")
    json.beginArray()
    for source in result.reread {
      json.beginObject()
      json.member("source", source.source)
      json.member("records", source.recordCount)
      json.member("records_changed", source.changedCount)
      json.endObject()
    }
    json.endArray()
    json.name("sharing_pins_unread")
    json.beginArray()
    for pin in result.unreadPins { json.number(pin) }
    json.endArray()
    json.member("records_unreadable", result.unreadable.count)
    json.member("households_changed", result.householdsChangedCount)
    json.member("households_are_older", result.areHouseholdsOlder)
    json.endObject()
    return json.bytes + [0x0A]
  }
}

/// Who is at the keyboard, for the history.
func userName() -> String {
  if let name = environment("USER") ?? environment("LOGNAME") { return name }
  guard let entry = getpwuid(geteuid()) else { return "user \(geteuid())" }
  return String(cString: entry.pointee.pw_name)
}

/// Who stands for what is done: whoever is named, else who is at the keyboard; without blanks around it. A name that
/// shows nothing is nobody's, and would pass for a second person beside any other.
func signer(_ given: String?) throws -> String {
  let scalars = (given ?? userName()).unicodeScalars
  func isSeen(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint && scalar.properties.generalCategory != .control
  }
  guard let first = scalars.firstIndex(where: isSeen), let last = scalars.lastIndex(where: isSeen) else {
    throw Failure("A blank name is nobody's; say who with --by NAME, or leave --by out to go by the user's name.")
  }
  return String(scalars[first...last])
}
