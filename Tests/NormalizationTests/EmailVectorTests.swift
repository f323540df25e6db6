import Foundation
import Identity
import Normalization
import Testing

/// What other projects think of 756 addresses. Each test reads one file of `../shared/data/email-vectors`
/// and prints how many of its rows agree; where the folder is absent it says so and passes.
///
/// Three files test the strict check, `EmailSyntax`; validator.js's normalizeEmail tests the mailbox that
/// `Normalizer.email` finds. Where we deliberately differ, a line of `policy` says how and why.
@Suite struct EmailVectorTests {
  /// One class of rows on which we differ.
  private struct Policy {
    var inputs: String
    var ours: String
    var reason: String
    var holds: (String) -> Bool
  }

  private let policy = [
    Policy(
      inputs: "domain without a dot", ours: "refused", reason: "no mailbox of a customer is at a top-level domain",
      holds: { !($0.split(separator: "@").last ?? "").contains(".") }),
    Policy(
      inputs: "top-level domain of one letter or with a hyphen", ours: "refused",
      reason: "ICANN delegates none: letters only, or an encoded label",
      holds: { input in
        let top = input.split(separator: ".").last ?? ""
        return top.count == 1 || top.contains("-")
      }),
    Policy(
      inputs: "full-width @ in a local part", ours: "refused", reason: "a slip of an East Asian keyboard, never an id",
      holds: { $0.hasPrefix("＠@") }),
    Policy(
      inputs: "address literal without brackets", ours: "refused", reason: "RFC 5321, 4.1.3 demands them",
      holds: { $0.hasSuffix("@255.255.255.255") }),
    Policy(
      inputs: "base-keyword at Yahoo", ours: "kept, with a group key",
      reason: "Yahoo SLN28815: the base is an account and no address", holds: { $0.contains("-bar@yahoo") }),
  ]

  private struct Count {
    var passed = 0
    var failed = 0
    var different = 0
    var otherOption = 0
    var otherSpelling = 0
    var total: Int { passed + failed + different + otherOption }

    func report(_ name: String) {
      print(
        "\(name): \(passed) passed, \(failed) failed, \(different) deliberately different, "
          + "\(otherOption) about an option we do not have",
        otherSpelling > 0 ? "(\(otherSpelling) of the passed: the same mailbox in another spelling)" : "")
    }
  }

  private func compare<Answer: Equatable>(
    _ ours: Answer, _ theirs: Answer, _ input: String, isOurOption: Bool = true, _ count: inout Count
  ) {
    if ours == theirs {
      count.passed += 1
    } else if !isOurOption {
      count.otherOption += 1
    } else if policy.contains(where: { $0.holds(input) }) {
      count.different += 1
    } else {
      count.failed += 1
      Issue.record("\(input.debugDescription): \(ours), expected \(theirs)")
    }
  }

  @Test func `the policy is short and says why`() {
    #expect(policy.count <= 15)
    #expect(policy.allSatisfy { !$0.inputs.isEmpty && !$0.ours.isEmpty && !$0.reason.isEmpty })
  }

  @Test func `python email validator, strict check`() throws {
    guard let rows = try jsonRows("python_email_validator_syntax.jsonl") else { return }
    var count = Count()
    let everything = EmailSyntax(displayName: .allowed, allowsQuotedLocalPart: true, allowsAddressLiteral: true)
    for row in rows {
      let values = row["values"] as? [Any] ?? [row["values"] as Any]
      guard let input = values.first as? String else {
        Issue.record("a row without a value")
        continue
      }
      func accepts(_ syntax: EmailSyntax, _ text: String? = nil) -> Bool { syntax.accepts(bytes(text ?? input)) }
      switch row["test"] as? String {
      case "test_email_valid", "test_email_valid_intl_local_part":
        compare(accepts(everything), true, input, &count)
      case "test_email_valid_only_if_quoted_local_part":
        compare(
          [accepts(EmailSyntax()), accepts(EmailSyntax(allowsQuotedLocalPart: true))], [false, true], input, &count)
      case "test_email_invalid_syntax", "test_email_invalid_syntax_strict", "test_email_invalid_reserved_domain":
        compare(accepts(EmailSyntax()), false, input, &count)
      case "test_email_unsafe_character":
        compare(
          [accepts(EmailSyntax(), input + "@example.org"), accepts(EmailSyntax(), "test@" + input + ".org")],
          [false, false], input, &count)
      case "test_email_invalid_character_smtputf8_off":
        compare(
          accepts(EmailSyntax(allowsQuotedLocalPart: true, allowsInternationalLocalPart: false)), false, input, &count)
      case "test_pyisemail_tests":
        let status = values.count > 1 ? values[1] as? String ?? "" : ""
        let verdict = [accepts(EmailSyntax()), accepts(everything)]
        switch status {
        case "ISEMAIL_VALID": compare(verdict, [true, true], input, &count)
        case "ISEMAIL_RFC5321_QUOTEDSTRING", "ISEMAIL_RFC5321_ADDRESSLITERAL", "ISEMAIL_RFC5321_IPV6DEPRECATED":
          compare(verdict, [false, true], input, &count)
        default: compare(verdict, [false, false], input, &count)
        }
      default: Issue.record("a test that is not known: \(row["test"] ?? "")")
      }
    }
    #expect(count.total == rows.count)
    count.report("python_email_validator_syntax.jsonl")
  }

  @Test func `validator.js isEmail, strict check`() throws {
    guard let rows = try jsonRows("validatorjs_isEmail.jsonl") else { return }
    var count = Count()
    for row in rows {
      guard let input = row["input"] as? String, let isValid = row["valid"] as? Bool else {
        Issue.record("a row without a value")
        continue
      }
      let options = (row["args"] as? [Any])?.first as? [String: Any] ?? [:]
      var syntax = EmailSyntax(allowsQuotedLocalPart: true)
      var isOurOption = true
      for (name, value) in options {
        switch name {
        case "allow_display_name": syntax.displayName = .allowed
        case "require_display_name": syntax.displayName = .required
        case "allow_utf8_local_part": syntax.allowsInternationalLocalPart = value as? Bool ?? true
        case "allow_ip_domain": syntax.allowsAddressLiteral = true
        default: isOurOption = false
        }
      }
      compare(syntax.accepts(bytes(input)), isValid, input, isOurOption: isOurOption, &count)
    }
    #expect(count.total == rows.count)
    count.report("validatorjs_isEmail.jsonl")
  }

  @Test func `isemail, strict check`() throws {
    guard let text = try vectorText("isemail_tests.xml") else { return }
    var count = Count()
    var kept = 0
    for test in text.components(separatedBy: "<test id=").dropFirst() {
      let input = element("address", in: test)
      let category = element("category", in: test)
      let diagnosis = element("diagnosis", in: test)
      // Reading must not fail on any of them, whatever it makes of them.
      kept += collected { normalizer.email(bytes(input), into: $0) }.count
      let plain = EmailSyntax().accepts(bytes(input))
      let everything = EmailSyntax(allowsQuotedLocalPart: true, allowsAddressLiteral: true).accepts(bytes(input))
      switch (category, diagnosis) {
      case ("ISEMAIL_VALID_CATEGORY", _), ("ISEMAIL_DNSWARN", _):
        compare([plain, everything], [true, true], input, &count)
      case (_, "ISEMAIL_RFC5321_QUOTEDSTRING") where input.hasPrefix("\"\""):
        compare([plain, everything], [false, false], input, &count)
      case (_, "ISEMAIL_RFC5321_QUOTEDSTRING"), (_, "ISEMAIL_RFC5321_ADDRESSLITERAL"),
        (_, "ISEMAIL_RFC5321_IPV6DEPRECATED"):
        compare([plain, everything], [false, true], input, &count)
      // What the RFCs keep for history, and errors.
      default: compare([plain, everything], [false, false], input, &count)
      }
    }
    #expect(count.total == 164)
    count.report("isemail_tests.xml")
    print("isemail_tests.xml: \(kept) values read by the lenient reader")
  }

  @Test func `validator.js normalizeEmail, mailbox`() throws {
    guard let rows = try jsonRows("validatorjs_normalizeEmail.jsonl") else { return }
    var count = Count()
    for row in rows {
      guard let input = row["input"] as? String else {
        Issue.record("a row without a value")
        continue
      }
      // Options change the spelling of the answer, never the mailbox: yandex.ru and yandex.com are one, and so are
      // a.b@gmail.com and ab@gmail.com. So both sides are read as mailboxes.
      let ours = mailbox(input)
      let theirs = row["expected"] as? String
      if let theirs, ours != theirs, ours == mailbox(theirs) { count.otherSpelling += 1 }
      compare(ours, theirs.flatMap(mailbox), input, &count)
    }
    #expect(count.total == rows.count)
    count.report("validatorjs_normalizeEmail.jsonl")
  }

  @Test func `what the strict check accepts, the reader reads`() throws {
    var inputs: [String] = []
    for name in ["python_email_validator_syntax.jsonl", "validatorjs_isEmail.jsonl"] {
      guard let rows = try jsonRows(name) else { return }
      for row in rows {
        inputs += [row["input"] as? String, (row["values"] as? [Any])?.first as? String].compactMap { $0 }
      }
    }
    var accepted = 0
    for input in inputs where EmailSyntax(displayName: .allowed, allowsQuotedLocalPart: true).accepts(bytes(input)) {
      accepted += 1
      let values = collected { normalizer.email(bytes(input), into: $0) }
      #expect(values.count == 1 && !values[0].flags.contains(.invalid), "\(input)")
    }
    #expect(accepted > 50)
  }

  private func mailbox(_ input: String) -> String? {
    collected { normalizer.email(bytes(input), into: $0) }.first?.keys.first.map { text($0.bytes) }
  }

  // MARK: - Reading the files

  private func vectorText(_ name: String) throws -> String? {
    // KINDRED_SHARED stands in for ../shared where the project is checked out elsewhere.
    let given = ProcessInfo.processInfo.environment["KINDRED_SHARED"].map { URL(fileURLWithPath: $0) }
    let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let shared = given ?? project.appendingPathComponent("../shared")
    let file = shared.appendingPathComponent("data/email-vectors/\(name)")
    guard FileManager.default.fileExists(atPath: file.standardizedFileURL.path) else {
      print("\(name): skipped, there is no ../shared/data/email-vectors beside the project")
      return nil
    }
    return try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
  }

  private func jsonRows(_ name: String) throws -> [[String: Any]]? {
    try vectorText(name)?.split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// The text of an element without children; pictures of control characters stand for those.
  private func element(_ name: String, in xml: String) -> String {
    guard let start = xml.range(of: "<\(name)>"), let end = xml.range(of: "</\(name)>") else { return "" }
    var text = String(xml[start.upperBound..<end.lowerBound])
    while let open = text.range(of: "&#x"), let close = text.range(of: ";", range: open.upperBound..<text.endIndex),
      let code = UInt32(text[open.upperBound..<close.lowerBound], radix: 16), let scalar = Unicode.Scalar(code)
    {
      text.replaceSubrange(open.lowerBound..<close.upperBound, with: String(Character(scalar)))
    }
    for (entity, plain) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
      text = text.replacingOccurrences(of: entity, with: plain)
    }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      scalars.append((0x2400...0x2421).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value - 0x2400)) : scalar)
    }
    return String(scalars)
  }
}
