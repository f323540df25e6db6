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

/// A model written before there was such a section goes on meaning what it meant.
@Test func `a model without corroboration has none`() throws {
  let text = String(decoding: ModelFile.standard().text, as: UTF8.self)
  let start = try #require(text.firstRange(of: "\ncorroboration:"))
  let end = try #require(text.firstRange(of: "\nnever_together:"))
  let model = try ModelFile(reading: Array((text[..<start.lowerBound] + text[end.lowerBound...]).utf8), named: "m.yaml").model
  #expect(model.corroboration.steps.isEmpty && !ModelFile.standard().model.corroboration.steps.isEmpty)
}

/// The built-in model as it was before names could be apart.
func textWithoutApart() -> String {
  String(decoding: ModelFile.standard().text, as: UTF8.self)
    .replacing(/\n    apart: [^\n]*/, with: "").replacing(/conflict:     {[^}]*}/, with: "conflict:     { m: 0.042, u: 0.95 }")
    .replacing(/\n  - name: apart(\n    [^\n]*)+/, with: "")
}

@Test func `a model without apart weighs it as it weighs conflict`() throws {
  let file = try ModelFile(reading: Array(textWithoutApart().utf8), named: "m.yaml")
  let standard = ModelFile.standard().model
  #expect(file.model.exclusions.count == standard.exclusions.count - 2)
  #expect(file.model.comparisons.map(\.weights) == standard.comparisons.map(\.weights))
  let levels = try #require(LevelShares(file).levels(of: .name))
  #expect(levels.prefix(3).map(\.name) == ["apart", "conflict", "different"])
  #expect(levels.prefix(3).map(\.m) == [0.042, 0.042, 0.032])
}

@Test(arguments: [
  ("conflict", 1...2 as ClosedRange<UInt8>), ("apart", 1...1), ("different", 3...3), ("[apart, conflict]", 1...2), ("[apart]", 1...1),
  ("[conflict, different, given]", 1...4), ("[given, different, conflict, apart]", 1...4), ("[different, given]", 3...4),
])
func `conflict of a name is any two full names that differ`(word: String, levels: ClosedRange<UInt8>) throws {
  let text = String(decoding: ModelFile.standard().text, as: UTF8.self).replacing(
    "\nnever_together:\n", with: "\nnever_together:\n  - { name: \(word), gender: different, unless: { name: \(word) } }\n")
  let first = try #require(ModelFile(reading: Array(text.utf8), named: "m.yaml").model.exclusions.first)
  #expect(first.conditions.map { $0.levels } == [levels, 1...1] && first.unless.map { $0.levels } == [levels])
}

/// What the comparison of one column leaves out is what its attribute says.
@Test func `one column's comparison says only what differs`() throws {
  let levels = "different: { m: 0.1, u: 0.5 }\n    near: { m: 0.1, u: 0.1 }\n    same: { m: 0.8, u: 0.004"
  func read(_ rest: String) throws -> Comparison {
    let text = String(decoding: ModelFile.standard().text, as: UTF8.self)
      .replacing("\ncomparisons:\n", with: "\ncomparisons:\n  identifier(ssn):\n    \(levels)\(rest)\n")
    let model = try ModelFile(reading: Array(text.utf8), named: "m.yaml").model
    return try #require(model.comparison(of: ColumnID(.identifier, label: "ssn")))
  }
  let general = try #require(ModelFile.standard().model.comparison(of: ColumnID(.identifier)))
  let bare = try read(" }")
  #expect(bare.label == "ssn" && bare.weights != general.weights)
  #expect(bare.issuedOnce == general.issuedOnce && bare.agreementSettles && bare.householdCarriersMax == 20 && bare.sharedCarriersMax == 60)
  #expect(bare.householdWeight == general.householdWeight && bare.sharedWeight == general.sharedWeight)
  let own = try read(", household: 2, shared: 0.5 }\n    issued_once: [card]\n    agreement_settles: false\n    shared_carriers_max: 9")
  #expect(own.issuedOnce == ["card"] && !own.agreementSettles && own.sharedCarriersMax == 9 && own.householdCarriersMax == 20)
  #expect(own.householdWeight == MatchWeight(rawValue: 2_000) && own.sharedWeight == MatchWeight(rawValue: 500))
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
  for levels in ["[apart, different]", "[conflict, sometimes]", "[similar, similar]", "sometimes"] {
    check({ $0.replacing("{ name: similar, gender", with: "{ name: \(levels), gender") }, says: ["name neighbouring levels of name: apart, conflict"])
  }
  check({ $0.replacing("email.account", with: "email.acount") }, says: ["no key of that name", "email.account"])
  check({ $0.replacing("made_of_name: 0.5", with: "made_of_name: 1.5") }, says: ["made_of_name must be a number from 0.0 to 1.0"])
  check({ $0.replacing("contacts_floor: 4", with: "contacts_floor: much") }, says: ["contacts_floor must be a number"])
  check({ $0.replacing("  phone:\n", with: "  phone:\n    contacts_floor: 4\n") }, says: ["the comparison phone has no key of that name"])
  check({ $0.replacing("  phone:\n", with: "  phone:\n    made_of_name: 0.5\n") }, says: ["the comparison phone has no key of that name"])
  check(
    { $0.replacing("agreeing_min: 3,", with: "agreeing_min: 3, agreeing_max: 2, agreeing: 3,").replacing("agrees_from: 3", with: "agrees_from: 0") },
    says: ["agreeing_min is more than agreeing_max", "a step of corroboration has no key of that name", "agrees_from must be a number from"])
  for (steps, rule) in [
    ("{ 1: 4, 11: 5 }", "fewer from step to step"), ("{ 1: 4, 1001: 0 }", "from 1 to 1000"),
    ("{ 1: 4, 11: 3, 3: 1 }", "ascending counts"), ("{ 11: 4, 31: 1 }", "from 1 up"), ("4", "from 1 up"),
    ("{ \((1...17).map { "\($0): \(-$0)" }.joined(separator: ", ")) }", "up to 16"),
  ] {
    check({ $0.replacing(/area_carriers: {[^}]*}/, with: "area_carriers: \(steps)") }, says: ["area_carriers are ", rule])
  }
  check({ $0.replacing("  phone:\n", with: "  phone:\n    area_carriers: { 1: 1 }\n") }, says: ["area_carriers are for addresses"])
  check({ _ in "model: [" }, says: ["m.yaml is not YAML"])
  check({ _ in "" }, says: ["m.yaml is empty"])
  let tenfold = (1...6).map { "a\($0): &a\($0) [" + Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ", ") + "]\n" }
  check({ _ in "a0: &a0 [1]\n" + tenfold.joined() }, says: ["once its aliases are followed"])
  check({ _ in "model: x" }, says: ["section thresholds is missing"])
}
