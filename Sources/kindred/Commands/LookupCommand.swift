import ArgumentParser
import Glibc
import Identity
import Intake
import Linkage
import Normalization
import PostgresStore
import Resolution

struct LookupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookup",
    abstract: "Find customers: by any identifier, by its hash, by source key or id, or by what is known in part.",
    discussion: """
      An identifier that several customers share returns all of them, ranked. A value of - is read from standard \
      input, one line each, so that it does not stay in the history of the shell.

        kindred lookup email=kim@naver.com
        echo 010-9037-2216 | kindred lookup phone=- --require-verified
        kindred lookup name=김민준 birth_date=1990-03-07 city=강남구
        kindred lookup family_name=김 given_name=민준 postcode=06236
        kindred lookup identifier:card=4417-0021 --json
        kindred lookup --hashed email=5f0c…

      What is known in part is weighed as a record with no more than that would be. A town, a postcode or a year of \
      birth alone finds nobody: it needs a name or a whole birth date beside it. Of a Korean name that takes both \
      parts, 김 and 민준: one of them finds nobody with a town, a postcode or a year, but does with a whole birth date or \
      a street; one word of a name in Latin letters does with any of these. Of a Korean address the 시, 군 or 구 is \
      compared, so 서울 alone says nothing and 강남구 does; a street is given with its number, as address=테헤란로 152.

      A hash is HMAC-SHA-256, keyed with the secret that --secret prints, of the kind (email.account, phone.line, \
      handle.exact or identifier.exact), a zero byte and the key of that kind that "kindred normalize" shows.

      Exit code 0: somebody was found; 1: nobody.
      """)

  @Argument(help: ArgumentHelp("What is known: email=…, phone=…, handle:instagram=…, identifier:SCHEME=…, name=…, given_name=…, family_name=…, birth_date=…, address=…, city=…, postcode=…, country=…", valueName: "kind=value"))
  var terms: [String] = []

  @Option(help: ArgumentHelp("A record as SOURCE:ID.", valueName: "key"))
  var sourceKey: String?

  @Option(help: ArgumentHelp("A customer id; where it leads elsewhere, that is said.", valueName: "id"))
  var customer: String?

  @Flag(help: "The values are hashes, 64 hexadecimal digits each.")
  var hashed = false

  @Flag(help: "Only customers for whom a source has verified every identifier given.")
  var requireVerified = false

  @Flag(help: "Print the secret that hashes are keyed with, for services that send hashes.")
  var secret = false

  @Option(help: "Country (two letters) of phones and addresses that do not say.")
  var region: String = "KR"

  @Option(help: ArgumentHelp("Customers at most.", valueName: "count"))
  var limit: Int = 20

  @OptionGroup var database: DatabaseOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func validate() throws {
    let ways = [!terms.isEmpty, sourceKey != nil, customer != nil, secret].count { $0 }
    guard ways == 1 else {
      throw ValidationError("Give values as KIND=VALUE, or one of --source-key, --customer and --secret.")
    }
    guard (1...1_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 1,000.") }
    if requireVerified, terms.isEmpty { throw ValidationError("--require-verified goes with values.") }
  }

  func run() async throws {
    if let text = customer ?? sourceKey { return try await one(text) }
    let region = try regionCode(region)
    let (given, hashes) = try asked()
    let readsAddresses = given.contains { [.address, .houseNumber, .addressLine2, .district, .city].contains($0.role) }
    let (found, customers, lookupSecret) = try await database.withStore { store, _ in
      let lookup = try await Lookup(store, currentModel(store), today: today(), readsAddresses: readsAddresses)
      if secret { return (LookupAnswer?.none, [CustomerID: StoredCustomer](), lookup.lookupSecret) }
      let answer = try await lookup.owners(of: given, hashes: hashes, region: region, requiresVerified: requireVerified)
      var customers: [CustomerID: StoredCustomer] = [:]
      for owner in answer.owners.prefix(limit) { customers[owner.customer] = try await store.customer(owner.customer) }
      return (answer, customers, nil)
    }
    if secret {
      guard let lookupSecret else { throw Failure("There is no secret before the first import.") }
      return try Console.line(hexadecimal(lookupSecret))
    }
    guard let answer = found else { return }
    try Console.write(json ? jsonText(answer, customers) : text(answer, customers, .ofEnvironment()))
    if answer.owners.isEmpty { throw ExitStatus.wantsALook }
  }

  // MARK: what is asked

  private func asked() throws -> (terms: [LookupTerm], hashes: [LookupHash]) {
    var (given, hashes): ([LookupTerm], [LookupHash]) = ([], [])
    for (place, text) in terms.enumerated() {
      guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
        // What stands there may be somebody's telephone.
        throw Failure("Argument \(place + 1) has no =; write KIND=VALUE, as in email=kim@naver.com.")
      }
      let word = String(text[..<equals])
      var value = Array(text.utf8[text.utf8.index(after: equals)...])
      if value == [UInt8(ascii: "-")] {
        guard let line = readLine(strippingNewline: true) else {
          throw Failure("Standard input has no line for \(visible(word)); give one line for each value that is -.")
        }
        value = Array(line.utf8)
      }
      if hashed {
        hashes.append(try LookupHash(word: word, hexadecimal: value))
      } else {
        given.append(try LookupTerm(word: word, raw: value))
      }
    }
    return (given, hashes)
  }

  private func one(_ text: String) async throws {
    if customer != nil, CustomerID(parsing: text) == nil { throw Failure("\(visible(text)) is no customer id.") }
    if sourceKey != nil { _ = try kindred.sourceKey(text) }
    let found = try await database.withStore { store, _ in try await find(text, in: store) }
    let asked = customer == nil ? nil : found.askedID
    if json {
      var json = JSONWriter(isIndented: true)
      json.beginObject()
      if let asked { json.member("asked_id", asked.description) }
      if let erasure = found.erasure { json.erased(erasure) }
      json.name("owners")
      json.beginArray()
      if let id = found.id {
        json.beginObject()
        json.member("customer_id", id.description)
        if let name = name(found) { json.member("name", name) }
        json.member("redirected", asked.map { $0 != id } ?? false)
        json.name("records")
        json.beginArray()
        for member in found.members { json.string(member.key.description) }
        json.endArray()
        json.endObject()
      }
      json.endArray()
      json.endObject()
      try Console.write(json.bytes + [0x0A])
    } else {
      let language = Language.ofEnvironment()
      if let id = found.id {
        if let asked, asked != id { try Console.line(language.say("\(asked) leads to:", "\(asked)은(는) 다음 고객으로 이어집니다:")) }
        try Console.line("\(id)  \(visible(name(found) ?? ""))  \(found.members.map { visible($0.key.description) }.joined(separator: ", "))")
      } else if found.erasure != nil {
        for line in CustomerText(customer: found).lines() { try Console.line(line) }
      } else {
        try Console.line(language.say("All records of \(found.askedID) are gone.", "\(found.askedID)의 레코드가 모두 없어졌습니다."))
      }
    }
    if found.id == nil { throw ExitStatus.wantsALook }
  }

  // MARK: what is found

  private func name(_ customer: StoredCustomer?) -> String? {
    let golden = customer?.goldenJSON.flatMap(GoldenView.init)
    return golden?.best("name") ?? golden?.best("organisation")
  }

  private func text(_ answer: LookupAnswer, _ customers: [CustomerID: StoredCustomer], _ language: Language) -> [UInt8] {
    var text = ""
    for word in answer.unread {
      text += language.say("Nothing could be read in \(word), so it is left out; \"kindred normalize\" shows why.\n", "\(word)에서 읽을 수 있는 값이 없어 빼고 찾았습니다. \"kindred normalize\"로 이유를 볼 수 있습니다.\n")
    }
    for (index, identifier) in answer.identifiers.enumerated() {
      let count = identifier.carrierCount
      guard let sharing = identifier.sharing else {
        text += language.say("\(identifier.word): no record has it\n", "\(identifier.word): 가진 레코드가 없음\n")
        continue
      }
      let ownerCount = answer.owners.count { $0.held.contains(index) }
      let whose =
        sharing == .person && ownerCount > 1
        ? language.say("one person's by the names beside it, though \(ownerCount) customers hold it", "함께 있는 이름으로는 한 사람의 것이지만 고객 \(ownerCount)명에게 있음")
        : words(sharing, language)
      text +=
        count > identifier.carriersMax
        ? language.say("\(identifier.word): more than \(grouped(identifier.carriersMax)) records have it, so it is nobody's\n", "\(identifier.word): \(grouped(identifier.carriersMax))개가 넘는 레코드에 있어 누구의 것도 아님\n")
        : language.say("\(identifier.word): \(counted(count, "record has", "records have")) it, \(whose)\n", "\(identifier.word): 레코드 \(grouped(count))개, \(whose)\n")
    }
    for rule in answer.tooWide {
      text += language.say("Too many records share \(rule); add another value.\n", "\(rule)이(가) 같은 레코드가 너무 많습니다. 다른 값을 더해 주세요.\n")
    }
    for (place, owner) in answer.owners.prefix(limit).enumerated() {
      text += "\(leftPadded("\(place + 1)", 3))  \(owner.customer)  \(clipped(visible(name(customers[owner.customer]) ?? ""), 30))"
      if let weight = owner.weight { text += "  " + language.say("weight \(weight), probability \(probabilityText(weight))", "가중치 \(weight), 확률 \(probabilityText(weight))") }
      let holds = owner.held.sorted().map { index in
        let word = answer.identifiers[index].word
        return owner.verified.contains(index) ? language.say("\(word) verified", "\(word) 확인됨") : language.say("\(word) asserted", "\(word) 주장됨")
      }
      if !holds.isEmpty { text += "  " + holds.joined(separator: ", ") }
      text += "\n       " + owner.records.prefix(8).map { visible($0.key.description) }.joined(separator: ", ")
      text += owner.records.count > 8 ? " …\n" : "\n"
    }
    if answer.owners.count > limit {
      text += language.say("and \(grouped(answer.owners.count - limit)) more; see --limit\n", "외 \(grouped(answer.owners.count - limit))명, --limit 참고\n")
    }
    if answer.isTooLittle {
      text += language.say(
        "Nobody was looked for: so many people have that in common. Add a whole name, a whole birth date or a street with its number.\n",
        "찾지 않았습니다. 이것만 같은 사람은 너무 많습니다. 성을 포함한 이름, 연월일이 모두 있는 생년월일, 건물 번호까지의 주소 가운데 하나를 더해 주세요.\n")
    } else if answer.owners.isEmpty { text += language.say("Nobody was found.\n", "찾은 고객이 없습니다.\n") }
    if answer.isOlder {
      text += language.say(
        "Some records were read by another version of Kindred, and may be missing here; run \"kindred resolve\", which reads them again.\n",
        "다른 버전의 Kindred가 읽은 레코드가 있어 빠진 것이 있을 수 있습니다. \"kindred resolve\"를 실행하면 다시 읽습니다.\n")
    }
    if !answer.unresolved.isEmpty {
      text += language.say("\(counted(answer.unresolved.count, "record fits, but waits", "records fit, but wait")) for the next resolve.\n", "맞는 레코드 \(grouped(answer.unresolved.count))개가 다음 resolve를 기다립니다.\n")
    }
    return Array(text.utf8)
  }

  private func words(_ sharing: ValueClass, _ language: Language) -> String {
    switch sharing {
    case .person: language.say("one person's", "한 사람의 것")
    case .household: language.say("a household's", "한 가구의 것")
    case .shared: language.say("many people's", "여러 사람의 것")
    case .relay: language.say("a relay's", "전달용 주소")
    case .junk: language.say("nobody's", "누구의 것도 아님")
    case .unknown: language.say("nobody knows whose", "누구의 것인지 알 수 없음")
    }
  }

  private func jsonText(_ answer: LookupAnswer, _ customers: [CustomerID: StoredCustomer]) -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    func list(_ name: String, _ items: [String]) {
      json.name(name)
      json.beginArray()
      for item in items { json.string(item) }
      json.endArray()
    }
    func words(_ indexes: Set<Int>) -> [String] { indexes.sorted().map { answer.identifiers[$0].word } }
    json.beginObject()
    json.name("identifiers")
    json.beginArray()
    for identifier in answer.identifiers {
      json.beginObject()
      json.member("kind", identifier.word)
      if let sharing = identifier.sharing { json.member("shared_by", sharing.word) }
      json.member("records", identifier.carrierCount)
      json.endObject()
    }
    json.endArray()
    json.name("owners")
    json.beginArray()
    for owner in answer.owners.prefix(limit) {
      json.beginObject()
      json.member("customer_id", owner.customer.description)
      if let name = name(customers[owner.customer]) { json.member("name", name) }
      if let weight = owner.weight {
        json.member("weight_millibits", Int(weight.rawValue))
        json.member("probability", probabilityText(weight))
      }
      list("holds", words(owner.held))
      list("verified", words(owner.verified))
      list("records", owner.records.map(\.key.description))
      json.endObject()
    }
    json.endArray()
    json.member("owner_count", answer.owners.count)
    list("unresolved", answer.unresolved.map(\.description))
    list("unread", answer.unread)
    list("too_wide", answer.tooWide)
    json.member("too_little", answer.isTooLittle)
    json.member("read_by_another_version", answer.isOlder)
    json.endObject()
    return json.bytes + [0x0A]
  }
}

extension LookupFailure: SentenceError {
  var sentence: String { description }
}
