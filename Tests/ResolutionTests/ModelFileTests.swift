import Identity
import Linkage
import Resolution
import Testing

@Test func `the built-in model reads`() {
  let model = ModelFile.standard().model
  #expect(model.comparisons.count >= 9)
  #expect(model.blocking.count >= 10)
  #expect(model.reviewThreshold < model.matchThreshold)
  #expect(model.prior.rawValue < 0)
}

/// Changes the built-in model's text and expects the sentences.
private func check(_ change: (String) -> String, says fragments: [String], sourceLocation: SourceLocation = #_sourceLocation) {
  let text = change(String(decoding: ModelFile.standard().text, as: UTF8.self))
  do {
    _ = try ModelFile(reading: Array(text.utf8), named: "m.yaml")
    Issue.record("it reads", sourceLocation: sourceLocation)
  } catch {
    for fragment in fragments { #expect(error.description.contains(fragment), "\(error)", sourceLocation: sourceLocation) }
  }
}

@Test func `all that is wrong is said at once, with its line`() {
  check(
    { $0.replacing("prior:", with: "priorr:").replacing("  match:", with: "  matches:") },
    says: ["m.yaml, line", "has no key of that name", "prior is missing", "match is missing"])
}

@Test func `numbers out of range, unknown keys and broken YAML are refused`() {
  check({ $0.replacing("email.account", with: "email.acount") }, says: ["no key of that name", "email.account"])
  check({ _ in "model: [" }, says: ["m.yaml is not YAML"])
  check({ _ in "" }, says: ["m.yaml is empty"])
  let tenfold = (1...6).map { "a\($0): &a\($0) [" + Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ", ") + "]\n" }
  check({ _ in "a0: &a0 [1]\n" + tenfold.joined() }, says: ["once its aliases are followed"])
  check({ _ in "model: x" }, says: ["section thresholds is missing"])
}
