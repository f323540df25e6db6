import ArgumentParser
import Identity
import Intake
import Normalization
import PostgresStore
import Resolution

struct EraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase a person for good: every value, version, golden record and word about them; a proof is kept.",
    discussion: """
      Erased are the customer's records, the deleted ones among them, and all that was made of them, also in the past; \
      and deleted records of nobody, and former contents of records that are somebody else's now, that say the same \
      person. Live records of other customers stay: those that were with this one once are named. Ids, numbers and the \
      proof stay and hold no personal data; the id resolves to "erased" for ever. What the records held together is \
      resolved anew. Households are found anew at the end where somebody of one was concerned, and where that cannot \
      be it says so; else they are left to the next resolve. It cannot be undone.

        kindred erase 0190f3c2-… --reason request --dry-run
        kindred erase 0190f3c2-… --reason request --confirm 0190f3c2-…
        kindred erase --record shop:1042 --reason request --confirm shop:1042
        kindred erase --proof 3
        kindred erase --lift 3
        kindred erase --replay erasures.json

      A source that sends the person again is told from a new customer: a row is suppressed, and reported, that has an \
      e-mail, handle or id of theirs; or a phone, or the source key, together with a name of theirs or no name at all. \
      Of what somebody of another name had too, such as a couple's mailbox, only together with a name of theirs. A \
      name and a birth date alone suppress nothing: strangers have both in common.

      After an older backup was restored, --replay does the erasures of a list again that are not in it ("kindred \
      suppressions --export FILE" writes the list; keep it apart from the database). --lift ends that, when the person \
      comes back. Reasons: request, consent_withdrawn, retention, unlawful, court, other. Deleted bytes leave the \
      server's data files with "vacuum full" and "checkpoint"; its log of writes is written over in time, and backups \
      are yours.
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

  @Option(help: ArgumentHelp("Do the erasures of a list again that are not here.", valueName: "file"))
  var replay: String?

  @Flag(help: "Print the proof as JSON.")
  var json = false

  @OptionGroup var threading: ThreadOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if [customer != nil, record != nil, proof != nil, lift != nil, replay != nil].count(where: { $0 }) != 1 {
      throw ValidationError("Name one: a customer id, --record, --proof, --lift or --replay.")
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
    if let replay { return try await repeatErasures(replay) }
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
      subject, reason: ErasureReason(rawValue: reason ?? "") ?? .other, by: try signer(by), at: now(), isDryRun: dryRun)
    let threads = threading.count
    let outcome = try await database.withStore { store, _ in
      let basis = try await LiveBasis.read(store, try await currentModel(store))
      if !request.isDryRun { try await checkConfirmed(request, basis, store) }
      return try await erase(request, in: store, basis, threadCount: threads, mint: newCustomerID)
    }
    let proof = outcome.proof
    if json {
      try Console.write(proofText(proof, isKept: !dryRun, outcome))
      try outcome.households?.end()
      return
    }
    let language = Language.ofEnvironment()
    for removal in proof.removals {
      try Console.line("  \(padded(removal.table, 16)) \(leftPadded(grouped(removal.rowCount), 8))")
    }
    for line in told(outcome, language) { try Console.line(line) }
    try Console.line(
      dryRun
        ? language.say("Nothing was kept.", "저장된 것은 없습니다.")
        : language.say(
          "Erasure \(proof.number): \(counted(proof.recordHashes.count, "record is", "records are")) erased; \(counted(proof.suppressionCount, "hash keeps", "hashes keep")) the person out. The proof: kindred erase --proof \(proof.number)",
          "파기 \(proof.number): 레코드 \(grouped(proof.recordHashes.count))건을 파기했고, 해시 \(grouped(proof.suppressionCount))개가 재유입을 막습니다. 증명: kindred erase --proof \(proof.number)"))
    try tell(outcome.households, language)
  }

  /// - Throws: `ExitStatus` where finding them is not finished.
  private func tell(_ households: HouseholdFinding?, _ language: Language) throws {
    if let note = households?.note(language) { try Console.line(note) }
    try households?.end()
  }

  /// What of other customers was touched, and what was left to them.
  private func told(_ outcome: ErasureOutcome, _ language: Language) -> [String] {
    var lines: [String] = []
    if !outcome.emptied.isEmpty {
      lines.append(
        language.say(
          "A former content was theirs, and is emptied, of \(counted(outcome.emptied.count, "record", "records")) that stay: \(listed(outcome.emptied.map(\.description)))",
          "남아 있는 레코드 \(grouped(outcome.emptied.count))건의 이전 내용이 이 사람의 것이어서 비웠습니다: \(listed(outcome.emptied.map(\.description)))"))
    }
    if outcome.left.isEmpty { return lines }
    lines.append(
      language.say(
        "\(counted(outcome.left.count, "record was", "records were")) with this customer once and left with another; if it is the same person, erase that one too:",
        "전에 이 고객에 속했으나 지금은 다른 고객에 속한 레코드 \(grouped(outcome.left.count))건은 그대로 두었습니다. 같은 사람이면 그 고객도 파기하십시오:"))
    for record in outcome.left.prefix(20) {
      lines.append(
        "  \(visible(record.key.description))  kindred erase \(record.customer)\(record.isLive ? "" : language.say("  (deleted)", "  (삭제됨)"))")
    }
    if outcome.left.count > 20 { lines.append("  …") }
    return lines
  }

  private func listed(_ texts: [String]) -> String {
    texts.prefix(10).map(visible).joined(separator: ", ") + (texts.count > 10 ? ", …" : "")
  }

  private func repeatErasures(_ path: String) async throws {
    let file = try InputFile.small(path, bytesMax: 1 << 30)
    let list: ErasureList
    do { list = try ErasureList(reading: file) } catch let refusal as ErasureRefusal {
      throw FileFailure(file: path, sentence: "\(refusal)")
    }
    let (who, threads) = try (signer(by), threading.count)
    let done = try await database.withStore { store, _ in
      let basis = try await LiveBasis.read(store, try await currentModel(store))
      return try await Resolution.repeatErasures(
        of: list, in: store, basis, by: who, at: now(), isDryRun: dryRun, threadCount: threads, mint: newCustomerID)
    }
    // One for all of them.
    let households = done.compactMap(\.outcome?.households).first
    if json {
      var json = JSONWriter(isIndented: true)
      json.beginArray()
      for erasure in done {
        json.beginObject()
        json.member("erasure_of_list", Int(erasure.number))
        if let here = erasure.here { json.member("erasure", Int(here)) }
        json.member("was_here", erasure.outcome == nil)
        if let outcome = erasure.outcome {
          json.member("records", outcome.proof.recordHashes.count)
          json.members(of: outcome)
        }
        json.endObject()
      }
      json.endArray()
      try Console.write(json.bytes + [0x0A])
      try households?.end()
      return
    }
    let language = Language.ofEnvironment()
    for erasure in done {
      guard let outcome = erasure.outcome else {
        try Console.line(
          language.say(
            "\(erasure.number): is here as erasure \(erasure.here ?? 0).", "\(erasure.number): 파기 \(erasure.here ?? 0)(으)로 이미 있습니다."))
        continue
      }
      let records = outcome.proof.recordHashes.count
      try Console.line(
        language.say(
          "\(erasure.number): \(counted(records, "record is", "records are")) erased again\(erasure.here.map { " (erasure \($0))" } ?? "").",
          "\(erasure.number): 레코드 \(grouped(records))건을 다시 파기했습니다\(erasure.here.map { "(파기 \($0))" } ?? "")."))
      for line in told(outcome, language) { try Console.line(line) }
    }
    if dryRun { try Console.line(language.say("Nothing was kept.", "저장된 것은 없습니다.")) }
    try tell(households, language)
  }

  /// An id may lead to somebody else by now: what will be gone is named, and has to be named back.
  private func checkConfirmed(_ request: ErasureRequest, _ basis: LiveBasis, _ store: PostgresCustomerStore) async throws {
    var (wanted, records): (String, [String]) = ("", [])
    switch request.subject {
    case .record(let key): (wanted, records) = (key.description, [key.description])
    case .customer(let id):
      let found = try? await store.customer(id)
      (wanted, records) = ((found?.id ?? id).description, found?.members.map(\.key.description) ?? [])
    case .listed: return
    }
    if confirm == wanted { return }
    var trial = request
    trial.isDryRun = true
    // What is refused anyway needs no second word.
    let outcome = try await erase(trial, in: store, basis, threadCount: threading.count, mint: newCustomerID)
    let deleted = outcome.proof.recordHashes.count - records.count
    let also = deleted > 0 ? " and \(counted(deleted, "deleted record", "deleted records"))" : ""
    let left = outcome.left.isEmpty
      ? "" : " Left would be what was with it once and is with another customer now: \(listed(outcome.left.map(\.key.description)))."
    throw Failure(
      "Nothing was erased yet, because it cannot be undone. It would be \(visible(wanted)) with \(counted(records.count, "live record", "live records")) (\(listed(records)))\(also); if that is meant, add --confirm \(shellWord(wanted)).\(left)")
  }

  private func show(_ number: Int64) async throws {
    let found = try await database.withStore { store, _ in try await store.erasure(number) }
    guard let found else { throw ErasureRefusal.unknownErasure(number) }
    try Console.write(proofText(found, isKept: true))
  }

  private func endSuppression(_ number: Int64) async throws {
    let who = try signer(by)
    let count = try await database.withStore { store, _ in try await store.lift(erasure: number, by: who, at: now()) }
    try Console.line(
      Language.ofEnvironment().say(
        "Erasure \(number) is lifted: \(counted(count, "hash is", "hashes are")) off the list, and the person may come back.",
        "파기 \(number)의 재유입 차단을 풀었습니다. 해시 \(grouped(count))개를 지웠습니다."))
  }
}

/// The proof of an erasure; the same text for everybody who asks.
private func proofText(_ proof: ErasureProof, isKept: Bool, _ outcome: ErasureOutcome? = nil) -> [UInt8] {
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
  if let first = proof.firstAt { json.member("first_at", first.description) }
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
  // Not of the proof: these are source keys.
  if let outcome { json.members(of: outcome) }
  json.endObject()
  return json.bytes + [0x0A]
}

extension HouseholdFinding {
  /// How a command ends that has told of it.
  fileprivate func end() throws {
    guard case .unfinished(let why) = self else { return }
    throw why == nil ? ExitStatus.interrupted : ExitStatus.wantsALook
  }
}

extension JSONWriter {
  /// What of other customers was emptied, and what was left to them; and where households stand.
  fileprivate mutating func members(of outcome: ErasureOutcome) {
    name("emptied")
    beginArray()
    for key in outcome.emptied { string(key.description) }
    endArray()
    name("left")
    beginArray()
    for record in outcome.left {
      beginObject()
      member("record", record.key.description)
      member("customer", record.customer.description)
      member("live", record.isLive)
      endObject()
    }
    endArray()
    if let finding = outcome.households { members(of: finding) }
  }
}

struct SuppressionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suppressions",
    abstract: "Which erasures keep their person from coming back; \"kindred erase --lift NUMBER\" ends one.",
    discussion: """
      The hashes are of what a version of the normaliser made of the person's values. Another version may make \
      something else of a value that comes again: then only the source key and the person's other values keep them \
      out. The hashes cannot be made anew, because the values are gone; how many there are is told here and by \
      "kindred doctor".

      --export writes all erasures to a file: ids, moments, reasons, who erased, keyed hashes, no personal data. Write \
      it after every erasure and keep it apart from the database and its backups: after an older backup was restored, \
      "kindred erase --replay FILE" does again what the backup does not know. The hashes are keyed with the database's \
      own secret, which a backup has too; in another database the file is refused.

        kindred suppressions
        kindred suppressions --export erasures.json
      """)

  @OptionGroup var database: DatabaseOptions

  @Option(help: ArgumentHelp("Write all erasures to a file that \"kindred erase --replay\" reads.", valueName: "file"))
  var export: String?

  @Flag(help: "Print as JSON.")
  var json = false

  func run() async throws {
    if let export { return try await write(to: export) }
    let erasures = try await database.withStore { store, _ in
      try await store.erasureSummaries(normaliserVersion: Int(Normalizer.version))
    }
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
        json.member("suppressions_of_another_normaliser", erasure.olderCount)
        json.member("lifted", erasure.liftedAt != nil)
        json.endObject()
      }
      json.endArray()
      return try Console.write(json.bytes + [0x0A])
    }
    let language = Language.ofEnvironment()
    if erasures.isEmpty { try Console.line(language.say("Nobody was erased.", "파기된 고객이 없습니다.")) }
    for erasure in erasures {
      var state = language.say(
        counted(erasure.suppressionCount, "hash", "hashes"), "해시 \(grouped(erasure.suppressionCount))개")
      if erasure.olderCount > 0 {
        state += language.say(
          ", \(grouped(erasure.olderCount)) of another version of the normaliser", ", 그중 \(grouped(erasure.olderCount))개는 다른 버전의 정규화")
      }
      if let at = erasure.liftedAt {
        let who = visible(erasure.liftedBy ?? "")
        state = language.say("lifted at \(at) by \(who)", "\(at)에 \(who) 님이 해제함")
      }
      try Console.line("\(erasure.number)  \(erasure.at)  \(erasure.reason)  \(visible(erasure.by))  \(state)")
    }
  }

  private func write(to path: String) async throws {
    guard let list = try await database.withStore({ store, _ in try await store.erasureList() }) else {
      throw LiveRefusal.neverResolved
    }
    try OutputFile.write(list.file, to: path)
    try Console.line(
      Language.ofEnvironment().say(
        "\(counted(list.entries.count, "erasure", "erasures")) written to \(visible(path)).",
        "파기 \(grouped(list.entries.count))건을 \(visible(path))에 저장했습니다."))
  }
}

extension ErasureRefusal: SentenceError {
  var sentence: String { description }
}
