import Foundation
import Identity
import Normalization
import Testing

/// Given names and what their bearers are called: one hop, with the same family name.
struct NicknameTests {
  private static func level(_ left: String, _ right: String) -> NameLevel? {
    guard let one = form(left), let other = form(right) else { return nil }
    let level = NameLevel.of(one.span, other.span)
    #expect(level == NameLevel.of(other.span, one.span), "\(left) \(right)")
    return level
  }

  private static let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!)

  private static func form(_ given: String) -> [UInt8]? {
    var form: [UInt8]?
    normalizer.name(NameParts(given: Array(given.utf8), family: Array("Wainwright".utf8))) { form = $0.form }
    return form
  }

  @Test(arguments: [
    // an edge, in either direction
    ("Robert", "Bob", NameLevel.variant), ("Robert", "Rob", .variant), ("William", "Bill", .variant),
    ("Elizabeth", "Betty", .variant), ("Margaret", "Peggy", .variant), ("Charles", "Chuck", .variant),
    ("Francisco", "Paco", .variant), ("Friedrich", "Fritz", .variant), ("Katherine", "Cat", .conflict),
    ("Catherine", "Cat", .variant), ("Wilhelmina", "Minnie", .variant),
    // two short forms of one name: weaker
    ("Bob", "Dob", .near), ("Ted", "Ned", .near), ("Peggy", "Maggie", .near), ("Lizzy", "Betsy", .near),
    // two short forms that are names of their own: two people
    ("Daisy", "Rita", .apart), ("Molly", "Mae", .apart),
    // spellings of equal rank
    ("Catherine", "Kathryn", .variant), ("Sean", "Shawn", .variant), ("Mohammed", "Muhammad", .variant),
    // one hop, never two: Al, Bert, Chris, Pat and Sam join nobody
    ("Albert", "Robert", .similar), ("Alan", "Alfred", .apart), ("Christopher", "Christina", .apart),
    ("Patricia", "Patrick", .similar), ("Samantha", "Samuel", .apart), ("Edward", "Edwin", .conflict),
    // the list's noise
    ("Robert", "Bill", .apart), ("Herman", "Dutch", .apart), ("Will", "Fred", .apart),
  ])
  func `a given name and a nickname agree`(_ row: (left: String, right: String, level: NameLevel)) {
    #expect(NicknameTests.level(row.left, row.right) == row.level, "\(row)")
  }

  private static let vectors = SharedVectors.url("name-nicknames/names.csv")

  /// Edges that we leave out, and why. `scripts/make_nicknames.py` holds the same list.
  private static let different: [(reason: String, edges: Set<String>)] = [
    ("nicknames of one person joined by a short form of both", [
      "robert bill", "robert billy", "bill robert", "billy robert", "bill fred", "billy fred", "will fred",
      "willie fred", "patrick peter", "herman dutch",
    ]),
    ("a man's name and a woman's", [
      "aaron erin", "aron erin", "andrea andrew", "alexandria alexander", "anselm selma", "selma anselm", "earnest ernestine",
      "ernestine ernest", "edwina edwin", "emil emily", "felicia felix", "frederica frederick", "georgine george",
      "june junius", "laurinda lawrence", "laverne vernon", "lucia lucius", "wilma william", "andre drea",
    ]),
    ("two names that parents choose between", [
      "floyd lloyd", "garrett barrett", "garrett jerry", "jehu hugh", "susan hannah", "sheila cecilia", "joshua joe",
      "barney bernard", "marietta maureen", "marietta mercy", "marietta may", "demaris mary", "demerias mary",
      "nicholette nicole", "patsy patty", "levi lee",
    ]),
    ("initials, a family name and slips of the list", [
      "smith smitty", "wilma billiewilhelm", "philomena menaalmena", "junior jr", "junior june", "leroy l.r.",
      "littleberry l.b.", "casey k.c.", "kasey k.c.",
    ]),
  ]

  @Test(.enabled(if: FileManager.default.fileExists(atPath: vectors.path)))
  func `every edge of the nicknames package is a variant`() throws {
    let rows = try String(contentsOf: NicknameTests.vectors, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
    var passed = 0
    var failed: [String] = []
    var differing = 0
    for row in rows {
      let fields = row.split(separator: ",")
      let edge = "\(fields[0]) \(fields[2])"
      if NicknameTests.different.contains(where: { $0.edges.contains(edge) }) {
        differing += 1
      } else if let level = NicknameTests.level(String(fields[0]), String(fields[2])), level == .variant {
        passed += 1
      } else {
        failed.append("\(edge): \(NicknameTests.level(String(fields[0]), String(fields[2])).map { "\($0)" } ?? "junk")")
      }
    }
    print("name-nicknames: \(passed) passed, \(failed.count) failed, \(differing) deliberately different")
    #expect(failed.isEmpty, "\(failed.prefix(40))")
    #expect(passed == 2_638)
    #expect(differing * 50 <= rows.count)
  }
}
