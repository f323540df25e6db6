import Crypto
import Foundation
import Testing

/// Finding customers from outside, as a till, a call centre or a loyalty system does.
@Suite struct LookupTests {
  /// The app has verified its mailboxes; the shop's are what people typed. A family shares a telephone.
  private static let app = """
    id,name,email,phone,birth_date,card
    A1,김민준,minjun.kim@naver.com,010-3187-4402,1990-03-07,4417-0021
    A2,박서연,seoyeon.park@daum.net,010-5502-1931,1985-11-30,4417-0022
    """
  private static let shop = """
    id,name,email,phone,birth_date,city
    S1,김민준,minjun.kim@naver.com,010-3187-4402,1990-03-07,서울
    S2,이영희,,010-2841-6063,1960-01-02,부산
    S3,이수민,,010-2841-6063,1988-05-06,부산
    S4,이도윤,,010-2841-6063,1991-09-10,부산
    S9,최강도,minjun.kim@naver.com,010-9163-2750,1971-12-24,대전
    """

  private static let filled = Task { () async throws -> String in
    let address = try await SharedServer.database()
    let store = StoreUnderTest(database: address)
    let work = try Workspace()
    for (name, text) in [("app", app), ("shop", shop)] {
      let file = try work.write(text + "\n", to: "\(name).csv")
      var mapping = try await Program().run(["map", file]).outputText
      if name == "app" {
        mapping = mapping.replacingOccurrences(of: "role: email\n", with: "role: email\n    verified: true\n")
        mapping = mapping.replacingOccurrences(of: "- name: \"card\"\n    role: [a-z_]*\n", with: "- name: \"card\"\n    role: identifier\n", options: .regularExpression)
      }
      try await store.run("import", file, "--source", name, "--map", try work.write(mapping, to: "\(name).yaml"))
    }
    try await store.run("resolve")
    return address
  }

  private func store() async throws -> StoreUnderTest { StoreUnderTest(database: try await Self.filled.value) }

  @Test func `owners of identifiers, all of them, the verified first`() async throws {
    let store = try await store()
    // What is asked; each owner as its records, with what it holds: ! verified, ? asserted; the class.
    let rows: [(asked: [String], owners: [String], classes: [String])] = [
      (["email=minjun.kim@naver.com"], ["app:A1 shop:S1 email!", "shop:S9 email?"], ["person"]),
      (["email=MINJUN.KIM@NAVER.COM "], ["app:A1 shop:S1 email!", "shop:S9 email?"], ["person"]),
      (["email=minjun.kim@naver.com", "--require-verified"], ["app:A1 shop:S1 email!"], ["person"]),
      (["phone=010-9163-2750", "email=minjun.kim@naver.com", "--require-verified"], [], ["person", "person"]),
      (["phone=+82 10 9163 2750", "email=minjun.kim@naver.com"], ["shop:S9 phone? email?", "app:A1 shop:S1 email!"], ["person", "person"]),
      (["phone=010 2841 6063"], ["shop:S2 phone?", "shop:S3 phone?", "shop:S4 phone?"], ["household"]),
      (["phone=010 2841 6063", "--require-verified"], [], ["household"]),
      (["phone=000-0000-0000", "email=minjun.kim@naver.com", "--require-verified"], [], ["person"]),
      (["identifier:card=44170022"], ["app:A2 identifier?"], ["person"]),
      (["identifier:passport=44170022"], [], ["-"]),
      (["email=someone.else77@naver.com"], [], ["-"]),
    ]
    for row in rows {
      let outcome = try await store.program.run(["lookup"] + row.asked + ["--json"] + store.location)
      #expect(outcome.exit == (row.owners.isEmpty ? 1 : 0), "\(row.asked): \(outcome.errorText)")
      let answer = try Answer(outcome.output)
      #expect(answer.owners.sorted() == row.owners.sorted(), "\(row.asked)")
      #expect(answer.owners.first == row.owners.first || row.owners.count == 3, "\(row.asked)")
      #expect(answer.classes == row.classes, "\(row.asked)")
    }
  }

  @Test func `partial attributes are weighed as records are`() async throws {
    let store = try await store()
    let rows: [(asked: [String], first: String?)] = [
      (["name=김민준", "birth_date=1990-03-07"], "app:A1 shop:S1"),
      (["name=이수민", "phone=010-2841-6063"], "shop:S3 phone?"),
      (["name=박서연"], "app:A2"),
      (["name=Kim Minjun", "birth_date=19900307"], "app:A1 shop:S1"),
      (["given_name=민준", "family_name=김", "birth_date=1990-03-07"], "app:A1 shop:S1"),
      (["name=홍길동", "birth_date=2001-01-01"], nil),
      (["name=김민준", "birth_date=1990-03-07", "--require-verified"], nil),
      (["name=김민준", "email=minjun.kim@naver.com", "--require-verified"], "app:A1 shop:S1 email!"),
    ]
    for row in rows {
      let outcome = try await store.program.run(["lookup"] + row.asked + ["--json"] + store.location)
      let answer = try Answer(outcome.output)
      #expect(answer.owners.first == row.first, "\(row.asked): \(answer.owners)")
      #expect(answer.weights == answer.weights.sorted(by: >), "\(row.asked)")
      #expect(answer.weights.count == answer.owners.count, "\(row.asked)")
    }
  }

  @Test func `parts of names, dates and addresses count, and what cannot be read counts for nothing`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    let file = try work.write(
      csv([
        ["id", "name", "email", "phone", "birth_date", "address"],
        ["H1", "김민준", "", "", "1990-03-07", "대구 수성구 달구벌대로 2450, 103동 1802호 (42020)"],
        ["H2", "이수민", "", "", "1988-05-06", "부산 해운대구 센텀로 9 102동 304호"],
      ]), to: "homes.csv")
    try await store.run("import", file, "--source", "home", "--map", try work.write(peopleMapping, to: "homes.yaml"))
    try await store.run("resolve")
    func weight(_ asked: String...) async throws -> Int {
      let answer = try Answer(try await store.program.run(["lookup", "name=김민준"] + asked + ["--json"] + store.location).output)
      #expect(answer.owners.first == "home:H1", "\(asked)")
      return answer.weights.first ?? .min
    }
    let name = try await weight()
    for asked in [
      ["city=수성구"], ["district=수성구"], ["city=대구", "district=수성구"], ["postcode=42020"], ["address=달구벌대로 2450"],
      ["city=수성구", "country=KR"], ["birth_date=1990-03-07"], ["birth_year=1990", "birth_month=3", "birth_day=7"],
      ["birth_year=1990"],
    ] {
      let answer = try Answer(try await store.program.run(["lookup", "name=김민준"] + asked + ["--json"] + store.location).output)
      #expect(answer.owners.first == "home:H1" && answer.weights[0] > name, "\(asked): \(answer.weights)")
    }
    #expect(try await weight("city=해운대구") < name)
    // All of 대구 is no town that addresses are compared by.
    #expect(try await weight("city=대구") == name)
    let unread = try await store.run("lookup", "name=김민준", "city=대구").outputText
    #expect(unread.hasPrefix("Nothing could be read in city, so it is left out;"), "\(unread)")
    #expect(try await store.run("lookup", "name=김민준", "birth_year=1990").outputText.hasPrefix("  1  "))
    // One part of a Korean name is too many people's for a town, and enough for a day or a street.
    for asked in ["city=수성구", "postcode=42020", "birth_year=1990"] {
      let text = try await store.run("lookup", "family_name=김", asked, expecting: 1).outputText
      #expect(text == "Nobody was looked for: so many people have that in common. Add a whole name, a whole birth date or a street with its number.\n", "\(asked): \(text)")
      #expect(try await store.run("lookup", "family_name=김", "given_name=민준", asked).outputText.hasPrefix("  1  "), "\(asked)")
    }
    for asked in ["birth_date=1990-03-07", "address=달구벌대로 2450"] {
      #expect(try await store.run("lookup", "family_name=김", asked).outputText.hasPrefix("  1  "), "\(asked)")
    }
    for asked in ["city=수성구", "postcode=42020", "gender=M", "country=KR", "birth_year=1990"] {
      let text = try await store.run("lookup", asked, expecting: 1).outputText
      #expect(text.hasPrefix("Nobody was looked for: ") && !text.contains("Nobody was found."), "\(asked): \(text)")
      #expect(try await store.run("lookup", asked, "--json", expecting: 1).outputText.contains("\"too_little\": true"), "\(asked)")
    }
  }

  @Test func `every example of the help is read as it stands`() async throws {
    let store = try await store()
    let help = try await Program().run(["lookup", "--help"]).outputLines
    let examples = help.filter { $0.hasPrefix("  ") && $0.contains("kindred lookup ") && !$0.contains("[") }
    #expect(examples.count == 6, "\(help)")
    var found = 0
    for example in examples {
      // A hash of the help is cut short; the address of the store comes behind all others.
      let line = example.replacingOccurrences(of: "5f0c…", with: String(repeating: "5f0c", count: 16))
        .replacingOccurrences(of: "kindred lookup ", with: "\"$0\" lookup ")
      let outcome = try await Program().shell(line + " \"$@\"", store.location)
      #expect([0, 1].contains(outcome.exit) && outcome.errors.isEmpty, "\(example): \(outcome.errorText)")
      #expect(!outcome.outputText.contains("could be read") && !outcome.outputText.contains("looked for"), "\(example): \(outcome.outputText)")
      if example.contains("city=") || example.contains("card=") { #expect(outcome.exit == 0, "\(example): \(outcome.outputText)") }
      if example.contains("--json") { #expect(!outcome.outputText.contains("\"unread\": [\n"), "\(outcome.outputText)") }
      if outcome.exit == 0 { found += 1 }
    }
    #expect(found >= 2)
  }

  @Test func `a question is weighed by how many records the whole store has in its area`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database())
    let work = try Workspace()
    func file(_ rows: [(id: Int, name: String, home: String)]) throws -> String {
      try work.write(csv([["id", "name", "address"]] + rows.map { ["\($0.id)", $0.name, "\($0.home), Springfield, IL 62704"] }), to: "homes.csv")
    }
    let families = ["Stone", "Brook", "Field", "Lake", "Quill", "Marsh", "Thorn"]
    let homes = families.enumerated().flatMap { family in
      ["Ann", "Bob", "Cid", "Eve", "Gus"].enumerated().map { given in
        (id: family.offset * 5 + given.offset, name: "\(given.element) \(family.element)", home: "\(100 + given.offset * 20) \(family.element) Street")
      }
    }
    try await store.run("import", try file(homes), "--source", "desk")
    try await store.run("resolve")
    let asked = (id: 99, name: "Ann Stone", home: "7 Elm Road")
    let answer = try await store.run("lookup", "name=\(asked.name)", "address=\(asked.home), Springfield, IL 62704", "--json")
    try await store.run("upsert", try file([asked]), "--source", "desk")
    let why = try await store.run("why", "desk:0", "desk:99", "--json")
    let told = try #require(try JSONSerialization.jsonObject(with: Data(why.output)) as? [String: Any])
    #expect(try Answer(answer.output).weights.first == told["weight_millibits"] as? Int)
    #expect(why.outputText.contains("\"area_records_min\": 31"), "\(why.outputText)")
  }

  @Test func `by hash, by source key, by id, and from standard input`() async throws {
    let store = try await store()
    let secret = try await store.run("lookup", "--secret").outputLines[0]
    let bytes = stride(from: 0, to: 64, by: 2).compactMap { UInt8(secret.dropFirst($0).prefix(2), radix: 16) }
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("email.account\0seoyeon.park@hanmail.net".utf8), using: SymmetricKey(data: bytes))
    let hash = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let byHash = try Answer(try await store.run("lookup", "--hashed", "email=\(hash)", "--json").output)
    #expect(byHash.owners == ["app:A2 email!"])
    // The first eight bytes find the posting; the others are looked at as well.
    let other = String(hash.dropLast()) + (hash.last == "0" ? "1" : "0")
    #expect(try Answer(try await store.run("lookup", "--hashed", "email=\(other)", "--json", expecting: 1).output).owners == [])
    #expect(try await store.run("lookup", "--hashed", "email=12", expecting: 2).errorText.contains("64 hexadecimal digits"))

    let given = try await store.program.run(["lookup", "email=-", "--json"] + store.location, input: Array("seoyeon.park@daum.net\n".utf8))
    #expect(try Answer(given.output).owners == ["app:A2 email!"])
    #expect(try await store.run("lookup", "email=-", expecting: 2).errorText.contains("no line for email"))

    let byKey = try await store.run("lookup", "--source-key", "shop:S1").outputText
    let id = String(byKey.prefix(36))
    #expect(byKey.contains("김민준  app:A1, shop:S1"), "\(byKey)")
    #expect(try await store.run("lookup", "--customer", id).outputText == byKey)
    #expect(try await store.run("lookup", "email=minjun.kim@naver.com").outputText.contains("email verified"))
    #expect(try await store.run("lookup", "phone=000-0000-0000", expecting: 1).outputText.contains("Nothing could be read in phone"))
    for (asked, sentence) in [
      ("mail=x", "nothing to look up by"), ("identifier=12", "needs its scheme"), ("kept=1", "nothing to look up by"), ("김민준", "Argument 1 has no ="),
    ] {
      #expect(try await store.run("lookup", asked, expecting: 2).errorText.contains(sentence), "\(asked)")
    }
  }

  @Test func `a record that changed its values is found by the new ones only`() async throws {
    let store = StoreUnderTest(database: try await SharedServer.database(copying: try await Self.filled.value))
    let work = try Workspace()
    let rows = Self.app.replacingOccurrences(of: "seoyeon.park@daum.net", with: "park.seoyeon@gmail.com")
    try await store.run("import", try work.write(rows + "\n", to: "app.csv"), "--source", "app")
    try await store.run("resolve")
    try await store.run("lookup", "email=seoyeon.park@daum.net", expecting: 1)
    let found = try Answer(try await store.run("lookup", "email=park.seoyeon@gmail.com", "--json").output)
    #expect(found.owners == ["app:A2 email!"])
    let feed = try await store.run("changes", "--json").outputText
    #expect(feed.contains("seoyeon.park@daum.net") && feed.contains("park.seoyeon@gmail.com"))
    try await store.run("verify")
  }

  /// The answer in a few words: owners as `app:A1 shop:S1 email!`.
  private struct Answer {
    var owners: [String]
    var weights: [Int]
    var classes: [String]

    init(_ json: [UInt8]) throws {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
      let found = try #require(object["owners"] as? [[String: Any]])
      owners = found.map { owner in
        let verified = owner["verified"] as? [String] ?? []
        let holds = (owner["holds"] as? [String] ?? []).map { $0 + (verified.contains($0) ? "!" : "?") }
        return ((owner["records"] as? [String] ?? []).sorted() + holds).joined(separator: " ")
      }
      weights = found.compactMap { $0["weight_millibits"] as? Int }
      classes = (object["identifiers"] as? [[String: Any]] ?? []).map { $0["shared_by"] as? String ?? "-" }
    }
  }
}
