import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution

struct EraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase a person for good: every value, version, golden record and word about them; a proof is kept.",
    discussion: """
      Erased are the customer's records, the deleted ones among them, and all that was made of them, also in the
      past. Ids, numbers and the proof stay and hold no personal data; the id resolves to "erased" for ever. What
      the records held together is resolved anew. It cannot be undone.

        kindred erase 0190f3c2-… --reason request --dry-run
        kindred erase 0190f3c2-… --reason request --confirm 0190f3c2-…
        kindred erase --record shop:1042 --reason request --confirm shop:1042
        kindred erase --proof 3
        kindred erase --lift 3

      A source that sends the person again is told from a new customer: a row is suppressed, and reported, that has
      an e-mail, handle or id of theirs; or a phone, or the source key, together with a name of theirs or no name at
      all. --lift ends that, when the person comes back. Reasons: request, consent_withdrawn, retention, unlawful,
      court, other. Deleted bytes leave the server's files when it next cleans them (vacuum); backups are yours.
      """)

  @Argument(help: ArgumentHelp("The customer, by its id.", valueName: "customer"))
  var customer: String?

  @Option(help: ArgumentHelp("One record alone, as SOURCE:ID; the rest of its customer stays.", valueName: "record"))
  var record: String?

  @Option(help: ArgumentHelp("Why: request, consent_withdrawn, retention, unlawful, court or other.", valueName: "code"))
  var reason: String?

  @Option(help: ArgumentHelp("Who erases (default: the user's name).", valueName: "name"))
  var by: String?

  @Option(help: ArgumentHelp("The id, or with --record the record, that is to be erased, once more.", valueName: "what"))
  var confirm: String?

  @Flag(help: "Keep nothing; show how much would be erased.")
  var dryRun = false

  @Option(help: ArgumentHelp("Print the proof of an erasure as JSON.", valueName: "number"))
  var proof: Int64?

  @Option(help: ArgumentHelp("Let the person of an erasure come back.", valueName: "number"))
  var lift: Int64?

  @Flag(help: "Print the proof as JSON.")
  var json = false

  @OptionGroup var threading: ThreadOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if [customer != nil, record != nil, proof != nil, lift != nil].count(where: { $0 }) != 1 {
      throw ValidationError("Name one: a customer id, --record, --proof or --lift.")
    }
    if customer != nil || record != nil {
      guard let reason, ErasureReason(rawValue: reason) != nil else {
        throw ValidationError("Give the reason with --reason, one of \(ErasureReason.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
    }
  }

  func run() async throws {
    if let proof { return try await show(proof) }
    if let lift { return try await endSuppression(lift) }
    let subject: ErasureSubject
    if let record {
      subject = .record(try sourceKey(record))
    } else {
      guard let id = CustomerID(parsing: customer ?? "") else {
        throw Failure("\(visible(customer ?? "")) is no customer id; \"kindred show SOURCE:ID\" tells whose a record is.")
      }
      subject = .customer(id)
    }
    let request = ErasureRequest(
      subject, reason: ErasureReason(rawValue: reason ?? "") ?? .other, by: by ?? userName(), at: now(), isDryRun: dryRun)
    let threads = threading.count
    let proof = try await database.withStore { store, _ in
      let basis = try await LiveBasis.read(store, try await currentModel(store))
      if !request.isDryRun { try await checkConfirmed(request, basis, store) }
      return try await erase(request, in: store, basis, threadCount: threads, mint: newCustomerID)
    }
    if json { return try Console.write(proofText(proof, isKept: !dryRun)) }
    let language = Language.ofEnvironment()
    for removal in proof.removals {
      try Console.line("  \(padded(removal.table, 16)) \(leftPadded(grouped(removal.rowCount), 8))")
    }
    try Console.line(
      dryRun
        ? language.say("Nothing was kept.", "저장된 것은 없습니다.")
        : language.say(
          "Erasure \(proof.number): \(counted(proof.recordHashes.count, "record is", "records are")) erased; \(counted(proof.suppressionCount, "hash keeps", "hashes keep")) the person out. The proof: kindred erase --proof \(proof.number)",
          "파기 \(proof.number): 레코드 \(grouped(proof.recordHashes.count))건을 파기했고, 해시 \(grouped(proof.suppressionCount))개가 재유입을 막습니다. 증명: kindred erase --proof \(proof.number)"))
  }

  /// An id may lead to somebody else by now: what will be gone is named, and has to be named back.
  private func checkConfirmed(_ request: ErasureRequest, _ basis: LiveBasis, _ store: PostgresCustomerStore) async throws {
    var (wanted, records): (String, [String]) = ("", [])
    switch request.subject {
    case .record(let key): (wanted, records) = (key.description, [key.description])
    case .customer(let id):
      let found = try? await store.customer(id)
      (wanted, records) = ((found?.id ?? id).description, found?.members.map(\.key.description) ?? [])
    }
    if confirm == wanted { return }
    var trial = request
    trial.isDryRun = true
    // What is refused anyway needs no second word.
    _ = try await erase(trial, in: store, basis, threadCount: threading.count, mint: newCustomerID)
    let keys = records.prefix(10).map(visible).joined(separator: ", ") + (records.count > 10 ? ", …" : "")
    throw Failure(
      "Nothing was erased yet, because it cannot be undone. It would be \(visible(wanted)), which has \(counted(records.count, "live record", "live records")) (\(keys)); if that is meant, add --confirm \(visible(wanted)).")
  }

  private func show(_ number: Int64) async throws {
    let found = try await database.withStore { store, _ in try await store.erasure(number) }
    guard let found else { throw ErasureRefusal.unknownErasure(number) }
    try Console.write(proofText(found, isKept: true))
  }

  private func endSuppression(_ number: Int64) async throws {
    let who = by ?? userName()
    let count = try await database.withStore { store, _ in try await store.lift(erasure: number, by: who, at: now()) }
    try Console.line(
      Language.ofEnvironment().say(
        "Erasure \(number) is lifted: \(counted(count, "hash is", "hashes are")) off the list, and the person may come back.",
        "파기 \(number)의 재유입 차단을 풀었습니다. 해시 \(grouped(count))개를 지웠습니다."))
  }
}

/// The proof of an erasure; the same text for everybody who asks.
private func proofText(_ proof: ErasureProof, isKept: Bool) -> [UInt8] {
  var json = JSONWriter(isIndented: true)
  func hashes(_ name: String, _ list: [[UInt8]]) {
    json.name(name)
    json.beginArray()
    for hash in list { json.string(hexadecimal(hash)) }
    json.endArray()
  }
  json.beginObject()
  json.member("committed", isKept)
  if isKept {
    json.name("erasure")
    json.number(proof.number)
  }
  json.member("at", proof.at.description)
  json.member("by", proof.by)
  json.member("reason", proof.reason)
  if isKept, let change = proof.change {
    json.name("change")
    json.number(change)
  }
  hashes("customers", proof.customerHashes)
  hashes("records", proof.recordHashes)
  json.name("removed")
  json.beginObject()
  for removal in proof.removals { json.member(removal.table, removal.rowCount) }
  json.endObject()
  json.member("suppressions", proof.suppressionCount)
  if let lifted = proof.lifted {
    json.name("lifted")
    json.beginObject()
    json.member("at", lifted.at.description)
    json.member("by", lifted.by)
    json.endObject()
  }
  json.endObject()
  return json.bytes + [0x0A]
}

struct SuppressionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suppressions",
    abstract: "Which erasures keep their person from coming back; \"kindred erase --lift NUMBER\" ends one.",
    discussion: """
      Example: kindred suppressions
      """)

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func run() async throws {
    let erasures = try await database.withStore { store, _ in try await store.erasures(countMax: .max) }
    if json {
      var json = JSONWriter(isIndented: true)
      json.beginArray()
      for erasure in erasures {
        json.beginObject()
        json.name("erasure")
        json.number(erasure.number)
        json.member("at", erasure.at.description)
        json.member("by", erasure.by)
        json.member("reason", erasure.reason)
        json.member("suppressions", erasure.suppressionCount)
        json.member("lifted", erasure.lifted != nil)
        json.endObject()
      }
      json.endArray()
      return try Console.write(json.bytes + [0x0A])
    }
    let language = Language.ofEnvironment()
    if erasures.isEmpty { try Console.line(language.say("Nobody was erased.", "파기된 고객이 없습니다.")) }
    for erasure in erasures {
      let state = erasure.lifted.map { language.say("lifted at \($0.at) by \(visible($0.by))", "\($0.at)에 \(visible($0.by)) 님이 해제함") }
        ?? language.say("\(counted(erasure.suppressionCount, "hash", "hashes"))", "해시 \(grouped(erasure.suppressionCount))개")
      try Console.line("\(erasure.number)  \(erasure.at)  \(erasure.reason)  \(visible(erasure.by))  \(state)")
    }
  }
}

extension ErasureRefusal: SentenceError {
  var sentence: String { description }
}
