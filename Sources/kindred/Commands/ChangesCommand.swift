import ArgumentParser
import Identity
import Intake
import PostgresStore
import Resolution

struct ChangesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes",
    abstract: "What happened to customers since a cursor: records that moved, golden values before and after.",
    discussion: """
      Ordered and complete: whoever always follows the cursor meets every change once, however many writers there are. \
      Keep the cursor with what you made of the changes.

      Each item about a record has the record's number beside its source key. Follow records by the number: it is the \
      record's for ever, also when it is deleted, sent again or erased. An erasure takes the source key out of all \
      items, of before too, and leaves a stand-in and the number. A person who is sent again after that is another \
      record, under another number.

        kindred changes --limit 20
        kindred changes --after 812-5-e --json
      """)

  @Option(help: ArgumentHelp("Where the last page ended; without it, the beginning.", valueName: "cursor"))
  var after: String?

  @Option(help: ArgumentHelp("Items at most, 1 to 10,000.", valueName: "count"))
  var limit: Int = 100

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print as JSON, with whole golden records.")
  var json = false

  func validate() throws {
    guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10,000.") }
  }

  func run() async throws {
    var cursor: ChangeCursor?
    if let after {
      guard let read = ChangeCursor(parsing: after) else {
        throw Failure("\(visible(after)) is no cursor; give one back as \"kindred changes\" printed it, such as 812-5-e.")
      }
      cursor = read
    }
    let page = try await database.withStore { [cursor] store, _ in try await store.changes(after: cursor, countMax: limit) }
    try Console.write(json ? jsonText(page) : text(page, .ofEnvironment()))
  }

  private func text(_ page: ChangePage, _ language: Language) -> [UInt8] {
    var text = ""
    for change in page.changes {
      text += language.say(
        "\(change.at)  \(visible(change.cause)) by \(visible(change.who))  (change \(change.number))\n",
        "\(change.at)  \(visible(change.cause)), \(visible(change.who))  (변경 \(change.number))\n")
      for item in change.items {
        switch item {
        case .move(let record, let from, let to):
          let isErasure = change.cause == "erasure"
          let end = isErasure ? language.say("erased", "파기됨") : language.say("deleted", "삭제됨")
          let name = "#\(record.number.rawValue) \(visible(record.key.description))"
          text += "  \(padded(name, 32)) \(from?.description ?? language.say("new", "새 레코드")) → \(to?.description ?? end)\n"
        case .customer(let id, let event, let before, let after):
          text += "  \(id) \(words(event, language))\n"
          for line in differences(before, after) { text += "      \(line)\n" }
        }
      }
    }
    if page.changes.isEmpty { text += language.say("Nothing new.\n", "새로운 변경이 없습니다.\n") }
    if page.isAtEnd, page.waitingCount > 0 {
      text += language.say(
        "\(counted(page.waitingCount, "change waits", "changes wait")) for a transaction that is still open.\n",
        "\(grouped(page.waitingCount))개 변경이 아직 끝나지 않은 트랜잭션을 기다립니다.\n")
    }
    if let next = page.next {
      let command = "kindred changes --after \(next)"
      text += page.isAtEnd ? language.say("That is all for now. Later: \(command)\n", "여기까지입니다. 다음에는: \(command)\n") : language.say("There is more: \(command)\n", "더 있습니다: \(command)\n")
    }
    return Array(text.utf8)
  }

  private func words(_ event: CustomerEvent, _ language: Language) -> String {
    func target(_ id: CustomerID?) -> String {
      id.map { language.say("leads to \($0)", "\($0)(으)로 이어짐") } ?? language.say("all its records are gone", "레코드가 모두 없어짐")
    }
    switch event {
    case .minted: return language.say("is new", "새 고객")
    case .erased: return language.say("is erased", "파기됨")
    case .revived: return language.say("is back", "되살아남")
    case .changed: return language.say("has other values", "값이 바뀜")
    case .retired(let id): return language.say("is retired and ", "끝남: ") + target(id)
    case .redirected(let id): return language.say("was retired before; now ", "이미 끝난 고객: ") + target(id)
    }
  }

  /// The golden values that differ, a line an attribute.
  private func differences(_ before: [UInt8]?, _ after: [UInt8]?) -> [String] {
    let (old, new) = (before.flatMap(GoldenView.init), after.flatMap(GoldenView.init))
    var words = (new?.attributes ?? []).map(\.word)
    for (word, _) in old?.attributes ?? [] where !words.contains(word) { words.append(word) }
    return words.compactMap { word in
      func values(_ view: GoldenView?) -> String {
        (view?.attributes.first { $0.word == word }?.values ?? []).map { clipped(visible($0.text), 44) }.joined(separator: ", ")
      }
      let (left, right) = (values(old), values(new))
      if left == right { return nil }
      if old == nil || left.isEmpty { return "\(padded(word, 12)) \(right)" }
      return "\(padded(word, 12)) \(left) → \(right.isEmpty ? "–" : right)"
    }
  }

  private func jsonText(_ page: ChangePage) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.name("changes")
    json.beginArray()
    for change in page.changes {
      json.beginObject()
      json.member("number", Int(change.number))
      json.member("at", change.at.description)
      json.member("who", change.who)
      json.member("cause", change.cause)
      if let sha256 = change.modelSHA256 { json.member("model_sha256", hexadecimal(sha256)) }
      json.name("items")
      json.beginArray()
      for item in change.items { write(item, &json) }
      json.endArray()
      json.endObject()
    }
    json.endArray()
    if let next = page.next { json.member("next", next.description) }
    json.member("at_end", page.isAtEnd)
    json.member("waiting", page.waitingCount)
    json.endObject()
    return json.bytes + [0x0A]
  }

  private func write(_ item: FeedItem, _ json: inout JSONWriter) {
    func id(_ name: String, _ id: CustomerID?) {
      json.name(name)
      if let id { json.string(id.description) } else { json.null() }
    }
    json.beginObject()
    switch item {
    case .move(let record, let from, let to):
      json.name("record")
      json.number(record.number.rawValue)
      json.member("source", record.key.source)
      json.member("id", record.key.id)
      if record.isErased { json.member("erased", true) }
      id("from", from)
      id("to", to)
    case .customer(let customer, let event, let before, let after):
      json.member("customer_id", customer.description)
      json.member("event", event.word)
      switch event {
      case .retired, .redirected: id("leads_to", event.leadsTo)
      case .minted, .revived, .changed, .erased: break
      }
      json.name("golden_before")
      json.value(before.flatMap { try? JSONReader().read($0) } ?? .null)
      json.name("golden_after")
      json.value(after.flatMap { try? JSONReader().read($0) } ?? .null)
    }
    json.endObject()
  }
}

/// Bytes as lower-case hexadecimal digits, two each.
func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

extension ChangeCursorFailure: SentenceError {
  var sentence: String { description }
}
