import Normalization
import Testing

/// What other projects list as throw-away domains, free providers and role mailboxes, and what class we
/// give to a mailbox there.
@Suite struct EmailDomainTests {
  private func value(_ address: String) -> NormalizedValue? {
    collected { normalizer.email(bytes(address), into: $0) }.first
  }

  @Test(.enabled(if: SharedVectors.has("email-domains"))) func `throw-away domains give no evidence`() throws {
    let domains = try SharedVectors.lines("email-domains/disposable_domains.txt")
    var different: [String] = []
    for domain in domains {
      guard let value = value("kim.minjun7@\(domain)") else {
        Issue.record("\(domain) gives no value")
        continue
      }
      if value.sharing != .relay || !value.keys.isEmpty { different.append(domain) }
    }
    print("disposable_domains.txt: \(domains.count - different.count) of \(domains.count) throw-away")
    // Four slips of large providers, which customers type and squatters own, and a provider of China.
    #expect(different.sorted() == ["21cn.com", "duam.net", "gmial.com", "hotmai.com", "hotmial.com"])
  }

  @Test(.enabled(if: SharedVectors.has("email-domains"))) func `mailboxes of free providers are people's`() throws {
    let domains = try SharedVectors.lines("email-domains/free_email_providers.txt")
    var disposable = 0
    var unusable: [String] = []
    for domain in domains {
      guard let value = value("kim.minjun7@\(domain)") else {
        unusable.append(domain)
        continue
      }
      switch value.sharing {
      case .person: break
      case .relay where value.flags.contains(.disposable): disposable += 1
      default: unusable.append(domain)
      }
    }
    print(
      "free_email_providers.txt: \(domains.count - disposable - unusable.count) people's, \(disposable) throw-away, "
        + "\(unusable.count) unusable of \(domains.count)")
    #expect(disposable == 19)
    // No providers: reserved names, addresses of machines.
    #expect(unusable.sorted() == [".invalid", ".test", "0.0.0.0", "127.0.0.1", "localhost"])
  }

  @Test(.enabled(if: SharedVectors.has("email-domains"))) func `role mailboxes are shared`() throws {
    let names = try SharedVectors.lines("email-domains/role_inbox_localparts.txt")
    let missed = names.filter { value("\($0)@acme-trading.io")?.sharing != .shared }
    print("role_inbox_localparts.txt: \(names.count - missed.count) of \(names.count) shared, others: \(missed.joined(separator: " "))")
    #expect(missed.count <= 20)
  }

  @Test func `who reads a mailbox`() {
    func check(_ address: String, _ sharing: ValueClass, line: Int = #line) {
      #expect(value(address)?.sharing == sharing, "\(address)", sourceLocation: .here(line))
    }
    check("payroll-office@acme-trading.io", .shared)
    check("salesteam@acme-trading.io", .shared)
    check("studentservices@acme-trading.io", .shared)
    // A person's mailbox at a provider may be called anything.
    check("dreamteam@naver.com", .person)
    check("office@gmail.com", .shared)
    check("team@acme-trading.io", .shared)
    check("beckdesk7@acme-trading.io", .person)
    check("kim@21cn.com", .person)
    // A tag at any of Fastmail's domains.
    #expect(value("kim+a@pobox.com")?.keys.first == value("kim@pobox.com")?.keys.first)
    #expect(value("kim+a@fastmail.ca")?.keys.first == value("kim@fastmail.ca")?.keys.first)
  }
}
